"""Addresses of printing, inside the room's: in place of the generic print of a record."""

from django.urls import path

from everproof.documents.printing import views
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

urlpatterns = [
    path("documents/<reference:reference>/print/", views.PrintDocument.as_view(), name="document_print"),
    path("revisions/<reference:reference>/print/", views.PrintRevision.as_view(), name="revision_print"),
]
