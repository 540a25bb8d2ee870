"""Where the company stood on a past day, what changed between two days, and what a day to come would find.

A past day is what was stored then, nothing is evaluated again: the records of today know no yesterday. A day to come
is a forecast: the same checks over the records of today, asked as if it were that day and nobody had done anything.
It shows what expires, and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from everproof.conformity import catalogues, drawing
from everproof.conformity.evaluation import evaluate
from everproof.conformity.findings import Found, from_row
from everproof.conformity.models import Run, VerdictChange
from everproof.conformity.outcomes import BLOCKING
from everproof.conformity.queries import Turned, outcomes_on, with_entries
from everproof.conformity.queries_for_pages import Readiness, standing_of
from everproof.kernel.tenancy.models import Organization
from everproof.standards import Atom

# Of what expires so many findings are named for each requirement.
NAMED = 5


@dataclass(frozen=True)
class State:
    """Where the requirements of an edition stood at the end of a day.

    `as_of` is the moment of the last evaluation until then, `position` how many ledger entries it knew; both are None
    for a forecast.
    """

    day: date
    outcomes: Mapping[str, str]
    as_of: datetime | None = None
    position: int | None = None

    @property
    def is_forecast(self) -> bool:
        return self.as_of is None


@dataclass(frozen=True)
class Difference:
    """A requirement that stood otherwise on two days, with every change between, the newest first."""

    atom: Atom
    before: str
    after: str
    turns: tuple[Turned, ...]


@dataclass(frozen=True)
class Expiring:
    """A requirement that a forecast finds otherwise than today; `findings` are the first of what it would find."""

    atom: Atom
    before: str
    after: str
    findings: tuple[Mapping[str, str], ...]
    total: int

    @property
    def is_lost(self) -> bool:
        """Whether something that blocks no certificate today would block it then."""
        return self.after in BLOCKING and self.before not in BLOCKING


@dataclass(frozen=True)
class Forecast:
    """What a day to come would find, and in what it differs from today, what is lost first."""

    state: State
    expiring: tuple[Expiring, ...]


def first_day(organization_id: int, standard: str) -> date | None:
    """The day of the first evaluation; None before there is one."""
    runs = Run.objects.filter(organization_id=organization_id, standard=standard)
    return runs.order_by("day", "id").values_list("day", flat=True).first()


def stored_on(organization_id: int, standard: str, day: date) -> State | None:
    """How it stood at the end of a past day, as it was stored then; None where nothing had been evaluated."""
    runs = Run.objects.filter(organization_id=organization_id, standard=standard, day__lte=day)
    last = runs.order_by("-day", "-id").first()
    if last is None:
        return None
    known = catalogues.catalogue_of(standard)
    outcomes = {atom: outcome for atom, outcome in outcomes_on(organization_id, standard, day).items() if atom in known}
    return State(day, outcomes, last.started_at, last.position)


def differences(organization_id: int, before: State, after: State, standard: str) -> list[Difference]:
    """The requirements that stand otherwise on the later of two past days, and the ledger entries between."""
    catalogue = catalogues.catalogue_of(standard)
    rows = VerdictChange.objects.filter(
        organization_id=organization_id, standard=standard, day__gt=before.day, day__lte=after.day
    )
    turns: dict[str, list[Turned]] = {}
    for turned in with_entries(organization_id, rows.order_by("-id")):
        turns.setdefault(turned.change.atom, []).append(turned)
    return [
        Difference(atom, before.outcomes.get(atom.id, ""), after.outcomes[atom.id], tuple(turns.get(atom.id, ())))
        for atom in catalogue.atoms
        if atom.id in after.outcomes and before.outcomes.get(atom.id, "") != after.outcomes[atom.id]
    ]


def forecast(organization: Organization, stored: Readiness, day: date) -> Forecast:
    """What the checks would find on a day to come if nobody did anything until then.

    Drawn once for each stored state and day: it takes as long as a full evaluation.
    """
    name = f"forecast {day}"
    return drawing.kept(
        organization, stored.catalogue.id, stored.standing, name, lambda: _forecast(organization, stored, day)
    )


def _forecast(organization: Organization, stored: Readiness, day: date) -> Forecast:
    standing = standing_of(organization.pk, stored.catalogue.id)
    since = standing.operating_since if standing else None
    found = evaluate(organization, {stored.catalogue.id: None}, operating_since=since, day=day)
    results = found.results[stored.catalogue.id]
    expiring = [
        Expiring(one.atom, str(one.outcome), str(result.outcome), _named(result.findings), result.total)
        for one in stored.requirements
        if (result := results[one.atom.id]).outcome != one.outcome
    ]
    expiring.sort(key=lambda one: not one.is_lost)
    outcomes = {atom: str(result.outcome) for atom, result in results.items()}
    return Forecast(State(day, outcomes), tuple(expiring))


def _named(findings: Sequence[Found]) -> tuple[Mapping[str, str], ...]:
    """The first findings as they would be stored: ids and sentences, so that each reader sees what they may see."""
    return tuple(one.row() for one in findings[:NAMED])


def found_of(one: Expiring) -> list[Found]:
    """The findings of what expires, ready for `queries.show`."""
    return [from_row(row) for row in one.findings]
