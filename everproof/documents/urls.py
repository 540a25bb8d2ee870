"""Addresses of the documents room inside an organisation."""

from django.urls import URLPattern

app_name = "documents"
urlpatterns: list[URLPattern] = []
