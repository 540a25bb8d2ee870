"""Addresses of the risks room inside an organisation."""

from django.urls import URLPattern

app_name = "risks"
urlpatterns: list[URLPattern] = []
