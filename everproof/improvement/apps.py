"""The improvement room as a Django app."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "everproof.improvement"
    label = "improvement"
    verbose_name = "Improvement"
