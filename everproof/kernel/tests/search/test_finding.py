"""Search finds what people mean, on both databases alike, and nothing they may not see."""

import pytest

from everproof.improvement import actions
from everproof.kernel import records, search
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.search.words import stored, terms
from everproof.kernel.testing import factories


@pytest.fixture
def report(cast):
    def made(title, by=cast.manager, **values):
        return actions.report_nonconformity(title=title, by=by, **values)

    return made


def titles(actor, text, **options):
    return [hit.title for hit in search.find(actor, text, **options)]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Leaking valves at the test bench", "valve bench"),
        ("Qualität der Dichtung ungenügend", "qualitat UNGENUGEND"),
        ("Prüfstand ausgefallen", "prufstand"),
        ("品質管理の問題", "管理"),
        ("测量设备校正", "设备"),
        ("측정 교정 실패", "교정"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("Κατασκευή βαλβίδας", "κατασκευη"),
        ("Straße gesperrt", "STRASSE"),
    ],
)
def test_words_are_found_as_people_type_them(cast, report, title, asked):
    report(title)
    report("Something else entirely")

    assert titles(cast.manager, asked) == [title]


def test_all_words_must_be_there(cast, report):
    report("Leaking valve")

    assert titles(cast.manager, "leaking gasket") == []


def test_a_phrase_stays_together(cast, report):
    report("Ring seat scratched")
    report("Seat ring scratched")

    assert titles(cast.manager, '"seat ring"') == ["Seat ring scratched"]


def test_a_number_finds_its_record(cast, report):
    report("One")
    second = report("Two")

    assert titles(cast.manager, second.number) == ["Two"]


def test_the_newest_comes_first(cast, report):
    for number in range(3):
        report(f"Leak {number}")

    assert titles(cast.manager, "leak") == ["Leak 2", "Leak 1", "Leak 0"]


def test_a_changed_record_is_found_by_its_new_words_only(cast, report):
    record = report("Leak")
    records.update(record, by=cast.manager, title="Burr")

    assert titles(cast.manager, "leak") == []
    assert titles(cast.manager, "burr") == ["Burr"]


def test_a_voided_record_is_found_on_request(cast, report):
    records.void(report("Leak"), by=cast.manager, reason="Twice")

    assert titles(cast.manager, "leak") == []
    assert titles(cast.manager, "leak", voided=True) == ["Leak"]


def test_nobody_finds_what_they_may_not_see(cast, report):
    report("Leak at main", site=cast.main_site)
    report("Leak from the bay", by=cast.kiosk)

    assert titles(cast.second, "leak") == ["Leak from the bay"]
    assert titles(cast.kiosk, "leak") == ["Leak from the bay"]
    assert titles(cast.stranger, "leak") == []


def test_the_text_around_the_hit_is_shown(cast, report):
    report("Leak", description="Found at night. The gasket was torn on one side.")

    (hit,) = search.find(cast.manager, "gasket")

    assert "gasket was torn" in hit.snippet


def test_a_misspelt_word_is_mended_from_the_own_words(cast, report):
    report("Calibration overdue")

    assert search.did_you_mean(cast.manager, "calibraton") == "calibration"
    assert search.did_you_mean(cast.manager, "calibration") == ""
    assert search.did_you_mean(cast.manager, "zzzzzz") == ""


@pytest.mark.parametrize(
    "hostile",
    ['"', "'", '" OR "', "a* OR b", "NEAR(a b)", "words:x", "a & b | !c", "\\", "(((", ":*", "%", "-", "\x00"],
)
def test_no_query_breaks_the_search(cast, report, hostile):
    report("Leak")

    assert isinstance(titles(cast.manager, hostile), list)


def test_finding_costs_two_statements(cast, django_assert_num_queries):
    for number in range(5):
        factories.make("risk", cast, number)

    with django_assert_num_queries(2):
        assert titles(cast.manager, "canary")


def test_a_type_of_which_some_are_not_for_everybody_costs_one_more(cast, report, django_assert_num_queries):
    for number in range(5):
        report(f"Leak {number}")

    with django_assert_num_queries(3):
        assert titles(cast.manager, "leak")


def test_rebuilding_changes_nothing(cast, report):
    report("Leak", description="Gasket")
    ours = SearchEntry.objects.filter(organization=cast.organization).order_by("id")
    before = list(ours.values())

    assert search.rebuild(cast.organization.pk) == len(before)
    assert list(ours.values()) == before


def test_words_are_cut_and_quoted_phrases_closed():
    assert terms('say "exactly this" NC-2026-0001 x') == [
        (["say"], True),
        (["exactly", "this"], False),
        (["nc", "2026", "0001"], True),
        (["x"], True),
    ]
    assert len(stored("x" * 500)) == 80
