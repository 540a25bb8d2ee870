"""`everproof import TYPE PATH`: the same for records and for the values of KPIs, and twice changes nothing."""

import json
from datetime import date

import pytest
import xlsxwriter

from everproof.cli import main
from everproof.cli.outcome import Outcome
from everproof.kernel.measurements import Measurement
from everproof.kernel.tenancy import organization_scope
from everproof.processes.actions import kpis

WIDE = "KPI,Jan 2026,Feb 2026\nDelivery time,33.75,33.05\n"


@pytest.fixture
def file(everyone, tmp_path):
    with organization_scope(everyone.organization.pk):
        kpis.define_kpi(
            title="Delivery time",
            by=everyone.manager,
            owner=everyone.person("member"),
            unit="d",
            measured_from=date(2026, 1, 1),
        )
    path = tmp_path / "figures.csv"
    path.write_text(WIDE, encoding="utf-8")
    return path


def bring(file, capsys, *options):
    done = main(["import", "kpi-values", str(file), "--organization", "ours", "--json", *options])
    return done, json.loads(capsys.readouterr().out)


def test_values_of_kpis_come_in_once(file, capsys):
    first, told = bring(file, capsys)
    again, unchanged = bring(file, capsys)

    assert (first, again) == (Outcome.WELL, Outcome.WELL)
    assert told == {"read": 2, "new": 2, "changed": 0, "unchanged": 0, "problems": []}
    assert (unchanged["new"], unchanged["unchanged"]) == (0, 2)


def test_a_dry_run_writes_nothing(file, everyone, capsys):
    _done, told = bring(file, capsys, "--dry-run")
    assert told["new"] == 2
    with organization_scope(everyone.organization.pk):
        assert not Measurement.objects.exists()


def test_a_map_names_the_columns(file, capsys, tmp_path):
    file.write_text("What;When;How much\nDelivery time;2026-01;33.75\n", encoding="utf-8")
    mapping = tmp_path / "map.json"
    mapping.write_text('{"What": "kpi", "When": "period", "How much": "value"}', encoding="utf-8")

    assert bring(file, capsys, "--map", str(mapping))[1]["new"] == 1


def test_a_problem_is_told_and_exits_with_one(file, capsys):
    file.write_text(WIDE.replace("33.05", "soon"), encoding="utf-8")
    done, told = bring(file, capsys)

    assert (done, told["new"]) == (Outcome.NOT_WELL, 1)
    assert told["problems"][0]["where"] == "row 2, column “Feb 2026”"


def test_who_may_not_is_refused(file, capsys):
    command = ["import", "kpi-values", str(file), "--organization", "ours", "--as", "member@ours.example"]
    assert main(command) == Outcome.COULD_NOT_RUN
    assert "Only a quality manager imports this." in capsys.readouterr().err


def test_a_word_that_names_nothing_is_answered_with_those_that_do(file, capsys):
    assert main(["import", "kpi-figures", str(file), "--organization", "ours"]) == Outcome.COULD_NOT_RUN
    assert "kpi-values" in capsys.readouterr().err


def test_a_workbook_brings_all_its_sheets(everyone, tmp_path, capsys):
    path = tmp_path / "bakery.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheets = {"Risks": [("Risk", "Processes"), ("Oven fails", "Bake")], "Processes": [("Process",), ("Bake",)]}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    command = ["import", "workbook", str(path), "--organization", "ours", "--json"]

    assert main([*command, "--dry-run"]) == Outcome.WELL
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["new"], told["problems"]) == (2, 2, [])
    assert main(command) == Outcome.WELL
    told = json.loads(capsys.readouterr().out)
    assert [(one["sheet"], one["new"]) for one in told["sheets"]] == [("Processes", 1), ("Risks", 1)]
    assert main(command) == Outcome.WELL
    assert json.loads(capsys.readouterr().out)["unchanged"] == 2


def test_a_workbook_takes_no_map(everyone, tmp_path, capsys):
    path, mapping = tmp_path / "bakery.xlsx", tmp_path / "map.json"
    path.write_bytes(b"")
    mapping.write_text("{}", encoding="utf-8")
    command = ["import", "workbook", str(path), "--organization", "ours", "--map", str(mapping)]
    assert main(command) == Outcome.COULD_NOT_RUN
    assert "A map is for one list." in capsys.readouterr().err
