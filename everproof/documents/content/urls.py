"""Addresses of writing, reading and comparing; part of the room's own."""

from django.urls import path

from everproof.documents.views import comparing, reading_view, snippets, uploading, writing, writing_parts

REVISION = "revisions/<reference:reference>/"
DOCUMENT = "documents/<reference:reference>/"

urlpatterns = [
    path(f"{REVISION}write/", writing.WritingPage.as_view(), name="write"),
    path(f"{REVISION}write/references/", writing_parts.References.as_view(), name="references"),
    path(f"{REVISION}write/presence/", writing_parts.Presence.as_view(), name="presence"),
    path(f"{REVISION}write/pictures/<uuid:id>/", writing_parts.AddPicture.as_view(), name="pictures"),
    path(f"{REVISION}write/bring-in/", uploading.BringIn.as_view(), name="bring_in"),
    path(f"{REVISION}content/", uploading.ContentPage.as_view(), name="content"),
    path(f"{REVISION}read/", reading_view.ReadRevision.as_view(), name="read_revision"),
    path(f"{DOCUMENT}read/", reading_view.ReadDocument.as_view(), name="read_document"),
    path(f"{DOCUMENT}compare/", comparing.ComparePage.as_view(), name="compare"),
    path("snippets/<reference:reference>/", snippets.SnippetPage.as_view(), name="snippet"),
    path("snippets/<reference:reference>/edit/", snippets.EditSnippet.as_view(), name="snippet_edit"),
    path("snippets/<reference:reference>/use/", snippets.UsePage.as_view(), name="snippet_use"),
]
