"""Who is asked to decide about a revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.kernel import access, clock, ledger, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, Role
from everproof.kernel.records import Record
from everproof.kernel.signatures.meanings import Meaning

ASK = "documents.document-revision.ask"
Step = Mapping[str, Any]


def self_approval_is_allowed(organization_id: int) -> bool:
    """The company's value of the catalogue's allow_self_approval: for those too small to have a second person."""
    return bool(parameters.values(organization_id).get("allow_self_approval", False))


def steps_for(revision: DocumentRevision, approvers: Sequence[Step] | None) -> list[Step]:
    """The decisions to ask for, in order: those given, else those of the document's type. Raises Refused."""
    steps = list(revision.document.type.approval if approvers is None else approvers)
    if problem := audience.approval_problem(steps):
        raise Refused(problem)
    if any(step["kind"] == audience.CHOSEN for step in steps):
        raise Refused(_("Name the people who decide."))
    if all(step["meaning"] != Meaning.APPROVAL for step in steps):
        raise Refused(_("Somebody has to approve it."))
    organization_id = revision.organization_id
    if audience.foreign(organization_id, steps):
        raise Refused(_("A step names a role or a person that is not there."))
    for step in steps:
        _require_somebody(revision, step, self_approval_is_allowed(organization_id))
    return sorted(steps, key=lambda step: step["order"])


def ask(revision: DocumentRevision, steps: Sequence[Step], round_: int, *, by: Actor, due_on: date | None) -> None:
    """Write a row for each decision that is needed, and one entry that says which they are."""
    rows: list[ApprovalStep] = []
    places: dict[tuple[Any, ...], int] = {}
    for step in steps:
        is_role = step["kind"] == "role"
        for _count in range(step["quorum"] if is_role else 1):
            key = (step["order"], step["meaning"], step["id"])
            places[key] = places.get(key, 0) + 1
            rows.append(
                ApprovalStep(
                    organization_id=by.organization_id,
                    revision=revision,
                    round=round_,
                    order=step["order"],
                    place=places[key],
                    meaning=step["meaning"],
                    role_id=step["id"] if is_role else None,
                    person_id=None if is_role else step["id"],
                    quorum=step["quorum"] if is_role else 1,
                    due_on=due_on,
                )
            )
    _refuse_twice(rows)
    ApprovalStep.objects.bulk_create(rows)
    asked = [{name: step[name] for name in ("order", "meaning", "kind", "id", "quorum")} for step in steps]
    ledger.note(by, ASK, type=revision.type_name, record_id=str(revision.pk), facts={"round": round_, "steps": asked})


def open_steps(revision: DocumentRevision) -> list[ApprovalStep]:
    """The decisions that are wanted now: those of the lowest order in which one is missing; two statements at most."""
    waiting = ApprovalStep.objects.filter(
        organization_id=revision.organization_id,
        revision=revision,
        round=revision.round,
        closed=False,
        decided_at=None,
    ).select_related("person", "role")
    rows = sorted(waiting, key=lambda row: (row.order, row.pk))
    return [row for row in rows if row.order == rows[0].order]


def step_of(revision: DocumentRevision, actor: Actor) -> ApprovalStep | None:
    """The decision that is wanted now of this person, by name or by a role they hold; None where there is none."""
    if actor.person_id is None or revision.status != "in-review" or revision.is_voided:
        return None
    steps = open_steps(revision)
    held = roles_of(actor) if any(step.role_id for step in steps) else set()
    for step in steps:
        if step.person_id == actor.person_id or (step.role_id in held and not _decided_in(step, actor)):
            return step
    return None


def roles_of(actor: Actor) -> set[Any]:
    """The roles that the person holds today, as a deputy too."""
    if actor.person_id is None:
        return set()
    held = audience.in_force(clock.today(actor.organization.zone))
    rows = held.filter(organization_id=actor.organization_id, person_id=actor.person_id, role__isnull=False)
    return set(rows.values_list("role_id", flat=True))


def may_send_back(revision: DocumentRevision, by: Actor) -> bool:
    """Its author, those asked in this round, and those who manage documents."""
    if access.may(by, "recall", revision) or revision.author_id == by.person_id:
        return True
    if by.person_id is None:
        return False
    asked = ApprovalStep.objects.filter(
        organization_id=by.organization_id, revision=revision, round=revision.round, closed=False
    )
    mine = Q(person=by.person) | Q(role_id__in=roles_of(by))
    return asked.filter(mine).exists()


def _decided_in(step: ApprovalStep, actor: Actor) -> bool:
    """Whether the person already decided for this role in this order: a quorum of two means two people."""
    return ApprovalStep.objects.filter(
        organization_id=actor.organization_id,
        revision_id=step.revision_id,
        round=step.round,
        order=step.order,
        meaning=step.meaning,
        role=step.role,
        decided_by_id=actor.person_id,
    ).exists()


def _require_somebody(revision: DocumentRevision, step: Step, self_approval: bool) -> None:
    organization_id = revision.organization_id
    people = audience.people(organization_id, [step], clock.today(revision.organization.zone))
    if not self_approval:
        if step["kind"] == "person" and str(step["id"]) == str(revision.author_id):
            raise Refused(_("The author does not decide about the own document. Ask somebody else."))
        people = people.exclude(pk=revision.author_id)
    needed = step["quorum"] if step["kind"] == "role" else 1
    found = list(people.order_by("id"))
    if len(found) < needed:
        raise Refused(_too_few(revision, step))
    # Asked only as far as needed: with a role, the first ones who may are enough.
    able = (one for one in found if access.may(actor_for(revision.organization, one), "approve", revision))
    if len(list(islice(able, needed))) < needed:
        raise Refused(_not_able(revision, step))


def _too_few(revision: DocumentRevision, step: Step) -> Any:
    """Why the people of a step are not there."""
    if step["kind"] == "person":
        return _("%(name)s is no longer here. Ask somebody else.") % {"name": _title(Person, revision, step)}
    words = _("%(count)s holders of the role “%(role)s” are needed beside the author; there are fewer.")
    return words % {"count": step["quorum"], "role": _title(Role, revision, step)}


def _not_able(revision: DocumentRevision, step: Step) -> Any:
    """Why they are there and could not decide: their access is bound to other sites, or lets them only read."""
    if step["kind"] == "person":
        words = _("The access of %(name)s does not let them decide about documents here. Ask somebody else.")
        if revision.site is not None:
            words = _("The access of %(name)s does not let them decide about documents of %(site)s. Ask somebody else.")
        return words % {"name": _title(Person, revision, step), "site": revision.site.title if revision.site else ""}
    words = _("Too few holders of the role “%(role)s” have an access with which they decide about documents here.")
    if revision.site is not None:
        words = _("Too few holders of the role “%(role)s” have an access with which they decide about %(site)s.")
    return words % {"role": _title(Role, revision, step), "site": revision.site.title if revision.site else ""}


def _title(model: type[Record], revision: DocumentRevision, step: Step) -> str:
    own = model._default_manager.filter(organization_id=revision.organization_id)
    return own.values_list("title", flat=True).get(pk=step["id"])


def _refuse_twice(rows: Sequence[ApprovalStep]) -> None:
    asked = [(row.order, row.meaning, row.person_id) for row in rows if row.person_id]
    if len(set(asked)) < len(asked):
        raise Refused(_("Somebody is asked twice for the same."))
