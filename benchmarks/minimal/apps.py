"""The minimal app's name in Django."""

from django.apps import AppConfig


class MinimalConfig(AppConfig):
    name = "benchmarks.minimal"
    label = "minimal"
