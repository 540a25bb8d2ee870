"""Addresses of the starter set, inside the room's."""

from django.urls import path

from everproof.documents.starter import views

urlpatterns = [
    path("starter/", views.StarterPage.as_view(), name="starter"),
    path("starter/decisions/", views.OpenDecisions.as_view(), name="open_decisions"),
]
