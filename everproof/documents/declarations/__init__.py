"""The room's record types, by subject."""

from everproof.documents.declarations.document import DOCUMENT, DOCUMENT_TYPE
from everproof.documents.declarations.life import CHANGE_REQUEST, PERIODIC_REVIEW, REVISION
from everproof.documents.declarations.others import POLICY, RETENTION_RULE, SNIPPET

RECORD_TYPES = (DOCUMENT_TYPE, DOCUMENT, REVISION, CHANGE_REQUEST, PERIODIC_REVIEW, POLICY, RETENTION_RULE, SNIPPET)

__all__ = [
    "CHANGE_REQUEST",
    "DOCUMENT",
    "DOCUMENT_TYPE",
    "PERIODIC_REVIEW",
    "POLICY",
    "RECORD_TYPES",
    "RETENTION_RULE",
    "REVISION",
    "SNIPPET",
]
