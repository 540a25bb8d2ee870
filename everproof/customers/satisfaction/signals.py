"""The signals that the index is made of, read for many customers and periods at once: one statement a signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, FloatField, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from everproof.analytics.surveys import index
from everproof.customers.models import Complaint, CustomerOrder, CustomerReturn, CustomerScorecard, SurveyResponse
from everproof.kernel.parameters import Parameter

Span = tuple[date, date]
Known = tuple[float | None, float | None]
YEAR = 365.25


@dataclass(frozen=True)
class Tally:
    """What was counted: how many, their sum, and the sum of their squares. Tallies of customers can be added up."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def of_points(self) -> Known:
        """Mean and standard error of values from 0 to 100."""
        if not self.n:
            return None, None
        center = self.total / self.n
        if self.n < 2:
            return center, None
        spread = max(0.0, self.squares - self.n * center**2) / (self.n - 1)
        return min(100.0, max(0.0, center)), (spread / self.n) ** 0.5


Tallies = Mapping[tuple[UUID, int], Tally]


@dataclass(frozen=True)
class Signal:
    """One signal: where its weight stands, how it is read, and how a tally becomes 0 to 100.

    `value(tally, years, customers, worst)` gives value and standard error; `years` is the length of the period and
    `customers` how many it is about. `counts_silence` says that none at all is good news, once the register is used.
    """

    name: str
    label: Any
    weight_label: Any
    weight: int
    rule: Any
    read: Callable[[int, Sequence[Span]], QuerySet[Any]]
    value: Callable[[Tally, float, int, float], Known]
    counts_silence: bool = False

    @property
    def parameter(self) -> str:
        return f"satisfaction_weight_{self.name}"


def spanned(rows: QuerySet[Any], day: str, spans: Sequence[Span]) -> QuerySet[Any]:
    """Rows whose day lies in one of the spans, which do not overlap, with its place as `span`."""
    whole = Q(**{f"{day}__range": (min(first for first, _last in spans), max(last for _first, last in spans))})
    places = [When(**{f"{day}__range": span}, then=Value(place)) for place, span in enumerate(spans)]
    return rows.filter(whole).annotate(span=Case(*places, default=None, output_field=IntegerField()))


def _points(rows: QuerySet[Any], points: Any) -> QuerySet[Any]:
    found = rows.order_by().annotate(value=Cast(points, FloatField())).values("customer_id", "span")
    return found.annotate(n=Count("pk"), total=Sum("value"), squares=Sum(F("value") * F("value")))


def _counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("customer_id", "span").annotate(n=Count("pk"))


def _surveys(organization_id: int, spans: Sequence[Span]) -> QuerySet[Any]:
    rows = SurveyResponse.objects.in_force().filter(organization_id=organization_id, points__isnull=False)
    return _points(spanned(rows, "answered_on", spans), F("points"))


def _scorecards(organization_id: int, spans: Sequence[Span]) -> QuerySet[Any]:
    rows = CustomerScorecard.objects.in_force().filter(
        organization_id=organization_id, points__isnull=False, best__gt=0
    )
    share = Cast(F("points"), FloatField()) * 100.0 / Cast(F("best"), FloatField())
    return _points(spanned(rows, "period_to", spans), share)


def _complaints(organization_id: int, spans: Sequence[Span]) -> QuerySet[Any]:
    rows = Complaint.objects.in_force().filter(organization_id=organization_id, customer__isnull=False)
    return _counted(spanned(rows.exclude(justified=False).exclude(status="rejected"), "received_on", spans))


def _returns(organization_id: int, spans: Sequence[Span]) -> QuerySet[Any]:
    rows = CustomerReturn.objects.in_force().filter(organization_id=organization_id, customer__isnull=False)
    fault = CustomerReturn.Responsibility
    not_ours = rows.exclude(responsibility__in=(fault.CUSTOMER, fault.NO_FAULT))
    return _counted(spanned(not_ours, "announced_on", spans))


def _deliveries(organization_id: int, spans: Sequence[Span]) -> QuerySet[Any]:
    rows = CustomerOrder.objects.in_force().filter(organization_id=organization_id, delivered_on__isnull=False)
    grouped = spanned(rows.exclude(due_on=None), "delivered_on", spans).order_by().values("customer_id", "span")
    return grouped.annotate(n=Count("pk"), total=Count("pk", filter=Q(delivered_on__lte=F("due_on"))))


def _mean(tally: Tally, years: float, customers: int, worst: float) -> Known:
    return tally.of_points()


def _share(tally: Tally, years: float, customers: int, worst: float) -> Known:
    return index.of_share(int(tally.total), tally.n)


def _count(tally: Tally, years: float, customers: int, worst: float) -> Known:
    return index.of_count(tally.n, worst * years * max(1, customers))


SIGNALS = (
    Signal(
        "surveys",
        _("Surveys"),
        _("Weight of surveys in the satisfaction index"),
        40,
        _("mean of the scores, from 0 to 100"),
        _surveys,
        _mean,
    ),
    Signal(
        "delivery",
        _("Delivery"),
        _("Weight of delivery in the satisfaction index"),
        20,
        _("deliveries on the promised day or before, in %"),
        _deliveries,
        _share,
    ),
    Signal(
        "complaints",
        _("Complaints"),
        _("Weight of complaints in the satisfaction index"),
        20,
        _("100 × (1 − complaints ÷ worst number), not below 0"),
        _complaints,
        _count,
        counts_silence=True,
    ),
    Signal(
        "returns",
        _("Returns"),
        _("Weight of returns in the satisfaction index"),
        10,
        _("100 × (1 − returns ÷ worst number), not below 0"),
        _returns,
        _count,
        counts_silence=True,
    ),
    Signal(
        "scorecards",
        _("Their scorecards"),
        _("Weight of their scorecards in the satisfaction index"),
        10,
        _("mean of their points, from 0 to 100"),
        _scorecards,
        _mean,
    ),
)
WORST = Parameter(
    "satisfaction_worst_per_year",
    _("Complaints, or returns, of one customer in a year at which the index gives 0"),
    "integer",
    6,
    least=1,
    most=1000,
    meaning=_("Half as many give 50. The same number holds for complaints and for returns."),
)
PARAMETERS = (
    *(
        Parameter(one.parameter, one.weight_label, "integer", one.weight, least=0, most=100, meaning=one.rule)
        for one in SIGNALS
    ),
    WORST,
)


def tallies(
    organization_id: int, spans: Sequence[Span], signal: Signal, customer_id: UUID | None = None
) -> dict[tuple[UUID, int], Tally]:
    """What a signal counted, of all customers or of one, by customer and place of the span; one statement."""
    rows = signal.read(organization_id, spans)
    found = {}
    for row in rows if customer_id is None else rows.filter(customer_id=customer_id):
        if row["span"] is not None:
            total, squares = row.get("total") or 0.0, row.get("squares") or 0.0
            found[row["customer_id"], row["span"]] = Tally(row["n"], float(total), float(squares))
    return found
