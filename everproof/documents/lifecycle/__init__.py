"""The lives of the records of this room, by subject."""

from everproof.documents.lifecycle.changes import REQUEST_LIFECYCLE
from everproof.documents.lifecycle.document import DOCUMENT_LIFECYCLE
from everproof.documents.lifecycle.policy import POLICY_LIFECYCLE
from everproof.documents.lifecycle.revision import REVISION_LIFECYCLE
from everproof.documents.lifecycle.settings import RULE_LIFECYCLE, TYPE_LIFECYCLE

__all__ = [
    "DOCUMENT_LIFECYCLE",
    "POLICY_LIFECYCLE",
    "REQUEST_LIFECYCLE",
    "REVISION_LIFECYCLE",
    "RULE_LIFECYCLE",
    "TYPE_LIFECYCLE",
]
