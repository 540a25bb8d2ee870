"""Addresses of the documents room inside an organisation."""

from everproof.documents.content.urls import urlpatterns as content
from everproof.documents.reading.urls import urlpatterns as reading

app_name = "documents"
urlpatterns = [*content, *reading]
