"""Performs the transitions of a lifecycle. Only this assigns a record's status."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.lifecycle import Lifecycle, Transition
from everproof.kernel.records import Record, store, validation
from everproof.kernel.records.constraints import explained
from everproof.kernel.signatures import actions as signatures

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Possibility:
    """A transition that leaves a record's state, and what stands in its way for this actor."""

    transition: Transition
    missing: tuple[Any, ...] = ()
    permitted: bool = True

    @property
    def is_open(self) -> bool:
        return self.permitted and not self.missing


def possibilities(record: Record, actor: Actor) -> list[Possibility]:
    """Every transition out of the record's state, in declared order, each with what is missing."""
    lifecycle = modules.type_of(record).lifecycle
    if lifecycle is None or record.is_voided:
        return []
    found = []
    for step in lifecycle.leaving(record.status):
        answer = access.may(actor, step.name, record)
        missing = what_is_missing(record, step) if answer else [answer.reason]
        found.append(Possibility(step, tuple(missing), permitted=bool(answer)))
    return found


def what_is_missing(record: Record, step: Transition) -> list[Any]:
    """The reasons of the type's own guards and of other rooms' gates, in words."""
    missing = [reason for guard in step.guards if (reason := guard(record))]
    for gate in modules.declared("gates"):
        if gate.record_type == record.type_name and gate.transition == step.name:
            missing += [reason for reason in gate.refuse([record]).values() if reason]
    return missing


@explained
@transaction.atomic
def perform(
    record: R,
    name: str,
    *,
    by: Actor,
    at: datetime | None = None,
    reason: str = "",
    signature: Any = None,
    expected_version: int | None = None,
    **changes: Any,
) -> R:
    """Do one transition, with the field changes that belong to it, as one version and one ledger entry.

    Checks in this order: permission, version, state, reason, signature, then guards and gates on the record as it
    will be. Raises NotAllowed, Conflict or Refused with every reason at once; then nothing is written.
    `signature` is the proof of who signs (see `signatures.actions.confirm`), given over the record as it was before;
    the signature then stands under the version that the step makes, with an entry of its own.
    """
    access.require(by, name, record)
    if record.is_voided:
        raise Refused(_("This record is voided. Reinstate it first."))
    lifecycle = _lifecycle(record)
    step = lifecycle.transitions[name]
    if expected_version is not None and expected_version != record.version:
        raise store.conflict(record, expected_version)
    if record.status not in step.sources:
        state = lifecycle.by_state[record.status].label
        raise Refused(_("“%(step)s” is not possible in the state “%(state)s”.") % {"step": step.label, "state": state})
    if step.reason_needed and not reason.strip():
        raise Refused(_("Say why."))
    if meaning := step.meaning(record):
        signatures.accept(record, meaning, by=by, proof=signature)
    record = copy.copy(record)
    changed = store.assign(record, changes)
    validation.check_fields(record, changed)
    if missing := what_is_missing(record, step):
        raise Refused(*missing)
    record = _carry_out(record, lifecycle, step, by, at, reason, changed)
    if meaning:
        signatures.put(record, meaning, by=by, proof=signature)
    return record


@explained
@transaction.atomic
def settle_imported(record: R, step: Transition, *, by: Actor, at: datetime | None = None, **changes: Any) -> R:
    """Bring a record into the state in which it stood where it comes from, by one of its lifecycle's `imported` steps.

    `at` is when it was settled there; the entry says beside it when it came in. The step's guards hold here too: raises
    Refused with every reason, NotAllowed without the step's power.
    """
    if not by.has(step.power):
        raise NotAllowed(_("Your access role does not include bringing in what was settled elsewhere."))
    lifecycle = _lifecycle(record)
    if step not in lifecycle.imported:
        raise TypeError(f"{step.name} is no imported step of {record.type_name}")
    if record.status not in step.sources:
        state = lifecycle.by_state[record.status].label
        raise Refused(_("It is here already, in the state “%(state)s”; take it on from there.") % {"state": state})
    record = copy.copy(record)
    day = at.astimezone(ZoneInfo(by.organization.zone)).date() if at else None
    dated = {name: day for name in step.dated if getattr(record, name) is None}
    changed = store.assign(record, {**step.sets, **dated, **changes})
    validation.check_fields(record, changed)
    if missing := what_is_missing(record, step):
        raise Refused(*missing)
    words = str(_("Settled elsewhere."))
    if at:
        words = _("Settled elsewhere on %(day)s.") % {"day": at.date().isoformat()}
    return _carry_out(record, lifecycle, step, by, at, words, changed)


def _carry_out(
    record: R,
    lifecycle: Lifecycle,
    step: Transition,
    by: Actor,
    at: datetime | None,
    reason: str,
    changed: Sequence[str],
) -> R:
    fields = [*changed, "status"]
    record.status = step.target
    if not record.number and modules.type_of(record).is_numbered and record.status != lifecycle.draft:
        store.number([record])
        fields.append("number")
    store.save(record, fields)
    store.record_history(by, [record], step.name, changed=fields, reason=reason, at=at)
    return record


def _lifecycle(record: Record) -> Lifecycle:
    lifecycle = modules.type_of(record).lifecycle
    if lifecycle is None:
        raise TypeError(f"{record.type_name} has no lifecycle")
    return lifecycle
