"""Evaluates requirements: reads records, decides outcomes, writes nothing.

Everything is read in one snapshot. A check runs once, whichever editions ask for its rule; a check that raises makes
its own requirement an `error` and harms no other.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import translation

from everproof.conformity import catalogues, words
from everproof.conformity.applicability import Applicability
from everproof.conformity.findings import Found, found_by, total
from everproof.conformity.models import ManualAssessment
from everproof.conformity.outcomes import Outcome
from everproof.conformity.snapshot import counted, snapshot
from everproof.kernel import clock, modules, parameters
from everproof.kernel.checks import Check, Evidence, Judged, Situation, begin, sets_of, settle
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy.models import Organization
from everproof.standards import Atom

# Setting up a company is not yet running it.
NOT_OPERATING = frozenset({"person", "role", "responsibility", "site", "access-assignment", "manual-assessment"})
EMPTY = {"pass": Outcome.PASS, "fail": Outcome.FAIL, "no-evidence": Outcome.NO_EVIDENCE}


class ParameterOutOfRange(ValueError):
    """A stored value that its declaration does not allow; whatever asks for it cannot be decided."""


@dataclass(frozen=True)
class Result:
    """What came of one requirement. `parameters` are the values that its check asked for, ready for JSON."""

    outcome: str
    reason: str = ""
    looked_at: int = 0
    findings: tuple[Found, ...] = ()
    total: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation:
    """What one evaluation found: results by standard and atom, right up to ledger entry number `position`."""

    organization: Organization
    day: date
    position: int
    started_at: datetime
    seconds: float
    statements: int
    operating_since: date | None
    results: Mapping[str, Mapping[str, Result]]


def evaluate(
    organization: Organization,
    wanted: Mapping[str, Collection[str] | None],
    *,
    operating_since: date | None = None,
    day: date | None = None,
) -> Evaluation:
    """Evaluate atoms of standards (None: all of a standard) as the records stand now.

    `operating_since` spares looking for it where it is known. `day` asks as if it were another day than today, for a
    forecast. Raises UnknownStandard for a standard that cannot be
    read; nothing else that a room or a company has wrong ends an evaluation.
    """
    began, started_at = time.perf_counter(), clock.now()
    with translation.override(organization.language), counted() as statements, snapshot(organization.pk):
        position = newest_position(organization.pk)
        since = operating_since or _operating_since(organization)
        session = _Session(organization, day or clock.today(organization.zone), since)
        session.look_ahead(wanted)
        results = {
            standard: dict(session.results(standard, None if atoms is None else set(atoms)))
            for standard, atoms in wanted.items()
        }
    return Evaluation(
        organization,
        session.today,
        position,
        started_at,
        time.perf_counter() - began,
        statements[0],
        since,
        results,
    )


def newest_position(organization_id: int) -> int:
    """How many ledger entries have their index."""
    newest = LedgerEntry.objects.filter(organization_id=organization_id).aggregate(newest=Max("leaf_index"))["newest"]
    return 0 if newest is None else newest + 1


class Values(Mapping[str, Any]):
    """The organisation's parameters; remembers which were asked for."""

    def __init__(self, organization_id: int) -> None:
        self._values = parameters.values(organization_id)
        self._declared = parameters.declared()
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        self.asked.add(name)
        try:
            self._declared[name].clean(value)
        except ValidationError as error:
            raise ParameterOutOfRange(f"parameter {name}: {' '.join(error.messages)}") from error
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def of(self, names: Collection[str]) -> dict[str, Any]:
        """The named values, ready for JSON."""
        return {name: plain(self._values[name]) for name in sorted(names) if name in self._values}


class Watched(Situation):
    """A situation that knows whether the check asked which edition is asking."""

    def __getattribute__(self, name: str) -> Any:
        if name == "standard":
            self.__dict__["asked_for_standard"] = True
        return super().__getattribute__(name)


@dataclass(frozen=True)
class _Begun:
    """A check that said what it looks at, and the parameters that it asked for."""

    at: Watched
    evidence: Evidence | Judged
    asked: frozenset[str]


@dataclass(frozen=True)
class _Run:
    """One run of a check, for all atoms that follow its rule."""

    judged: Judged
    asked: frozenset[str]
    asked_for_standard: bool


class _Session:
    """What the requirements of one evaluation share."""

    def __init__(self, organization: Organization, today: date, operating_since: date | None) -> None:
        self.today = today
        self.organization = organization
        self.values = Values(organization.pk)
        self.remembered: dict[Any, Any] = {}
        self.applies = Applicability(self.situation())
        self.operating_since = operating_since
        self.checks: dict[str, Check] = {check.atom: check for check in modules.declared("checks")}
        self.assessments = newest_assessments(organization.pk)
        self._begun: dict[tuple[str, str], _Begun] = {}
        self._runs: dict[tuple[str, str], _Run] = {}

    def situation(self, standard: str = "") -> Watched:
        return Watched(self.organization.pk, self.today, self.values, standard, self.remembered)

    def results(self, standard: str, atoms: Collection[str] | None) -> Iterator[tuple[str, Result]]:
        for atom in catalogues.catalogue_of(standard).atoms:
            if atoms is None or atom.id in atoms:
                yield atom.id, self.result(standard, atom)

    def look_ahead(self, wanted: Mapping[str, Collection[str] | None]) -> None:
        """Begin the checks of these atoms, and count together what they are going to ask for."""
        for standard, atoms in wanted.items():
            catalogue = catalogues.catalogue_of(standard)
            for atom in catalogue.atoms:
                if (atoms is None or atom.id in atoms) and self._is_checked(standard, atom):
                    self._begin(*catalogues.rule_of(standard, atom.id))
        # What was begun raises where it is settled, and there alone; here its sets are only left out.
        self.situation().count_ahead(one for begun in self._begun.values() for one in sets_of(begun.evidence))

    def _is_checked(self, standard: str, atom: Atom) -> bool:
        """Whether a check decides on an atom: it has one, is not excluded, and its flag holds."""
        if atom.manual or catalogues.rule_of(standard, atom.id)[0] not in self.checks:
            return False
        if self.applies.exclusion_of(atom) is not None:
            return False
        return self.applies.flag(catalogues.catalogue_of(standard), atom.applicability).holds is True

    def result(self, standard: str, atom: Atom) -> Result:
        """By the catalogue's conventions: what does not apply, what people assess, what a check finds."""
        if (excluded := self.applies.exclusion_of(atom)) is not None:
            return Result(Outcome.NOT_APPLICABLE, words.excluded(excluded))
        catalogue = catalogues.catalogue_of(standard)
        flag = self.applies.flag(catalogue, atom.applicability)
        if flag.error:
            return Result(Outcome.ERROR, flag.error)
        if flag.holds is False:
            return Result(Outcome.NOT_APPLICABLE, words.condition_is_not_met(catalogue.flags[atom.applicability]))
        if flag.holds is None:
            return self._nothing(words.undecided(flag.missing), words.WAIT_FOR_ROOM)
        return self._assessed(atom) if atom.manual else self._checked(standard, atom)

    def _checked(self, standard: str, atom: Atom) -> Result:
        origin, rule = catalogues.rule_of(standard, atom.id)
        check = self.checks.get(origin)
        if check is None:
            missing = tuple(kind for kind in atom.evidence if kind not in catalogues.kept_types())
            return self._nothing(words.no_check_yet(missing), words.WAIT_FOR_ROOM)
        run = self._run(check, origin, rule)
        if catalogues.differs_from_older(standard, atom.id) and not run.asked_for_standard:
            return self._nothing(words.no_check_for_edition(), words.WAIT_FOR_ROOM)
        judged, asked = run.judged, set(run.asked)
        if judged.outcome == "error":
            return Result(Outcome.ERROR, judged.error, parameters=self.values.of(asked))
        if judged.outcome == "empty":
            return self._empty(atom)
        unproven = judged.outcome == Outcome.NO_EVIDENCE
        result = Result(
            judged.outcome,
            str(judged.findings[0].reason) if unproven else "",
            judged.looked_at,
            found_by(judged.findings),
            total(judged.findings),
            self.values.of(asked),
        )
        return self._with_assessment(atom, result) if atom.strength == "proxy" else result

    def _run(self, check: Check, origin: str, rule: str) -> _Run:
        if (origin, rule) not in self._runs:
            begun = self._begin(origin, rule)
            self.values.asked = set(begun.asked)
            judged = settle(check, begun.evidence, begun.at)
            asked_for_standard = "asked_for_standard" in vars(begun.at)
            self._runs[origin, rule] = _Run(judged, frozenset(self.values.asked), asked_for_standard)
        return self._runs[origin, rule]

    def _begin(self, origin: str, rule: str) -> _Begun:
        if (origin, rule) not in self._begun:
            self.values.asked = set()
            at = self.situation(rule)
            evidence = begin(self.checks[origin], at)
            self._begun[origin, rule] = _Begun(at, evidence, frozenset(self.values.asked))
        return self._begun[origin, rule]

    def _empty(self, atom: Atom) -> Result:
        """No such records at all: what the catalogue says of that, an event-driven pass only after the run-in."""
        outcome = EMPTY[atom.empty or "no-evidence"]
        start = catalogues.first_kept(atom.evidence)
        if outcome == Outcome.PASS:
            days, asked = self.values["operating_days"], self.values.of({"operating_days"})
            if self.operating_since and self.operating_since <= self.today - timedelta(days=days):
                quiet = Result(Outcome.PASS, words.nothing_happened(), parameters=asked)
                return self._with_assessment(atom, quiet)
            missing = Found(words.not_running_long_enough(days), words.start_with(start), type=start)
            return Result(Outcome.NO_EVIDENCE, missing.reason, 0, (missing,), 1, asked)
        missing = Found(words.nothing_there(atom.evidence), words.start_with(start), type=start)
        return Result(outcome, missing.reason if outcome != Outcome.FAIL else "", 0, (missing,), 1)

    def _nothing(self, reason: str, cure: Any) -> Result:
        return Result(Outcome.NO_EVIDENCE, reason, 0, (Found(reason, str(cure)),), 1)

    def _assessed(self, atom: Atom) -> Result:
        """A manual requirement: what the newest assessment says, while it is valid."""
        newest = self.assessments.get(atom.id)
        if newest is None:
            missing = Found(words.never_assessed(), str(words.ASSESS))
            return Result(Outcome.MANUAL_DUE, missing.reason, 0, (missing,), 1)
        if not self._is_valid(newest):
            return Result(Outcome.MANUAL_DUE, words.expired(newest), 1, (words.assess_again(newest),), 1)
        if newest.verdict == ManualAssessment.Verdict.MET:
            return Result(Outcome.PASS, words.assessed(newest), 1)
        return Result(Outcome.FAIL, "", 1, (words.not_met(newest),), 1)

    def _with_assessment(self, atom: Atom, result: Result) -> Result:
        """A proxy makes conformity likely; what somebody saw outranks it, and a company may ask for it always."""
        if atom.strength != "proxy" or result.outcome != Outcome.PASS:
            return result
        newest = self.assessments.get(atom.id)
        valid = newest if newest is not None and self._is_valid(newest) else None
        if valid is not None and valid.verdict != ManualAssessment.Verdict.MET:
            return Result(Outcome.FAIL, "", result.looked_at, (words.not_met(valid),), 1, result.parameters)
        if valid is not None or not self.values["proxy_needs_assessment"]:
            return result
        due = Found(words.never_assessed(), str(words.ASSESS)) if newest is None else words.assess_again(newest)
        return Result(Outcome.MANUAL_DUE, due.reason, result.looked_at, (due,), 1, result.parameters)

    def _is_valid(self, assessment: ManualAssessment) -> bool:
        """Until its own last day, and never longer than the company lets an assessment count."""
        longest = assessment.assessed_on + timedelta(days=self.values["manual_assessment_days"])
        return assessment.assessed_on <= self.today <= min(assessment.valid_until, longest)


def newest_assessments(organization_id: int) -> dict[str, ManualAssessment]:
    """The newest assessment in force of each requirement."""
    rows = ManualAssessment.objects.filter(organization_id=organization_id, voided_at=None).exclude(number="")
    return {row.requirement: row for row in rows.order_by("assessed_on", "id")}


def _operating_since(organization: Organization) -> date | None:
    """The organisation's day of the first entry about a record that is made while working; None before there is one."""
    types = [kind.name for kind in modules.all_record_types() if kind.name not in NOT_OPERATING]
    first = (
        LedgerEntry.objects.filter(organization_id=organization.pk, type__in=types, version__gt=0)
        .order_by("leaf_index")
        .values_list("at", flat=True)
        .first()
    )
    return first.astimezone(ZoneInfo(organization.zone)).date() if first else None
