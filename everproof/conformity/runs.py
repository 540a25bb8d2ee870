"""Keeps the stored verdicts right: runs in full, after changes, and what a page asks for at once.

An evaluation reads without a lock and is then stored in one short transaction. Who stored first wins: the other's
results are thrown away, and whatever changed meanwhile is evaluated by the next run.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Max, QuerySet, Subquery

import everproof
from everproof.conformity import catalogues, store
from everproof.conformity.evaluation import Evaluation, evaluate, newest_position
from everproof.conformity.models import ManualAssessment, Run, Standing
from everproof.kernel import clock, modules
from everproof.kernel.ledger import sequencer
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.prepared import Prepared
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

logger = logging.getLogger(__name__)

# A page waits so long at most for its verdicts to be right; longer work is left to the worker.
SECONDS_OF_PATIENCE = 1.0
ATTEMPTS = 3


@dataclass(frozen=True)
class Pending:
    """What has to be evaluated of one standard: all atoms (None), some, or none but the position moves on.

    `entries` names the newest ledger entry that touches each atom.
    """

    standing: Standing | None
    atoms: frozenset[str] | None
    position: int
    entries: Mapping[str, UUID] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return self.atoms is None


def run_full(organization_id: int) -> list[Run]:
    """Evaluate every requirement of every standard and keep what came out; returns the runs that were stored."""
    return _run(organization_id, full=True)


def run_changes(organization_id: int) -> list[Run]:
    """Evaluate what ledger entries since the last run can have touched (all, where the day or the rules are new).

    Cheap when nothing happened. Returns the runs worth remembering, so none where no outcome changed.
    """
    return _run(organization_id, full=False)


def catch_up(organization: Organization, *, patience: float = SECONDS_OF_PATIENCE) -> None:
    """Make the stored verdicts right before a page shows them, if that takes no longer than `patience` seconds.

    One statement where they are.
    A first visit evaluates everything. Where it would take too long, or the database refuses, nothing happens here:
    the page shows what `queries.standing` says about its age, and the worker does the work.
    """
    if _are_right(organization):
        return
    try:
        # In a page's transaction the savepoint keeps the rest of the page usable.
        with organization_scope(organization.pk):
            if connection.vendor == "postgresql":
                sequencer.sequence(organization.pk)
            _run(organization.pk, full=False, patience=patience)
    except DatabaseError:
        logger.exception("The verdicts of organisation %s could not be brought up to date", organization.pk)


def _are_right(organization: Organization) -> bool:
    """Whether every standard was evaluated today, by today's rules, up to the newest entry."""
    today = clock.today(organization.zone)
    right = {
        standard
        for standard, rules, position, day, newest, waits in _STANDINGS.rows(organization=organization.pk)
        if (position, day, bool(waits)) == ((newest or 0) + 1, today, False) and rules == rules_of(standard)
    }
    return right >= set(catalogues.readable())


def _with_the_newest(organization: int) -> QuerySet[Standing, tuple[Any, ...]]:
    """The standings with the newest leaf of the log, and whether entries wait for theirs."""
    entries = LedgerEntry.objects.filter(organization=organization)
    newest = entries.filter(leaf_index__isnull=False).order_by("-leaf_index").values("leaf_index")[:1]
    waiting = entries.filter(leaf_index=None)
    standings = Standing.objects.filter(organization=organization)
    return standings.annotate(newest=Subquery(newest), waits=Exists(waiting)).values_list(
        "standard", "rules", "position", "day", "newest", "waits"
    )


_STANDINGS: Prepared[Any] = Prepared(_with_the_newest)


def is_behind(organization_id: int) -> bool:
    """Whether anything was evaluated here and something came after it; two statements."""
    first = Standing.objects.filter(organization_id=organization_id).order_by("position").first()
    return first is not None and first.position < newest_position(organization_id)


def rules_of(standard: str) -> str:
    """A digest of what verdicts rest on besides records: catalogue, release, and which checks and flags there are."""
    checks = sorted(check.atom for check in modules.declared("checks"))
    flags = sorted(f"{module.name}.{name}" for module in modules.all_modules() for name in module.flags)
    parts = [catalogues.catalogue_of(standard).digest, everproof.__version__, *checks, *flags]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _run(organization_id: int, *, full: bool, patience: float | None = None) -> list[Run]:
    organization = Organization.objects.get(pk=organization_id)
    for _attempt in range(ATTEMPTS):
        with organization_scope(organization_id):
            pending = _all_pending(organization, full)
            if not pending or (patience is not None and _estimate(organization_id, pending) > patience):
                return []
        since = next((each.standing.operating_since for each in pending.values() if each.standing), None)
        wanted = {standard: each.atoms for standard, each in pending.items()}
        found = evaluate(organization, wanted, operating_since=since)
        runs = _keep(found, pending)
        if runs is not None:
            return runs
    logger.warning("Others kept evaluating organisation %s; left to the next run", organization_id)
    return []


def _keep(found: Evaluation, pending: Mapping[str, Pending]) -> list[Run] | None:
    """Store all standards, or none and give None where somebody else was faster."""
    try:
        with organization_scope(found.organization.pk), transaction.atomic():
            return [run for standard in pending if (run := _kept(found, standard, pending[standard])) is not None]
    except store.Overtaken:
        return None


def _kept(found: Evaluation, standard: str, pending: Pending) -> Run | None:
    return store.keep(
        found,
        standard,
        standing=pending.standing,
        rules=rules_of(standard),
        full=pending.is_full,
        # What came between the list of touched atoms and the snapshot is not evaluated yet, unless all atoms were.
        position=found.position if pending.is_full else pending.position,
        entries=pending.entries,
    )


def _all_pending(organization: Organization, full: bool) -> dict[str, Pending]:
    """What there is to do, by standard; two statements where that is nothing."""
    standings = {row.standard: row for row in Standing.objects.filter(organization=organization)}
    newest = newest_position(organization.pk)
    pending = {
        standard: _pending(organization, standard, standings.get(standard), newest, full)
        for standard in catalogues.readable()
    }
    return {standard: each for standard, each in pending.items() if each is not None}


def _pending(
    organization: Organization, standard: str, standing: Standing | None, newest: int, full: bool
) -> Pending | None:
    """What there is to do for a standard; None for nothing."""
    if standing is None:
        return Pending(None, None, newest)
    everything = full or standing.rules != rules_of(standard) or standing.day != clock.today(organization.zone)
    if newest == standing.position and not everything:
        return None
    touched = _touched(organization.pk, standard, standing.position, newest)
    return Pending(standing, None if everything else frozenset(touched), newest, touched)


def _touched(organization_id: int, standard: str, after: int, until: int) -> dict[str, UUID]:
    """The atoms that the entries from position `after` to `until` can have changed, each with the newest such entry."""
    catalogue = catalogues.catalogue_of(standard)
    entries = LedgerEntry.objects.filter(organization_id=organization_id, leaf_index__gte=after, leaf_index__lt=until)
    groups = entries.order_by().values_list("type", "verb").annotate(newest=Max("leaf_index"))
    newest: dict[str, int] = {}
    for type_name, verb, index in groups:
        for atom in _atoms_of(organization_id, standard, entries, type_name, verb):
            newest[atom] = max(index, newest.get(atom, index))
    ids = dict(entries.filter(leaf_index__in=set(newest.values())).values_list("leaf_index", "id"))
    return {atom: ids[index] for atom, index in newest.items() if atom in catalogue}


def _atoms_of(
    organization_id: int, standard: str, entries: QuerySet[LedgerEntry], type_name: str, verb: str
) -> Collection[str]:
    """What entries of one type and verb touch: of settings and assessments, what these are about."""
    catalogue = catalogues.catalogue_of(standard)
    touched = catalogues.atoms_touched(catalogue, [(type_name, verb)])
    about = entries.filter(type=type_name).values_list("record_id", flat=True)
    if type_name == "parameter":
        return touched | catalogues.atoms_using(catalogue, set(about))
    if type_name == ManualAssessment.type_name:
        assessed = ManualAssessment.objects.filter(organization_id=organization_id, pk__in=set(about))
        return touched | set(assessed.values_list("requirement", flat=True))
    return touched


def _estimate(organization_id: int, pending: Mapping[str, Pending]) -> float:
    """Seconds that the evaluation will take, from how long the last full one took; 0 before there was one."""
    last = Run.objects.filter(organization_id=organization_id, kind=Run.Kind.FULL).order_by("-id").first()
    if last is None:
        return 0.0
    if any(each.is_full for each in pending.values()):
        return last.seconds
    share = max(len(each.atoms or ()) / len(catalogues.catalogue_of(name).atoms) for name, each in pending.items())
    return last.seconds * share
