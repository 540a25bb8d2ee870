"""Addresses of the documents room inside an organisation."""

from everproof.documents.content.urls import urlpatterns as content
from everproof.documents.copies.urls import urlpatterns as copies
from everproof.documents.filled.urls import urlpatterns as filled
from everproof.documents.gaps.urls import urlpatterns as gaps
from everproof.documents.intake.urls import urlpatterns as intake
from everproof.documents.languages.urls import urlpatterns as languages
from everproof.documents.printing.urls import urlpatterns as printing
from everproof.documents.reading.urls import urlpatterns as reading
from everproof.documents.starter.urls import urlpatterns as starter
from everproof.documents.urls_register import urlpatterns as register

app_name = "documents"
urlpatterns = [
    *intake,
    *gaps,
    *printing,
    *filled,
    *copies,
    *languages,
    *register,
    *content,
    *reading,
    *starter,
]
