"""The clocks of a complaint: by when it is acknowledged, first answered and answered, by severity, in working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Complaint
from everproof.kernel import parameters
from everproof.kernel.parameters import Parameter
from everproof.kernel.work.calendar import WorkingCalendar, calendar_of

# While nobody has judged it, its clocks are those of the middle.
UNJUDGED = "medium"
STEPS = {"acknowledge": (1, 2, 3), "interim": (3, 5, 10), "answer": (10, 15, 20)}
LABELS = {
    "acknowledge": {
        "high": _("Acknowledge a severe complaint within"),
        "medium": _("Acknowledge a complaint of medium severity within"),
        "low": _("Acknowledge a complaint of low severity within"),
    },
    "interim": {
        "high": _("Give a first answer to a severe complaint within"),
        "medium": _("Give a first answer to a complaint of medium severity within"),
        "low": _("Give a first answer to a complaint of low severity within"),
    },
    "answer": {
        "high": _("Answer a severe complaint within"),
        "medium": _("Answer a complaint of medium severity within"),
        "low": _("Answer a complaint of low severity within"),
    },
}


def name_of(step: str, severity: str) -> str:
    """The parameter that holds the working days of a clock."""
    return f"complaint_{step}_workdays_{severity}"


PARAMETERS = tuple(
    Parameter(
        name_of(step, severity),
        LABELS[step][severity],
        "integer",
        days,
        unit=_("working days"),
        least=0,
        most=120,
        meaning=_("Working days from the day on which it was received, by the calendar of its site."),
    )
    for step, usual in STEPS.items()
    for severity, days in zip(("high", "medium", "low"), usual, strict=True)
)


def of(complaint: Complaint) -> dict[str, Any]:
    """The three days of a complaint; two statements."""
    values = parameters.values(complaint.organization_id)
    return days(
        complaint.severity, complaint.received_on, values, calendar_of(complaint.organization_id, complaint.site)
    )


def days(severity: str, received_on: date, values: Mapping[str, Any], calendar: WorkingCalendar) -> dict[str, Any]:
    """The same from what is known already: {field: day}."""
    judged = severity or UNJUDGED
    return {f"{step}_by": calendar.add(received_on, values[name_of(step, judged)]) for step in STEPS}


def next_due(complaint: Complaint) -> date | None:
    """The clock that runs out next; None once the complaint is answered."""
    if complaint.answered_on:
        return None
    if complaint.acknowledged_on is None:
        return complaint.acknowledge_by
    return complaint.answer_by if complaint.interim_on else complaint.interim_by


def is_in_time(complaint: Complaint, answered_on: date) -> bool | None:
    """Whether an answer on this day comes before its clock has run out; None without a clock."""
    return answered_on <= complaint.answer_by if complaint.answer_by else None
