"""What can be done with a process, its inputs, outputs and steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.actions import give_responsibility
from everproof.kernel.people.models import Person, Responsibility
from everproof.processes.models import Process
from everproof.processes.queries.landscape import responsibilities_for

# What both sides of an interface say of the item in the same words.
CONTRACT = ("criterion", "measure", "bound", "limit", "unit")


@transaction.atomic
def describe_process(
    *,
    title: str,
    by: Actor,
    at: datetime | None = None,
    id: UUID | None = None,
    draft: bool = False,
    **values: Any,
) -> Process:
    """A new process at the end of its band of the map. One that is no draft needs an owner and a purpose.

    A file has no button for drafts: what comes in without the two is one.
    """
    errors = {} if draft else _lacking(values)
    if errors and by.source != "import":
        raise ValidationError(errors)
    draft = draft or bool(errors)
    if "position" not in values:
        values["position"] = _next_place(values.get("group", Process.Group.CORE), by)
    return records.create(Process, by=by, at=at, id=id, draft=draft, title=title, **values)


def _lacking(values: dict[str, Any]) -> dict[str, Any]:
    """What a process in force needs and this one lacks, by field."""
    errors = {}
    if not values.get("owner") and not values.get("owner_id"):
        errors["owner"] = _("Name an owner, or keep it a draft.")
    if not (values.get("purpose") or "").strip():
        errors["purpose"] = _("Say what it is for, or keep it a draft.")
    return errors


def _next_place(group: str, by: Actor) -> int:
    band = Process.objects.in_force().filter(organization_id=by.organization_id, group=group)
    last = band.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def activate_process(*, process: Process, by: Actor, at: datetime | None = None, **values: Any) -> Process:
    """Put a draft into force: it stands on the map and its requirements are checked."""
    return transitions.perform(process, "activate", by=by, at=at, **values)


def retire_process(
    *, process: Process, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Process:
    """Take a process off the map, once no other counts on it."""
    return transitions.perform(process, "retire", by=by, at=at, reason=reason, expected_version=expected_version)


def reactivate_process(
    *, process: Process, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Process:
    """Bring a retired process back."""
    return transitions.perform(process, "reactivate", by=by, at=at, reason=reason, expected_version=expected_version)


def review_process(
    *,
    process: Process,
    by: Actor,
    reviewed_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Process:
    """Say that the description was compared with what is done; `values` are what had to be put right (4.4.1)."""
    access.require(by, "update", process)
    day = reviewed_on or clock.today(by.organization.zone)
    return records.update(
        process, by=by, at=at, verb="review", expected_version=expected_version, reviewed_on=day, **values
    )


def evaluate_process(
    *,
    process: Process,
    by: Actor,
    evaluation_result: str,
    evaluation_rationale: str,
    evaluated_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Process:
    """Judge whether the process achieves what is intended, and say what the judgement rests on (4.4.1 g)."""
    access.require(by, "update", process)
    if not evaluation_result:
        raise ValidationError({"evaluation_result": _("Say whether it achieves what is intended.")})
    if not evaluation_rationale.strip():
        raise ValidationError({"evaluation_rationale": _("Say what the result rests on.")})
    return records.update(
        process,
        by=by,
        at=at,
        verb="evaluate",
        expected_version=expected_version,
        evaluated_on=evaluated_on or clock.today(by.organization.zone),
        evaluation_result=evaluation_result,
        evaluation_rationale=evaluation_rationale,
    )


@transaction.atomic
def hand_over_process(
    *, process: Process, by: Actor, owner: Person, from_on: date | None = None, at: datetime | None = None
) -> Process:
    """Give the process another owner: what the former one was responsible for ends the day before (5.3)."""
    process = records.update(process, by=by, at=at, verb="hand-over", owner=owner)
    day = from_on or clock.today(by.organization.zone)
    for held in responsibilities_for(process).filter(is_deputy=False, to_on=None).exclude(person=owner):
        records.update(held, by=by, to_on=max(held.from_on, day - timedelta(days=1)))
    if not responsibilities_for(process).filter(is_deputy=False, to_on=None, person=owner).exists():
        name_responsible(process=process, person=owner, by=by, from_on=day)
    return process


def name_responsible(
    *, process: Process, person: Person, by: Actor, from_on: date | None = None, is_deputy: bool = False, **values: Any
) -> Responsibility:
    """Make a person responsible for the process from a day on, as its owner or as a deputy (4.4.1 e)."""
    return give_responsibility(
        person=person,
        by=by,
        from_on=from_on,
        subject_type=process.type_name,
        subject_id=process.pk,
        site_id=process.site_id,
        is_deputy=is_deputy,
        **values,
    )


@transaction.atomic
def order_band(*, group: str, order: Sequence[UUID], by: Actor) -> list[Process]:
    """Put the processes of a band into this order from left to right; gives those that moved.

    Those of the band that `order` does not name keep their order behind the named ones.
    """
    band = list(
        Process.objects.in_force()
        .filter(organization_id=by.organization_id, group=group)
        .exclude(status="retired")
        .order_by("position", "id")
        .select_related("organization")
    )
    by_id = {process.pk: process for process in band}
    unknown = [key for key in order if key not in by_id]
    if unknown or len(set(order)) != len(order):
        raise Refused(_("The map has changed meanwhile. Look at it again, then move the process."))
    named = set(order)
    wanted = [by_id[key] for key in order] + [process for process in band if process.pk not in named]
    return [
        records.update(process, by=by, verb="place", position=place)
        for place, process in enumerate(wanted)
        if process.position != place
    ]
