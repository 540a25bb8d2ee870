"""Addresses of the workbench inside an organisation."""

from django.urls import path

from everproof.workbench import views

app_name = "workbench"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("open/", views.OpenStudy.as_view(), name="open"),
    path("verification/", views.VerificationPage.as_view(), name="verification"),
    path("<slug:method>/", views.StudyPage.as_view(), name="method"),
]
