"""Tells people that a requirement is no longer met: the owners of the records concerned, once for each time.

Only what the company wants to be certified to is told. Where no record has an owner, the quality managers are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from everproof.conformity.evaluation import Evaluation
from everproof.conformity.findings import Found
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.kernel import parameters
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.notifications import Notice, NotificationKind, notify_many
from everproof.kernel.notifications.recipients import holders_of
from everproof.kernel.people.models import Person

# A person who would get more at once (an import, a long holiday) gets one summary instead.
MOST_AT_ONCE = 5
REASON_LENGTH = 300

KINDS = (
    NotificationKind(
        "requirement-lost",
        _("A requirement is no longer met because of a record of mine"),
        _("Requirement %(requirement)s is no longer met. %(number)s: %(reason)s %(cure)s."),
    ),
    NotificationKind(
        "requirement-lost-unowned",
        _("A requirement is no longer met and no owner is to be found"),
        _("Requirement %(requirement)s is no longer met. %(reason)s %(cure)s."),
    ),
    NotificationKind(
        "requirements-lost",
        _("Several requirements are no longer met at once"),
        _("%(count)s requirements are no longer met, the first is %(requirement)s: %(reason)s %(cure)s."),
    ),
)


def tell_owners(found: Evaluation, standard: str, lost: Collection[str], position: int) -> int:
    """Tell the owners of the records behind requirements that turned from met to not met; returns how many notices.

    `position` is part of each notice's key: the same loss is told once, a later one again.
    """
    if standard != parameters.value(found.organization.pk, CERTIFIED_TO):
        return 0
    by_person: dict[str, list[tuple[str, Found]]] = defaultdict(list)
    managers = None
    results = found.results[standard]
    for atom in (atom for atom in results if atom in lost):
        owned = {one.owner: one for one in reversed(results[atom].findings) if one.owner}
        if not owned:
            managers = managers or [str(person.pk) for person in holders_of(found.organization.pk, MANAGE)]
            owned = dict.fromkeys(managers, results[atom].findings[0])
        for owner, one in owned.items():
            by_person[owner].append((atom, one))
    people = Person.objects.filter(organization=found.organization, pk__in=by_person, active=True, voided_at=None)
    notices = [notice for person in people for notice in _notices(person, by_person[str(person.pk)], position, found)]
    return notify_many(notices)


def _notices(person: Person, losses: list[tuple[str, Found]], position: int, found: Evaluation) -> list[Notice]:
    if len(losses) <= MOST_AT_ONCE:
        return [_notice(person, atom, one, position, found) for atom, one in losses]
    atom, one = losses[0]
    facts = {**_facts(atom, one), "count": len(losses)}
    return [Notice(person, "requirements-lost", None, facts, key=f"requirements-lost:{_moment(found, position)}")]


def _notice(person: Person, atom: str, one: Found, position: int, found: Evaluation) -> Notice:
    kind = "requirement-lost" if one.record is not None else "requirement-lost-unowned"
    key = f"requirement-lost:{atom}:{_moment(found, position)}"
    return Notice(person, kind, one.record, _facts(atom, one), key=key)


def _facts(atom: str, one: Found) -> dict[str, str]:
    return {"requirement": atom, "reason": one.reason[:REASON_LENGTH], "cure": one.cure[:REASON_LENGTH]}


def _moment(found: Evaluation, position: int) -> str:
    """Day and position name the evaluation: repeating it tells nothing new."""
    return f"{found.day}:{position}"
