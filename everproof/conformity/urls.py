"""Addresses of the conformity room inside an organisation."""

from django.urls import URLPattern

app_name = "conformity"
urlpatterns: list[URLPattern] = []
