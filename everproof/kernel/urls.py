"""Addresses of the kernel's own pages."""

from django.urls import include, path

from everproof.kernel.pages.public import open_link
from everproof.kernel.pages.sealing import PublicVerification

urlpatterns = [
    path("p/<str:token>/", open_link, name="public"),
    path("p/verify/<str:token>/", PublicVerification.as_view(), name="public_verification"),
    path("", include("everproof.kernel.notifications.urls")),
    path("", include("everproof.kernel.people.urls")),
    path("", include("everproof.kernel.work.urls")),
]
