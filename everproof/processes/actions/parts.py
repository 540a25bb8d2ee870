"""What can be done with the parts of a process: its inputs, outputs and steps, and the contracts they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Role
from everproof.kernel.records.store import refuse_if_locked
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessPart, ProcessStep

P = TypeVar("P", bound=ProcessPart)

# Does it, answers for it, is asked before, is told after.
LETTERS = "RACI"
# What both sides of an interface say of the item that passes.
CONTRACT = ("criterion", "measure", "bound", "limit", "unit")


def add_input(
    *, process: Process, title: str, by: Actor, at: datetime | None = None, id: UUID | None = None, **values: Any
) -> ProcessInput:
    """Something the process needs; `output` says at once by what of its source it is met."""
    _require_fitting(process, values)
    return _add(ProcessInput, process, by=by, at=at, id=id, title=title, **values)


def add_output(
    *, process: Process, title: str, by: Actor, at: datetime | None = None, id: UUID | None = None, **values: Any
) -> ProcessOutput:
    """Something the process delivers to one receiver."""
    return _add(ProcessOutput, process, by=by, at=at, id=id, title=title, **values)


def add_step(
    *,
    process: Process,
    title: str,
    by: Actor,
    role: Role | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> ProcessStep:
    """The next step of the process; whoever does it has the letter R."""
    raci = {**values.pop("raci", {}), **({str(role.pk): "R"} if role else {})}
    return _add(ProcessStep, process, by=by, at=at, id=id, title=title, role=role, raci=raci, **values)


@transaction.atomic
def _add(model: type[P], process: Process, *, by: Actor, **values: Any) -> P:
    access.require(by, "update", process)
    refuse_if_locked(process)
    if "position" not in values:
        siblings: Any = model._default_manager.filter(organization_id=by.organization_id)
        siblings = siblings.filter(process=process)
        last = siblings.aggregate(last=Max("position"))["last"]
        values["position"] = 0 if last is None else last + 1
    return records.create(model, by=by, process=process, site_id=process.site_id, **values)


def change_input(
    *,
    need: ProcessInput,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ProcessInput:
    """Change what a process needs. An output of another source than the one named is let go."""
    refuse_if_locked(need.process)
    if "source" in values and "output" not in values and need.output and need.output.process != values["source"]:
        values["output"] = None
    _require_fitting(need.process, {"source": need.source, "output": need.output, **values})
    return records.update(need, by=by, at=at, reason=reason, expected_version=expected_version, **values)


def change_output(
    *,
    output: ProcessOutput,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ProcessOutput:
    """Change what a process delivers."""
    refuse_if_locked(output.process)
    return records.update(output, by=by, at=at, reason=reason, expected_version=expected_version, **values)


def change_step(
    *,
    step: ProcessStep,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> ProcessStep:
    """Change a step. Another role that does it takes over the letter R."""
    refuse_if_locked(step.process)
    if "role" in values and values["role"] != step.role:
        letters = {key: said for key, said in step.raci.items() if key != str(step.role_id)}
        values["raci"] = {**letters, **({str(values["role"].pk): "R"} if values["role"] else {})}
    return records.update(step, by=by, at=at, reason=reason, expected_version=expected_version, **values)


def _require_fitting(process: Process, values: Mapping[str, Any]) -> None:
    """An output meets a need only if it comes from its source and goes to this process."""
    output, source = values.get("output"), values.get("source")
    if output is None:
        return
    if source is None or output.process_id != source.pk:
        raise ValidationError({"output": _("This output comes from another process than the source.")})
    if output.receiver_id != process.pk:
        raise ValidationError({"output": _("This output goes to another process.")})


# Contracts between two processes -------------------------------------------------------------------------------------


@transaction.atomic
def receive_output(*, output: ProcessOutput, by: Actor, at: datetime | None = None) -> ProcessInput:
    """The receiver expects what is delivered to it: it becomes its input, as the giver describes it."""
    if output.receiver is None:
        raise Refused(_("This output names no process that receives it."))
    contract = {name: getattr(output, name) for name in CONTRACT}
    source = output.process
    return add_input(
        process=output.receiver, title=output.title, source=source, output=output, by=by, at=at, **contract
    )


@transaction.atomic
def deliver_input(*, need: ProcessInput, by: Actor, at: datetime | None = None) -> ProcessOutput:
    """The source promises what is needed from it: it becomes its output, as the receiver describes it."""
    if need.source is None:
        raise Refused(_("This input names no process that it comes from."))
    contract = {name: getattr(need, name) for name in CONTRACT}
    receiver = need.process
    return add_output(process=need.source, title=need.title, receiver=receiver, by=by, at=at, **contract)


def agree_on_promise(
    *, need: ProcessInput, output: ProcessOutput, by: Actor, at: datetime | None = None
) -> ProcessInput:
    """The receiver takes over what the giver promises."""
    contract = {name: getattr(output, name) for name in CONTRACT}
    return change_input(need=need, by=by, at=at, **contract)


def agree_on_need(*, need: ProcessInput, output: ProcessOutput, by: Actor, at: datetime | None = None) -> ProcessOutput:
    """The giver takes over what the receiver needs."""
    contract = {name: getattr(need, name) for name in CONTRACT}
    return change_output(output=output, by=by, at=at, **contract)


# Order and duties -----------------------------------------------------------------------------------------------------


@transaction.atomic
def order_steps(*, process: Process, order: Sequence[UUID], by: Actor) -> list[ProcessStep]:
    """Put the steps into this order; gives those that moved."""
    access.require(by, "update", process)
    refuse_if_locked(process)
    steps = {step.pk: step for step in process.steps.in_force().select_related("organization", "process")}
    if set(order) != set(steps) or len(order) != len(steps):
        raise Refused(_("The steps have changed meanwhile. Look at them again, then move the step."))
    return [
        records.update(steps[key], by=by, position=place)
        for place, key in enumerate(order)
        if steps[key].position != place
    ]


@transaction.atomic
def set_duties(*, process: Process, duties: Mapping[UUID, Mapping[str, str]], by: Actor) -> list[ProcessStep]:
    """Say what each role has to do with each step: {step id: {role id: letters out of RACI}}; gives the changed steps.

    Steps that are not named keep their duties. Whoever does a step (R) first becomes its role where the present one no
    longer does it.
    """
    access.require(by, "update", process)
    refuse_if_locked(process)
    steps = {step.pk: step for step in process.steps.in_force().select_related("organization", "process", "role")}
    if not set(duties) <= set(steps):
        raise Refused(_("The steps have changed meanwhile. Look at them again, then say who does what."))
    cleaned = {key: _clean_letters(said) for key, said in duties.items()}
    _require_roles({UUID(role) for said in cleaned.values() for role in said}, by)
    changed = []
    for key, letters in cleaned.items():
        step = steps[key]
        doing = [role for role, said in letters.items() if "R" in said]
        role = str(step.role_id) if str(step.role_id) in doing else next(iter(doing), None)
        after = records.update(step, by=by, verb="assign", raci=letters, role=UUID(role) if role else None)
        if after.version != step.version:
            changed.append(after)
    return changed


def _clean_letters(said: Mapping[str, str]) -> dict[str, str]:
    """Letters in their usual order; roles with nothing to do with the step are left out."""
    for letters in said.values():
        if set(letters) - set(LETTERS):
            raise Refused(_("Use the letters R, A, C and I."))
    cleaned = {str(role): "".join(letter for letter in LETTERS if letter in letters) for role, letters in said.items()}
    if sum("A" in letters for letters in cleaned.values()) > 1:
        raise Refused(_("Only one role answers (A) for a step."))
    return {role: letters for role, letters in cleaned.items() if letters}


def _require_roles(keys: set[UUID], by: Actor) -> None:
    if Role.objects.filter(organization_id=by.organization_id, pk__in=keys).count() != len(keys):
        raise Refused(_("There is no such role."))
