"""`everproof readiness`: how a company stands against a standard, computed now from its records."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from everproof.cli import environment
from everproof.cli.acting import acting, add_acting_options
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json, table

if TYPE_CHECKING:
    from everproof.conformity.evaluation import Result
    from everproof.conformity.next_steps import Step
    from everproof.kernel.access.actor import Actor
    from everproof.standards import Catalogue

FIRST_STEPS = 10
NOT_READY = ("error", "fail", "no-evidence", "manual-due")
COLUMNS = ("pass", "fail", "no-evidence", "manual-due", "not-applicable", "error")


def register(commands: Commands) -> None:
    """Add the subcommand."""
    command = commands.add_parser(
        "readiness",
        help="say whether the company conforms to the standard today, and what is missing",
        description="Evaluates every requirement of a standard against the live records, in one snapshot, and stores "
        "nothing. Own wording, not compared with a licensed copy of the standard; not a certification decision. "
        "Exit code 0: every requirement that applies is met; 1: not.",
        allow_abbrev=False,
    )
    command.add_argument(
        "--standard", metavar="ID", help="the catalogue, such as iso9001-2026 (default: the one to be certified to)"
    )
    add_acting_options(command)
    add_json_option(command)
    command.set_defaults(run=readiness)


@dataclass(frozen=True)
class Answer:
    """What is reported: results by atom in the catalogue's order, when and how fast they were found."""

    catalogue: Catalogue
    at: datetime
    seconds: float
    results: Mapping[str, Result]

    @property
    def outcomes(self) -> dict[str, int]:
        counts = Counter(str(result.outcome) for result in self.results.values())
        return {outcome: counts[outcome] for outcome in COLUMNS}

    @property
    def is_ready(self) -> bool:
        return not any(self.outcomes[outcome] for outcome in NOT_READY)


def readiness(arguments: argparse.Namespace) -> int:
    """Evaluate and report. Exit code 1 where anything is missing."""
    environment.set_up()
    from django.db import DatabaseError

    try:
        answer = _answer(arguments)
    except DatabaseError as error:
        raise CannotRun(f"The database cannot be asked (is it migrated?): {error}".strip()) from error
    if arguments.json:
        print_json(as_dict(answer))
    else:
        print(report(answer))
    return Outcome.WELL if answer.is_ready else Outcome.NOT_WELL


def _answer(arguments: argparse.Namespace) -> Answer:
    from everproof.kernel.tenancy.models import Organization

    if arguments.organization is None and not Organization.objects.exists():
        return _of_nobody(_catalogue(arguments.standard or ""))
    with acting(arguments) as actor:
        from everproof.conformity.parameters import CERTIFIED_TO
        from everproof.kernel import parameters

        standard = arguments.standard or parameters.value(actor.organization_id, CERTIFIED_TO)
    catalogue = _catalogue(standard)
    from everproof.conformity.evaluation import evaluate

    found = evaluate(actor.organization, {catalogue.id: None})
    results = found.results[catalogue.id]
    if not actor.is_system:
        results = _as_seen_by(actor, results)
    return Answer(catalogue, found.started_at, round(found.seconds, 3), results)


def _catalogue(standard: str) -> Catalogue:
    from everproof.conformity import catalogues

    try:
        return catalogues.catalogue_of(standard or next(iter(catalogues.readable()), ""))
    except catalogues.UnknownStandard as error:
        raise CannotRun(str(error)) from error


def _of_nobody(catalogue: Catalogue) -> Answer:
    """An installation without a company is not ready for anything."""
    from everproof.conformity.evaluation import Result
    from everproof.conformity.findings import Found
    from everproof.kernel import clock

    missing = Found("This installation has no organisation yet.", "Make one with `everproof found`")
    result = Result("no-evidence", missing.reason, 0, (missing,), 1)
    return Answer(catalogue, clock.now(), 0.0, {atom.id: result for atom in catalogue.atoms})


def _as_seen_by(actor: Actor, results: Mapping[str, Result]) -> dict[str, Result]:
    """Without findings about records that the person may not see; outcomes stay as they are."""
    from dataclasses import replace

    from everproof.conformity.queries import visible_records
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(actor.organization_id):
        seen = visible_records(actor, [one for result in results.values() for one in result.findings])
    return {
        atom: replace(
            result, findings=tuple(one for one in result.findings if not one.id or (one.type, one.id) in seen)
        )
        for atom, result in results.items()
    }


def as_dict(answer: Answer) -> dict[str, Any]:
    """The contract's form. `record` is a number, or type and id of a draft; null where a whole is missing."""
    return {
        "standard": answer.catalogue.id,
        "at": answer.at.isoformat(),
        "seconds": answer.seconds,
        "outcomes": answer.outcomes,
        "requirements": [
            {
                "id": atom,
                "outcome": str(result.outcome),
                "looked_at": result.looked_at,
                "findings": [{"record": _name(one), "reason": one.reason, "cure": one.cure} for one in result.findings],
            }
            for atom, result in answer.results.items()
        ],
    }


def _name(one: Any) -> str | None:
    return one.number or (f"{one.type}/{one.id}" if one.id else None)


def report(answer: Answer) -> str:
    """For people: ready or not, each clause's counts, and what blocks first."""
    from everproof.conformity.outcomes import Outcome as Verdict

    lines = [
        f"{answer.catalogue.edition}: {'ready' if answer.is_ready else 'not ready'}",
        ", ".join(
            f"{count} {str(Verdict(outcome).label).lower()}" for outcome, count in answer.outcomes.items() if count
        ),
        "",
        table([("clause", "", *COLUMNS), *(_row(answer, clause) for clause in answer.catalogue.clauses)]),
    ]
    steps = _steps(answer)
    if steps:
        lines += ["", "First to do:"]
        lines += [_said(number, *step) for number, step in enumerate(steps[:FIRST_STEPS], start=1)]
    lines += ["", "Own wording, not compared with a licensed copy of the standard; not a certification decision."]
    return "\n".join(lines)


def _row(answer: Answer, clause: Any) -> tuple[str, ...]:
    counts = Counter(str(answer.results[atom.id].outcome) for atom in clause.all_atoms)
    return clause.number, clause.title, *(str(counts[outcome] or "") for outcome in COLUMNS)


def _steps(answer: Answer) -> list[tuple[Step, int]]:
    """What blocks, the first first; what has the same cure is one step, with how many requirements it is for."""
    from everproof.conformity.next_steps import ordered

    blocking = (
        (atom, result.outcome, result.reason, [one.row() for one in result.findings], result.total)
        for atom, result in answer.results.items()
        if result.outcome in NOT_READY
    )
    steps: dict[tuple[str, ...], list[Step]] = {}
    for step in ordered(answer.catalogue.id, blocking):
        steps.setdefault((step.first.reason, step.first.cure, step.first.id), []).append(step)
    return [(each[0], len(each)) for each in steps.values()]


def _said(number: int, step: Step, requirements: int) -> str:
    about = f" {step.first.number}:" if step.first.number else ""
    more = f" Serves {requirements} requirements." if requirements > 1 else ""
    cure = f" {step.first.cure}." if step.first.cure else ""
    return f"{number:>3}. {step.atom.id} {step.outcome}:{about} {step.first.reason}{cure}{more}"
