"""The home room as a Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "everproof.home"
    label = "home"
    verbose_name = "Home"
