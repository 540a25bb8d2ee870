"""The conformity room as a Django app."""

from django.apps import AppConfig


class ConformityConfig(AppConfig):
    name = "everproof.conformity"
    label = "conformity"
    verbose_name = "Conformity"
