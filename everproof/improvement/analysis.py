"""What the nonconformities of a period tell: which few causes make most of them, the trend, age, time, repeats, cost.

Every figure is made of a set of records that the page can open and export. Nothing is counted that the reader may not
see, and nothing that was found to be none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Nonconformity
from everproof.kernel import access, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.parameters import Parameter

PREVENTION, APPRAISAL = "prevention_cost_year", "appraisal_cost_year"
YEAR, WEEK = 365, 7
MOST_BARS = 12
MOST_LISTED = 50
AGES = ((7, _("up to a week")), (30, _("up to a month")), (90, _("up to three months")), (None, _("longer")))


def _amount(name: str, label: Any) -> Parameter:
    return Parameter(
        name,
        label,
        "decimal",
        "0",
        unit=_("a year"),
        least=0,
        meaning=_("An estimate of the year, in the company’s currency. What failures cost stands in their records."),
    )


PARAMETERS = (
    _amount(PREVENTION, _("Cost of preventing failures")),
    _amount(APPRAISAL, _("Cost of inspecting and testing")),
)


@dataclass(frozen=True)
class Dimension:
    """Something by which cases are told apart. `field` is compared, `shown` is read; `choices` translate it."""

    label: Any
    field: str
    shown: str = ""
    choices: Any = None

    def words(self, value: Any) -> str:
        if value in (None, ""):
            return str(_("Not said"))
        return str(dict(self.choices.choices).get(value, value)) if self.choices else str(value)


DIMENSIONS: dict[str, Dimension] = {
    "cause": Dimension(_("Cause"), "cause_code"),
    "kind": Dimension(_("Kind of cause"), "cause_category", choices=Nonconformity.CauseCategory),
    "process": Dimension(_("Process"), "process_id", "process__title"),
    "place": Dimension(_("Place"), "place"),
    "source": Dimension(_("Source"), "source", choices=Nonconformity.Source),
    "severity": Dimension(_("Severity"), "severity", choices=Nonconformity.Severity),
    "disposition": Dimension(_("Disposition"), "disposition", choices=Nonconformity.Disposition),
    "site": Dimension(_("Site"), "site_id", "site__title"),
    "code": Dimension(_("Reporting code"), "point_id", "point__title"),
}
WEIGHTS = {"count": _("Number"), "cost": _("Cost")}


@dataclass(frozen=True)
class Bar:
    """One value of a dimension: the key that opens its records, its words, its number or cost."""

    key: str
    label: str
    weight: float


def cases(actor: Actor, start: date, end: date) -> QuerySet[Nonconformity]:
    """Nonconformities detected in the period that the actor may see."""
    found = access.visible(actor, Nonconformity.objects.in_force()).exclude(status="rejected")
    return found.filter(detected_on__range=(start, end))


def bars(found: QuerySet[Nonconformity], by: str, weight: str) -> list[Bar]:
    """The cases by a dimension, the heaviest first; one statement."""
    dimension = DIMENSIONS[by]
    columns = [dimension.field, *([dimension.shown] if dimension.shown else [])]
    total = Sum("cost") if weight == "cost" else Count("pk")
    rows = found.order_by().values_list(*columns).annotate(weight=total).order_by("-weight", dimension.field)
    return [Bar(str(row[0] or ""), dimension.words(row[-2]), float(row[-1])) for row in rows if row[-1]]


def of_bar(found: QuerySet[Nonconformity], by: str, key: str) -> QuerySet[Nonconformity]:
    """The cases behind one bar. Raises ValueError for a key that is none of the dimension."""
    field = DIMENSIONS[by].field
    if not key:
        return found.filter(Q(**{f"{field}__isnull": True}) if field.endswith("_id") else Q(**{field: ""}))
    column: Any = Nonconformity._meta.get_field(field.removesuffix("_id"))
    target = column.target_field if field.endswith("_id") else column
    try:
        return found.filter(**{field: target.to_python(key)})
    except ValidationError as error:
        raise ValueError(key) from error


def by_week(found: QuerySet[Nonconformity], start: date, end: date) -> tuple[list[date], list[int]]:
    """First days of the whole weeks of a period, and how many cases each brought."""
    weeks = ((end - start).days + 1) // WEEK
    counts = [0] * weeks
    for day, count in found.order_by().values_list("detected_on").annotate(Count("pk")):
        place = (day - start).days // WEEK
        if 0 <= place < weeks:
            counts[place] += count
    return [start + timedelta(days=WEEK * place) for place in range(weeks)], counts


def ages(actor: Actor, today: date, lifecycle_open: Sequence[str]) -> list[tuple[str, int]]:
    """How many open cases are how old today, whenever they were detected."""
    found = access.visible(actor, Nonconformity.objects.in_force()).filter(status__in=lifecycle_open)
    total = found.aggregate(**{f"age{place}": Count("pk", filter=_aged(today, place)) for place in range(len(AGES))})
    return [(str(words), total[f"age{place}"]) for place, (_most, words) in enumerate(AGES)]


def _aged(today: date, place: int) -> Q:
    most = AGES[place][0]
    least = AGES[place - 1][0] if place else None
    older = Q(detected_on__lt=today - timedelta(days=least)) if least is not None else Q()
    return older & Q(detected_on__gte=today - timedelta(days=most)) if most is not None else older


@dataclass(frozen=True)
class Times:
    """Days from detection to closing of what was closed: how many, the middle one, and the one that 90 % keep."""

    count: int
    middle: float | None
    most: float | None


def times_to_close(found: QuerySet[Nonconformity]) -> Times:
    """Of the cases of a period that are closed."""
    pairs = found.filter(status="closed").exclude(closed_on=None).order_by().values_list("detected_on", "closed_on")
    days = sorted((closed - detected).days for detected, closed in pairs if closed)
    if not days:
        return Times(0, None, None)
    return Times(len(days), float(median(days)), float(days[min(len(days) - 1, -(-9 * len(days) // 10) - 1)]))


def of_week(found: QuerySet[Nonconformity], first: date) -> QuerySet[Nonconformity]:
    """The cases behind one point of the trend."""
    return found.filter(detected_on__range=(first, first + timedelta(days=WEEK - 1)))


def of_age(actor: Actor, today: date, lifecycle_open: Sequence[str], place: int) -> QuerySet[Nonconformity]:
    """The open cases behind one of `ages`."""
    found = access.visible(actor, Nonconformity.objects.in_force()).filter(status__in=lifecycle_open)
    return found.filter(_aged(today, place))


def of_cost(found: QuerySet[Nonconformity], kind: str) -> QuerySet[Nonconformity]:
    """The cases behind what failures cost, found before delivery or after."""
    external = Q(cost_kind=Nonconformity.CostKind.EXTERNAL)
    return found.exclude(cost=None).filter(external if kind == "external_failure" else ~external)


def repeat_share(found: QuerySet[Nonconformity]) -> tuple[int, int]:
    """How many of the cases are an earlier one again, and how many there are."""
    counted = found.aggregate(all=Count("pk"), again=Count("pk", filter=Q(repeats__isnull=False)))
    return counted["again"], counted["all"]


def costs(found: QuerySet[Nonconformity], organization_id: int, start: date, end: date) -> dict[str, Decimal]:
    """The four classes of the cost of quality over the period: two by the year's estimate, two out of the records."""
    share = Decimal((end - start).days + 1) / YEAR
    kinds = Nonconformity.CostKind
    sums = found.aggregate(
        internal=Sum("cost", filter=~Q(cost_kind=kinds.EXTERNAL)),
        external=Sum("cost", filter=Q(cost_kind=kinds.EXTERNAL)),
    )
    return {
        "prevention": parameters.value(organization_id, PREVENTION) * share,
        "appraisal": parameters.value(organization_id, APPRAISAL) * share,
        "internal_failure": sums["internal"] or Decimal(0),
        "external_failure": sums["external"] or Decimal(0),
    }


def listed(found: QuerySet[Nonconformity]) -> QuerySet[Nonconformity]:
    """The newest cases of a set, with what a list shows of them."""
    return found.select_related("process", "owner").order_by("-detected_on", "-id")[:MOST_LISTED]


def exported(found: QuerySet[Nonconformity]) -> list[tuple[Any, ...]]:
    """All cases of a set as rows of a table: number, what, detected, closed, severity, process, place, cause, cost."""
    columns = (
        "number",
        "title",
        "detected_on",
        "closed_on",
        "severity",
        F("process__title"),
        "place",
        "cause_code",
        "cause_category",
        "disposition",
        "cost",
        "cost_kind",
    )
    return list(found.order_by("-detected_on", "-id").values_list(*columns))
