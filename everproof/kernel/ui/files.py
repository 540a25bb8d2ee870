"""Files as a record's page shows them, and the element that adds some."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse
from django.utils import timezone

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.files import kinds
from everproof.kernel.files.actions import LARGEST_FILE, in_octets
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses
from everproof.kernel.ui.asking import Answer, Part, Question, kept
from everproof.kernel.ui.pages import File, Upload

FILES, REMOVED = "files", "removed_files"


def questions(record: Record, actor: Actor) -> dict[str, Part]:
    """What to ask for the files of a record and for how large they may be; see asking.py for why as questions.

    Who may read the history is told of removed files, too.
    """
    of: dict[str, Any] = {
        "organization": record.organization_id,
        "type_name": record.type_name,
        "record": record.pk,
        # Days are cut out of moments in the zone of the moment.
        "form": timezone.get_current_timezone_name(),
    }
    asked = {FILES: _present(**of), LARGEST_FILE: _largest(organization=record.organization_id)}
    if actor.is_system or actor.has(HISTORY):
        asked[REMOVED] = _removed(**of)
    return asked


@kept
def _present(organization: int, type_name: str, record: UUID) -> Question:
    files = Attachment.objects.filter(organization_id=organization, type=type_name, record_id=record, removed_at=None)
    told = Concat("file__preview", Value(" "), Cast("file__cautions", CharField()), output_field=CharField())
    texts = ("key", "name", "caption", "file__media_type", told, _title_of("created_by_id"))
    return Question(files, "created_by_id", texts, "file__size", TruncDate("created_at"))


@kept
def _removed(organization: int, type_name: str, record: UUID) -> Question:
    files = Attachment.objects.filter(organization_id=organization, type=type_name, record_id=record)
    removed = files.exclude(removed_at=None).filter(file__erased_at=None)
    texts = ("key", "name", "removed_reason", "file__media_type", Value(""), _title_of("removed_by_id"))
    return Question(removed, "removed_by_id", texts, "file__size", TruncDate("removed_at"))


@kept
def _largest(organization: int) -> Question:
    limit = ParameterValue.objects.filter(organization_id=organization, name=LARGEST_FILE)
    return Question(limit, texts=(Cast("value", CharField()),))


def _title_of(person_id: str) -> Subquery:
    person = Person.objects.filter(organization_id=OuterRef("organization_id"), pk=OuterRef(person_id))
    return Subquery(person.values("title")[:1])


def largest(around: Mapping[str, Sequence[Answer]]) -> int:
    """How large a file may be, in octets, out of the answers."""
    set_to = [answer.texts[0] for answer in around[LARGEST_FILE]]
    return in_octets(int(set_to[0]) if set_to else None)


def removed(record: Record, around: Mapping[str, Sequence[Answer]]) -> list[File]:
    """The removed files out of the answers: the reason in place of a caption, who removed it and when."""
    answers = sorted(around.get(REMOVED, ()), key=lambda answer: (answer.day, answer.texts[1].casefold()))
    return [_file(record, answer, False, False) for answer in answers]


def shown(record: Record, actor: Actor, answers: Sequence[Answer], *, may_change: bool) -> list[File]:
    """The answers as the page shows them, oldest first."""
    may_attach = may_change and bool(access.may(actor, "attach", record))
    may_detach = may_change and bool(access.may(actor, "detach", record))
    found = []
    for answer in sorted(answers, key=lambda answer: (answer.day, answer.texts[1].casefold())):
        is_own = answer.key is not None and answer.key == actor.person_id
        found.append(_file(record, answer, may_attach, may_detach or (may_attach and is_own)))
    return found


def _file(record: Record, answer: Answer, may_describe: bool, may_remove: bool) -> File:
    key, name, caption, media_type, told, by = answer.texts
    preview, _space, cautions = told.partition(" ")
    kind = kinds.of_media_type(media_type)
    is_ready = preview == StoredFile.Preview.READY
    return File(
        name=name,
        url=address(record.organization, key, name),
        octets=answer.number,
        by=by,
        at=answer.day,
        caption=caption,
        icon=kind.icon if kind else "file",
        small_url=picture(record.organization, key, "small") if is_ready else "",
        large_url=picture(record.organization, key, "large") if is_ready else "",
        cautions=[str(kinds.CAUTIONS[word]) for word in json.loads(cautions or "[]") if word in kinds.CAUTIONS],
        describe_url=addresses.of_record(record, "record_file_describe", key=key) if may_describe else "",
        remove_url=addresses.of_record(record, "record_file_remove", key=key) if may_remove else "",
        heard=media_type in kinds.HEARD,
    )


def upload(url: str, largest: int, *, draft_key: str = "", record_id: Any = "") -> Upload:
    """What the adding element needs. In the form of a record that is not there yet, `url` has `{id}` for the id that
    the form carries, and `draft_key` names the form's draft."""
    return Upload(
        url, accept=f"image/*,{kinds.accepted()}", largest=largest, draft_key=draft_key, record_id=str(record_id)
    )


def address(organization: Organization, key: str, name: str) -> str:
    """Where a file is opened."""
    return reverse("file", kwargs={"organization": organization.slug, "key": key, "name": name})


def picture(organization: Organization, key: str, size: str) -> str:
    """Where a picture of a file is shown; `size` is "small", "large" or, for a PDF, that of a page ("page-1")."""
    return reverse("file_picture", kwargs={"organization": organization.slug, "key": key, "size": size})
