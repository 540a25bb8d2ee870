"""The products room as a Django app."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "everproof.products"
    label = "products"
    verbose_name = "Products and services"
