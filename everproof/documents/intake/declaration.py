"""What the intake contributes to the room: a way in, a schedule, sentences, and what a revision says of its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from everproof.documents.intake.service import forget_uploads, import_at_once, is_taken
from everproof.documents.models import DocumentRevision, IntakeItem
from everproof.kernel.access.actor import Actor
from everproof.kernel.exchange.importing.folders import FolderImport
from everproof.kernel.modules import Panel
from everproof.kernel.records import Record
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.ui.asking import Rows

FOLDER_IMPORTS = (FolderImport("documents", is_taken, import_at_once),)
INTAKE_SCHEDULES = (
    ScheduledTask("forget-uploaded-documents", forget_uploads, "FREQ=DAILY;BYHOUR=2;BYMINUTE=35;BYSECOND=0"),
)
INTAKE_SENTENCES: Mapping[str, Any] = {
    "documents.intake.run": _("{actor} brought in documents"),
    "documents.intake.undo": _("{actor} took back documents that were brought in"),
}
LABELS = (
    ("number", _("Number there")),
    ("revision", _("Revision there")),
    ("released_on", _("In force there since")),
    ("approved_by", _("Approved there by")),
    ("author", _("Written there by")),
    ("file", _("File")),
)


def _asked(actor: Actor, record: Record) -> Mapping[str, Rows]:
    rows = IntakeItem.objects.filter(
        organization_id=record.organization_id, revision_id=record.pk, taken_at__isnull=False
    )
    return {"items": Rows(rows.defer("facts", "problems"))}


def origin_of(request: HttpRequest, record: Record, answers: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """Where a revision comes from, in the words of what it came from; nothing for one that was written here."""
    items = sorted(answers.get("items", ()), key=lambda item: item.pk)
    if not items:
        return None
    item = items[-1]
    claims = dict(item.claims)
    if claims.get("released_on"):
        claims["released_on"] = date.fromisoformat(claims["released_on"])
    facts = [(label, claims[name]) for name, label in LABELS if claims.get(name)]
    return {"facts": facts, "item": item, "lost": item.lost}


ORIGIN = Panel(DocumentRevision.type_name, _("Where it comes from"), "documents/intake/origin.html", origin_of, _asked)
