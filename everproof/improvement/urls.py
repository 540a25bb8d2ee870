"""Addresses of the improvement room inside an organisation."""

from django.urls import path

from everproof.improvement import views
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

app_name = "improvement"
urlpatterns = [
    path("report/", views.ReportProblem.as_view(), name="report"),
    path("nonconformities/", views.NonconformityList.as_view(), name="nonconformity_list"),
    path("nonconformities/new/", views.ReportProblem.as_view(), name="nonconformity_create"),
    path("nonconformities/<reference:reference>/", views.NonconformityPage.as_view(), name="nonconformity"),
    path("nonconformities/<reference:reference>/edit/", views.EditNonconformity.as_view(), name="nonconformity_edit"),
    path("nonconformities/<reference:reference>/triage/", views.TriageNonconformity.as_view(), name="triage"),
    path("nonconformities/<reference:reference>/reject/", views.RejectNonconformity.as_view(), name="reject"),
    path("nonconformities/<reference:reference>/contain/", views.ContainNonconformity.as_view(), name="contain"),
    path("nonconformities/<reference:reference>/close/", views.CloseNonconformity.as_view(), name="close"),
    path("nonconformities/<reference:reference>/reopen/", views.ReopenNonconformity.as_view(), name="reopen"),
]
