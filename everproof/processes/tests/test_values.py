"""Values of a KPI: a period has one, what is missing is known, what is wrong is withdrawn and stays."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from everproof.kernel import clock, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.measurements import Measurement
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.work.my_work import my_work
from everproof.processes import words
from everproof.processes.actions import kpis, values
from everproof.processes.models import KpiStanding
from everproof.processes.queries.values import values_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
STABLE = ("33.75", "33.05", "34.00", "33.81", "33.46", "34.02", "33.68", "33.27", "33.49", "33.20", "33.62", "33.00")


@pytest.fixture(autouse=True)
def a_day():
    """All of it happens on 22 November 2026."""
    with clock.travel(NOW):
        yield


@pytest.fixture
def kpi(cast):
    """A monthly KPI of Mel Member, measured since January."""
    return kpis.define_kpi(
        title="Delivery time",
        by=cast.manager,
        owner=cast.person("member"),
        unit="d",
        measured_from=date(2026, 1, 1),
        target=Decimal(30),
        direction="lower-better",
    )


@pytest.fixture
def share(cast):
    """A monthly share, measured since September."""
    return kpis.define_kpi(
        title="On time",
        by=cast.manager,
        owner=cast.person("member"),
        chart="proportion",
        numerator="On time",
        denominator="Delivered",
        scale=100,
        unit="%",
        measured_from=date(2026, 9, 1),
    )


def standing(kpi):
    return KpiStanding.objects.get(kpi=kpi)


def months(figures, first=1):
    return [{"period_on": date(2025 + (first + n - 1) // 12, (first + n - 1) % 12 + 1, 15), "value": figure}
            for n, figure in enumerate(figures)]  # fmt: skip


def test_a_value_is_kept_as_it_was_typed_at_the_end_of_its_period(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="31.50", period_on=date(2026, 3, 4))

    (point,) = values_of(kpi, "Europe/Berlin")
    assert (point.on, point.value, point.typed) == (date(2026, 3, 31), 31.5, "31.50")
    assert standing(kpi).newest_typed == "31.50"


def test_without_a_period_it_is_for_the_earliest_that_lacks_one(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="31", period_on=date(2026, 1, 10))
    values.enter_value(kpi=kpi, by=cast.member, value="32")

    assert [point.on for point in values_of(kpi, "Europe/Berlin")] == [date(2026, 1, 31), date(2026, 2, 28)]


def test_a_period_has_one_value(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="31", period_on=date(2026, 1, 10))

    with pytest.raises(Refused, match="Jan 2026 has the value 31 already"):
        values.enter_value(kpi=kpi, by=cast.member, value="32", period_on=date(2026, 1, 31))
    assert Measurement.objects.filter(series__subject_id=kpi.pk).count() == 1


def test_a_period_that_has_not_begun_takes_no_value(cast, kpi):
    with pytest.raises(Refused, match="has not begun"):
        values.enter_value(kpi=kpi, by=cast.member, value="31", period_on=date(2026, 12, 1))


def test_who_neither_owns_nor_manages_it_enters_nothing(cast, kpi):
    with pytest.raises(NotAllowed):
        values.enter_value(kpi=kpi, by=cast.teammate, value="31")


@pytest.mark.parametrize("wrong", ["abc", "", None, "NaN", "1e400", "Infinity"])
def test_what_is_no_number_is_refused(cast, kpi, wrong):
    with pytest.raises(ValidationError):
        values.enter_value(kpi=kpi, by=cast.member, value=wrong)


def test_a_share_follows_from_its_two_numbers(cast, share):
    values.enter_value(kpi=share, by=cast.member, numerator="47", denominator="48")

    (point,) = values_of(share, "Europe/Berlin")
    assert (point.numerator, point.denominator) == (47, 48)
    assert point.value == pytest.approx(100 * 47 / 48, rel=1e-6)


@pytest.mark.parametrize(("numerator", "denominator"), [("49", "48"), ("1.5", "48"), ("-1", "48"), ("0", "0")])
def test_a_part_is_counted_and_never_larger_than_the_whole(cast, share, numerator, denominator):
    with pytest.raises(ValidationError):
        values.enter_value(kpi=share, by=cast.member, numerator=numerator, denominator=denominator)


def test_a_wrong_value_is_withdrawn_and_another_takes_its_place(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="310", period_on=date(2026, 1, 10))
    values.correct_value(
        kpi=kpi, by=cast.manager, period_on=date(2026, 1, 1), reason="Typed a zero too many", value="31"
    )

    (point,) = values_of(kpi, "Europe/Berlin")
    assert point.value == 31
    gone = Measurement.objects.get(series__subject_id=kpi.pk, withdrawn_at__isnull=False)
    assert (gone.value, gone.withdrawn_reason) == (310, "Typed a zero too many")


def test_the_owner_puts_their_own_typing_right(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="310", period_on=date(2026, 1, 10))
    values.correct_value(kpi=kpi, by=cast.member, period_on=date(2026, 1, 1), reason="A zero too many", value="31")

    (point,) = values_of(kpi, "Europe/Berlin", with_history=True)
    assert (point.value, point.former) == (31, (("310", "A zero too many"),))


def test_who_neither_owns_nor_manages_corrects_nothing(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="310", period_on=date(2026, 1, 10))
    for stranger in (cast.inspector, cast.auditor, cast.boss):
        with pytest.raises(NotAllowed):
            values.correct_value(kpi=kpi, by=stranger, period_on=date(2026, 1, 1), reason="So I say", value="31")
    assert [point.value for point in values_of(kpi, "Europe/Berlin")] == [310]


def test_a_correction_without_a_reason_changes_nothing(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="310", period_on=date(2026, 1, 10))
    with pytest.raises(Refused, match="Say why"):
        values.correct_value(kpi=kpi, by=cast.member, period_on=date(2026, 1, 1), reason=" ", value="31")
    assert [point.value for point in values_of(kpi, "Europe/Berlin")] == [310]


def test_the_owner_corrects_on_the_page_and_the_former_value_stays_in_sight(cast, kpi, sign_in):
    for month, value in enumerate(("310", "33", "34"), start=1):
        values.enter_value(kpi=kpi, by=cast.member, value=value, period_on=date(2026, month, 10))
    browser, here = sign_in("member"), f"/ours/processes/kpis/{kpi.number}/"
    assert f"{here}values/2026-01-31/" in browser.get(here).content.decode()

    answer = browser.post(f"{here}values/2026-01-31/", {"value": "31", "reason": "A zero too many"})
    assert answer.status_code == 302
    browser.post(f"{here}values/2026-03-31/", {"reason": "Wrong month"})
    shown = browser.get(here).content.decode()
    assert "310 was withdrawn: A zero too many" in shown
    assert "34 was withdrawn: Wrong month" in shown
    assert [point.value for point in values_of(kpi, "Europe/Berlin")] == [31, 33]


def test_all_figures_of_a_share_are_withdrawn_together(cast, share):
    values.enter_value(kpi=share, by=cast.member, numerator="47", denominator="48")
    values.withdraw_value(kpi=share, by=cast.manager, period_on=date(2026, 9, 1), reason="Wrong month")

    assert values_of(share, "Europe/Berlin") == []
    assert not Measurement.objects.filter(series__subject_id=share.pk, withdrawn_at=None).exists()


def test_each_value_is_in_the_ledger(cast, kpi):
    values.enter_value(kpi=kpi, by=cast.member, value="31")

    entry = LedgerEntry.objects.filter(record_id=str(kpi.pk), verb="kernel.measurements.record").get()
    assert entry.actor == str(cast.member.person_id)


# Imports --------------------------------------------------------------------------------------------------------------


def test_an_import_that_runs_twice_changes_nothing(cast, kpi):
    rows = months(["31", "32", "30.5"], first=13)
    first = values.import_kpi_values(kpi=kpi, rows=rows, by=cast.manager)
    second = values.import_kpi_values(kpi=kpi, rows=rows, by=cast.manager)

    assert (first.new, first.unchanged) == (3, 0)
    assert (second.new, second.unchanged) == (0, 3)
    assert Measurement.objects.filter(series__subject_id=kpi.pk).count() == 3


def test_rows_in_fault_are_named_and_keep_no_good_row_back(cast, kpi):
    rows = [*months(["31", "nothing"], first=13), *months(["32"], first=13), *months(["29"], first=36)]
    done = values.import_kpi_values(kpi=kpi, rows=rows, by=cast.manager)

    assert done.new == 1
    assert [row for row, _words in done.problems] == [2, 3, 4]


def test_other_figures_for_the_same_period_are_a_problem_and_change_nothing(cast, kpi):
    values.import_kpi_values(kpi=kpi, rows=months(["31"], first=13), by=cast.manager)
    done = values.import_kpi_values(kpi=kpi, rows=months(["33"], first=13), by=cast.manager)

    assert (done.new, done.unchanged, len(done.problems)) == (0, 0, 1)
    assert values_of(kpi, "Europe/Berlin")[0].value == 31


# What is missing ------------------------------------------------------------------------------------------------------


def test_a_value_waits_from_the_day_after_its_period(cast, kpi):
    assert standing(kpi).awaits_from == date(2026, 2, 1)
    values.import_kpi_values(kpi=kpi, rows=months(["31"] * 10, first=13), by=cast.manager)
    assert standing(kpi).awaits_from == date(2026, 12, 1)


def test_a_gap_before_the_newest_value_is_missing_too(cast, kpi):
    rows = [row for row in months(["31"] * 10, first=13) if row["period_on"].month != 4]
    values.import_kpi_values(kpi=kpi, rows=rows, by=cast.manager)

    known = standing(kpi)
    assert (known.awaits_from, known.gaps) == (date(2026, 5, 1), 1)
    assert words.missing(kpi, known, date(2026, 11, 22)) == "Apr 2026"


def test_several_missing_values_are_counted(cast, kpi):
    values.import_kpi_values(kpi=kpi, rows=months(["31"] * 7, first=13), by=cast.manager)

    assert words.missing(kpi, standing(kpi), date(2026, 11, 22)) == "3 values"


def test_a_comment_settles_a_period_that_has_no_value(cast, kpi):
    values.import_kpi_values(kpi=kpi, rows=months(["31"] * 9, first=13), by=cast.manager)
    kpis.comment_on_kpi(kpi=kpi, period_on=date(2026, 10, 5), title="Works holidays", by=cast.member)

    assert standing(kpi).awaits_from == date(2026, 12, 1)


def test_a_missing_value_is_work_of_the_owner_and_late_after_the_days_allowed(cast, kpi):
    values.import_kpi_values(kpi=kpi, rows=months(["31"] * 9, first=13), by=cast.manager)

    (item,) = [item for item in my_work(cast.member) if item.record_id == kpi.pk]
    assert (item.due, item.late, str(item.why)) == (date(2026, 11, 5), True, "Enter the value for Oct 2026")
    assert not [item for item in my_work(cast.teammate) if item.record_id == kpi.pk]


def test_the_owner_is_reminded_once_for_each_period(cast, kpi):
    from everproof.kernel.notifications.models import Notification
    from everproof.processes.tasks import chase_values

    values.import_kpi_values(kpi=kpi, rows=months(["31"] * 9, first=13), by=cast.manager)
    for _time in range(2):
        chase_values.call(cast.organization.pk)

    told = Notification.objects.filter(person_id=cast.member.person_id, kind="kpi-value-missing")
    assert [one.facts["period"] for one in told] == ["Oct 2026"]


def test_a_retired_kpi_asks_for_nothing_and_takes_nothing(cast, kpi):
    retired = kpis.retire_kpi(kpi=kpi, by=cast.manager, reason="Replaced by another one")

    assert standing(kpi).awaits_from is None
    with pytest.raises(Refused, match="retired"):
        values.enter_value(kpi=retired, by=cast.manager, value="31")


# Signals and comments -------------------------------------------------------------------------------------------------


def signalling(cast, kpi):
    """Twelve stable values from October 2025 on, and one that is far off."""
    kpi = kpis.change_kpi(kpi=kpi, by=cast.manager, measured_from=date(2025, 10, 1))
    values.import_kpi_values(kpi=kpi, rows=months([*STABLE, "39.00"], first=10), by=cast.manager)
    return kpi


def test_a_signal_waits_for_a_comment_of_the_owner(cast, kpi):
    signalling(cast, kpi)

    known = standing(kpi)
    assert (known.open_signals, known.open_signal_on) == (1, date(2026, 10, 31))
    (item,) = [item for item in my_work(cast.member) if item.record_id == kpi.pk]
    assert (str(item.why), item.due) == ("Comment on the signal of Oct 2026", date(2026, 12, 6))


def test_a_comment_ends_the_duty_and_voiding_it_brings_it_back(cast, kpi):
    signalling(cast, kpi)
    comment = kpis.comment_on_kpi(kpi=kpi, period_on=date(2026, 10, 5), title="Foundry stopped", by=cast.member)
    assert standing(kpi).open_signals == 0

    records.void(comment, by=cast.manager, reason="Wrong month")
    run_waiting_tasks()

    assert standing(kpi).open_signals == 1


def test_a_signal_says_whether_it_is_for_the_better(cast, kpi):
    kpi = signalling(cast, kpi)

    state = words.standing(kpi, standing(kpi))
    assert state.tone == "bad"
    assert "worse" in state.label


def test_limits_are_kept_by_a_decision_with_its_reason(cast, kpi):
    kpi = signalling(cast, kpi)
    with pytest.raises(Refused, match="why"):
        kpis.keep_limits(kpi=kpi, by=cast.manager, reason=" ")
    with pytest.raises(NotAllowed):
        kpis.keep_limits(kpi=kpi, by=cast.member, reason="Stable")

    kpi = kpis.keep_limits(kpi=kpi, by=cast.manager, reason="A stable year", until=date(2026, 9, 30))

    (limits,) = kpi.limits
    assert (limits["since"], limits["until"], limits["points"]) == ("2025-10-31", "2026-09-30", 12)
    assert limits["reason"] == "A stable year"
    with pytest.raises(Refused, match="kept already"):
        kpis.keep_limits(kpi=kpi, by=cast.manager, reason="Again")


def test_what_its_values_mean_cannot_change_under_them(cast, kpi):
    kpi = kpis.change_kpi(kpi=kpi, by=cast.manager, unit="h")
    values.enter_value(kpi=kpi, by=cast.member, value="31")

    with pytest.raises(Refused, match="unit"):
        kpis.change_kpi(kpi=kpi, by=cast.manager, unit="d")


def test_a_new_target_keeps_the_one_before_with_its_days(cast, kpi):
    kpi = kpis.set_target(kpi=kpi, by=cast.manager, target="28", target_from=date(2026, 7, 1))

    assert (kpi.target, kpi.target_from) == (Decimal(28), date(2026, 7, 1))
    (before,) = kpi.earlier_targets
    assert (before["from"], before["to"]) == ("2026-01-01", "2026-07-01")
    assert Decimal(before["target"]) == 30


# Measures -------------------------------------------------------------------------------------------------------------


def test_what_everproof_counts_is_recorded_once_for_each_period_that_is_over(cast):
    from everproof.kernel.work import actions as work
    from everproof.processes.tasks import record_measures

    for number, (due, done) in enumerate([(5, 4), (12, 20), (25, 25)]):
        action = work.raise_action(
            title=f"Step {number}", owner=cast.person("member"), due_on=date(2026, 10, due), by=cast.manager
        )
        work.complete_action(action=action, by=cast.member, evidence="Done", completed_on=date(2026, 10, done))
    kpi = kpis.define_kpi(
        title="In time",
        by=cast.manager,
        source_kind="measure",
        measure="actions-in-time",
        chart="proportion",
        numerator="In time",
        denominator="Due",
        scale=100,
        unit="%",
        measured_from=date(2026, 9, 1),
    )
    for _time in range(2):
        record_measures.call(cast.organization.pk)

    (october,) = values_of(kpi, "Europe/Berlin")
    assert (october.on, october.numerator, october.denominator) == (date(2026, 10, 31), 2, 3)


def test_each_measure_is_read_for_any_period(cast):
    from everproof.processes import measures, periods

    span = periods.span_of("month", date(2026, 10, 1))
    for name, measure in measures.declared().items():
        found = measures.read(measure, cast.organization.pk, span)
        assert found is None or set(found) <= {"value", "numerator", "denominator"}, name


# The API --------------------------------------------------------------------------------------------------------------


def test_a_program_enters_a_value_by_the_verb(cast, kpi):
    from everproof.kernel.api import throttle, tokens

    throttle.forget()
    _token, text = tokens.make_token(by=cast.member, name="Order system", scopes=["*:write"], days=30)
    program = Client(headers={"authorization": f"Bearer {text}"})
    address = f"/api/v1/kpis/{kpi.number}/enter/"

    def send(**body):
        return program.post(address, body, content_type="application/json")

    done = send(value="31.5", period_on="2026-02-01")
    twice = send(value="31.5", period_on="2026-02-01")
    unknown = send(value="31.5", colour="red")

    assert done.status_code == 200, done.content
    assert (twice.status_code, unknown.status_code) == (409, 422)
    assert values_of(kpi, "Europe/Berlin")[0].on == date(2026, 2, 28)
