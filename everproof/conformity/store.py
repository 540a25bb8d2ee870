"""Writes what an evaluation found: current verdicts, their changes, the run, and how far all of it is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError

from everproof.conformity import catalogues, notices
from everproof.conformity.evaluation import Evaluation, Result
from everproof.conformity.findings import concerns
from everproof.conformity.models import Run, Standing, Verdict, VerdictChange
from everproof.conformity.outcomes import Outcome

CONTENT = ("outcome", "reason", "looked_at", "findings", "total", "concerns", "parameters")
WRITTEN = [*CONTENT, "since", "entry_id"]


class Overtaken(Exception):
    """Somebody else stored an evaluation since this one began."""


def keep(
    found: Evaluation,
    standard: str,
    *,
    standing: Standing | None,
    rules: str,
    full: bool,
    position: int,
    entries: Mapping[str, UUID],
) -> Run | None:
    """Store the results of one standard and tell the owners of what was lost; part of the caller's transaction.

    `standing` is the row as it was before the evaluation, `position` how far the verdicts are right now, `entries` the
    newest ledger entry that touches each atom. Returns the run, or None where it is not worth remembering. Raises
    Overtaken where the standing is not the one that was seen.
    """
    _lock(found, standard, standing)
    results = found.results[standard]
    held = Verdict.objects.filter(organization=found.organization, standard=standard)
    before = {verdict.atom: verdict for verdict in held.filter(atom__in=results)}
    after = {atom: _verdict(found, standard, atom, result) for atom, result in results.items()}
    turned = {atom for atom, verdict in after.items() if atom not in before or before[atom].outcome != verdict.outcome}
    for atom, verdict in after.items():
        if atom in turned:
            verdict.entry_id = entries.get(atom)
        else:
            verdict.since, verdict.entry_id = before[atom].since, before[atom].entry_id
    _write(verdict for atom, verdict in after.items() if atom not in before or _differ(before[atom], verdict))
    if full:
        held.exclude(atom__in=results).delete()  # atoms that the catalogue no longer has
    counts = _counts(standing, before, after, full)
    run = _remember(found, standard, full, position, counts, len(turned)) if full or turned else None
    if run is not None:
        cause = _cause_of_all(standing, rules)
        VerdictChange.objects.bulk_create(
            [_change(found, run, before.get(atom), after[atom], cause) for atom in results if atom in turned]
        )
    _stand(found, standard, standing, rules, full, position, counts, run)
    lost = [atom for atom in turned if _is_lost(before.get(atom), after[atom])]
    if lost and standing is not None and standing.rules == rules:
        notices.tell_owners(found, standard, lost, position)
    return run


def _lock(found: Evaluation, standard: str, seen: Standing | None) -> None:
    rows = Standing.objects.select_for_update().filter(organization=found.organization, standard=standard)
    now = rows.values_list("version", flat=True).first()
    if now != (seen.version if seen else None):
        raise Overtaken


def _verdict(found: Evaluation, standard: str, atom: str, result: Result) -> Verdict:
    return Verdict(
        organization=found.organization,
        standard=standard,
        atom=atom,
        outcome=result.outcome,
        reason=result.reason,
        since=found.started_at,
        looked_at=result.looked_at,
        findings=[one.row() for one in result.findings],
        total=result.total,
        concerns=concerns(result.findings),
        parameters=dict(result.parameters),
    )


def _differ(before: Verdict, after: Verdict) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in CONTENT)


def _write(verdicts: Iterable[Verdict]) -> None:
    rows = list(verdicts)
    if rows:
        unique = ["organization", "standard", "atom"]
        Verdict.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=WRITTEN)


def _counts(
    standing: Standing | None, before: Mapping[str, Verdict], after: Mapping[str, Verdict], full: bool
) -> dict[str, int]:
    """The number of requirements by outcome; of a run after a change, the last number with what moved."""
    counts = Counter() if full or standing is None else Counter(standing.counts)
    if not full:
        counts.subtract(Counter(verdict.outcome for verdict in before.values()))
    counts.update(Counter(verdict.outcome for verdict in after.values()))
    return {str(outcome): counts.get(outcome, 0) for outcome in Outcome.values}


def _remember(found: Evaluation, standard: str, full: bool, position: int, counts: dict[str, int], changed: int) -> Run:
    return Run.objects.create(
        organization=found.organization,
        standard=standard,
        catalogue=catalogues.catalogue_of(standard).digest,
        kind=Run.Kind.FULL if full else Run.Kind.CHANGES,
        day=found.day,
        started_at=found.started_at,
        seconds=round(found.seconds, 4),
        statements=found.statements,
        position=position,
        looked_at=len(found.results[standard]),
        changed=changed,
        counts=counts,
    )


def _change(found: Evaluation, run: Run, before: Verdict | None, after: Verdict, cause_of_all: str) -> VerdictChange:
    cause = cause_of_all or (VerdictChange.Cause.ENTRY if after.entry_id else VerdictChange.Cause.CALENDAR)
    return VerdictChange(
        organization=found.organization,
        standard=after.standard,
        atom=after.atom,
        run=run,
        at=found.started_at,
        day=found.day,
        before=before.outcome if before else "",
        after=after.outcome,
        cause=cause,
        entry_id=after.entry_id,
        total=after.total,
    )


def _cause_of_all(standing: Standing | None, rules: str) -> str:
    """What made a difference to every requirement alike; empty where each has its own cause."""
    if standing is None:
        return VerdictChange.Cause.FIRST
    return VerdictChange.Cause.RULES if standing.rules != rules else ""


def _stand(
    found: Evaluation,
    standard: str,
    standing: Standing | None,
    rules: str,
    full: bool,
    position: int,
    counts: dict[str, int],
    run: Run | None,
) -> None:
    values = {
        "rules": rules,
        "day": found.day,
        "position": position,
        "as_of": found.started_at,
        "operating_since": found.operating_since,
        "counts": counts,
    }
    if full:
        values["full_at"] = found.started_at
    if run is not None:
        values["run"] = run
    if standing is not None:
        Standing.objects.filter(pk=standing.pk).update(**values, version=standing.version + 1)
        return
    try:
        Standing.objects.create(organization=found.organization, standard=standard, **values)
    except IntegrityError as error:
        raise Overtaken from error


def _is_lost(before: Verdict | None, after: Verdict) -> bool:
    return before is not None and before.outcome == Outcome.PASS and after.outcome == Outcome.FAIL
