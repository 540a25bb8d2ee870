"""Addresses of reading and of access to documents, inside the room's."""

from django.urls import path

from everproof.documents.views import acknowledging as reading
from everproof.documents.views import acknowledging_access as events
from everproof.documents.views import acknowledging_questions as questions
from everproof.documents.views import acknowledging_standing as standing

urlpatterns = [
    path("reading/", reading.MyReading.as_view(), name="my_reading"),
    path("reading/everyone/", standing.ReadingOverview.as_view(), name="reading_overview"),
    path("reading/everyone/export/<slug:format>/", standing.ExportReading.as_view(), name="reading_export"),
    path("reading/people/<uuid:person>/", standing.ReadingOfPerson.as_view(), name="reading_of_person"),
    path("reading/<reference:reference>/", reading.Read.as_view(), name="read"),
    path("reading/<reference:reference>/readers/", standing.Readers.as_view(), name="readers"),
    path(
        "reading/<reference:reference>/readers/export/<slug:format>/",
        standing.ExportReaders.as_view(),
        name="readers_export",
    ),
    path("reading/<reference:reference>/questions/", questions.WriteQuestions.as_view(), name="questions"),
    path("access/", events.AccessEvents.as_view(), name="access_events"),
    path("access/export/<slug:format>/", events.ExportAccess.as_view(), name="access_export"),
]
