"""How values are written for people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from everproof.kernel.ui import formats
from everproof.kernel.ui.values import without_stored_zeros

TODAY = date(2026, 3, 4)


def test_a_day_has_two_digits_and_the_month_in_letters():
    assert formats.day(TODAY) == "04 Mar 2026"


def test_nothing_is_written_for_no_day_and_no_moment():
    assert formats.day(None) == formats.moment(None) == formats.clock(None) == ""


def test_a_moment_is_written_in_the_time_zone_of_the_reader():
    with timezone.override("Europe/Stockholm"):
        assert formats.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02 Jul 2026, 00:30"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (2, "in 2 days"), (-1, "1 day late"), (-40, "40 days late")],
)
def test_time_left_is_said_in_words(days, words):
    assert formats.time_left(TODAY + timedelta(days=days), TODAY) == words


def test_a_decimal_keeps_its_own_decimals():
    assert formats.number(Decimal("1284.50")) == "1,284.50"


def test_a_quantity_does_not_break_between_number_and_unit():
    assert formats.quantity(Decimal("12.05"), "mm") == "12.05\u00a0mm"


def test_a_count_that_stopped_at_its_cap_says_so():
    assert (formats.count(1000, capped=True), formats.count(999)) == ("1,000+", "999")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Lindqvist", "AL"), ("Jörg-Peter Achternbusch", "JA"), ("mei", "ME"), ("", "?"), ("(void)", "?")],
)
def test_initials(name, letters):
    assert formats.initials(name) == letters


@pytest.mark.parametrize(
    ("language", "label", "words"),
    [("en", "Nonconformities", "nonconformities"), ("en", "KPIs", "KPIs"), ("de", "Abweichungen", "Abweichungen")],
)
def test_a_label_inside_a_sentence(language, label, words):
    with translation.override(language):
        assert formats.inside_sentence(label) == words


def test_file_sizes_are_decimal():
    sizes = [formats.file_size(octets) for octets in (999, 1_400, 2_412_000)]
    assert sizes == ["999\u00a0B", "1\u00a0kB", "2.4\u00a0MB"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_named_by_browser_and_system(agent, words):
    assert formats.device(agent) == words


@pytest.mark.parametrize(
    ("stored", "places", "shown"),
    [("15.000", 3, "15"), ("0.250", 3, "0.25"), ("0.000", 3, "0"), ("10.0", 6, "10.0"), ("12.50", 2, "12.50")],
)
def test_a_figure_is_shown_without_the_zeros_of_its_column(stored, places, shown):
    assert str(without_stored_zeros(Decimal(stored), places)) == shown
