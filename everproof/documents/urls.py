"""Addresses of the documents room inside an organisation."""

from everproof.documents.reading.urls import urlpatterns as reading

app_name = "documents"
urlpatterns = [*reading]
