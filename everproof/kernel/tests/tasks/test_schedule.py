"""Rules are read on the wall clock; each slot is run once; what was missed is made up for once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from everproof.kernel import clock, modules
from everproof.kernel.tasks import scheduling
from everproof.kernel.tasks.models import Schedule, ScheduledSlot
from everproof.kernel.tasks.scheduling import next_moment
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.tests.tasks import samples

DAILY = "FREQ=DAILY;BYHOUR=5;BYMINUTE=0;BYSECOND=0"
AT_HALF_PAST_TWO = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_five_in_the_morning_stays_five_in_the_morning():
    assert next_moment(DAILY, "Europe/Berlin", utc(2026, 1, 10, 12)) == utc(2026, 1, 11, 4)
    assert next_moment(DAILY, "Europe/Berlin", utc(2026, 7, 10, 12)) == utc(2026, 7, 11, 3)


def test_a_time_that_the_clock_leaves_out_comes_later_that_night():
    assert next_moment(AT_HALF_PAST_TWO, "Europe/Berlin", utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1, 30)


def test_a_time_that_comes_twice_counts_once():
    first = next_moment(AT_HALF_PAST_TWO, "Europe/Berlin", utc(2026, 10, 24, 12))

    assert first == utc(2026, 10, 25, 0, 30)
    assert next_moment(AT_HALF_PAST_TWO, "Europe/Berlin", first) == utc(2026, 10, 26, 1, 30)


def test_an_interval_counts_from_where_it_began():
    every_other_week = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYHOUR=8;BYMINUTE=0;BYSECOND=0"
    monday = utc(2026, 6, 1, 8)

    assert next_moment(every_other_week, "UTC", utc(2026, 6, 9), since=monday) == utc(2026, 6, 15, 8)
    assert next_moment(every_other_week, "UTC", utc(2026, 6, 16), since=monday) == utc(2026, 6, 29, 8)


def test_a_rule_that_ends_has_no_next_moment():
    assert next_moment("FREQ=DAILY;UNTIL=20260101T000000", "UTC", utc(2026, 2, 1)) is None


@pytest.mark.parametrize("rule", ["", "EVERY MORNING", "FREQ=SOMETIMES"])
def test_a_rule_that_is_none_is_refused(everyone, rule):
    with pytest.raises(ValueError):
        scheduling.set_schedule(everyone.organization, "x", samples.say, rule)


def test_every_organisation_gets_what_the_rooms_declare(everyone):
    scheduling.declare()

    declared = {schedule.name for schedule in modules.declared("schedules")}
    assert {"remind-owners", "escalate-late-actions"} <= declared
    for organization in (everyone.organization, everyone.other):
        rows = Schedule.objects.filter(organization=organization)
        assert {row.name for row in rows} == declared
        assert {row.zone for row in rows} == {organization.zone}
        assert all(row.next_run_at > clock.now() for row in rows)
    assert scheduling.declare() == 0


def test_an_organisation_that_moves_takes_its_schedule_along(everyone):
    scheduling.declare()
    Organization.objects.filter(pk=everyone.other.pk).update(zone="Asia/Tokyo")

    assert scheduling.declare() == len(modules.declared("schedules"))
    assert set(Schedule.objects.filter(organization=everyone.other).values_list("zone", flat=True)) == {"Asia/Tokyo"}


def due_schedule(cast, hours_ago: int = 1) -> Schedule:
    schedule = scheduling.set_schedule(cast.organization, "sample", samples.fail_for_good, DAILY)
    schedule.next_run_at = clock.now() - timedelta(hours=hours_ago)
    schedule.save()
    return schedule


def test_a_due_schedule_is_enqueued_once(everyone):
    slot = due_schedule(everyone).next_run_at

    assert scheduling.run_due() == 1
    assert scheduling.run_due() == 0
    row = DBTaskResult.objects.get()
    assert row.task_path == "everproof.kernel.tests.tasks.samples.fail_for_good"
    assert row.args_kwargs["args"] == [everyone.organization.pk]
    assert ScheduledSlot.objects.get().at == slot
    assert clock.now() < Schedule.objects.get().next_run_at <= clock.now() + timedelta(days=1, hours=1)


def test_missed_days_are_made_up_for_once(everyone):
    due_schedule(everyone, hours_ago=24 * 10)

    assert scheduling.run_due() == 1
    assert scheduling.run_due() == 0
    assert Schedule.objects.get().next_run_at > clock.now()


def test_a_slot_that_another_worker_has_is_not_run_again(everyone):
    schedule = due_schedule(everyone)
    ScheduledSlot.objects.create(schedule=schedule, at=schedule.next_run_at)

    assert scheduling.run_due() == 0
    assert not DBTaskResult.objects.exists()


def test_two_schedulers_at_once_run_a_slot_once(own_database):
    due_schedule(own_database)
    ready, counts, errors = threading.Barrier(4), [], []

    def schedule() -> None:
        try:
            ready.wait()
            counts.append(scheduling.run_due())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=schedule) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (errors, sum(counts)) == ([], 1)
    assert DBTaskResult.objects.count() == 1


def test_a_schedule_of_a_task_that_is_gone_disturbs_nobody(everyone):
    schedule = due_schedule(everyone)
    Schedule.objects.filter(pk=schedule.pk).update(task="everproof.kernel.gone.task")

    assert scheduling.run_due() == 0
    assert Schedule.objects.get().next_run_at > clock.now()


def test_a_schedule_that_cannot_be_read_keeps_no_other_waiting(everyone):
    broken = due_schedule(everyone, hours_ago=5)
    Schedule.objects.filter(pk=broken.pk).update(name="broken", zone="Nowhere/Land")
    due_schedule(everyone)

    assert scheduling.run_due() == 1
    assert DBTaskResult.objects.count() == 1
    assert Schedule.objects.get(name="broken").next_run_at > clock.now()


def test_an_organisation_without_a_real_time_zone_keeps_no_other_waiting(everyone):
    Organization.objects.filter(pk=everyone.organization.pk).update(zone="Nowhere/Land")
    scheduling.declare()

    assert not Schedule.objects.filter(organization=everyone.organization).exists()
    assert Schedule.objects.filter(organization=everyone.other).count() == len(modules.declared("schedules"))


def test_old_slots_are_forgotten(everyone):
    schedule = due_schedule(everyone)
    for days in (1, 40):
        ScheduledSlot.objects.create(schedule=schedule, at=clock.now() - timedelta(days=days))

    assert scheduling.forget_old_slots() == 1
    assert ScheduledSlot.objects.count() == 1
