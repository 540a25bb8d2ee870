"""The index of each customer and of all, in one period or over many, with what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from everproof.analytics.surveys.index import Component, Index, index
from everproof.customers.models import Complaint, Customer, CustomerReturn
from everproof.customers.satisfaction.signals import SIGNALS, WORST, YEAR, Signal, Span, Tally, tallies
from everproof.kernel import access, parameters
from everproof.kernel.access.actor import Actor

QUARTERS = 8


@dataclass(frozen=True)
class Standing:
    """How one customer stands, or all (`customer` None): the index and its components, in the order of the signals."""

    customer: Customer | None
    index: Index
    components: Sequence[Component]


@dataclass(frozen=True)
class Readings:
    """All that was counted of the customers that the reader may see, for each period; six to eight statements."""

    customers: Mapping[UUID, Customer]
    spans: Sequence[Span]
    counted: Mapping[str, Mapping[tuple[UUID, int], Tally]]
    in_use: frozenset[str]
    weights: Mapping[str, int]
    worst: int

    def of(self, key: UUID, span: int = 0) -> Standing:
        """One customer in one period."""
        parts = [self._component(one, self.counted[one.name].get((key, span), Tally()), span, 1) for one in SIGNALS]
        return Standing(self.customers[key], index(parts), parts)

    def of_all(self, span: int = 0) -> Standing:
        """All customers together in one period: their counts added up, so that each weighs what it says."""
        parts = [self._component(one, self._sums[one.name, span], span, len(self.customers)) for one in SIGNALS]
        return Standing(None, index(parts), parts)

    @cached_property
    def _sums(self) -> Mapping[tuple[str, int], Tally]:
        found: dict[tuple[str, int], Tally] = defaultdict(Tally)
        for name, by_customer in self.counted.items():
            for (key, span), tally in by_customer.items():
                if key in self.customers:
                    found[name, span] += tally
        return found

    def _component(self, signal: Signal, tally: Tally, span: int, customers: int) -> Component:
        weight = float(self.weights[signal.name])
        if not tally.n and not (signal.counts_silence and signal.name in self.in_use):
            return Component(signal.name, weight)
        first, last = self.spans[span]
        years = ((last - first).days + 1) / YEAR
        value, error = signal.value(tally, years, customers, self.worst)
        return Component(signal.name, weight, value, error, tally.n)


def read(actor: Actor, spans: Sequence[Span], customer: Customer | None = None) -> Readings:
    """Count every signal for the active customers that the actor may see, or for one, in each span."""
    organization_id, own = actor.organization_id, parameters.values(actor.organization_id)
    only = None if customer is None else customer.pk
    seen = access.visible(actor, Customer.objects.in_force())
    seen = seen.filter(active=True) if customer is None else seen.filter(pk=customer.pk)
    return Readings(
        customers={one.pk: one for one in seen.order_by("title", "id")},
        spans=spans,
        counted={one.name: tallies(organization_id, spans, one, only) for one in SIGNALS},
        in_use=_in_use(organization_id),
        weights={one.name: own[one.parameter] for one in SIGNALS},
        worst=own[WORST.name],
    )


def _in_use(organization_id: int) -> frozenset[str]:
    """The registers in which anything was ever written: only there does silence mean that nothing happened."""
    registers = {"complaints": Complaint, "returns": CustomerReturn}
    return frozenset(
        name
        for name, model in registers.items()
        if model.objects.in_force().filter(organization_id=organization_id).exists()
    )


def last_year(today: date) -> list[Span]:
    """The year that ends today."""
    return [(today - timedelta(days=364), today)]


def quarters(today: date, count: int = QUARTERS) -> list[Span]:
    """The last whole quarters of the calendar, the oldest first. They do not overlap, so a chart may judge them."""
    end = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    spans = []
    for _place in range(count):
        start = date(end.year, end.month - 2, 1)
        spans.append((start, end))
        end = start - timedelta(days=1)
    return spans[::-1]
