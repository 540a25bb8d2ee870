"""Tries every check: brings each atom's violation into the model company and looks which verdicts change.

One savepoint an atom, rolled back afterwards. A violation is *detected* when its atom fails, *prevented* when the
database refuses the state. Verdicts of other atoms may change with it where they read the same types of records;
any other change is *collateral* and a mistake of somebody's check.

A check whose tables a violation did not write cannot change its verdict, so only the others are judged again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

from everproof.conformity import catalogues
from everproof.conformity.applicability import Applicability
from everproof.conformity.evaluation import Watched
from everproof.conformity.tables import types_by_table
from everproof.kernel import modules
from everproof.kernel.checks import Check, Fault, Injection, Judged, judge
from everproof.kernel.tenancy import organization_scope
from everproof.standards import Atom, Catalogue

D = TypeVar("D", Check, Fault)
_NAMED = re.compile(r'"(\w+)"')
_WRITTEN = re.compile(r'^\s*(?:insert\s+into|update|delete\s+from)\s+"?(\w+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Tried:
    """What one violation did.

    `injected` is false where the atom has no violation, or it could not be brought in (`problem` says why);
    `related` are the atoms that changed with it and read what it wrote, `collateral` those that changed and do not.
    """

    id: str
    room: str
    injected: bool = False
    detected: bool = False
    prevented: bool = False
    collateral: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_well(self) -> bool:
        return (self.detected or self.prevented) and not self.collateral

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "id": self.id,
            "injected": self.injected,
            "detected": self.detected,
            "prevented": self.prevented,
            "collateral": list(self.collateral),
            "related": list(self.related),
            "room": self.room,
            "problem": self.problem,
        }


@dataclass(frozen=True)
class Unmet:
    """An atom that applies to the model company and is not passed before anything was injected."""

    id: str
    room: str
    outcome: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """All violations of a catalogue tried on one company. `unmet` must be empty for the rest to mean anything."""

    standard: str
    atoms: tuple[Tried, ...]
    unmet: tuple[Unmet, ...]

    @property
    def is_well(self) -> bool:
        return not self.unmet and all(tried.is_well for tried in self.atoms)


@dataclass
class Company:
    """The company that violations are brought into, in the organisation's own database."""

    organization_id: int
    today: date
    catalogue: Catalogue
    parameters: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.parameters = {name: parameter.default for name, parameter in self.catalogue.parameters.items()}

    def situation(self, atom_id: str) -> Watched:
        """As the atom's check finds it: an edition that kept a rule asks as the one that it comes from."""
        rule = catalogues.rule_of(self.catalogue.id, atom_id)[1]
        return Watched(self.organization_id, self.today, self.parameters, rule)

    @property
    def injection(self) -> Injection:
        return Injection(self.organization_id, self.today, self.catalogue.id)


def try_all(
    catalogue: Catalogue,
    *,
    organization_id: int,
    today: date,
    atoms: Collection[str] = (),
) -> Trial:
    """Try the violations of a catalogue (or of these atoms alone) on a company in which all is in order.

    The database is afterwards as it was.
    """
    company = Company(organization_id, today, catalogue)
    checks = checks_of(catalogue)
    faults = faults_of(catalogue)
    wanted = [atom_id for atom_id in checks if not atoms or atom_id in atoms]
    tried = []
    with organization_scope(organization_id), transaction.atomic():
        before = Baseline.of(company, checks)
        for atom_id in wanted:
            one = _try(company, catalogue.atom(atom_id), faults.get(atom_id), before)
            tried.append(replace(one, room=room_of(checks[atom_id])))
        unmet = before.unmet([atom_id for atom_id in checks if atom_id in wanted or not atoms])
    return Trial(catalogue.id, tuple(tried), unmet)


def checks_of(catalogue: Catalogue) -> dict[str, Check]:
    """The declared checks of a catalogue's atoms, in the catalogue's order."""
    return _by_rule(catalogue, modules.declared("checks"))


def faults_of(catalogue: Catalogue) -> dict[str, Fault]:
    """The declared violations of a catalogue's atoms."""
    return _by_rule(catalogue, modules.declared("faults"))


def _by_rule(catalogue: Catalogue, declarations: Sequence[D]) -> dict[str, D]:
    """By atom; one that an edition moved and kept the rule of has what stands under the older number."""
    known = {declaration.atom: declaration for declaration in declarations}
    rules = {atom.id: catalogues.rule_of(catalogue.id, atom.id)[0] for atom in catalogue.atoms}
    return {atom_id: known[rule] for atom_id, rule in rules.items() if rule in known}


def room_of(declaration: Check | Fault) -> str:
    """The room in which a check or a violation stands."""
    function = declaration.run if isinstance(declaration, Check) else declaration.inject
    return function.__module__.split(".")[1]


@dataclass(frozen=True)
class Seen:
    """What an atom came to, why, and the tables that were read to decide it."""

    outcome: str
    reasons: tuple[str, ...]
    tables: frozenset[str]


@dataclass(frozen=True)
class Baseline:
    """The outcomes before anything was injected."""

    checks: Mapping[str, Check]
    seen: Mapping[str, Seen]

    @classmethod
    def of(cls, company: Company, checks: Mapping[str, Check]) -> Baseline:
        return cls(checks, {atom_id: _look(company, atom_id, check) for atom_id, check in checks.items()})

    def unmet(self, atoms: Sequence[str]) -> tuple[Unmet, ...]:
        return tuple(
            Unmet(atom_id, room_of(self.checks[atom_id]), self.seen[atom_id].outcome, self.seen[atom_id].reasons)
            for atom_id in atoms
            if self.seen[atom_id].outcome not in ("pass", "not-applicable")
        )

    def changed(self, company: Company, written: Collection[str]) -> dict[str, str]:
        """The atoms whose outcome is another one now that these tables were written, with the new outcome."""
        found = {}
        for atom_id, check in self.checks.items():
            before = self.seen[atom_id]
            if before.tables.isdisjoint(written):
                continue
            outcome = _look(company, atom_id, check).outcome
            if outcome != before.outcome:
                found[atom_id] = outcome
        return found


def _look(company: Company, atom_id: str, check: Check) -> Seen:
    """The outcome of an atom as the records stand, by the catalogue's conventions.

    The model company is older than the operating days, so an empty register of events passes.
    """
    catalogue, atom = company.catalogue, company.catalogue.atom(atom_id)
    at = company.situation(atom_id)
    with _named_tables() as tables:
        applies = Applicability(at)
        flag = applies.flag(catalogue, atom.applicability)
        if applies.exclusion_of(atom) is not None or flag.holds is False:
            return Seen("not-applicable", (), frozenset(tables))
        if flag.holds is None:
            waits = flag.error or f"undecided without {', '.join(flag.missing)}"
            return Seen("no-evidence", (f"{atom.applicability}: {waits}",), frozenset(tables))
        judged = judge(check, at, shown=1)
    if catalogues.differs_from_older(catalogue.id, atom_id) and "asked_for_standard" not in vars(at):
        return Seen("no-evidence", ("its check follows the older edition",), frozenset(tables))
    outcome = (atom.empty or "no-evidence") if judged.outcome == "empty" else judged.outcome
    return Seen(outcome, _reasons(judged), frozenset(tables))


def _try(company: Company, atom: Atom, fault: Fault | None, before: Baseline) -> Tried:
    tried = Tried(atom.id, "")
    if fault is None:
        return replace(tried, problem="it has no violation")
    try:
        # Left by an exception or by the rollback below: nothing of it stays.
        with transaction.atomic():
            with _written_tables() as written:
                fault.inject(company.injection)
            changed = before.changed(company, written)
            transaction.set_rollback(True)
    except DatabaseError as refusal:
        return replace(tried, injected=True, prevented=True, problem=str(refusal).strip())
    except Exception as error:  # a violation is any room's code; its error must not hide the others
        return replace(tried, problem=f"{type(error).__name__}: {error}")
    related, collateral = _divided(company.catalogue, atom, changed, written)
    problem = "" if written else "it writes nothing"
    detected = changed.get(atom.id) == "fail"
    return replace(
        tried, injected=bool(written), detected=detected, related=related, collateral=collateral, problem=problem
    )


def _divided(
    catalogue: Catalogue, atom: Atom, changed: Mapping[str, str], written: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The other atoms that changed: those that read what was written, and those that do not."""
    known = types_by_table()
    types = {word for table in written for name in known.get(table, ()) for word in catalogues.words_behind(name)}
    related: list[str] = []
    collateral: list[str] = []
    for atom_id in changed:
        if atom_id != atom.id:
            (related if types & reads(catalogue, atom_id) else collateral).append(atom_id)
    return tuple(related), tuple(collateral)


def reads(catalogue: Catalogue, atom_id: str) -> set[str]:
    """The record types that an atom's verdict may rest on, with those whose records a type's are among."""
    atom = catalogue.atom(atom_id)
    found = {*atom.evidence, *catalogue.flags[atom.applicability].evidence}
    return found | {parent for name in found if (parent := catalogue.vocabulary[name].inherits)}


def _reasons(judged: Judged) -> tuple[str, ...]:
    if judged.error:
        return (judged.error,)
    return tuple(f"{finding.reason} ({finding.count})" for finding in judged.findings)


@contextmanager
def _named_tables() -> Iterator[set[str]]:
    """The quoted names in every statement inside the block; the tables that are read are among them."""
    names: set[str] = set()

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        names.update(_NAMED.findall(str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield names


@contextmanager
def _written_tables() -> Iterator[set[str]]:
    """The tables that statements inside the block write."""
    tables: set[str] = set()

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITTEN.match(str(sql)):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield tables
