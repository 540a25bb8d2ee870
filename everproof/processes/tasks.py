"""What happens to KPIs by itself: measures are recorded, owners are asked for what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.notifications import Notice, notify_many
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization
from everproof.processes import measures, periods
from everproof.processes.actions.values import import_kpi_values
from everproof.processes.models import Kpi
from everproof.processes.queries.values import commented_days, missing_periods, values_of
from everproof.processes.standing import renew

ENTRY_DAYS = "kpi_entry_days"
COMMENT_DAYS = "kpi_comment_days"
MOST_AT_ONCE = 120


@task
def record_measures(organization_id: int) -> None:
    """Record what Everproof counts itself, for each period that is over and has no value yet."""
    organization = Organization.objects.get(pk=organization_id)
    counter = Actor.system(organization, "measures")
    today = clock.today(organization.zone)
    known = measures.declared()
    counted = Kpi.objects.in_force().filter(
        organization_id=organization_id, status="active", source_kind=Kpi.SourceKind.MEASURE
    )
    for kpi in counted.select_related("organization"):
        if kpi.measure not in known:
            continue
        days = [point.on for point in values_of(kpi, organization.zone)]
        missing = missing_periods(kpi, days, commented_days(kpi), today)[-MOST_AT_ONCE:]
        rows = []
        for span in missing:
            figures = measures.read(known[kpi.measure], organization_id, span)
            if figures is not None:
                rows.append({"period_on": span.last, **{name: _exact(value) for name, value in figures.items()}})
        if rows:
            import_kpi_values(kpi=kpi, rows=rows, by=counter)


def _exact(value: float) -> Decimal:
    """A count as a whole number, a mean to three decimals."""
    return Decimal(int(value)) if value == int(value) else Decimal(repr(round(value, 3)))


@task
def chase_values(organization_id: int) -> None:
    """Ask owners for values that are missing and for comments on signals: once for each period."""
    organization = Organization.objects.get(pk=organization_id)
    today = clock.today(organization.zone)
    after = timedelta(days=parameters.value(organization_id, ENTRY_DAYS))
    owned = Kpi.objects.in_force().filter(organization_id=organization_id, status="active", owner__isnull=False)
    rows = list(owned.select_related("owner", "standing"))
    missing = [
        _asked(kpi, "kpi-value-missing", standing.awaits_from - timedelta(days=1))
        for kpi in rows
        if kpi.source_kind != Kpi.SourceKind.MEASURE
        and (standing := kpi.known_standing) is not None
        and standing.awaits_from is not None
        and standing.awaits_from - timedelta(days=1) + after < today
    ]
    signals = [
        _asked(kpi, "kpi-signal", standing.open_signal_on)
        for kpi in rows
        if (standing := kpi.known_standing) is not None and standing.open_signal_on is not None
    ]
    notify_many([*missing, *signals])


def _asked(kpi: Kpi, kind: str, period_on: date) -> Notice:
    assert kpi.owner is not None
    facts = {"period": periods.label(kpi.period, period_on)}
    return Notice(kpi.owner, kind, kpi, facts, key=f"{kind}:{kpi.pk}:{period_on}")


@task
def renew_standing(organization_id: int, kpi_id: str) -> None:
    """Judge a KPI anew, after something changed that its actions do not see."""
    kpi = Kpi.objects.filter(organization_id=organization_id, pk=kpi_id).select_related("organization").first()
    if kpi is not None:
        renew(kpi)


@task
def renew_commented(organization_id: int, comment_id: str) -> None:
    """Judge the KPI of a comment anew, because the comment was voided, brought back or moved."""
    from everproof.processes.models import KpiComment

    comment = KpiComment.objects.filter(organization_id=organization_id, pk=comment_id)
    for kpi in Kpi.objects.filter(pk__in=comment.values("kpi")).select_related("organization"):
        renew(kpi)


@task
def renew_all(organization_id: int) -> None:
    """Judge all KPIs anew: the rules may have changed, and the parameters with them."""
    for kpi in Kpi.objects.in_force().filter(organization_id=organization_id).select_related("organization"):
        renew(kpi)
