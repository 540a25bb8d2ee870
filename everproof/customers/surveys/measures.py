"""What this room counts for KPIs: the scores of surveys, and whether feedback is answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Feedback, SurveyResponse
from everproof.kernel.modules import Measure

Pairs = Sequence[tuple[date, float]]


def survey_points(organization_id: int, start: date, end: date) -> Pairs:
    """Every score of a survey as 0 to 100, by the day it was answered."""
    rows = SurveyResponse.objects.in_force().filter(
        organization_id=organization_id, answered_on__range=(start, end), points__isnull=False
    )
    found = rows.order_by("answered_on", "id").values_list("answered_on", "points")
    return [(day, float(points)) for day, points in found if day is not None and points is not None]


def answered(organization_id: int, start: date, end: date) -> Pairs:
    """Feedback that was answered, by the day of it."""
    return _answered(organization_id, start, end)


def answered_in_time(organization_id: int, start: date, end: date) -> Pairs:
    """That of it that was answered on its due day or before."""
    return _answered(organization_id, start, end, answered_on__lte=F("due_on"))


def _answered(organization_id: int, start: date, end: date, **condition: object) -> Pairs:
    rows = Feedback.objects.in_force().filter(
        organization_id=organization_id, answered_on__range=(start, end), **condition
    )
    days = rows.order_by("answered_on").values_list("answered_on").annotate(Count("pk"))
    return [(day, float(count)) for day, count in days]


MEASURES = (
    Measure("survey-points", _("Scores of customer surveys, from 0 to 100"), "1", survey_points, fold="mean"),
    Measure("feedback-in-time", _("Feedback answered in time"), "%", answered_in_time, out_of=answered),
)
