"""Writes what an intake planned, one document after the other, and takes it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from everproof.documents import actions, numbering
from everproof.documents.actions.common import months_after, on_behalf
from everproof.documents.content import pictures
from everproof.documents.intake import claims as said
from everproof.documents.intake import converting, planning
from everproof.documents.intake import reading as understanding
from everproof.documents.intake.planning import Row
from everproof.documents.intake.reading import Read
from everproof.documents.intake.registers import Register
from everproof.documents.intake.sources import Source, Sources
from everproof.documents.lifecycle.revision import SETTLE_IN_FORCE
from everproof.documents.models import Document, DocumentRevision, DocumentType, Intake, IntakeItem
from everproof.kernel import clock, ledger, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions as files
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.tenancy import organization_scope

ContentKind = DocumentRevision.ContentKind
State = IntakeItem.State
LOOK_AFTER = ("quality-manager", "administrator")
PORTION = 1 << 20


class Taker:
    """Writes the rows of one intake; keeps what they share: who is who, and the types that it had to make."""

    def __init__(self, intake: Intake, sources: Sources, register: Register, by: Actor) -> None:
        self.intake, self.sources, self.register = intake, sources, register
        self.by = replace(by, source="import")
        self.types: dict[str, DocumentType] = {}
        people = Person.objects.in_force().filter(organization_id=by.organization_id, active=True)
        self.people = {title.casefold(): key for key, title in people.order_by("-id").values_list("pk", "title")}

    def take(self, row: Row) -> IntakeItem | None:
        """Write one row in a transaction of its own; what refuses it becomes its problem, and nothing of it stays."""
        organization_id = self.by.organization_id
        try:
            assert row.source is not None
            read = understanding.read(row.source, self.sources, self.register)
            with organization_scope(organization_id):
                received = self._received(row.source, read)
                if planning.REGISTER in row.steps and row.type is None:
                    row.type = self._type(read)
            with organization_scope(organization_id), transaction.atomic():
                item = self._write(row, read, received)
            assert row.read is not None
            row.read.lost = read.lost
            return item
        except ValidationError as error:
            row.fail(" ".join(error.messages), _("Correct the file or the register, or leave it out."))
        except NotAllowed:
            raise
        except Refused as refusal:
            for reason in refusal.reasons:
                row.fail(reason, _("Correct the file or the register, or leave it out."))
        return None

    def _received(self, source: Source, read: Read) -> files.Received | None:
        """The file itself, safely kept before anything speaks of it; None for HTML, which is never kept."""
        if not read.stored:
            return None
        with source.place.open("rb") as file:
            portions: Iterable[bytes] = iter(lambda: file.read(PORTION), b"")
            (received,) = files.receive([files.Upload(source.name, portions, source.size)], by=self.by)
        return received

    def _write(self, row: Row, read: Read, received: files.Received | None) -> IntakeItem:
        facts: dict[str, Any] = {}
        document, revision = row.document, row.revision
        if planning.RETURN in row.steps:
            assert document is not None
            document, revision = self._return(document, row)
        if planning.REGISTER in row.steps:
            document = self._register(row, read)
        assert document is not None
        if planning.DESCRIBE in row.steps:
            facts["before"] = {"title": document.title, "description": document.description}
            document = self._describe(document, read)
        elif planning.REWRITE in row.steps:
            assert revision is not None
            facts["body"] = DocumentRevision.objects.values_list("body", flat=True).get(pk=revision.pk)
            revision = self._fill(revision, read, received)
        elif planning.FILL in row.steps or planning.REVISE in row.steps:
            revision = self._begin(document, read, row.path)
            revision = self._fill(revision, read, received)
            if row.since is not None:
                document, revision = self._in_force(document, revision, row.since)
        facts |= {"document_version": _version(document), "revision_version": _version(revision)}
        return self._remember(row, read, document, revision, facts)

    # What a row needs -------------------------------------------------------------------------------------------------

    def _type(self, read: Read) -> DocumentType:
        """The type that this intake made for a kind; it stays even where the document that asked for it fails."""
        if read.kind not in self.types:
            with transaction.atomic():
                self.types[read.kind] = self._make_type(read)
        return self.types[read.kind]

    def _make_type(self, read: Read) -> DocumentType:
        """A type for documents of a kind that the company has none for: whoever sends one for review names who
        approves."""
        title = str(read.kind.label)
        if DocumentType.objects.in_force().filter(organization_id=self.by.organization_id, title=title).exists():
            title = _("%(kind)s (brought in)") % {"kind": title}
        chosen = {"order": 1, "meaning": "approval", "kind": "chosen", "id": "", "quorum": 1}
        made = actions.add_document_type(
            title=title,
            kind=read.kind,
            number_pattern=planning.pattern_of(read.kind),
            approval=[chosen],
            by=self.by,
        )
        self.intake.types_made = [*self.intake.types_made, str(made.pk)]
        self.intake.save(update_fields=["types_made"])
        return made

    def _register(self, row: Row, read: Read) -> Document:
        assert row.type is not None
        return actions.register_document(
            title=read.title,
            type=row.type,
            number=read.number,
            description=read.description,
            owner=self._person(read.claims.owner) or self._keeper(),
            format="html" if read.is_text else read.stored,
            by=self.by,
        )

    def _begin(self, document: Document, read: Read, path: str) -> DocumentRevision:
        """A draft under the label that it had where it comes from, unless the document has one of that name here."""
        known = list(document.revisions.values_list("position", "revision"))
        last = max((position for position, _label in known), default=0)
        label = read.label
        position = said.position_of(label) if label else 1
        letters = document.type.revision_labels == DocumentType.Revisions.LETTERS
        if not label or position <= last or label in {name for _position, name in known}:
            position = last + 1
            label = numbering.label(position, letters)
        return records.create(
            DocumentRevision,
            by=on_behalf(self.by),
            title=document.title,
            document=document,
            site_id=document.site_id,
            revision=label,
            position=position,
            content_kind=ContentKind.WRITTEN if read.is_text else ContentKind.FILE,
            author=self._person(read.claims.author) or self._keeper(),
            change_summary=_("Brought in from elsewhere: %(path)s") % {"path": path},
            reason_for_change=_("The document was changed outside.") if known else _("It was in use already."),
        )

    def _fill(self, revision: DocumentRevision, read: Read, received: files.Received | None) -> DocumentRevision:
        """The text with its pictures and, beside it, the file that it was; or the file alone."""
        if read.text is None:
            assert received is not None
            return actions.write_content(revision=revision, by=self.by, file=received)
        placed: dict[int, str] = {}
        for image in [one for one in read.text.root.walk() if one.tag == "img"]:
            address = image.attributes.get("src", "").strip()
            if (digest := self._placed(revision, address, read)) is not None:
                placed[id(image)] = digest
        body = converting.body_of(read.text.root, placed)
        revision = actions.write_content(revision=revision, by=self.by, body=body)
        if received is not None:
            files.attach(revision, [replace(received, caption=_("As it was before it came here"))], by=self.by)
        return revision

    def _placed(self, revision: DocumentRevision, address: str, read: Read) -> str | None:
        """The digest of a picture that was attached; None for one that is no picture, which is then said."""
        assert read.text is not None
        found = read.text.pictures.get(address, b"")
        ending = pictures.ending_of(found)
        try:
            upload = files.Upload(f"picture-{hashlib.sha256(found).hexdigest()[:8]}{ending}", [found], len(found))
            return pictures.add(revision, upload, by=self.by).file.sha256
        except NotAllowed:
            raise
        except Refused:
            shown = address if not address.startswith("data:") else _("inside the file")
            read.lost.append(_("The picture %(name)s could not be taken.") % {"name": shown[:200]})
            return None

    def _in_force(
        self, document: Document, revision: DocumentRevision, since: date
    ) -> tuple[Document, DocumentRevision]:
        """As it stands where it comes from: in force since a day, by a decision that was not taken here.

        Nobody's name is written under that decision. What was claimed about it stays beside (see IntakeItem).
        """
        at = datetime.combine(since, time(12), ZoneInfo(self.by.organization.zone))
        body = revision.body if revision.content_kind == ContentKind.WRITTEN else ""
        checksum = hashlib.sha256(body.encode()).hexdigest() if body else revision.checksum
        revision = transitions.settle_imported(
            revision,
            SETTLE_IN_FORCE,
            by=self.by,
            at=at,
            approved_on=since,
            effective_from=since,
            checksum=checksum,
        )
        due_on = months_after(since, document.type.review_interval_months)
        document = transitions.perform(
            document, "publish", by=on_behalf(self.by), at=at, current_revision=revision, review_due_on=due_on
        )
        return document, revision

    def _describe(self, document: Document, read: Read) -> Document:
        values = {"title": read.title, "description": read.description or document.description}
        changed: dict[str, Any] = {name: text for name, text in values.items() if getattr(document, name) != text}
        return actions.update_document(document=document, by=self.by, **changed) if changed else document

    def _return(self, document: Document, row: Row) -> tuple[Document, DocumentRevision | None]:
        reason = _("The import that was undone is done again.")
        document = records.reinstate(document, by=self.by, reason=reason)
        revision = row.revision
        if revision is not None and revision.is_voided:
            revision = records.reinstate(revision, by=self.by, reason=reason)
        return document, revision

    # People -----------------------------------------------------------------------------------------------------------

    def _person(self, name: str) -> Person | None:
        """Somebody here who has this very name."""
        key = self.people.get(name.casefold()) if name else None
        return Person.objects.get(organization_id=self.by.organization_id, pk=key) if key else None

    def _keeper(self) -> Person:
        """Who brings it in, else who looks after the quality system. Raises Refused where there is nobody."""
        if self.by.person is not None:
            return self.by.person
        given = AccessAssignment.objects.in_force().filter(
            organization_id=self.by.organization_id, access_role__in=LOOK_AFTER, person__active=True
        )
        first = sorted(given.select_related("person"), key=lambda one: LOOK_AFTER.index(one.access_role))
        if first and first[0].person is not None:
            return first[0].person
        raise Refused(_("Nobody is here to look after documents. Add a person first, or say as whom you bring them."))

    def _remember(
        self,
        row: Row,
        read: Read,
        document: Document,
        revision: DocumentRevision | None,
        facts: dict[str, Any],
    ) -> IntakeItem:
        assert row.source is not None
        item, _made = IntakeItem.objects.update_or_create(
            organization_id=self.by.organization_id,
            intake=self.intake,
            path=row.path,
            defaults={
                **described(row),
                "held": read.held,
                "lost": list(dict.fromkeys(read.lost)),
                "document_id": document.pk,
                "revision_id": revision.pk if revision else None,
                "facts": {**facts, "steps": list(row.steps)},
                "taken_at": clock.now(),
            },
        )
        return item


def described(row: Row) -> dict[str, Any]:
    """What an item says of a row before and after it is written."""
    read = row.read
    return {
        "position": row.position,
        "sha256": row.source.sha256 if row.source else "",
        "size": row.source.size if row.source else 0,
        "claims": row.claims,
        "kind": str(read.kind) if read else "",
        "state": str(row.state),
        "becomes": row.becomes[:300],
        "held": read.held if read else {},
        "lost": list(dict.fromkeys(read.lost)) if read else [],
        "problems": row.problems,
        "document_id": row.document.pk if row.document else None,
    }


def _version(record: Document | DocumentRevision | None) -> int:
    return record.version if record is not None else 0


# Undo -----------------------------------------------------------------------------------------------------------------


def take_back(item: IntakeItem, by: Actor) -> str:
    """Take back what one item wrote; gives the reason why it stays where somebody has worked on it since, else ""."""
    by = replace(by, source="import")
    own = {"organization_id": item.organization_id}
    documents = Document.objects.select_related("organization", "type")
    document = documents.filter(pk=item.document_id, **own).first() if item.document_id else None
    rows = DocumentRevision.objects.select_related("organization", "document")
    revision = rows.filter(pk=item.revision_id, **own).first() if item.revision_id else None
    if document is None or document.is_voided:
        return ""
    if reason := _worked_on(item, document, revision):
        return reason
    try:
        with transaction.atomic():
            _undo_steps(item, document, revision, by)
    except (Refused, ValidationError) as refusal:
        return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
    return ""


def _worked_on(item: IntakeItem, document: Document, revision: DocumentRevision | None) -> str:
    facts = item.facts
    if document.version != facts.get("document_version") or _version(revision) != facts.get("revision_version"):
        return _("%(number)s was changed after the import.") % {"number": document.number}
    if item.revision_id and document.revisions.in_force().exclude(pk=item.revision_id).filter(
        position__gt=revision.position if revision else 0
    ):
        return _("%(number)s has a newer revision.") % {"number": document.number}
    return ""


def _undo_steps(item: IntakeItem, document: Document, revision: DocumentRevision | None, by: Actor) -> None:
    steps, reason = item.facts.get("steps", []), _("The import that brought it was undone.")
    if planning.DESCRIBE in steps:
        actions.update_document(document=document, by=by, reason=reason, **item.facts["before"])
    elif planning.REWRITE in steps:
        if revision is not None:
            actions.write_content(revision=revision, by=by, body=item.facts["body"])
    else:
        if revision is not None:
            records.void(revision, by=on_behalf(by), reason=reason)
        if planning.REGISTER in steps or planning.RETURN in steps:
            records.void(document, by=by, reason=reason)
    IntakeItem.objects.filter(pk=item.pk).update(undone_at=clock.now())


def void_unused_types(intake: Intake, by: Actor) -> None:
    """Types that the intake made and that no document uses any more go with it."""
    made = DocumentType.objects.in_force().filter(organization_id=by.organization_id, pk__in=intake.types_made)
    for type in made.select_related("organization"):
        if not type.documents.in_force().exists():
            records.void(type, by=by, reason=_("The import that needed it was undone."))


def note(by: Actor, verb: str, intake: Intake, **facts: Any) -> None:
    """One entry about the whole of an intake."""
    told = {name: str(value) for name, value in facts.items()}
    ledger.note(by, f"documents.intake.{verb}", type="intake", record_id=str(intake.pk), facts=told)
