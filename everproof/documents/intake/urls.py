"""Addresses of bringing in documents, inside the room's."""

from django.urls import path

from everproof.documents.intake import views

urlpatterns = [
    path("bring-in/", views.BringInDocuments.as_view(), name="intakes"),
    path("bring-in/<uuid:intake>/", views.OneIntake.as_view(), name="intake"),
    path("bring-in/<uuid:intake>/run/", views.RunIntake.as_view(), name="intake_run"),
    path("bring-in/<uuid:intake>/undo/", views.UndoIntake.as_view(), name="intake_undo"),
    path("bring-in/<uuid:intake>/report/<slug:format>/", views.ExportIntake.as_view(), name="intake_export"),
]
