"""The matrix of duties: steps down, roles across, letters where a role has something to do with a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Role
from everproof.processes.models import ProcessStep


@dataclass(frozen=True)
class Row:
    """A step with its letters in the order of the matrix's roles, and what is wrong with them."""

    step: ProcessStep
    cells: tuple[tuple[UUID, str], ...]
    problem: str


@dataclass(frozen=True)
class Matrix:
    """Roles by id and name, and a row for each step."""

    roles: tuple[tuple[UUID, str], ...]
    rows: tuple[Row, ...]


def matrix(actor: Actor, steps: Sequence[ProcessStep], *, all_roles: bool = False) -> Matrix:
    """The duties in these steps, of the roles that have any, or of all roles; at most one statement."""
    named = {UUID(key) for step in steps for key in step.raci}
    ours = Role.objects.filter(organization_id=actor.organization_id)
    chosen = ours.in_force() | ours.filter(pk__in=named) if all_roles else ours.filter(pk__in=named)
    found = list(chosen.order_by("title", "id").values_list("pk", "title")) if named or all_roles else []
    # Those who have a duty here come first.
    roles = tuple(sorted(found, key=lambda role: role[0] not in named))
    rows = tuple(
        Row(step, tuple((key, step.raci.get(str(key), "")) for key, _title in roles), problem_of(step))
        for step in steps
    )
    return Matrix(roles, rows)


def problem_of(step: ProcessStep) -> str:
    """What a step lacks: somebody who does it, exactly one who answers for it."""
    letters = "".join(step.raci.values())
    if "R" not in letters:
        return _("Nobody does it.")
    if letters.count("A") != 1:
        return _("Nobody answers for it.") if "A" not in letters else _("More than one answer for it.")
    return ""
