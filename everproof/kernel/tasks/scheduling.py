"""Tasks that run by themselves: rules in local time, and slots that are taken once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.db import transaction
from django.utils.module_loading import import_string

from everproof.kernel import clock, modules
from everproof.kernel.tasks.backend import OrganizationTask
from everproof.kernel.tasks.models import Schedule, ScheduledSlot
from everproof.kernel.tenancy.models import Organization

logger = logging.getLogger(__name__)

DAYS_THAT_SLOTS_ARE_KEPT = 30
MOST_AT_ONCE = 200
# A rule that is none; a time zone that is none (ZoneInfo raises KeyError, or ValueError for a path).
UNREADABLE = (ValueError, KeyError)
FAR_AWAY = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ScheduledTask:
    """What a room declares: a task that runs in each organisation by itself, with the organisation's id alone.

    `rule` is an iCalendar recurrence (RFC 5545, RRULE) in the organisation's local time, such as
    "FREQ=DAILY;BYHOUR=5;BYMINUTE=0". `name` is unique over all rooms.
    """

    name: str
    task: OrganizationTask
    rule: str


def next_moment(rule: str, zone: str, after: datetime, *, since: datetime | None = None) -> datetime | None:
    """The first moment of `rule` later than `after`, as UTC; None when there is none any more.

    The rule is read on the clock on the wall of `zone`: 05:00 stays 05:00 in summer. A wall time that a change of the
    clock leaves out comes as much later as the clock was moved; one that comes twice counts once. `since` is the moment
    from which an INTERVAL counts (default: `after`), unless the rule brings a DTSTART of its own.
    """
    local = ZoneInfo(zone)
    start = (since or after).astimezone(local).replace(tzinfo=None, microsecond=0)
    recurrence = rrulestr(rule, dtstart=start)
    wall = after.astimezone(local).replace(tzinfo=None)
    while (found := recurrence.after(wall)) is not None:
        moment = found.replace(tzinfo=local).astimezone(UTC)
        if moment > after:
            return moment
        wall = found
    return None


def set_schedule(
    organization: Organization, name: str, task: OrganizationTask, rule: str, *, zone: str = ""
) -> Schedule:
    """Let a task run by itself from now on, or change when it does. Raises ValueError for a rule that is none."""
    zone = zone or organization.zone
    values = {
        "task": task.module_path,
        "rule": rule,
        "zone": zone,
        "next_run_at": next_moment(rule, zone, clock.now()) or FAR_AWAY,
    }
    schedule, _made = Schedule.objects.update_or_create(organization=organization, name=name, defaults=values)
    return schedule


def declare() -> int:
    """Give every organisation the schedules that the rooms declare; returns how many were made or changed.

    New organisations, new releases and changed time zones are noticed here, within a minute.
    """
    columns = ("organization_id", "name", "task", "rule", "zone")
    known = set(Schedule.objects.values_list(*columns))
    return sum(_declare(organization, known) for organization in Organization.objects.all())


def run_due() -> int:
    """Enqueue what is due. Slots that passed while no worker ran are made up for once, not one by one."""
    due = Schedule.objects.filter(next_run_at__lte=clock.now()).order_by("next_run_at")[:MOST_AT_ONCE]
    return sum(_run(schedule) for schedule in due)


def forget_old_slots() -> int:
    """Delete the slots that no worker can take again any more."""
    oldest = clock.now() - timedelta(days=DAYS_THAT_SLOTS_ARE_KEPT)
    deleted, _by_table = ScheduledSlot.objects.filter(at__lt=oldest).delete()
    return deleted


def _declare(organization: Organization, known: set[Any]) -> int:
    changed = 0
    for wanted in modules.declared("schedules"):
        row = (organization.pk, wanted.name, wanted.task.module_path, wanted.rule, organization.zone)
        if row in known:
            continue
        try:
            set_schedule(organization, wanted.name, wanted.task, wanted.rule)
            changed += 1
        except UNREADABLE:
            logger.exception("%s has no schedule %s", organization, wanted.name)
    return changed


def _run(schedule: Schedule) -> bool:
    """Take a slot; a schedule that cannot be read is put off, so that it keeps no other waiting."""
    try:
        return _take(schedule)
    except UNREADABLE:
        logger.exception("The schedule %s (%s) cannot be read", schedule.name, schedule.pk)
        Schedule.objects.filter(pk=schedule.pk).update(next_run_at=clock.now() + timedelta(hours=1))
        return False


@transaction.atomic
def _take(schedule: Schedule) -> bool:
    """Enqueue one slot and move on to the next, in one transaction; False when another worker has it."""
    slot = schedule.next_run_at
    _row, is_ours = ScheduledSlot.objects.get_or_create(schedule=schedule, at=slot)
    if not is_ours:
        return False
    now = clock.now()
    following = next_moment(schedule.rule, schedule.zone, now, since=slot) or FAR_AWAY
    Schedule.objects.filter(pk=schedule.pk).update(last_run_at=now, next_run_at=following)
    return _enqueue(schedule)


def _enqueue(schedule: Schedule) -> bool:
    try:
        task: OrganizationTask = import_string(schedule.task)
    except ImportError:
        logger.warning("The schedule %s names the task %s, which does not exist", schedule.name, schedule.task)
        return False
    task.enqueue(schedule.organization_id)
    return True
