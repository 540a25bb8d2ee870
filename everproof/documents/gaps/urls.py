"""Addresses of reading documents against a standard, inside the room's."""

from django.urls import path

from everproof.documents.gaps import views

urlpatterns = [
    path("clauses/", views.Gaps.as_view(), name="gaps"),
    path("clauses/read/", views.ReadGaps.as_view(), name="gaps_read"),
    path("clauses/export/<slug:format>/", views.ExportGaps.as_view(), name="gaps_export"),
    path("clauses/<int:proposal>/decide/", views.DecideProposal.as_view(), name="gap_decide"),
]
