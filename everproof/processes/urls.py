"""Addresses of the processes room inside an organisation."""

from django.urls import URLPattern

app_name = "processes"
urlpatterns: list[URLPattern] = []
