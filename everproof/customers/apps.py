"""The customers room as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "everproof.customers"
    label = "customers"
    verbose_name = "Customers"
