"""Risks and opportunities: raised, assessed, treated or decided upon, accepted for a time, judged, closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.kernel import clock, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.risks.models import Opportunity, Rating, Risk
from everproof.risks.models.register import Affects

AFFECTS = tuple(Affects.values)


@transaction.atomic
def raise_risk(*, title: str, by: Actor, **values: Any) -> Risk:
    """Record something uncertain that could harm results; with likelihood and impact it is assessed at once."""
    return _raised(Risk, title, by, values, "likelihood", "impact", "risk_review_days")


@transaction.atomic
def raise_opportunity(*, title: str, by: Actor, **values: Any) -> Opportunity:
    """Record a circumstance that could bring a benefit; with both scores it is assessed at once."""
    return _raised(Opportunity, title, by, values, "feasibility", "benefit_rating", "opportunity_review_days")


def _raised(model: type[Any], title: str, by: Actor, values: dict[str, Any], first: str, second: str, days: str) -> Any:
    rated = bool(values.get(first) and values.get(second))
    if rated:
        values |= _assessed(by, days, values.get("review_due_on"))
    values |= levels(model, values)
    record = records.create(model, by=by, title=title, **values)
    if rated:
        _keep_ratings(record, by, values, "")
    return record


@transaction.atomic
def assess_risk(
    *, risk: Risk, by: Actor, rationale: str = "", review_due_on: date | None = None, **values: Any
) -> Risk:
    """Rate a risk as it stands now. The rating stays in its history."""
    options = _options(values)
    planned = review_due_on if review_due_on != risk.review_due_on else None
    values |= _assessed(by, "risk_review_days", planned) | levels(risk, values)
    changed = transitions.perform(risk, "assess", by=by, **options, **values)
    _keep_ratings(changed, by, values, rationale)
    return changed


@transaction.atomic
def assess_opportunity(
    *, opportunity: Opportunity, by: Actor, rationale: str = "", review_due_on: date | None = None, **values: Any
) -> Opportunity:
    """Rate an opportunity as it stands now. The rating stays in its history."""
    options = _options(values)
    planned = review_due_on if review_due_on != opportunity.review_due_on else None
    values |= _assessed(by, "opportunity_review_days", planned) | levels(opportunity, values)
    changed = transitions.perform(opportunity, "assess", by=by, **options, **values)
    _keep_ratings(changed, by, values, rationale)
    return changed


@transaction.atomic
def treat_risk(*, risk: Risk, by: Actor, **values: Any) -> Risk:
    """Decide what is done about a risk; an acceptance that held before ends with it."""
    options = _options(values)
    ended: dict[str, Any] = {
        "accepted_by": None,
        "accepted_on": None,
        "accepted_until": None,
        "acceptance_rationale": "",
    }
    changed = transitions.perform(risk, "treat", by=by, **options, **(ended | values | levels(risk, values)))
    _keep_ratings(changed, by, values, "")
    return changed


def accept_risk(*, risk: Risk, by: Actor, **values: Any) -> Risk:
    """Live with a risk as it stands, in one's own name, until a day."""
    in_own_name(by)
    accepted: dict[str, Any] = {"treatment": Risk.Treatment.ACCEPT, "accepted_by": by.person, "accepted_on": _today(by)}
    return transitions.perform(risk, "accept", by=by, **accepted, **values)


def decide_opportunity(*, opportunity: Opportunity, by: Actor, **values: Any) -> Opportunity:
    """Pursue, defer or decline an opportunity."""
    decided: dict[str, Any] = {"decided_by": by.person, "decided_on": _today(by)}
    return transitions.perform(opportunity, "decide", by=by, **decided, **values)


def judge_risk(*, risk: Risk, by: Actor, **values: Any) -> Risk:
    """Say whether what was done about a risk worked."""
    return transitions.perform(risk, "judge", by=by, effectiveness_evaluated_on=_today(by), **values)


def judge_opportunity(*, opportunity: Opportunity, by: Actor, **values: Any) -> Opportunity:
    """Say whether taking up an opportunity brought what it should."""
    return transitions.perform(opportunity, "judge", by=by, effectiveness_evaluated_on=_today(by), **values)


def in_own_name(by: Actor) -> None:
    """Refuse an actor behind whom no person stands: somebody answers for the decision."""
    if by.person is None:
        raise Refused(_("Only a person can decide this, in their own name."))


def levels(subject: Any, values: dict[str, Any]) -> dict[str, int | None]:
    """The products of the scores as they will be; `subject` is the record, or its model while there is none yet."""

    def product(first: str, second: str) -> int | None:
        one, other = (
            values[name] if name in values else None if isinstance(subject, type) else getattr(subject, name)
            for name in (first, second)
        )
        return one * other if one and other else None

    model = subject if isinstance(subject, type) else type(subject)
    if issubclass(model, Opportunity):
        return {"value_rating": product("feasibility", "benefit_rating")}
    return {
        "level": product("likelihood", "impact"),
        "residual_level": product("residual_likelihood", "residual_impact"),
    }


def _keep_ratings(record: Any, by: Actor, values: dict[str, Any], rationale: str) -> None:
    """A row of history for each pair of scores that was given now."""
    if isinstance(record, Opportunity):
        pairs = [(Rating.Kind.CURRENT, "feasibility", "benefit_rating")]
        subject: dict[str, Any] = {"opportunity": record}
    else:
        pairs = [
            (Rating.Kind.INHERENT, "inherent_likelihood", "inherent_impact"),
            (Rating.Kind.CURRENT, "likelihood", "impact"),
            (Rating.Kind.RESIDUAL, "residual_likelihood", "residual_impact"),
        ]
        subject = {"risk": record}
    for kind, first, second in pairs:
        scores = getattr(record, first), getattr(record, second)
        if {first, second}.isdisjoint(values) or not all(scores):
            continue
        records.create(
            Rating,
            by=by,
            verb="rate",
            **subject,
            site_id=record.site_id,
            title=record.title,
            kind=kind,
            first=scores[0],
            second=scores[1],
            level=scores[0] * scores[1],
            rated_on=_today(by),
            rationale=rationale,
        )


def _assessed(by: Actor, days: str, planned: date | None) -> dict[str, Any]:
    """The values that an assessment of today sets; the next one is due by the organisation's own rule, or earlier."""
    today = _today(by)
    latest = today + timedelta(days=parameters.value(by.organization_id, days))
    return {"assessed_on": today, "review_due_on": planned if planned and today < planned < latest else latest}


def _options(values: dict[str, Any]) -> dict[str, Any]:
    """What belongs to the step and not to the record."""
    return {name: values.pop(name) for name in ("at", "expected_version", "reason", "signature") if name in values}


def _today(by: Actor) -> date:
    return clock.today(by.organization.zone)
