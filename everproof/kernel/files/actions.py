"""Adds files to records, describes them and takes them off again; each leaves an entry in the record's ledger."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, ids, ledger, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import kinds, names, store
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.files.tasks import prepare
from everproof.kernel.ledger import commitments
from everproof.kernel.records import Record
from everproof.kernel.records.store import refuse_if_locked

LARGEST_FILE = "largest-file"
USUAL_LARGEST = 50
MEGABYTE = 1_000_000
MOST_ON_A_RECORD = 500


@dataclass(frozen=True)
class Upload:
    """A file as it comes in. `size` is what the sender says (0: unknown); `id` is the sender's, so that sending twice
    attaches once."""

    name: str
    portions: Iterable[bytes]
    size: int = 0
    id: UUID | None = None
    caption: str = ""


@dataclass(frozen=True)
class Received:
    """A file whose bytes are safely kept, but which belongs to no record yet."""

    kept: store.Kept
    name: str
    id: UUID | None = None
    caption: str = ""


def receive(uploads: Sequence[Upload], *, by: Actor) -> list[Received]:
    """Judge and keep the bytes of files, outside any transaction, before a record speaks of them.

    Raises Refused, naming the file, for the first one that is not taken. What was kept before it stays without a row,
    which costs room and nothing else (see verify.py).
    """
    if not uploads:
        return []
    largest = largest_file(by.organization_id)
    return [_received(upload, largest, by) for upload in uploads]


def largest_file(organization_id: int) -> int:
    """The size in octets up to which the organisation takes files."""
    return in_octets(parameters.value(organization_id, LARGEST_FILE))


def in_octets(limit: int | None) -> int:
    """The limit as it is set in megabytes, or the usual one, in octets."""
    return (USUAL_LARGEST if limit is None else limit) * MEGABYTE


def _received(upload: Upload, largest: int, by: Actor) -> Received:
    name = names.clean(upload.name)
    try:
        kept = store.put(
            by.organization_id,
            upload.portions,
            largest=largest,
            expected=upload.size,
            look=lambda file: kinds.detect(file, name),
        )
    except Refused as refusal:
        raise type(refusal)(*(_about(name, reason) for reason in refusal.reasons)) from refusal
    return Received(kept, name, upload.id, names.clean_words(upload.caption))


def _about(name: str, reason: Any) -> str:
    return _("%(name)s: %(reason)s") % {"name": name, "reason": reason}


def add(record: Record, uploads: Sequence[Upload], *, by: Actor) -> list[Attachment]:
    """Receive files and attach them; the right is asked before the first byte is kept."""
    access.require(by, "attach", record)
    return attach(record, receive(uploads, by=by), by=by)


@transaction.atomic
def attach(record: Record, received: Sequence[Received], *, by: Actor) -> list[Attachment]:
    """Attach files that were received: all of them or none; without any, nothing is asked and nothing happens.

    What was attached before under the same id, or stands there with the same content, is given back as it is.
    """
    if not received:
        return []
    access.require(by, "attach", record)
    return [_attached_before(record, one) or _attach(record, one, by) for one in received]


def _attached_before(record: Record, one: Received) -> Attachment | None:
    """The attachment with the sender's id, or with this content. Raises Refused for an id of another record."""
    mine = Attachment.objects.select_related("file").filter(organization_id=record.organization_id)
    if one.id is not None and (found := mine.filter(pk=one.id).first()):
        if (found.type, found.record_id) != (record.type_name, record.pk):
            raise Refused(_("This was sent already, for another record."))
        return found
    return mine.filter(
        type=record.type_name, record_id=record.pk, file__sha256=one.kept.sha256, removed_at=None
    ).first()


def _attach(record: Record, one: Received, by: Actor) -> Attachment:
    refuse_if_locked(record)
    _refuse_too_many(record)
    file = _stored_file(one, by)
    made = Attachment(
        id=one.id or ids.uuid7(),
        organization_id=by.organization_id,
        key=secrets.token_urlsafe(32),
        file=file,
        type=record.type_name,
        record_id=record.pk,
        name=one.name,
        caption=one.caption,
        seed=commitments.new_seed(),
        created_by_id=by.person_id,
        created_at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        # The same file came over two connections at once; the other one was first.
        if found := _attached_before(record, one):
            return found
        raise Refused(_("This was sent already, for another record.")) from error
    _note(by, "attach", made, {"sha256": file.sha256, "size": file.size, "media_type": file.media_type})
    prepare.enqueue(by.organization_id, file.pk)
    return made


def _refuse_too_many(record: Record) -> None:
    standing = Attachment.objects.filter(
        organization_id=record.organization_id, type=record.type_name, record_id=record.pk, removed_at=None
    )
    if standing.count() >= MOST_ON_A_RECORD:
        raise Refused(_("A record takes up to %(most)d files.") % {"most": MOST_ON_A_RECORD})


def _stored_file(one: Received, by: Actor) -> StoredFile:
    detected = cast("kinds.Detected", one.kept.seen)
    derived: dict[str, Any] = {
        "cautions": list(detected.cautions),
        "preview": StoredFile.Preview.WAITING if detected.kind.preview else StoredFile.Preview.NONE,
    }
    file, _is_new = StoredFile.objects.get_or_create(
        organization_id=by.organization_id,
        sha256=one.kept.sha256,
        defaults={
            "size": one.kept.size,
            "media_type": detected.kind.media_type,
            "created_at": clock.now(),
            **derived,
        },
    )
    if file.erased_at is not None:
        # Somebody has the content still and adds it anew.
        StoredFile.objects.filter(pk=file.pk).update(erased_at=None, prepared_at=None, **derived)
        file.refresh_from_db()
    return file


@transaction.atomic
def describe(attachment: Attachment, record: Record, *, by: Actor, caption: str) -> Attachment:
    """Say what a file shows."""
    access.require(by, "attach", record)
    refuse_if_locked(record)
    cleaned = names.clean_words(caption)
    if cleaned == attachment.caption or attachment.removed_at:
        return attachment
    attachment.caption = cleaned
    attachment.save(update_fields=["caption"])
    _note(by, "describe", attachment, {})
    prepare.enqueue(by.organization_id, attachment.file_id)
    return attachment


def may_remove(attachment: Attachment, record: Record, *, by: Actor) -> access.Answer:
    """Whoever may change the record may remove its files, and everybody the ones they added themselves."""
    own = attachment.created_by_id is not None and attachment.created_by_id == by.person_id
    return access.may(by, "attach" if own else "detach", record)


@transaction.atomic
def remove(attachment: Attachment, record: Record, *, by: Actor, reason: str) -> None:
    """Take a file off a record. The row, the reason and the bytes stay, and who may read the history may open it."""
    answer = may_remove(attachment, record, by=by)
    if not answer:
        raise NotAllowed(answer.reason)
    refuse_if_locked(record)
    reason = names.clean_words(reason)
    if not reason:
        raise Refused(_("Say why you remove this file."))
    removed = Attachment.objects.filter(
        pk=attachment.pk,
        organization_id=by.organization_id,
        type=record.type_name,
        record_id=record.pk,
        removed_at=None,
    ).update(removed_at=clock.now(), removed_by_id=by.person_id, removed_reason=reason)
    if not removed:
        raise Refused(_("This file was removed already."))
    attachment.refresh_from_db()
    _note(by, "detach", attachment, {})
    prepare.enqueue(by.organization_id, attachment.file_id)


def _note(by: Actor, verb: str, attachment: Attachment, facts: dict[str, Any]) -> None:
    """One entry on the record. The file stands in it by its digest; name, caption and reason only as commitments."""
    seed = bytes(attachment.seed or b"")
    said = {"name": attachment.name, "caption": attachment.caption, "reason": attachment.removed_reason}
    ledger.note(
        by,
        f"kernel.file.{verb}",
        type=attachment.type,
        record_id=str(attachment.record_id),
        facts={
            "attachment": str(attachment.pk),
            **facts,
            **{name: commitments.commit(commitments.salt(seed, name), words) for name, words in said.items() if words},
        },
    )
