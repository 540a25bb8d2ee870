"""Adapters of the management figures: `fmea.*`, `pareto`, `kpi.oee`, `satisfaction.*`, `supplier.*` and their kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from everproof.analytics import fmea
from everproof.analytics.arrays import as_number
from everproof.analytics.cases.fields import Item, confidence_of, first, items_of
from everproof.analytics.cases.params import number, required
from everproof.analytics.errors import BadInput, as_labels, as_list, shown
from everproof.analytics.metrics import complaints, quality_cost, satisfaction, supplier
from everproof.analytics.metrics.oee import oee
from everproof.analytics.metrics.pareto import pareto

Given = dict[str, Any]

_EPOCH = dt.date(2000, 1, 1)
_FARTHEST = 700_000
_OTHER = re.compile(r"^(all )?(others?|miscellaneous|misc\.?|rest|sonstiges?)$", re.IGNORECASE)


def _action_priority(given: Given, params: Given) -> Given:
    rated = [given.get(key) for key in "sod"]
    if all(isinstance(ratings, list) for ratings in rated) and given.get("order") is None:
        found = fmea.rank_failure_modes(*rated)  # type: ignore[arg-type]
        return {"ap": found.action_priority, "counts": found.counts}
    if all(isinstance(rating, int) for rating in rated):
        return {"ap": fmea.action_priority(*rated)}  # type: ignore[arg-type]
    return _action_priority_grid(given)


def _action_priority_grid(given: Given) -> Given:
    """The table over the ratings given (all, 1 to 10, where a list is missing), in one string."""
    scales = {key: given[key] if isinstance(given.get(key), list) else list(range(1, 11)) for key in "sod"}
    wording = str(given.get("order") or "s, o, d")
    if re.search(r"10 *(\.\.|to|-|–|down) *(to )?1\b|descend|falling", wording, re.IGNORECASE):
        scales = {key: sorted(scale, reverse=True) for key, scale in scales.items()}
    nesting = _nesting(wording)
    letters = []
    for a in scales[nesting[0]]:
        for b in scales[nesting[1]]:
            for c in scales[nesting[2]]:
                rating = dict(zip(nesting, (a, b, c), strict=True))
                letters.append(fmea.action_priority(rating["s"], rating["o"], rating["d"]))
    return {"grid": "".join(letters), "ap": letters, "counts": {letter: letters.count(letter) for letter in "HML"}}


def _nesting(wording: str) -> str:
    """The ratings from the outermost loop to the innermost: as the words come, unless one is said to be fastest."""
    words = [
        word[0].lower() for word in re.findall(r"\b(?:severity|occurrence|detection|[sod])\b", wording, re.IGNORECASE)
    ]
    found = "".join(dict.fromkeys(words))
    fastest = re.search(r"\b([sod])\w*\s+(?:\w+\s+)?(?:fast|inner|vary)", wording, re.IGNORECASE)
    if len(found) != 3:
        found = "sod"
    if fastest:
        letter = fastest[1].lower()
        found = found.replace(letter, "") + letter
    return found


def _rpn(given: Given, params: Given) -> Given:
    found = fmea.rank_failure_modes(*(_listed(given.get(key)) for key in "sod"))
    figures: Given = {"rpn": found.rpn, "sxo": found.sxo, "rank_by_rpn": found.rank_by_rpn}
    invalid = given.get("invalid")
    if invalid is not None:
        tries = invalid if isinstance(invalid, list) and invalid and isinstance(invalid[0], list | dict) else [invalid]
        figures["invalid_is_error"] = all(_is_refused(ratings) for ratings in tries)
    return figures


def _is_refused(ratings: Any) -> bool:
    if isinstance(ratings, Mapping):
        ratings = [ratings.get(key) for key in "sod"]
    triple = ratings if isinstance(ratings, list) and len(ratings) == 3 else [ratings, 5, 5]
    try:
        fmea.rpn(*triple)
    except BadInput:
        return True
    return False


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _pareto(given: Given, params: Given) -> Given:
    categories = as_labels(required(given, "categories"), "input.categories")
    last = params.get("other_last")
    other = last if isinstance(last, str) else None
    if last is True:
        other = next((name for name in categories if isinstance(name, str) and _OTHER.match(name.strip())), None)
    by_name = re.search(r"alpha|name|categ|lexic", str(params.get("tie_order") or ""), re.IGNORECASE)
    found = pareto(categories, given.get("counts"), other=other, ties="alphabetical" if by_name else "input")
    return found.as_dict()


def _oee(given: Given, params: Given) -> Given:
    return oee(
        shift_minutes=required(given, "shift_min"),
        break_minutes=first(given, "break_min", default=0),
        down_minutes=first(given, "down_min", default=0),
        ideal_cycle_seconds=required(given, "ideal_cycle_s"),
        total=required(given, "total"),
        rejects=first(given, "rejects", default=0),
    ).as_dict()


def _nps(given: Given, params: Given) -> Given:
    confidence = confidence_of(params)
    if given.get("scores") is not None:
        return satisfaction.nps(given["scores"], confidence=confidence).as_dict()
    counts = {key: first(given, key, default=0) for key in ("promoters", "passives", "detractors")}
    return satisfaction.nps_of_counts(**counts, confidence=confidence).as_dict()


def _csat(given: Given, params: Given) -> Given:
    figures: Given = {}
    if given.get("csat") is not None:
        found = satisfaction.csat(given["csat"])
        figures |= {"csat_mean": found.mean, "csat_percent": found.percent, "csat_n": found.n}
    if given.get("ces") is not None:
        found = satisfaction.customer_effort(given["ces"])
        figures |= {"ces_mean": found.mean, "ces_percent_agree": found.percent, "ces_n": found.n}
    return figures


def _supplier(given: Given, params: Given) -> Given:
    window = {key: number(params, key, 0.0) for key in ("early_days_allowed", "late_days_allowed")}
    figures: Given = {}
    if given.get("receipts") is not None:
        receipts = [_receipt(item) for item in items_of(given, "receipts")]
        figures |= supplier.receiving_quality(receipts, **window).as_dict()
        figures |= supplier.punctuality([receipt.deviation_days for receipt in receipts], **window).as_dict()
    if given.get("deviation_days") is not None:
        figures |= supplier.punctuality(given["deviation_days"], **window).as_dict()
    if given.get("scores") is not None:
        figures |= _score(given, params)
    return figures


def _score(given: Given, params: Given) -> Given:
    scores, weights = given["scores"], given.get("weights")
    if weights is not None and type(weights) is not type(scores):
        raise BadInput("must be given as the scores are, as a list or by name", where="input.weights")
    if isinstance(scores, list):
        scores = {str(k): value for k, value in enumerate(scores)}
        weights = {str(k): value for k, value in enumerate(weights)} if isinstance(weights, list) else weights
    found = supplier.score(scores, weights if weights is not None else dict.fromkeys(scores, 1.0))
    as_zero = re.search(r"zero|\b0\b", str(params.get("missing") or "")) and "not" not in str(params.get("missing"))
    value = found.score_if_missing_is_zero if as_zero else found.score
    return {"score": value, "score_if_missing_is_zero": found.score_if_missing_is_zero}


def _receipt(item: Item) -> supplier.Receipt:
    deviation = first(item, "deviation_days", "days_late", "deviation")
    quantity = first(item, "qty_received", "received", "quantity_received", "quantity", "qty", "n")
    arrived = first(item, "received_date", "received_on", "delivered", "received_at", "delivery_date")
    if isinstance(quantity, str):  # "received" may be a day as well as a quantity
        arrived, quantity = quantity, None
    promised = first(item, "promised_date", "promised", "due", "due_date", "promised_on", "promised_at")
    if deviation is None and arrived is not None and promised is not None:
        deviation = (_day(arrived) - _day(promised)).days
    accepted = first(item, "accepted", "lot_accepted", "lot_ok")
    if isinstance(accepted, str):
        accepted = accepted.strip().lower() in ("accepted", "accept", "yes", "ok", "a", "pass")
    return supplier.Receipt(
        received=quantity,
        rejected=first(item, "qty_rejected", "rejected", "quantity_rejected", "defective", "nonconforming"),
        ordered=first(item, "qty_ordered", "ordered", "quantity_ordered"),
        deviation_days=deviation,
        accepted=accepted,
    )


def _complaints(given: Given, params: Given) -> Given:
    listed = given.get("complaints")
    units, shipped = given.get("units"), given.get("units_shipped")
    if isinstance(units, list) and not isinstance(listed, int | float):
        return complaints.rate(required(given, "complaints"), units).as_dict()
    if isinstance(listed, int | float):
        per_million = complaints.rate([listed], [shipped if shipped is not None else units]).overall_per_million
        return {"total": listed, "complaints_per_million": per_million, "overall_per_million": per_million}
    target = number(params, "target_days", None)
    known = [
        _complaint(item, f"input.complaints[{position}]")
        for position, item in enumerate(as_list(required(given, "complaints"), "input.complaints"), start=1)
    ]
    latest = max((day for one in known for day in (one.opened, one.closed) if day is not None), default=_EPOCH)
    as_of = _day(given["as_of"], "input.as_of") if given.get("as_of") is not None else latest
    figures = complaints.handling(known, as_of=as_of, target_days=target, units_shipped=shipped).as_dict()
    ages = [
        (as_of - one.opened).days for one in known if one.opened <= as_of and not (one.closed and one.closed <= as_of)
    ]
    return figures | {"open_age_days": ages}


def _complaint(item: Any, where: str) -> complaints.Complaint:
    if isinstance(item, list):
        opened, closed = (*item, None, None)[:2]
    elif not isinstance(item, Mapping):
        raise BadInput(f"a complaint with the day of opening is needed, not {shown(item)}", where=where)
    else:
        opened = first(item, "opened", "received", "open", "opened_on", "opened_at", "received_on", "date", "created")
        closed = first(item, "closed", "closed_on", "closed_at", "answered", "resolved", "close")
    if opened is None:
        raise BadInput("the day of opening is needed", where=where)
    return complaints.Complaint(_day(opened, where), None if closed is None else _day(closed, where))


def _day(value: Any, where: str = "input") -> dt.date:
    """A date in ISO form, or a number of days from any common origin."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value[:10])
        except ValueError as error:
            raise BadInput(f"{shown(value)} is not a date", where=where) from error
    days = as_number(value, where)
    if abs(days) > _FARTHEST:
        raise BadInput(f"{days:g} days lie outside the calendar", where=where)
    return _EPOCH + dt.timedelta(days=days)


def _cost_of_quality(given: Given, params: Given) -> Given:
    given_costs = required(given, "costs")
    if not isinstance(given_costs, Mapping):
        gathered: dict[str, list[Any]] = {}
        for item in items_of(given, "costs"):
            name = str(first(item, "category", "class", "type", "kind"))
            gathered.setdefault(name, []).append(first(item, "amount", "cost", "value"))
        given_costs = gathered
    canonical = {name: _cost_class(name) for name in given_costs}
    costs: dict[str, list[Any]] = {}
    for name, amount in given_costs.items():
        amounts = amount.values() if isinstance(amount, Mapping) else amount if isinstance(amount, list) else [amount]
        costs.setdefault(canonical[name], []).extend(amounts)
    figures = quality_cost.cost_of_quality(costs, sales=given.get("sales")).as_dict()
    for key in ("totals", "percent"):
        figures[key] |= {name: figures[key][own] for name, own in canonical.items()}
    return figures


def _cost_class(name: str) -> str:
    word = name.lower()
    for part, own in (("prevent", 0), ("apprais", 1), ("internal", 2), ("external", 3)):
        if part in word:
            return quality_cost.CLASSES[own]
    raise BadInput(f"there is no class {shown(name)}", where="input.costs")


TOPICS: dict[str, Callable[[Given, Given], Given]] = {
    "fmea.action_priority": _action_priority,
    "fmea.rpn": _rpn,
    "pareto": _pareto,
    "kpi.oee": _oee,
    "satisfaction.nps": _nps,
    "satisfaction.csat": _csat,
    "supplier.scorecard": _supplier,
    "complaints.kpi": _complaints,
    "cost_of_quality": _cost_of_quality,
}
