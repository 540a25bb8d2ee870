"""Addresses of signing in that belong to no organisation."""

from django.urls import path

from everproof.kernel.pages.invitation import InvitationPage

app_name = "people"
urlpatterns = [
    path("p/invitation/<str:token>/", InvitationPage.as_view(), name="invitation"),
]
