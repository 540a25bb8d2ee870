"""Values of KPIs out of a table: one a row, a column for each period, or a column for each KPI."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.policy import Answer
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import cells, columns
from everproof.kernel.exchange.importing.cells import BadCell, DayOrder
from everproof.kernel.exchange.importing.models import ImportedRow
from everproof.kernel.exchange.importing.planning import BadMapping, Problem, Row, place
from everproof.kernel.exchange.importing.sheets import Cell, Table
from everproof.kernel.exchange.importing.tables import ImportTable, Target
from everproof.kernel.records import Record
from everproof.processes import periods, words
from everproof.processes.actions import values
from everproof.processes.judging import Point
from everproof.processes.models import Kpi
from everproof.processes.periods import Period
from everproof.processes.queries.performance import visible_kpis
from everproof.processes.queries.values import values_of

KPI, PERIOD, VALUE, NUMERATOR, DENOMINATOR = "kpi", "period", "value", "numerator", "denominator"
OF_PERIOD, OF_KPI = "of_period", "of_kpi"
FIGURES = (VALUE, NUMERATOR, DENOMINATOR)
LENGTH = {period: place for place, period in enumerate(Period.values)}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"([^\W\d]+)\.?[\s\-/.’']*(\d{4}|\d{2})")
_QUARTER = re.compile(r"q\s?([1-4])[\s\-/]*(\d{4})|(\d{4})[\s\-/]*q\s?([1-4])", re.IGNORECASE)
_WEEK = re.compile(r"(?:w|kw|week)\s?(\d{1,2})[\s\-/]*(\d{4})|(\d{4})[\s\-/]*(?:w|kw|week)\s?(\d{1,2})", re.IGNORECASE)


def targets() -> dict[str, Target]:
    """What a column of such a table may hold."""
    found = (
        Target(KPI, _("KPI"), _("The number or name of a KPI that is here already.")),
        Target(PERIOD, _("Period"), _("Such as 2026-03, Mar 2026, Q1 2026, W10 2026, 2026, or any day of it.")),
        Target(VALUE, _("Value"), _("A number; for a share or a rate give its two parts instead.")),
        Target(NUMERATOR, _("Numerator"), _("What was counted, for a share or a rate.")),
        Target(DENOMINATOR, _("Denominator"), _("Out of what, for a share or a rate.")),
        Target(OF_PERIOD, _("Value of the period in the heading"), _("A column for each period."), repeats=True),
        Target(OF_KPI, _("Value of the KPI in the heading"), _("A column for each KPI."), repeats=True),
    )
    return {target.name: target for target in found}


def guess(headings: Sequence[str], by: Actor) -> dict[str, str]:
    """Columns by their names; a heading that is a period or the name of a KPI says what stands below it."""
    with override("en"):
        english = {name: target.label for name, target in targets().items()}
    called = {name: [target.label, english[name]] for name, target in targets().items()}
    called[PERIOD] += [_("Month"), "Month", _("Date"), "Date", _("Period until")]
    found = columns.guessed(headings, called)
    known = _Kpis(by)
    for heading in headings:
        if heading not in found and period_in(heading, DayOrder()) is not None:
            found[heading] = OF_PERIOD
        elif heading not in found and heading in known:
            found[heading] = OF_KPI
    return found


@dataclass(frozen=True)
class Named:
    """A period as a file names it: a day of it, and how long it is."""

    day: date
    length: str


def period_in(cell: Cell, order: DayOrder) -> Named | None:
    """The period that a cell or a heading names; None when it names none."""
    if isinstance(cell, datetime | date):
        return Named(cells.day(cell, order), Period.DAY)
    written = cells.text(cell).strip()
    if re.fullmatch(r"(19|20)\d\d", written):
        return Named(date(int(written), 1, 1), Period.YEAR)
    try:
        return _numbered(written) or _named_month(written) or Named(cells.day(written, order), Period.DAY)
    except (BadCell, ValueError):
        return None


def _numbered(written: str) -> Named | None:
    if found := _YEAR_FIRST.fullmatch(written):
        return Named(date(int(found[1]), int(found[2]), 1), Period.MONTH)
    if found := _MONTH_FIRST.fullmatch(written):
        return Named(date(int(found[2]), int(found[1]), 1), Period.MONTH)
    if found := _QUARTER.fullmatch(written):
        return Named(date(int(found[2] or found[3]), int(found[1] or found[4]) * 3, 1), Period.QUARTER)
    if found := _WEEK.fullmatch(written):
        return Named(date.fromisocalendar(int(found[2] or found[3]), int(found[1] or found[4]), 1), Period.WEEK)
    return None


def _named_month(written: str) -> Named | None:
    found = _NAMED.fullmatch(written)
    month = _months().get(found[1].casefold()) if found else None
    if found is None or month is None:
        return None
    year = int(found[2])
    return Named(date(year if year > 99 else 2000 + year, month, 1), Period.MONTH)


def _months() -> dict[str, int]:
    """Names of months, long and short, in the reader's language and in English."""
    here = {str(name).casefold().rstrip("."): month for names in (MONTHS, MONTHS_3) for month, name in names.items()}
    with override("en"):
        return here | {str(name).casefold(): month for names in (MONTHS, MONTHS_3) for month, name in names.items()}


class _Kpis:
    """The KPIs that the actor sees, by number and by name."""

    def __init__(self, by: Actor) -> None:
        self._found: dict[str, list[Kpi]] = {}
        for kpi in visible_kpis(by).select_related("organization"):
            for word in {str(kpi.number or "").casefold(), kpi.title.casefold()} - {""}:
                self._found.setdefault(word, []).append(kpi)
        self._points: dict[Any, dict[date, Point]] = {}

    def __contains__(self, word: str) -> bool:
        return word.casefold() in self._found

    def find(self, cell: Cell) -> Kpi:
        """Raises BadCell when there is none, or more than one."""
        found = self._found.get(cells.text(cell).casefold(), [])
        if len(found) == 1:
            return found[0]
        names = {"cell": cells.text(cell)}
        if found:
            raise BadCell(_("There is more than one KPI “%(cell)s”.") % names, _("Write its number."))
        raise BadCell(_("There is no KPI “%(cell)s” here.") % names, _("Write its number or name, or define it first."))

    def points(self, kpi: Kpi) -> dict[date, Point]:
        """The values that a KPI has, by the last day of their period; read once."""
        if kpi.pk not in self._points:
            self._points[kpi.pk] = {point.on: point for point in values_of(kpi, kpi.organization.zone)}
        return self._points[kpi.pk]


@dataclass(frozen=True)
class _Entry:
    """One value of the file, before it is read: where it stands and what its cells hold."""

    number: int
    heading: str
    kpi: Cell
    period: Cell
    figures: Mapping[str, Cell]


def plan(table: Table, mapping: Mapping[str, str], by: Actor) -> list[Row]:
    """What each value of a table would do. Raises BadMapping when its columns make no values."""
    _check(mapping)
    known = _Kpis(by)
    held = {name: table.headings.index(heading) for heading, name in mapping.items() if name not in (OF_PERIOD, OF_KPI)}
    headings = {name: heading for heading, name in mapping.items()}
    order = DayOrder.of([*table.headings, *(row[held[PERIOD]] for row in table.rows if PERIOD in held)])
    rows: list[Row] = []
    seen: dict[tuple[Any, date], int] = {}
    for entry in _entries(table, mapping, held):
        row = Row(entry.number)
        rows.append(row)
        try:
            _read(row, entry, known, order, seen)
        except BadCell as bad:
            row.fail(Problem(place(entry.number, entry.heading or headings.get(VALUE, "")), bad.reason, bad.cure))
        except ValidationError as error:
            hint = _("Correct the cell, or leave it empty.")
            row.fail(Problem(place(entry.number, entry.heading), " ".join(error.messages), hint))
    return rows


def _check(mapping: Mapping[str, str]) -> None:
    names = set(mapping.values())
    is_long = {KPI, PERIOD} <= names and names & set(FIGURES)
    if not is_long and not {KPI, OF_PERIOD} <= names and not {PERIOD, OF_KPI} <= names:
        raise BadMapping(
            _(
                "Say which columns hold the KPI, the period and the value; or the KPI and a column for each period; "
                "or the period and a column for each KPI."
            )
        )


def _entries(table: Table, mapping: Mapping[str, str], held: Mapping[str, int]) -> Sequence[_Entry]:
    """One for each value: of a long table one a row, of a wide one for each cell with content."""
    wide = [(table.headings.index(heading), heading, name) for heading, name in mapping.items()]
    wide = [one for one in wide if one[2] in (OF_PERIOD, OF_KPI)]
    found: list[_Entry] = []
    for offset, cells_ in enumerate(table.rows):
        number = table.first_row + offset
        own = {name: cells_[position] for name, position in held.items()}
        figures = {name: own[name] for name in FIGURES if own.get(name) is not None}
        if figures:
            found.append(_Entry(number, "", own.get(KPI), own.get(PERIOD), figures))
        for position, heading, name in wide:
            if cells_[position] is not None:
                kpi, period = (own.get(KPI), heading) if name == OF_PERIOD else (heading, own.get(PERIOD))
                found.append(_Entry(number, heading, kpi, period, {VALUE: cells_[position]}))
    return found


def _read(row: Row, entry: _Entry, known: _Kpis, order: DayOrder, seen: dict[tuple[Any, date], int]) -> None:
    """Fill a row from its cells and find out what it would do. Raises BadCell and ValidationError."""
    kpi = known.find(entry.kpi)
    span = _span(kpi, entry.period, order)
    name = periods.label(kpi.period, span.last)
    row.record = kpi
    row.values = {"title": f"{kpi.title}, {name}", PERIOD: span.last}
    if (kpi.pk, span.last) in seen:
        raise BadCell(
            _("%(period)s has a value in row %(row)s already.") % {"period": name, "row": seen[kpi.pk, span.last]},
            _("Leave one of the two out."),
        )
    seen[kpi.pk, span.last] = entry.number
    if kpi.is_ratio and VALUE in entry.figures:
        raise BadCell(
            _("%(kpi)s is computed from two counts.") % {"kpi": kpi.title},
            _("Bring numerator and denominator, one period a row."),
        )
    row.values |= {part: _figure(kpi, cell) for part, cell in entry.figures.items()}
    figures = values.figures_of(kpi, span, **{part: row.values.get(part) for part in FIGURES})
    row.values["title"] += f": {words.value(kpi, format(figures.value, 'f'), float(figures.value))}"
    point = known.points(kpi).get(span.last)
    if point is None:
        return
    row.state = "unchanged" if figures.agree_with(point) else "changed"
    if row.state == "changed":
        row.changes = {VALUE: (point.typed or point.value, format(figures.value, "f"))}


def _span(kpi: Kpi, cell: Cell, order: DayOrder) -> periods.Span:
    named = period_in(cell, order) if cell is not None else None
    if named is None:
        raise BadCell(
            _("“%(cell)s” is not a period.") % {"cell": cells.text(cell)},
            _("Write it as 2026-03, Q1 2026, W10 2026, 2026, or as any day of it."),
        )
    if LENGTH[named.length] > LENGTH[kpi.period]:
        raise BadCell(
            _("“%(cell)s” is longer than the period of this KPI.") % {"cell": cells.text(cell)},
            _("This KPI is measured so often: %(rhythm)s. Name a day of the period.")
            % {"rhythm": kpi.get_period_display()},
        )
    return periods.span_of(kpi.period, named.day)


def _figure(kpi: Kpi, cell: Cell) -> Decimal:
    """A number; the KPI's own unit behind it is no fault."""
    if isinstance(cell, str) and kpi.unit and cell.endswith(kpi.unit):
        cell = cell.removesuffix(kpi.unit).strip()
    return cells.number(cell)


@transaction.atomic
def write(rows: Sequence[Row], by: Actor) -> list[tuple[Row, Record, dict[str, Any]]]:
    """Enter new values and correct those that differ; one KPI after the other, and each value stands for itself."""
    done: list[tuple[Row, Record, dict[str, Any]]] = []
    for kpi in dict.fromkeys(row.record for row in rows if isinstance(row.record, Kpi)):
        own = [row for row in rows if row.record == kpi]
        new = [row for row in own if row.state == "new"]
        try:
            with transaction.atomic():
                told = values.import_kpi_values(kpi=kpi, by=by, rows=[_as_given(row) for row in new])
        except Refused as refusal:
            for row in own:
                _fail(row, str(refusal))
            continue
        refused = dict(told.problems)
        for position, row in enumerate(new, start=1):
            if position in refused:
                _fail(row, str(refused[position]))
        for row in own:
            if row.state == "changed":
                _correct(kpi, row, by)
        done += [(row, kpi, _facts(row)) for row in own if row.state in ("new", "changed")]
    return done


def _correct(kpi: Kpi, row: Row, by: Actor) -> None:
    given = {part: row.values.get(part) for part in FIGURES}
    try:
        with transaction.atomic():
            values.correct_value(kpi=kpi, by=by, period_on=row.values[PERIOD], reason=_("Import"), **given)
    except Refused as refusal:
        _fail(row, str(refusal))


def _as_given(row: Row) -> dict[str, Any]:
    return {"period_on": row.values[PERIOD], **{part: row.values.get(part) for part in FIGURES}}


def _fail(row: Row, reason: str) -> None:
    row.fail(Problem(place(row.number), reason, _("Correct the row, or leave it out.")))


def _facts(row: Row) -> dict[str, Any]:
    """The period, and the value that was there before, to put back."""
    return {"period": row.values[PERIOD].isoformat(), "before": str(row.changes[VALUE][0]) if row.changes else ""}


def take_back(row: ImportedRow, by: Actor) -> None:
    """Withdraw a value that came in with a file; one that it replaced is entered again. Raises Refused."""
    kpi = access.visible(by, Kpi.objects.filter(pk=row.record_id)).select_related("organization").first()
    if kpi is None or kpi.is_voided:
        return
    day = date.fromisoformat(row.facts["period"])
    if row.facts["before"] and kpi.is_ratio:
        raise Refused(_("The two counts that were there before stand in the history of the KPI. Enter them again."))
    values.withdraw_value(kpi=kpi, by=by, period_on=day, reason=_("The import was undone."))
    if row.facts["before"]:
        values.enter_value(kpi=kpi, by=by, period_on=day, value=row.facts["before"])


def may_import(actor: Actor) -> Answer:
    """Whether somebody may bring in values: who may enter those of any KPI."""
    return access.may(actor, "create", Kpi)


KPI_VALUES = ImportTable(
    name="kpi-value",
    plural=gettext_lazy("KPI values"),
    path="kpi-values",
    icon="chart-line",
    key=(KPI, PERIOD),
    list_url="processes:kpi_list",
    may=may_import,
    targets=targets,
    guess=guess,
    plan=plan,
    write=write,
    take_back=take_back,
)
