"""Its four pages."""

from django.urls import path

from benchmarks.minimal import views

urlpatterns = [
    path("notes/", views.as_page, name="notes"),
    path("notes.json", views.as_json),
    path("notes/new/", views.create),
    path("notes/<int:key>/", views.detail, name="note"),
]
