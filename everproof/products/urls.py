"""Addresses of the products room inside an organisation."""

from django.urls import URLPattern

app_name = "products"
urlpatterns: list[URLPattern] = []
