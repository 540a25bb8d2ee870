"""The tables of the room, by subject."""

from everproof.documents.models.changes import ChangeRequest, PeriodicReview
from everproof.documents.models.copies import ControlledCopy
from everproof.documents.models.counter import DocumentCounter
from everproof.documents.models.document import Classification, Document, DocumentType, Kind
from everproof.documents.models.filled import FilledForm
from everproof.documents.models.gaps import ClauseProposal, GapReading
from everproof.documents.models.intake import Intake, IntakeItem
from everproof.documents.models.policy import Policy
from everproof.documents.models.reading import AccessEvent, Acknowledgement, ComprehensionQuestion
from everproof.documents.models.retention import RetentionRule
from everproof.documents.models.revision import ApprovalStep, DocumentRevision
from everproof.documents.models.snippet import Snippet

__all__ = [
    "AccessEvent",
    "Acknowledgement",
    "ApprovalStep",
    "ChangeRequest",
    "Classification",
    "ClauseProposal",
    "ComprehensionQuestion",
    "ControlledCopy",
    "Document",
    "DocumentCounter",
    "DocumentRevision",
    "DocumentType",
    "FilledForm",
    "GapReading",
    "Intake",
    "IntakeItem",
    "Kind",
    "PeriodicReview",
    "Policy",
    "RetentionRule",
    "Snippet",
]
