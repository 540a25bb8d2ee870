"""How well a supplier delivers: punctuality, completeness, lots and parts accepted, and a weighted score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from everproof.analytics.errors import BadInput
from everproof.analytics.metrics.rates import number, present, share
from everproof.analytics.result import Notes, Result


@dataclass(frozen=True)
class Receipt:
    """One delivery. What is not known stays None and leaves the figures that need it.

    `deviation_days`: received minus promised day, negative = early. `accepted`: the verdict of receiving inspection on
    the lot; None = accepted when nothing was rejected.
    """

    received: float | None = None
    rejected: float | None = None
    ordered: float | None = None
    deviation_days: float | None = None
    accepted: bool | None = None

    @property
    def lot_accepted(self) -> bool | None:
        if self.accepted is not None:
            return self.accepted
        return None if self.rejected is None else self.rejected == 0

    @property
    def in_full(self) -> bool | None:
        if self.ordered is None or self.received is None:
            return None
        return self.received >= self.ordered


@dataclass(frozen=True, kw_only=True, eq=False)
class Punctuality(Result):
    """Deliveries inside, before and after the agreed window; `otd_percent` = on time / all with a known date."""

    n: int
    on_time: int
    early: int
    late: int
    otd_percent: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class ReceivingQuality(Result):
    """Quantities, rejected parts per million and accepted lots of a supplier's deliveries.

    `lot_acceptance_rate` is a fraction; `otif_percent` counts deliveries on time and in full among those where both
    are known.
    """

    receipts: int
    qty_received: float
    qty_rejected: float
    ppm: float | None
    lots_accepted: int
    lots_judged: int
    lot_acceptance_rate: float | None
    otif_percent: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class SupplierScore(Result):
    """Weighted mean of the criteria on the scale of the given scores.

    `score` leaves a missing criterion out and shares its weight among the others; `score_if_missing_is_zero` counts it
    as 0. `missing` names the criteria without a score.
    """

    score: float | None
    score_if_missing_is_zero: float | None
    missing: tuple[str, ...]


def punctuality(
    deviation_days: Iterable[float | None], *, early_days_allowed: float = 0, late_days_allowed: float = 0
) -> Punctuality:
    """On-time delivery: received - promised lies between -early_days_allowed and late_days_allowed, limits included.

    `early_days_allowed=math.inf` never blames an early delivery. Unknown deviations (None) are not counted.
    """
    days = present(deviation_days, "deviation_days")
    early = sum(day < -early_days_allowed for day in days)
    late = sum(day > late_days_allowed for day in days)
    on_time = len(days) - early - late
    notes = Notes()
    percent = share(on_time, len(days), "On-time delivery", notes, scale=100, reason="nothing was delivered")
    return Punctuality(
        method="On-time delivery",
        assumptions=("The promised day is the one last agreed with the supplier.",),
        warnings=notes.warnings,
        source="definition",
        n=len(days),
        on_time=on_time,
        early=early,
        late=late,
        otd_percent=percent,
    )


def receiving_quality(
    receipts: Sequence[Receipt], *, early_days_allowed: float = 0, late_days_allowed: float = 0
) -> ReceivingQuality:
    """Rejected parts per million, accepted lots and deliveries on time in full of the receipts.

    ppm = 1e6 · rejected / received, over receipts where both quantities are known. Raises BadInput for negative
    quantities and where more was rejected than received.
    """
    received = rejected = 0.0
    judged = [accepted for receipt in receipts if (accepted := receipt.lot_accepted) is not None]
    punctual: list[bool] = []
    for position, receipt in enumerate(receipts, start=1):
        if receipt.received is not None:
            quantity = number(receipt.received, f"receipts[{position}].received", minimum=0)
            bad = number(receipt.rejected or 0, f"receipts[{position}].rejected", minimum=0)
            if bad > quantity:
                raise BadInput("more was rejected than received", where=f"receipts[{position}].rejected")
            received, rejected = received + quantity, rejected + bad
        if receipt.deviation_days is not None and receipt.in_full is not None:
            in_window = -early_days_allowed <= receipt.deviation_days <= late_days_allowed
            punctual.append(in_window and receipt.in_full)
    notes = Notes()
    ppm = share(rejected, received, "ppm", notes, scale=1e6, reason="nothing was received")
    lot_rate = share(sum(judged), len(judged), "The lot acceptance rate", notes, reason="no lot was judged")
    otif: float | None = None
    if punctual:
        otif = 100 * sum(punctual) / len(punctual)
    else:
        notes.undefined("On time in full", "no delivery has both a promised day and an ordered quantity")
    return ReceivingQuality(
        method="Receiving quality",
        assumptions=("Rejected quantities were counted on all lots, or on samples that stand for them.",),
        warnings=notes.warnings,
        source="definition",
        receipts=len(receipts),
        qty_received=received,
        qty_rejected=rejected,
        ppm=ppm,
        lots_accepted=sum(judged),
        lots_judged=len(judged),
        lot_acceptance_rate=lot_rate,
        otif_percent=otif,
    )


def score(scores: Mapping[str, float | None], weights: Mapping[str, float]) -> SupplierScore:
    """Weighted score sum(w·s) / sum(w) over the criteria in `weights`; the weights need not add up to 1.

    Raises BadInput for negative weights and for a score without weight.
    """
    for given, where in ((scores, "scores"), (weights, "weights")):
        if not isinstance(given, Mapping):
            raise BadInput("a figure for each criterion is needed", where=where)
    unknown = [name for name in scores if name not in weights]
    if unknown:
        raise BadInput(f"there is no weight for {', '.join(map(str, unknown))}", where="weights")
    weight = {name: number(weights[name], f"weights[{name}]", minimum=0) for name in weights}
    known: dict[str, float] = {}
    for name in weights:
        value = scores.get(name)
        if value is not None:
            known[name] = number(value, f"scores[{name}]")
    missing = tuple(name for name in weights if name not in known)
    weighted = math.fsum(weight[name] * known[name] for name in known)
    notes = Notes()
    reason = "no criterion with a weight has a score"
    shared = math.fsum(weight[name] for name in known)
    value = weighted / shared if shared > 0 else notes.undefined("The score", reason)
    everything = math.fsum(weight.values())
    with_zeros = weighted / everything if everything > 0 else None
    if missing and known:
        notes.warn(f"Not scored: {', '.join(missing)}. Their weight was shared among the other criteria.")
    return SupplierScore(
        method="Weighted supplier score",
        assumptions=("All criteria are scored on the same scale.",),
        warnings=notes.warnings,
        source="definition",
        score=value,
        score_if_missing_is_zero=with_zeros,
        missing=missing,
    )
