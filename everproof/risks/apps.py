"""The risks room as a Django app."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "everproof.risks"
    label = "risks"
    verbose_name = "Risks"
