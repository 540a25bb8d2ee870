"""The context room as a Django app."""

from django.apps import AppConfig


class ContextConfig(AppConfig):
    name = "everproof.context"
    label = "context"
    verbose_name = "Context"
