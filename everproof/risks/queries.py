"""Questions of the risks room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.risks.models import FailureMode, Fmea, FmeaRating, Opportunity, Rating, Risk

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
