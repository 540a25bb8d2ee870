"""The documents room as a Django app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "everproof.documents"
    label = "documents"
    verbose_name = "Documents"
