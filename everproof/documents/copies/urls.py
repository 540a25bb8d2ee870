"""Addresses of controlled copies, inside the room's."""

from django.urls import path

from everproof.documents.copies import views

urlpatterns = [
    path("documents/<reference:reference>/copies/", views.AccountForCopies.as_view(), name="copies_account"),
    path("documents/<reference:reference>/copies/new/", views.IssueCopy.as_view(), name="issue_copy"),
    path("controlled-copies/", views.CopyList.as_view(), name="controlled_copy_list"),
    path("controlled-copies/<reference:reference>/", views.CopyPage.as_view(), name="controlled_copy"),
    path("controlled-copies/<reference:reference>/print/", views.PrintCopy.as_view(), name="print_copy"),
]
