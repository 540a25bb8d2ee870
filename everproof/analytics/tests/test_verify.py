"""The verification report: complete when all is well, honest when not."""

import json

import pytest

from everproof.analytics.errors import BadInput
from everproof.analytics.verify import REFERENCE, verify


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "control_charts.json").write_bytes((REFERENCE / "control_charts.json").read_bytes())
    return tmp_path


def spoilt(folder, change):
    path = folder / "control_charts.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(next(case for case in document["cases"] if case["id"] == "circuit-boards-c"))
    path.write_text(json.dumps(document), encoding="utf-8")
    return next(case for case in verify(folder).cases if case.id == "circuit-boards-c")


def test_every_shipped_case_names_its_source_and_agrees(folder):
    report = verify(folder)
    assert report.failed == 0
    assert report.passed == len(report.cases) >= 20
    assert all(case.source and case.kind in ("published", "definition", "package-run") for case in report.cases)
    assert report.figures > 500
    assert {"python", "numpy", "scipy", "everproof"} <= set(report.versions)


def test_every_figure_shows_its_deviation(folder):
    case = next(case for case in verify(folder).cases if case.id == "circuit-boards-c")
    ucl = next(figure for figure in case.figures if figure.figure == "ucl")
    assert ucl.expected == 33.22
    assert 0 < ucl.deviation <= ucl.allowed


def test_a_wrong_figure_is_reported(folder):
    case = spoilt(folder, lambda case: case["expected"].update(center=20.5))
    assert not case.agrees
    assert [figure.figure for figure in case.figures if not figure.agrees] == ["center"]


def test_a_case_that_cannot_run_is_reported(folder):
    case = spoilt(folder, lambda case: case["input"].update(counts=["many"]))
    assert not case.agrees
    assert "counts[1]" in case.message


def test_the_report_is_plain_json(folder):
    plain = json.loads(json.dumps(verify(folder).as_dict(), allow_nan=False))
    assert plain["passed"] == len(plain["cases"])
    assert plain["cases"][0]["agrees"] is True


def test_missing_or_damaged_cases_are_refused(tmp_path):
    with pytest.raises(BadInput, match="no reference cases"):
        verify(tmp_path)
    (tmp_path / "broken.json").write_text('{"cases": ')
    with pytest.raises(BadInput, match="cannot be read"):
        verify(tmp_path)
