"""A log that a company brings along: cases and corrective actions with states and days; twice changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from everproof.improvement import actions, analysis
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import modules, records
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import service

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[3] / "examples" / "import"


@pytest.fixture
def owner(cast):
    return records.update(cast.person("manager"), by=cast.administrator, email="quality@example.com")


def bring(cast, type_name, name, text=None, **more):
    content = (EXAMPLES / name).read_bytes() if text is None else text.encode()
    return service.import_at_once(modules.record_type(type_name), content, file_name=name, by=cast.manager, **more)


def bring_all(cast, **more):
    return [
        bring(cast, "nonconformity", "nonconformities.csv", **more),
        bring(cast, "corrective-action", "corrective-actions.csv", **more),
    ]


def test_the_example_comes_in_with_its_history(cast, owner):
    cases, steps = bring_all(cast)

    assert (cases["new"], cases["problems"]) == (5, [])
    assert (steps["new"], steps["problems"]) == (3, [])
    leak = Nonconformity.objects.get(original_number="QN-2023-038")
    assert (leak.status, leak.severity, leak.closed_on) == ("closed", "high", date(2024, 2, 12))
    states = CorrectiveAction.objects.filter(nonconformity=leak).order_by("original_number")
    assert [(one.status, one.effectiveness_result, one.effectiveness_reviewed_on) for one in states] == [
        ("not-effective", "not-effective", date(2023, 12, 1)),
        ("effective", "effective", date(2024, 2, 12)),
    ]
    assert states[0].completed_on == date(2023, 9, 12)
    assert Nonconformity.objects.get(original_number="QN-2024-011").status == "reported"


def test_a_second_time_nothing_changes(cast, owner):
    bring_all(cast)
    versions = list(CorrectiveAction.objects.values_list("pk", "version"))
    cases, steps = bring_all(cast)

    assert (cases["unchanged"], steps["unchanged"]) == (5, 3)
    assert list(CorrectiveAction.objects.values_list("pk", "version")) == versions


def test_a_dry_run_writes_nothing(cast, owner):
    told = bring(cast, "nonconformity", "nonconformities.csv", dry_run=True)

    assert (told["new"], told["problems"]) == (5, [])
    assert not Nonconformity.objects.exists()


def test_it_counts_in_the_analysis_as_what_it_was(cast, owner):
    bring_all(cast)
    found = analysis.cases(cast.manager, date(2023, 1, 1), date(2024, 12, 31))

    times = analysis.times_to_close(found)
    assert (times.count, times.most) == (4, 174.0)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("Evidence", "", "Nobody has said what was done"),
        ("What the judgement rests on", "", "Nobody has said what the judgement rests on"),
        ("State since", "", "not said since when"),
        ("Nonconformity", "QN-1999-001", "There is no nonconformity"),
    ],
)
def test_what_is_missing_is_said_row_by_row(cast, owner, name, value, reason):
    bring(cast, "nonconformity", "nonconformities.csv")
    row = {
        "Original number": "QN-2023-014/1",
        "Corrective action": "Two drawers",
        "Nonconformity": "QN-2023-014",
        "Owner": "quality@example.com",
        "Due": "2023-03-01",
        "Evidence": "Photo",
        "What the judgement rests on": "No case since",
        "State": "Effective",
        "State since": "2023-06-30",
        name: value,
    }
    told = bring(cast, "corrective-action", "log.csv", ";".join(row) + "\n" + ";".join(row.values()) + "\n")

    assert told["new"] == 0
    assert any(reason in one["reason"] for one in told["problems"]), told["problems"]
    assert not CorrectiveAction.objects.exists()


def test_only_what_a_file_brings_in_joins_a_closed_case(cast, owner):
    bring(cast, "nonconformity", "nonconformities.csv")
    closed = Nonconformity.objects.get(original_number="QN-2023-014")

    with pytest.raises(Refused, match="not open"):
        actions.plan_corrective_action(
            nonconformity=closed, title="Late idea", owner=owner, due_on=date(2027, 1, 1), by=cast.manager
        )
