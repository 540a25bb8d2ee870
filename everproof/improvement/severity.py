"""How severe a nonconformity is, by the company's own rule: what it can do, times how far it goes.

The product is compared with two values that the company sets, and severity decides how soon it has to be contained.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement.models import Nonconformity
from everproof.kernel import parameters
from everproof.kernel.parameters import Parameter

MEDIUM_FROM = "severity_medium_from"
HIGH_FROM = "severity_high_from"
HOURS = {
    "high": "containment_hours_high",
    "medium": "containment_hours_medium",
    "low": "containment_hours_low",
}
MOST = max(Nonconformity.Consequence.values) * max(Nonconformity.Extent.values)


def by_rule(consequence: int | None, extent: int | None, values: Mapping[str, Any]) -> str:
    """The severity that the rule gives; empty while one of the two is not known."""
    if not consequence or not extent:
        return ""
    product = consequence * extent
    if product >= values[HIGH_FROM]:
        return str(Nonconformity.Severity.HIGH)
    return str(Nonconformity.Severity.MEDIUM if product >= values[MEDIUM_FROM] else Nonconformity.Severity.LOW)


def in_words(organization_id: int) -> str:
    """The rule as a sentence, for the form that applies it."""
    values = parameters.values(organization_id)
    return _(
        "The two numbers are multiplied: from %(medium)s on it is medium, from %(high)s on high, out of %(most)s."
    ) % {"medium": values[MEDIUM_FROM], "high": values[HIGH_FROM], "most": MOST}


def contain_by(severity: str, since: datetime, values: Mapping[str, Any]) -> datetime | None:
    """By when something of this severity has to be contained; None while it is not judged."""
    name = HOURS.get(severity)
    return since + timedelta(hours=values[name]) if name else None


def _hours(name: str, label: Any, hours: int) -> Parameter:
    return Parameter(
        HOURS[name],
        label,
        "integer",
        hours,
        unit="h",
        least=1,
        most=24 * 60,
        meaning=gettext_lazy("Hours from taking it up until it must do no further harm."),
    )


PARAMETERS = (
    Parameter(
        MEDIUM_FROM,
        gettext_lazy("A nonconformity is of medium severity from"),
        "integer",
        3,
        least=2,
        most=MOST,
        meaning=gettext_lazy("What it can do (1 to 4) times how far it goes (1 to 3)."),
    ),
    Parameter(
        HIGH_FROM,
        gettext_lazy("A nonconformity is of high severity from"),
        "integer",
        6,
        least=2,
        most=MOST,
        meaning=gettext_lazy("What it can do (1 to 4) times how far it goes (1 to 3)."),
    ),
    _hours("high", gettext_lazy("Contain what is severe within"), 24),
    _hours("medium", gettext_lazy("Contain what is of medium severity within"), 72),
    _hours("low", gettext_lazy("Contain what is of low severity within"), 240),
)
