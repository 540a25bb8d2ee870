"""What is asked of stored verdicts: how far they are right, what they found, what changed and why.

Pages that draw the whole state read it in `queries_for_pages`. Nothing here runs a check; `runs.catch_up` does, before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from everproof.conformity.evaluation import newest_position
from everproof.conformity.findings import Found, from_row
from everproof.conformity.models import ManualAssessment, Run, Standing, Verdict, VerdictChange
from everproof.conformity.runs import rules_of
from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses


@dataclass(frozen=True)
class Reach:
    """Up to where the verdicts of a standard are right.

    `position` is the number of ledger entries that they know, `as_of` the moment of that, `behind` how many entries
    came later and are still being evaluated. `other_day` says that the verdicts are those of an earlier day, and
    `other_rules` those of an earlier release. Before the first evaluation `as_of` is None and `counts` is empty.
    """

    standard: str
    position: int = 0
    as_of: datetime | None = None
    day: date | None = None
    behind: int = 0
    other_day: bool = False
    other_rules: bool = False
    counts: Mapping[str, int] | None = None

    @property
    def exists(self) -> bool:
        return self.as_of is not None

    @property
    def is_fresh(self) -> bool:
        """Whether the verdicts are right now."""
        return self.exists and not (self.behind or self.other_day or self.other_rules)


def standing(organization: Organization, standard: str) -> Reach:
    """How far the stored verdicts are right, as a page shows it beside them; three statements."""
    row = Standing.objects.filter(organization=organization, standard=standard).first()
    if row is None:
        return Reach(standard)
    # Asked apart: each has its index, and indexes of the log have no gaps.
    waiting = LedgerEntry.objects.filter(organization=organization, leaf_index=None).count()
    return Reach(
        standard,
        row.position,
        row.as_of,
        row.day,
        newest_position(organization.pk) - row.position + waiting,
        row.day != clock.today(organization.zone),
        row.rules != rules_of(standard),
        row.counts,
    )


def verdict(organization_id: int, standard: str, atom: str) -> Verdict | None:
    """Where one requirement stands, with its findings; None before it was evaluated."""
    return Verdict.objects.filter(organization_id=organization_id, standard=standard, atom=atom).first()


# Findings, for the one who reads ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A finding with what is looked up when it is shown: the record as it is now, and whose it is.

    `record` is None where something is missing as a whole; `url` is the place of the cure, empty where there is none.
    """

    reason: str
    cure: str
    url: str
    record: Record | None
    owner: Person | None


def findings(actor: Actor, of: Verdict) -> tuple[list[Shown], int]:
    """The findings that the actor may see, and how many there are besides (more than are kept, or not for this actor).

    One statement for each type of record among them, and one for the owners.
    """
    kept = [from_row(row) for row in of.findings]
    shown = show(actor, kept)
    return shown, max(0, of.total - len(shown))


def show(actor: Actor, kept: Sequence[Found]) -> list[Shown]:
    """Stored findings for a reader, without those about records that the reader may not see."""
    records = visible_records(actor, kept)
    owners = {str(one.pk): one for one in _owners(actor, kept)}
    return [
        Shown(one.reason, one.cure, place(actor.organization, one, record), record, owners.get(one.owner))
        for one in kept
        if (record := records.get((one.type, one.id))) is not None or not one.id
    ]


def place(organization: Organization, one: Found, record: Record | None) -> str:
    """The address at which a finding is cured; empty where the product has no place for it."""
    if one.url_name:
        try:
            return reverse(one.url_name, args=[organization.slug])
        except NoReverseMatch:
            # Stored by a release that had this address; the page of the requirement must not break over it.
            return ""
    if record is not None:
        return record.get_absolute_url()
    known = {record_type.name: record_type for record_type in modules.all_record_types()}
    return addresses.of_type(organization, known[one.type]) if one.type in known else ""


def visible_records(actor: Actor, kept: Iterable[Found]) -> dict[tuple[str, str], Record]:
    """The records of findings that the actor may see, by (type, id); one statement for each type."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in kept:
        if one.id:
            wanted[one.type].add(one.id)
    known = {record_type.name: record_type for record_type in modules.all_record_types()}
    found = {}
    for type_name, keys in wanted.items():
        if type_name in known:
            records = known[type_name].model._default_manager.select_related("organization").filter(pk__in=keys)
            found.update({(type_name, str(record.pk)): record for record in access.visible(actor, records)})
    return found


def _owners(actor: Actor, kept: Iterable[Found]) -> Iterable[Person]:
    keys = {one.owner for one in kept if one.owner}
    return Person.objects.filter(organization_id=actor.organization_id, pk__in=keys) if keys else ()


def assessments(organization_id: int, requirement: str) -> list[ManualAssessment]:
    """What people found out about a requirement, the newest first; voided ones too, as the history shows them."""
    rows = ManualAssessment.objects.filter(organization_id=organization_id, requirement=requirement)
    return list(rows.select_related("assessed_by", "organization").order_by("-assessed_on", "-id"))


# What changed ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turned:
    """A requirement that came out otherwise than before, and the ledger entry that may have brought it about."""

    change: VerdictChange
    entry: LedgerEntry | None


def changes_of(run: Run) -> list[Turned]:
    """What came out otherwise in one run, with the entries behind it; two statements."""
    return with_entries(run.organization_id, run.changes.order_by("id"))


def changes_since(organization_id: int, standard: str, day: date) -> list[Turned]:
    """What came out otherwise from this day on, the newest first; the first evaluation is no change."""
    rows = VerdictChange.objects.filter(organization_id=organization_id, standard=standard, day__gte=day)
    return with_entries(organization_id, rows.exclude(before="").order_by("-id"))


def last_run(organization_id: int, standard: str) -> Run | None:
    """The newest run that is worth remembering."""
    return Run.objects.filter(organization_id=organization_id, standard=standard).order_by("-id").first()


def outcomes_on(organization_id: int, standard: str, day: date) -> dict[str, str]:
    """The outcome of each requirement at the end of a past day, as it was stored then; empty before the first run."""
    rows = VerdictChange.objects.filter(organization_id=organization_id, standard=standard, day__lte=day)
    return dict(rows.order_by("id").values_list("atom", "after"))


def trend(organization_id: int, standard: str, since: date) -> list[tuple[date, Mapping[str, int]]]:
    """The number of requirements by outcome at the end of each day with a run, the oldest day first."""
    rows = Run.objects.filter(organization_id=organization_id, standard=standard, day__gte=since)
    return list(dict(rows.order_by("day", "id").values_list("day", "counts")).items())


def with_entries(organization_id: int, rows: Any) -> list[Turned]:
    """Changes with the ledger entries behind them; two statements."""
    found = list(rows)
    keys: set[UUID] = {change.entry_id for change in found if change.entry_id}
    entries = LedgerEntry.objects.filter(organization_id=organization_id, pk__in=keys).defer("body", "leaf_hash")
    by_id = {entry.pk: entry for entry in entries} if keys else {}
    return [Turned(change, by_id.get(change.entry_id)) for change in found]
