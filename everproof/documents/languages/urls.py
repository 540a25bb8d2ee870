"""Addresses of translations, inside the room's."""

from django.urls import path

from everproof.documents.languages import views

urlpatterns = [
    path("documents/<reference:reference>/translate/", views.AddTranslation.as_view(), name="add_translation"),
]
