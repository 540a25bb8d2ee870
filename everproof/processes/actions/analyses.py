"""What can be done with an analysis: start it, conclude it, open it again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.processes.models import Analysis, Kpi
from everproof.processes.queries.performance import kpis_of, overdue_actions


def start_analysis(
    *,
    title: str,
    topic: str,
    period_from: date,
    period_to: date,
    by: Actor,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Analysis:
    """A new analysis of a topic over a period; whoever starts it is its author unless another one is named."""
    if not values.get("author") and by.person is not None:
        values["author"] = by.person
    return records.create(
        Analysis,
        by=by,
        at=at,
        id=id,
        title=title,
        topic=topic,
        period_from=period_from,
        period_to=period_to,
        **values,
    )


@transaction.atomic
def conclude_analysis(
    *,
    analysis: Analysis,
    by: Actor,
    concluded_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Analysis:
    """Conclude it. How its KPIs stand, and how many actions were overdue at its end, are kept with it as figures."""
    values.setdefault("author", analysis.author or by.person)
    return transitions.perform(
        analysis,
        "conclude",
        by=by,
        at=at,
        expected_version=expected_version,
        concluded_on=concluded_on or clock.today(by.organization.zone),
        overdue_actions=overdue_actions(analysis.organization_id, analysis.period_to).count(),
        figures=[_figure(kpi) for kpi in kpis_of(analysis)],
        **values,
    )


def _figure(kpi: Kpi) -> dict[str, Any]:
    """How a KPI stands, in exact text."""
    standing = kpi.known_standing
    newest = standing.signals[-1] if standing and standing.signals else None
    return {
        "kpi": str(kpi.pk),
        "number": kpi.number,
        "title": kpi.title,
        "on": standing.newest_on.isoformat() if standing and standing.newest_on else "",
        "value": standing.newest_typed if standing else "",
        "unit": kpi.unit,
        "target": "" if kpi.target is None else format(kpi.target.normalize(), "f"),
        "signal_on": newest["on"] if newest else "",
        "rules": newest["rules"] if newest else [],
    }


def reopen_analysis(
    *, analysis: Analysis, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Analysis:
    """Work on it again; it counts as concluded only when it is concluded anew."""
    return transitions.perform(
        analysis, "reopen", by=by, at=at, reason=reason, expected_version=expected_version, concluded_on=None
    )
