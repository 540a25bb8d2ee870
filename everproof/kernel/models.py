"""Gathers the tables of all kernel parts, where Django looks for them."""

from everproof.kernel.api.models import ApiRequest, ApiToken
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.exchange.importing.models import Import, ImportedRow, ImportMapping
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerKey,
    LedgerLog,
    LedgerTile,
    LedgerWitness,
    RecordVersion,
)
from everproof.kernel.links.models import Link
from everproof.kernel.measurements.models import Measurement, MeasurementSeries
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.pdf.models import Printout, Seal, SealCertificate
from everproof.kernel.people.models import AccessAssignment, Holiday, Person, Responsibility, Role, Site, User
from everproof.kernel.records.models import NumberCounter
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tasks.models import Job, Schedule, ScheduledSlot, TaskRunner
from everproof.kernel.tenancy.models import AccessLink, Membership, Organization
from everproof.kernel.ui.models import SavedView
from everproof.kernel.work.models import Action

__all__ = [
    "AccessAssignment",
    "AccessLink",
    "Action",
    "ApiRequest",
    "ApiToken",
    "Attachment",
    "BackupTest",
    "Holiday",
    "Import",
    "ImportMapping",
    "ImportedRow",
    "Job",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerKey",
    "LedgerLog",
    "LedgerTile",
    "LedgerWitness",
    "Link",
    "Measurement",
    "MeasurementSeries",
    "Membership",
    "Notification",
    "NumberCounter",
    "Organization",
    "OutgoingMail",
    "ParameterValue",
    "Person",
    "Printout",
    "RecordVersion",
    "Responsibility",
    "Role",
    "SavedView",
    "Schedule",
    "ScheduledSlot",
    "Seal",
    "SealCertificate",
    "SearchEntry",
    "Signature",
    "Site",
    "StoredFile",
    "TaskRunner",
    "User",
]
