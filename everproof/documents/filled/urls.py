"""Addresses of forms and their copies, inside the room's."""

from django.urls import path

from everproof.documents.filled import views
from everproof.documents.filled.views_design import DesignFormPage

COPY = "filled-forms/<reference:reference>/"

urlpatterns = [
    path("documents/<reference:reference>/fill/", views.FillIn.as_view(), name="fill_in"),
    path(
        "documents/<reference:reference>/copies/export/<slug:format>/",
        views.ExportCopies.as_view(),
        name="export_copies",
    ),
    path("revisions/<reference:reference>/form/", DesignFormPage.as_view(), name="design_form"),
    path("revisions/<reference:reference>/form/try/", views.TryForm.as_view(), name="try_form"),
    path("filled-forms/", views.FilledList.as_view(), name="filled_form_list"),
    path(COPY, views.FilledPage.as_view(), name="filled_form"),
    path(f"{COPY}edit/", views.EditCopy.as_view(), name="filled_form_edit"),
]
