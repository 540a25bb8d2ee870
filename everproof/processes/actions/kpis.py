"""What can be done with a KPI: define it, set its target, keep its limits, retire it, comment on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.processes import judging, periods
from everproof.processes.models import Kpi, KpiComment
from everproof.processes.queries.values import commented_days, measured, values_of, with_gaps
from everproof.processes.standing import renew, rules_of

# What the values that were entered mean; it cannot change under them.
MEANING = ("chart", "scale", "unit", "period")
TARGET = ("target", "target_to", "target_from")


@transaction.atomic
def define_kpi(
    *,
    title: str,
    by: Actor,
    at: datetime | None = None,
    measured_from: date | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Kpi:
    """A new KPI, which is measured from the period of `measured_from` on (today unless said otherwise)."""
    today = clock.today(by.organization.zone)
    values = {"measured_from": measured_from or today, **values}
    if values.get("target") is not None and values.get("target_from") is None:
        values["target_from"] = values["measured_from"]
    kpi = records.create(Kpi, by=by, at=at, id=id, title=title, **values)
    renew(kpi)
    return kpi


@transaction.atomic
def change_kpi(
    *,
    kpi: Kpi,
    by: Actor,
    reason: str = "",
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Kpi:
    """Change its definition. A new target leaves the one before in the history, with the days it held.

    Raises Refused for what would give the values that are there another meaning.
    """
    changed = [name for name in MEANING if name in values and values[name] != getattr(kpi, name)]
    if changed and measured(kpi.organization_id).filter(series__subject_id=kpi.pk).exists():
        labels = ", ".join(str(Kpi._meta.get_field(name).verbose_name) for name in changed)  # type: ignore[union-attr]
        raise Refused(
            _("There are values already, so this cannot change: %(fields)s. Retire this KPI and define another one.")
            % {"fields": labels}
        )
    values |= _target(kpi, values, clock.today(by.organization.zone))
    kpi = records.update(kpi, by=by, at=at, reason=reason, expected_version=expected_version, **values)
    renew(kpi)
    return kpi


def set_target(
    *,
    kpi: Kpi,
    by: Actor,
    target: Decimal | str,
    target_from: date,
    target_to: Decimal | str | None = None,
    reason: str = "",
) -> Kpi:
    """Another target from a day on."""
    return change_kpi(kpi=kpi, by=by, reason=reason, target=target, target_to=target_to, target_from=target_from)


def _target(kpi: Kpi, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What a change of the target brings with it: its first day, and the one before in the history."""
    before = (kpi.target, kpi.target_to)
    after = tuple(_exact(values.get(name, getattr(kpi, name))) for name in ("target", "target_to"))
    if after == before:
        return {}
    since = values.get("target_from")
    if after[0] is None:
        since = None
    elif since is None or since == kpi.target_from:
        since = today
    found: dict[str, Any] = {"target_from": since}
    if before[0] is not None:
        if since is not None and kpi.target_from is not None and since < kpi.target_from:
            raise ValidationError({"target_from": _("The target before it holds from a later day.")})
        old = {"from": kpi.target_from, "to": since or today, "target": before[0], "target_to": before[1]}
        found["earlier_targets"] = [*kpi.earlier_targets, old]
    return found


def _exact(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def retire_kpi(
    *, kpi: Kpi, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Kpi:
    """Stop measuring it. Its values stay; nobody is asked for new ones."""
    return _stepped(kpi, "retire", by=by, at=at, reason=reason, expected_version=expected_version)


def reactivate_kpi(
    *, kpi: Kpi, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> Kpi:
    """Measure it again. Periods that passed meanwhile are settled by a comment."""
    return _stepped(kpi, "reactivate", by=by, at=at, reason=reason, expected_version=expected_version)


@transaction.atomic
def _stepped(kpi: Kpi, step: str, **options: Any) -> Kpi:
    kpi = transitions.perform(kpi, step, **options)
    renew(kpi)
    return kpi


# Limits ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_limits(
    *,
    kpi: Kpi,
    by: Actor,
    reason: str,
    since: date | None = None,
    until: date | None = None,
    without_explained: bool = False,
    at: datetime | None = None,
) -> Kpi:
    """Decide that the control limits of the values from `since` to `until` judge all later ones (phase II).

    The first limits hold for all values; later ones from `since` on, after a known change of the process. Without
    `until` all values since then count; `without_explained` leaves out signals that have a comment. A reason is needed.
    """
    access.require(by, "keep-limits", kpi)
    if not reason.strip():
        raise Refused(_("Say why these limits are kept."))
    zone = kpi.organization.zone
    points = with_gaps(kpi.period, values_of(kpi, zone))
    if kpi.limits and since is None:
        raise Refused(_("Limits are kept already. Say from which period on new ones hold."))
    if kpi.limits and since is not None and since.isoformat() <= kpi.limits[-1]["since"]:
        raise Refused(_("New limits hold from a later period than those before them."))
    used = [point for point in points if (since is None or point.on >= since) and (until is None or point.on <= until)]
    leave_out: set[date] = set()
    if without_explained:
        found = judging.judge(used, chart=kpi.chart, rules=rules_of(kpi.organization_id))
        leave_out = {signal.on for signal in found.signals} & commented_days(kpi)
    limits = judging.estimated(used, kpi.chart, leave_out=leave_out)
    kept = judging.kept(
        limits,
        since=used[0].on,
        until=used[-1].on,
        reason=reason.strip(),
        decided_on=clock.today(zone),
    )
    kpi = records.update(kpi, by=by, at=at, verb="keep-limits", reason=reason, limits=[*kpi.limits, kept])
    renew(kpi)
    return kpi


# Comments -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def comment_on_kpi(
    *,
    kpi: Kpi,
    period_on: date,
    title: str,
    by: Actor,
    explanation: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
) -> KpiComment:
    """Say what happened in the period of the day `period_on`: why its value is a signal, or why it has none."""
    day = periods.span_of(kpi.period, period_on).last
    comment = records.create(
        KpiComment,
        by=by,
        at=at,
        id=id,
        kpi=kpi,
        period_on=day,
        title=title,
        explanation=explanation,
        site_id=kpi.site_id,
    )
    renew(kpi)
    return comment
