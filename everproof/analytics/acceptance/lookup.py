"""Lot size, inspection level, AQL → sampling plan, by ANSI/ASQ Z1.4 or ISO 2859-1.

The editions differ less than their names suggest. ANSI/ASQ Z1.4 has the tables of MIL-STD-105E and ISO 2859-1:1989.
ISO 2859-1:1999 keeps all code letters and the single plans of normal and tightened inspection, changes three double
plans (`sequences.DOUBLE_OF_1999`), closes the gap between the numbers of reduced inspection, and has multiple plans
with five stages instead of seven. The last two are not in this package: such a look-up has no plan and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from everproof.analytics.acceptance import tables
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.acceptance.sequences import DOUBLE, DOUBLE_OF_1999, MULTIPLE
from everproof.analytics.arrays import as_whole
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

Z14 = "ANSI/ASQ Z1.4"
ISO_1999 = "ISO 2859-1:1999"
STANDARDS = (Z14, ISO_1999)
SAMPLINGS = ("single", "double", "multiple")

SOURCE = "ISO 2859-1 tables 1 to 4 (ANSI/ASQ Z1.4, MIL-STD-105E tables I to IV)"

_MISSING_IN_1999 = {
    "reduced": "the reduced plans of ISO 2859-1:1999 are not tabulated here; ANSI/ASQ Z1.4 has reduced plans",
    "multiple": "the five-stage plans of ISO 2859-1:1999 are not tabulated here; ANSI/ASQ Z1.4 has seven-stage plans",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class PlanLookup(Result):
    """A plan found in the tables.

    `code_letter` belongs to the lot size and the level; `table_letter` is the row the plan was found in, another one
    where an arrow was followed. `sampling` is what the plan is: `single` where the table has no double or multiple plan
    and refers to the single one. `inspect_all`: the sample is at least as large as the lot. `plan` is None where
    the standard's plan is not in this package.
    """

    standard: str
    inspection: str
    sampling: str
    code_letter: str
    table_letter: str
    aql: str
    lot_size: int
    plan: SamplingPlan | None
    inspect_all: bool


def find_plan_for_lot(
    lot_size: int,
    aql: str | float,
    level: str = "II",
    inspection: str = "normal",
    sampling: str = "single",
    standard: str = Z14,
) -> PlanLookup:
    """The plan for a lot. `aql` is one of the 26 of the standard (`"0.65"` or 0.65), `level` S-1 to S-4, I, II or III.

    Arrows are followed to the plan they point at, with its own sample size. A double or multiple plan that the table
    replaces by a simpler one is replaced. Raises BadInput for values that the standard does not have.
    """
    lot = as_whole(lot_size, "lot_size", minimum=2)
    aql, level = aql_named(aql), level_named(level)
    inspection = _one_of(inspection, tables.INSPECTIONS, "inspection")
    sampling = _one_of(sampling, SAMPLINGS, "sampling")
    if standard not in STANDARDS:
        raise BadInput(f"known are {' and '.join(STANDARDS)}, not {shown(standard)}", where="standard")
    letter = tables.code_letter(lot, level)
    cell = tables.single_cell(letter, aql, inspection)
    notes = Notes()
    plan, used = _plan(cell, inspection, sampling, standard, notes)
    largest = plan.largest_sample if plan is not None else 0
    if largest >= lot:
        notes.warn("The sample is not smaller than the lot: inspect every item.")
    return PlanLookup(
        method=f"{standard}, {used} sampling, {inspection} inspection",
        assumptions=("A continuing series of lots from one source; the switching rules are applied.",),
        warnings=notes.warnings,
        source=SOURCE,
        standard=standard,
        inspection=inspection,
        sampling=used,
        code_letter=letter,
        table_letter=tables.LETTERS[cell.row],
        aql=aql,
        lot_size=lot,
        plan=plan,
        inspect_all=largest >= lot,
    )


def aql_named(aql: Any) -> str:
    """The standard's spelling of an AQL: `aql_named(4)` and `aql_named("4.0")` are `"4.0"`. Raises BadInput."""
    try:
        wanted = float(aql)
    except (TypeError, ValueError):
        wanted = -1.0
    for name in tables.AQLS:
        if not isinstance(aql, bool) and abs(float(name) - wanted) <= 1e-9 * wanted:
            return name
    raise BadInput(f"must be one of {', '.join(tables.AQLS)}, not {shown(aql)}", where="aql")


def level_named(level: Any) -> str:
    """The standard's spelling of an inspection level; also takes `S1` and `G-II`. Raises BadInput."""
    name = str(level).strip().upper().removeprefix("G").lstrip("-")
    if len(name) == 2 and name[0] == "S":
        name = f"S-{name[1]}"
    name = {"1": "I", "2": "II", "3": "III"}.get(name, name)
    if name not in tables.CODE_LETTERS:
        raise BadInput(f"must be one of {', '.join(tables.CODE_LETTERS)}, not {shown(level)}", where="inspection_level")
    return name


def _plan(
    cell: tables.Cell, inspection: str, sampling: str, standard: str, notes: Notes
) -> tuple[SamplingPlan | None, str]:
    if standard == ISO_1999:
        for missing in (inspection, sampling):
            if missing in _MISSING_IN_1999:
                notes.undefined("The plan", _MISSING_IN_1999[missing])
                return None, sampling
    for kind in SAMPLINGS[SAMPLINGS.index(sampling) : 0 : -1]:
        staged = _staged(cell, inspection, kind, standard)
        if staged is not None:
            if kind != sampling:
                notes.warn(f"The table has no {sampling} plan here; it refers to the {kind} plan.")
            return staged, kind
    if sampling != "single":
        notes.warn(f"The table has no {sampling} plan here; it refers to the single plan.")
    size = tables.single_size(cell.row, inspection)
    return SamplingPlan((size,), (cell.accept,), (cell.reject,)), "single"


def _staged(cell: tables.Cell, inspection: str, kind: str, standard: str) -> SamplingPlan | None:
    size = tables.stage_size(cell.row, inspection, kind)
    double = DOUBLE_OF_1999 if standard == ISO_1999 else DOUBLE
    sequence = (double if kind == "double" else MULTIPLE).get((cell.accept, cell.reject))
    if size is None or sequence is None:
        return None
    accept, reject = sequence
    return SamplingPlan((size,) * len(reject), accept, reject)


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    name = str(value).strip().lower()
    if name not in allowed:
        raise BadInput(f"must be one of {', '.join(allowed)}, not {shown(value)}", where=where)
    return name
