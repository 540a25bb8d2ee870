"""Questions of the risks room."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from everproof.kernel import access, parameters, search
from everproof.kernel.access.actor import Actor
from everproof.risks.models import FailureMode, Fmea, FmeaRating, Opportunity, Rating, Risk

MOST_IN_A_FIELD = 50

# The pair of scores behind each view of the matrix: likelihood and impact.
VIEWS: Mapping[str, tuple[str, str]] = {
    "inherent": ("inherent_likelihood", "inherent_impact"),
    "current": ("likelihood", "impact"),
    "residual": ("residual_likelihood", "residual_impact"),
}


def matrix(actor: Actor, view: str) -> dict[tuple[int, int], int]:
    """How many open risks stand at each pair of scores, in one statement; those not rated are left out."""
    first, second = VIEWS[view]
    found = access.visible(actor, Risk.objects.in_force().filter(status="open"))
    rows = found.exclude(**{first: None}).exclude(**{second: None}).values_list(first, second)
    return {(one, other): count for one, other, count in rows.annotate(count=Count("pk")).order_by()}


def risks_in(actor: Actor, view: str, field: tuple[int, int] | None) -> list[Risk]:
    """The open risks of one field of the matrix, or without one the ten highest; one statement."""
    first, second = VIEWS[view]
    found = access.visible(actor, Risk.objects.in_force().filter(status="open")).select_related("owner")
    if field is not None:
        return list(found.filter(**{first: field[0], second: field[1]}).order_by("number", "id")[:MOST_IN_A_FIELD])
    level = "residual_level" if view == "residual" else "level"
    return list(found.exclude(**{first: None}).exclude(**{second: None}).order_by(f"-{level}", "id")[:10])


def is_stale(record: Risk | Opportunity, today: date) -> bool:
    """Whether an open risk or opportunity was never assessed, or longer ago than the organisation's rule allows."""
    if record.status != "open":
        return False
    days = "risk_review_days" if isinstance(record, Risk) else "opportunity_review_days"
    return record.assessed_on is None or record.assessed_on < oldest_fresh(record.organization_id, days, today)


def oldest_fresh(organization_id: int, days: str, today: date) -> date:
    """The day from which on an assessment still counts by the organisation's rule (the name of a parameter)."""
    return today - timedelta(days=parameters.value(organization_id, days))


def visible_among(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """{id: title as it is now} of records of any type, as far as the actor may see them; one statement."""
    entries = search.visible_entries(actor)
    if entries is None or not ids:
        return {}
    rows: Any = entries.filter(record_id__in=ids).values_list("record_id", "title")
    return {str(key): title for key, title in rows}


def ratings_of(record: Risk | Opportunity) -> QuerySet[Rating]:
    """The ratings of a risk or an opportunity, the newest first."""
    of: Any = {"risk": record} if isinstance(record, Risk) else {"opportunity": record}
    return Rating.objects.in_force().filter(**of).order_by("-rated_on", "-id")


def lines_of(fmea: Fmea) -> QuerySet[FailureMode]:
    """The lines of an analysis, in their order."""
    return FailureMode.objects.in_force().filter(fmea=fmea).order_by("position", "id")


def line_ratings_of(line: FailureMode) -> QuerySet[FmeaRating]:
    """The ratings of a line, the newest first."""
    return FmeaRating.objects.in_force().filter(failure_mode=line).order_by("-rated_on", "-id")
