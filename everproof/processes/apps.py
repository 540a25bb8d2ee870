"""The processes room as a Django app."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "everproof.processes"
    label = "processes"
    verbose_name = "Processes"
