"""The only functions, beside transitions and signatures, that write records."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, ledger, modules, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Conflict, Refused
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import RecordVersion
from everproof.kernel.records import numbers, snapshot, validation
from everproof.kernel.records.constraints import explained
from everproof.kernel.records.models import Record
from everproof.kernel.records.reactions import react

R = TypeVar("R", bound=Record)

# Set by the kernel itself; a caller that names one of these has mistaken its place.
KERNEL_FIELDS = frozenset(
    [
        "id",
        "organization",
        "number",
        "status",
        "version",
        "recorded_at",
        "created_by",
        "updated_at",
        "voided_at",
        "voided_by",
        "voided_reason",
    ]
)


@explained
@transaction.atomic
def create(
    model: type[R],
    *,
    by: Actor,
    at: datetime | None = None,
    id: Any = None,
    draft: bool = False,
    reason: str = "",
    verb: str = "create",
    **values: Any,
) -> R:
    """Make a record: permission, validation, number, row, search text and ledger entry in one transaction.

    `at` is when it happened (never when it was recorded); `id` may come from the client, so that sending twice makes
    one record: an id that exists already raises Refused. A draft gets no number yet.
    """
    access.require(by, verb, model)
    record = _new(model, by, at, id, values)
    _set_first_status(record, draft)
    validation.check_fields(record, _written_fields(model))
    if id is not None and model._default_manager.filter(pk=record.pk).exists():
        raise AlreadyRecorded(record)
    number([record])
    record.save(force_insert=True)
    record_history(by, [record], verb, reason=reason, at=at)
    return record


@explained
@transaction.atomic
def create_many(
    model: type[R], rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime | None = None, reason: str = ""
) -> list[R]:
    """Make many records of one type in a handful of statements; each still gets its number and its ledger entry.

    All or nothing: the first row in fault raises ValidationError with `row` in its parameters.
    """
    access.require(by, "create", model)
    names = _written_fields(model)
    records: list[R] = []
    for position, row in enumerate(rows, start=1):
        values = dict(row)
        record = _new(model, by, values.pop("at", at), values.pop("id", None), values)
        _set_first_status(record, draft=False)
        try:
            validation.check_fields(record, [name for name in names if not _is_relation(model, name)])
        except ValidationError as error:
            raise RowInvalid(position, error) from error
        records.append(record)
    _check_targets(model, records)
    number(records)
    model._default_manager.bulk_create(records, batch_size=500)
    record_history(by, records, "create", reason=reason, at=at)
    return records


@explained
@transaction.atomic
def update(
    record: R,
    *,
    by: Actor,
    at: datetime | None = None,
    reason: str = "",
    expected_version: int | None = None,
    verb: str = "update",
    **changes: Any,
) -> R:
    """Change fields of a record. Returns the changed record (the one given stays as it was read); nothing is written
    when no value differs.

    `expected_version` is the version the person saw; when somebody else was faster, Conflict tells what changed and
    carries the record as it stands. Raises Refused for a voided or closed record and for a missing reason.
    """
    access.require(by, verb, record)
    refuse_if_locked(record)
    _refuse_kernel_fields(changes)
    record_type = modules.type_of(record)
    if expected_version is not None and expected_version != record.version:
        raise conflict(record, expected_version)
    if verb in record_type.reason_needed and not reason.strip():
        raise Refused(_("Say why you change this record."))
    record = copy.copy(record)
    changed = assign(record, changes)
    if not changed:
        return record
    validation.check_fields(record, changed)
    save(record, changed)
    record_history(by, [record], verb, changed=changed, reason=reason, at=at)
    return record


@transaction.atomic
def void(record: R, *, by: Actor, reason: str) -> R:
    """Take a record out of lists, counts and checks. It stays findable and keeps its number."""
    access.require(by, "void", record)
    if record.is_voided:
        raise Refused(_("This record is voided already."))
    if not reason.strip():
        raise Refused(_("Say why this record is voided."))
    record = copy.copy(record)
    record.voided_at, record.voided_by_id, record.voided_reason = clock.now(), by.person_id, reason.strip()
    changed = ["voided_at", "voided_by", "voided_reason"]
    validation.check_fields(record, ["voided_reason"])
    save(record, changed)
    record_history(by, [record], "void", changed=changed, reason=reason)
    return record


@transaction.atomic
def reinstate(record: R, *, by: Actor, reason: str) -> R:
    """Bring a voided record back as it was."""
    access.require(by, "reinstate", record)
    if not record.is_voided:
        raise Refused(_("This record is not voided."))
    if not reason.strip():
        raise Refused(_("Say why this record is reinstated."))
    record = copy.copy(record)
    record.voided_at, record.voided_by_id, record.voided_reason = None, None, ""
    changed = ["voided_at", "voided_by", "voided_reason"]
    save(record, changed)
    record_history(by, [record], "reinstate", changed=changed, reason=reason)
    return record


class AlreadyRecorded(Refused):
    """The client sent an id twice; the first record stands."""

    def __init__(self, record: Record) -> None:
        super().__init__(_("This was recorded already."))
        self.record_id = record.pk


class RowInvalid(ValidationError):
    """One row of many is in fault; `row` counts from 1."""

    def __init__(self, row: int, error: ValidationError) -> None:
        self.row = row
        super().__init__(error)


def refuse_if_locked(record: Record) -> None:
    """Raise Refused when a record may not be changed: voided, or in a closed state."""
    if record.is_voided:
        raise Refused(_("This record is voided. Reinstate it first."))
    lifecycle = modules.type_of(record).lifecycle
    if lifecycle and record.status in lifecycle.closed_states:
        state = lifecycle.by_state[record.status].label
        raise Refused(_("This record is locked in the state “%(state)s”.") % {"state": state})


def _new(model: type[R], by: Actor, at: datetime | None, id: Any, values: Mapping[str, Any]) -> R:
    _refuse_kernel_fields(values)
    now = clock.now()
    record = model(organization=by.organization, **values)
    if id is not None:
        record.pk = model._meta.pk.to_python(id)
    record.created_by_id = by.person_id
    record.recorded_at = record.updated_at = now
    if at is not None:
        record.happened_at = at
    record.happened_at = record.happened_at or now
    _plain_json(record)
    return record


def _set_first_status(record: Record, draft: bool) -> None:
    lifecycle = modules.type_of(record).lifecycle
    if lifecycle is not None:
        record.status = lifecycle.draft if draft and lifecycle.draft else lifecycle.initial


def _refuse_kernel_fields(values: Collection[str]) -> None:
    wrong = KERNEL_FIELDS.intersection(values)
    if wrong:
        raise TypeError(f"the kernel itself sets {', '.join(sorted(wrong))}")


def _written_fields(model: type[Record]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in KERNEL_FIELDS]


def _is_relation(model: type[Record], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.ForeignKey)


def _check_targets(model: type[Record], records: Sequence[Record]) -> None:
    """The organisation of every foreign key target, one statement a relation."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.name in KERNEL_FIELDS:
            continue
        if not any(other.name == "organization" for other in field.related_model._meta.concrete_fields):
            continue
        wanted = {getattr(record, field.attname) for record in records} - {None}
        if not wanted:
            continue
        organization_id = records[0].organization_id
        found = set(
            field.related_model._default_manager.filter(organization_id=organization_id, pk__in=wanted).values_list(
                "pk", flat=True
            )
        )
        for position, record in enumerate(records, start=1):
            key = getattr(record, field.attname)
            if key is not None and key not in found:
                raise RowInvalid(position, ValidationError({field.name: _("There is no such record.")}))


def number(records: Sequence[Record]) -> None:
    """Number those that are no drafts; the counter is taken last, just before the rows are written."""
    record_type = modules.type_of(records[0]) if records else None
    if record_type is None or not record_type.is_numbered:
        return
    draft = record_type.lifecycle.draft if record_type.lifecycle else ""
    waiting = [record for record in records if not record.number and not (draft and record.status == draft)]
    if not waiting:
        return
    if record_type.numbering is not None:
        issued = record_type.numbering(waiting)
    else:
        issued = numbers.issue(waiting[0].organization, record_type.prefix, len(waiting))
    for record, number in zip(waiting, issued, strict=True):
        record.number = number


def assign(record: Record, changes: Mapping[str, Any]) -> list[str]:
    """Set the values that differ and name their fields."""
    changed = []
    for name, value in changes.items():
        field = record._meta.get_field(name)
        attribute = field.attname  # type: ignore[union-attr]
        before = getattr(record, attribute)
        if isinstance(field, models.ForeignKey) and not isinstance(value, models.Model):
            setattr(record, attribute, value)
        else:
            setattr(record, name, value)
        if isinstance(field, models.JSONField):
            setattr(record, name, plain(value))
        if plain(before) != plain(getattr(record, attribute)):
            changed.append(name)
    return changed


def _plain_json(record: Record) -> None:
    """JSON fields hold no floats, so that every database gives back what was hashed."""
    for field in record._meta.concrete_fields:
        if isinstance(field, models.JSONField):
            setattr(record, field.attname, plain(getattr(record, field.attname)))


def save(record: Record, changed: Sequence[str]) -> None:
    """Write the changed fields if nobody else was faster: compare the version and swap."""
    seen = record.version
    record.updated_at = clock.now()
    values = {name: getattr(record, record._meta.get_field(name).attname) for name in changed}  # type: ignore[union-attr]
    written = (
        type(record)
        ._default_manager.filter(pk=record.pk, organization_id=record.organization_id, version=seen)
        .update(**values, version=seen + 1, updated_at=record.updated_at)
    )
    if not written:
        raise conflict(record, seen)
    record.version = seen + 1


def conflict(record: Record, seen: int) -> Conflict:
    current = (
        type(record)
        ._default_manager.select_related("organization")
        .get(pk=record.pk, organization_id=record.organization_id)
    )
    then = (
        RecordVersion.objects.filter(
            organization_id=record.organization_id, type=record.type_name, record_id=record.pk, version=seen
        )
        .values_list("values", flat=True)
        .first()
    ) or {}
    now = snapshot.values(current)
    theirs = {name: (then[name], value) for name, value in now.items() if name in then and then[name] != value}
    return Conflict(
        _("Somebody else changed this record while you worked on it. Nothing of yours is lost."),
        current=current,
        theirs=theirs,
    )


def record_history(
    by: Actor,
    records: Sequence[Record],
    verb: str,
    *,
    changed: Sequence[str] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Search text, ledger entry and reactions: what follows every write, in the same transaction."""
    if not records:
        return
    model = type(records[0])
    record_type = modules.type_of(model)
    clear = snapshot.clear_fields(model)
    full_verb = f"{record_type.room}.{record_type.name}.{verb}"
    search.write(records)
    changes = []
    for record in records:
        values = snapshot.values(record)
        changes.append(
            ledger.Change(
                verb=full_verb,
                type=record_type.name,
                record_id=record.pk,
                version=record.version,
                values=values,
                changed=changed if changed is not None else [name for name, value in values.items() if value],
                clear=clear,
                reason=reason,
                happened_at=at,
            )
        )
    ledger.write(by, changes)
    react(full_verb, records)
