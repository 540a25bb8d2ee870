"""A figure beside its limit: met, missed and by how much, or not to be judged."""

import pytest

from benchmarks.goals import Judged, PageGoal, verdict


@pytest.mark.parametrize(
    ("judged", "words"),
    [
        (Judged("p50", 12.0, 12.0), ""),
        (Judged("p50", 15.0, 12.0), "p50 missed by 25 %"),
        (Judged("p50", 36.0, 12.0), "p50 missed 3.0×"),
        (Judged("/s at 8", 120.0, 120.0, at_least=True), ""),
        (Judged("/s at 8", 96.0, 120.0, at_least=True), "/s at 8 missed by 25 %"),
        (Judged("p50", 15.0, None), ""),
        (Judged("p50", None, 12.0), ""),
    ],
)
def test_by_how_much_a_limit_is_missed(judged: Judged, words: str):
    assert judged.missed == words


def test_a_verdict_names_all_that_is_missed():
    assert verdict([Judged("p50", 24.0, 20.0), Judged("SQL", 8, 8), Judged("ratio", 6, 4)]) == (
        "p50 missed by 20 %; ratio missed by 50 %"
    )


def test_a_verdict_is_ok_only_where_something_was_judged():
    assert verdict([Judged("p50", 10.0, 20.0), Judged("growth", None, 1.3)]) == "ok"
    assert verdict([Judged("p50", 10.0, None), Judged("growth", None, 1.3)]) == "–"


def test_a_goal_reads_as_words():
    assert str(PageGoal(milliseconds=12, per_second=120, ratio=6, statements=14)) == (
        "≤ 12 ms, ≤ 6×, ≥ 120/s, ≤ 14 SQL, growth ≤ 1.3"
    )
