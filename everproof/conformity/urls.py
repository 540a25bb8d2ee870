"""Addresses of the conformity room inside an organisation."""

from django.urls import path, re_path

from everproof.conformity import views
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

app_name = "conformity"
STANDARD = "(?P<standard>[a-z0-9]+-[0-9]{4})"
ATOM = r"(?P<atom>[0-9]+(?:\.[0-9]+)*-[0-9]+)"
urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("icon.svg", views.Icon.as_view(), name="icon"),
    path("assessments/", views.AssessmentList.as_view(), name="assessments"),
    path("assessments/new/", views.AssessRequirement.as_view(), name="assess"),
    path("assessments/<reference:reference>/", views.AssessmentPage.as_view(), name="assessment"),
    path("editions/", views.Editions.as_view(), name="editions"),
    path("guide/", views.Guide.as_view(), name="guide"),
    path("rules/", views.Parameters.as_view(), name="parameters"),
    path("rules/<slug:name>/", views.EditParameter.as_view(), name="parameter"),
    path("rules/<slug:name>/reset/", views.ResetParameter.as_view(), name="parameter_reset"),
    re_path(rf"^{STANDARD}/$", views.ReadinessPage.as_view(), name="readiness"),
    re_path(rf"^{STANDARD}/next/$", views.WhatNext.as_view(), name="next"),
    re_path(rf"^{STANDARD}/time/$", views.OverTime.as_view(), name="over_time"),
    re_path(rf"^{STANDARD}/print/$", views.PrintReadiness.as_view(), name="print"),
    re_path(rf"^{STANDARD}/export/(?P<format>[a-z]+)/$", views.Export.as_view(), name="export"),
    re_path(rf"^{STANDARD}/words/(?P<digest>[0-9a-f]{{12}})\.json$", views.Words.as_view(), name="words"),
    re_path(rf"^{STANDARD}/{ATOM}/$", views.RequirementPage.as_view(), name="requirement"),
]
