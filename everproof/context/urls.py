"""Addresses of the context room inside an organisation."""

from django.urls import URLPattern

app_name = "context"
urlpatterns: list[URLPattern] = []
