"""Addresses of the kernel's own pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("everproof.kernel.notifications.urls")),
    path("", include("everproof.kernel.people.urls")),
    path("", include("everproof.kernel.work.urls")),
]
