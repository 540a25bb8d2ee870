"""What the complaints of a period tell: which few products and issues make most of them, the trend, answers in time.

Every figure is made of a set of records that the page opens and exports. Nothing is counted that the reader may not
see, and nothing that was found to be no complaint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Complaint, CustomerOrder, CustomerReturn
from everproof.kernel import access
from everproof.kernel.access.actor import Actor

MOST_BARS = 12
MOST_LISTED = 50
# A chart with more points than this is not read any more.
MOST_POINTS = 104
WEEK = 7
PER_MILLION = 1_000_000


@dataclass(frozen=True)
class Dimension:
    """Something by which complaints are told apart, and the one that one looks at within a value of it.

    `field` is compared, `shown` is read; `choices` translate it.
    """

    label: Any
    field: str
    then: str
    shown: str = ""
    choices: Any = None

    def words(self, value: Any) -> str:
        if value in (None, ""):
            return str(_("Not said"))
        return str(dict(self.choices.choices).get(value, value)) if self.choices else str(value)


DIMENSIONS: dict[str, Dimension] = {
    "product": Dimension(_("Product"), "product", "issue"),
    "detail": Dimension(_("Model or kind"), "product_detail", "issue"),
    "issue": Dimension(_("Issue"), "issue", "issue-detail"),
    "issue-detail": Dimension(_("Issue in detail"), "issue_detail", "product"),
    "customer": Dimension(_("Customer"), "customer_id", "product", "customer__title"),
    "severity": Dimension(_("Severity"), "severity", "product", choices=Complaint.Severity),
    "channel": Dimension(_("Came by"), "channel", "product", choices=Complaint.Channel),
    "outcome": Dimension(_("Outcome"), "outcome", "issue"),
    "unit": Dimension(_("Company or unit"), "unit_concerned", "product"),
    "place": Dimension(_("Place"), "place", "product"),
    "site": Dimension(_("Site"), "site_id", "product", "site__title"),
}


@dataclass(frozen=True)
class Bar:
    """One value of a dimension: the key that opens its records, its words, and how many there are."""

    key: str
    label: str
    count: int


def complaints(actor: Actor) -> QuerySet[Complaint]:
    """All complaints that the actor may see and that are some."""
    return access.visible(actor, Complaint.objects.in_force()).exclude(status="rejected")


def received(found: QuerySet[Complaint], start: date, end: date) -> QuerySet[Complaint]:
    """Those that were received from `start` to `end`, both included."""
    return found.filter(received_on__range=(start, end))


def span(found: QuerySet[Complaint]) -> tuple[date, date] | None:
    """The first and the last day on which any was received."""
    days = found.aggregate(first=Min("received_on"), last=Max("received_on"))
    return (days["first"], days["last"]) if days["first"] else None


def saying(found: QuerySet[Complaint], words: str) -> QuerySet[Complaint]:
    """Those whose narrative holds these words as they stand, in whatever case."""
    return found.filter(description__icontains=words) if words else found


def bars(found: QuerySet[Complaint], by: str) -> list[Bar]:
    """The complaints by a dimension, the most frequent first; one statement."""
    dimension = DIMENSIONS[by]
    columns = [dimension.field, *([dimension.shown] if dimension.shown else [])]
    rows = found.order_by().values_list(*columns).annotate(count=Count("pk")).order_by("-count", dimension.field)
    return [Bar(str(row[0] or ""), dimension.words(row[-2]), row[-1]) for row in rows]


def within(found: QuerySet[Complaint], by: str, key: str) -> QuerySet[Complaint]:
    """The complaints behind one bar. Raises ValueError for a dimension or a key that there is not."""
    if by not in DIMENSIONS:
        raise ValueError(by)
    field = DIMENSIONS[by].field
    if not key:
        return found.filter(Q(**{f"{field}__isnull": True}) if field.endswith("_id") else Q(**{field: ""}))
    column: Any = Complaint._meta.get_field(field.removesuffix("_id"))
    target = column.target_field if field.endswith("_id") else column
    try:
        return found.filter(**{field: target.to_python(key)})
    except ValidationError as error:
        raise ValueError(key) from error


def over_time(found: QuerySet[Complaint], start: date, end: date) -> tuple[int, list[date], list[int]]:
    """The days of a step, the first days of the whole steps of a period, and how many complaints each brought.

    A step is a week, or as many weeks as keep the chart readable; the last step ends with the period.
    """
    days = (end - start).days + 1
    step = WEEK * max(1, -(-days // (WEEK * MOST_POINTS)))
    steps = days // step
    first = end - timedelta(days=steps * step - 1)
    counts = [0] * steps
    for day, count in found.order_by().values_list("received_on").annotate(Count("pk")):
        place = (day - first).days // step
        if 0 <= place < steps:
            counts[place] += count
    return step, [first + timedelta(days=step * place) for place in range(steps)], counts


@dataclass(frozen=True)
class Timeliness:
    """How complaints were answered: in time, late, not yet though due, and not yet due; `days` to the answer."""

    in_time: int
    late: int
    overdue: int
    running: int
    middle_days: float | None

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.overdue

    @property
    def share(self) -> float | None:
        """The part of what was due that was answered in time; None where nothing was due."""
        return self.in_time / self.due if self.due else None


def timeliness(found: QuerySet[Complaint], today: date) -> Timeliness:
    """Of a set of complaints, by their own clocks or by what came along with an import; two statements."""
    unknown = Q(in_time=None) & ~Q(status="closed")
    kinds = (
        Q(in_time=True),
        Q(in_time=False),
        unknown & Q(answer_by__lt=today),
        unknown & (Q(answer_by=None) | Q(answer_by__gte=today)),
    )
    counted = found.aggregate(**{f"kind{place}": Count("pk", filter=kind) for place, kind in enumerate(kinds)})
    pairs = found.exclude(answered_on=None).order_by().values_list("received_on", "answered_on")
    days = [(answered - received).days for received, answered in pairs if answered]
    in_time, late, overdue, running = (counted[f"kind{place}"] for place in range(len(kinds)))
    return Timeliness(in_time, late, overdue, running, float(median(days)) if days else None)


@dataclass(frozen=True)
class Pieces:
    """Pieces delivered and sent back in a period; `ppm` counts those of them that were our fault or a supplier's."""

    delivered: Decimal
    returned: Decimal
    at_fault: Decimal

    @property
    def ppm(self) -> float | None:
        """Pieces at fault in a million delivered; None where nothing was delivered."""
        return float(self.at_fault) / float(self.delivered) * PER_MILLION if self.delivered else None


def pieces(actor: Actor, start: date, end: date) -> Pieces:
    """What was delivered and what came back of the orders and returns that the actor may see; two statements."""
    orders = access.visible(actor, CustomerOrder.objects.in_force()).filter(delivered_on__range=(start, end))
    back = access.visible(actor, CustomerReturn.objects.in_force()).filter(announced_on__range=(start, end))
    ours = (CustomerReturn.Responsibility.OURS, CustomerReturn.Responsibility.SUPPLIER)
    sums = back.aggregate(all=Sum("quantity"), ours=Sum("quantity", filter=Q(responsibility__in=ours)))
    delivered = orders.aggregate(all=Sum("quantity_delivered"))["all"]
    return Pieces(*(value or Decimal(0) for value in (delivered, sums["all"], sums["ours"])))


def listed(found: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """The newest complaints of a set, with what a list shows of them."""
    return found.select_related("customer", "owner").order_by("-received_on", "-id")[:MOST_LISTED]


EXPORTED = (
    "number",
    "original_number",
    "title",
    "received_on",
    "status",
    "severity",
    "customer__title",
    "product",
    "product_detail",
    "issue",
    "issue_detail",
    "lot",
    "acknowledged_on",
    "answer_by",
    "answered_on",
    "in_time",
    "outcome",
    "description",
)


def exported(found: QuerySet[Complaint]) -> Sequence[tuple[Any, ...]]:
    """All complaints of a set as rows of a table, the newest first; the columns are those of EXPORTED."""
    return list(found.order_by("-received_on", "-id").values_list(*EXPORTED))
