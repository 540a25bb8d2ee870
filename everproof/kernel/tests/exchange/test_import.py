"""Tables come in: recognised, compared, tried, written, taken back; bad cells are named and change nothing."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from everproof.kernel import modules, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange.importing import cells, columns, planning, running, service, sheets
from everproof.kernel.exchange.importing.cells import BadCell, DayOrder
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person, Role
from everproof.kernel.testing.tasks import run_waiting_tasks

PEOPLE = """Name;E-mail address;Job title;Started;Site
Nora Newt;nora@ours.example;Turner;01.03.2024;Main site
Otto Owl;otto@ours.example;Welder;15.04.2023;Main site
"""


def bring(cast, text, type_name="person", by=None, **more):
    record_type = modules.record_type(type_name)
    return service.import_at_once(
        record_type, text.encode(), file_name="people.csv", by=by or cast.administrator, **more
    )


@pytest.fixture
def people(cast):
    return PEOPLE.replace("Main site", cast.main_site.title)


def test_new_people_come_in_once(cast, people):
    first = bring(cast, people)
    second = bring(cast, people)

    assert (first["new"], first["problems"]) == (2, [])
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 2)
    nora = Person.objects.get(email="nora@ours.example")
    assert (nora.title, nora.job_title, nora.started_on, nora.site) == (
        "Nora Newt",
        "Turner",
        date(2024, 3, 1),
        cast.main_site,
    )
    assert b'"source":"import"' in bytes(LedgerEntry.objects.get(type="person", record_id=nora.pk).body)


def test_a_changed_cell_changes_its_field_alone(cast, people):
    bring(cast, people)
    done = bring(cast, people.replace("Turner", "Grinder"))

    assert (done["changed"], done["unchanged"]) == (1, 1)
    nora = Person.objects.get(email="nora@ours.example")
    assert (nora.job_title, nora.version) == ("Grinder", 2)


def test_an_empty_cell_changes_nothing(cast, people):
    bring(cast, people)
    assert bring(cast, people.replace("Turner", ""))["unchanged"] == 2


def test_a_dry_run_writes_nothing_and_finds_what_the_write_would(cast, people):
    entries = LedgerEntry.objects.count()
    told = bring(cast, people, dry_run=True)

    assert told["new"] == 2
    assert LedgerEntry.objects.count() == entries
    assert not Person.objects.filter(email="nora@ours.example").exists()


def test_problems_name_row_column_and_cure(cast, people):
    told = bring(cast, people.replace("15.04.2023", "35.04.2023").replace("Otto Owl", ""))

    assert told["new"] == 1
    assert [problem["where"] for problem in told["problems"]] == ["row 3, column “Started”"]
    assert told["problems"][0]["cure"] == "Write days as 2026-03-04."
    assert not Person.objects.filter(email="otto@ours.example").exists()


def test_what_the_action_refuses_is_a_problem_of_its_row(cast, people):
    told = bring(cast, people.replace("otto@ours.example", "no address"), dry_run=True)

    assert told["new"] == 1
    assert "row 3" in told["problems"][0]["where"]


def test_the_same_key_twice_is_refused(cast, people):
    told = bring(cast, people + people.splitlines()[1] + "\n")
    assert [(problem["where"], problem["reason"]) for problem in told["problems"]] == [
        ("row 4", "This is in row 2 already.")
    ]


def test_nobody_imports_what_they_may_not_make(cast, people):
    with pytest.raises(NotAllowed):
        bring(cast, people, by=cast.member)


def test_a_map_names_columns_and_key(cast):
    text = "Who,Code\nNora Newt,P-17\n"
    mapping = {"Who": "title", "Code": "original_number"}
    bring(cast, text, mapping=mapping)
    assert bring(cast, text.replace("Nora", "Norah"), mapping=mapping)["changed"] == 1
    assert Person.objects.get(original_number="P-17").title == "Norah Newt"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Whom": "title"}, "no column “Whom”"),
        ({"Who": "nonsense"}, "no field “nonsense”"),
        ({"Who": "title", "Code": "title"}, "More than one column"),
        ({"Code": "job_title"}, "which no column fills"),
    ],
)
def test_a_bad_map_is_refused_in_words(cast, mapping, words):
    with pytest.raises(ValidationError, match=words):
        bring(cast, "Who,Code\nNora,1\n", mapping=mapping)


def test_a_row_may_refer_to_another_of_the_same_file(cast):
    text = "Name,E-mail address,Supervisor\nNora,n@ours.example,Otto Owl\nOtto Owl,o@ours.example,\n"
    assert bring(cast, text, dry_run=True)["problems"] == []
    bring(cast, text)
    assert Person.objects.get(title="Nora").supervisor.title == "Otto Owl"


def test_undo_voids_what_is_new_and_restores_what_was_changed(cast, people):
    bring(cast, people)
    bring(cast, people.replace("Turner", "Grinder") + "Pia Pike;pia@ours.example;Buyer;2024-01-01;\n")
    kept = Import.objects.order_by("-created_at").first()

    assert running.undo(kept, by=cast.administrator) == []
    assert Person.objects.get(email="nora@ours.example").job_title == "Turner"
    assert Person.objects.get(email="pia@ours.example").is_voided
    with pytest.raises(Refused):
        running.undo(kept, by=cast.administrator)


def test_undo_leaves_what_somebody_changed_since(cast, people):
    bring(cast, people)
    nora = Person.objects.get(email="nora@ours.example")
    records.update(nora, by=cast.administrator, job_title="Boss")
    left = running.undo(Import.objects.get(), by=cast.administrator)

    assert [problem.where for problem in left] == ["row 2"]
    assert not Person.objects.get(pk=nora.pk).is_voided


def test_all_or_nothing_writes_nothing_when_a_row_fails(cast, people):
    record_type = modules.record_type("person")
    kept = service.start(
        record_type, people.replace("15.04.2023", "x").encode(), file_name="a.csv", by=cast.administrator
    )
    service.check(kept, kept.mapping, by=cast.administrator)
    assert kept.state == Import.State.PLANNED
    with pytest.raises(running.NotAllGood):
        running.carry_out(service.plan_of(kept, cast.administrator), by=cast.administrator, kept=kept)
    assert not Person.objects.filter(email="nora@ours.example").exists()


def test_a_large_file_is_checked_and_imported_in_the_background(cast):
    rows = "".join(f"Person {number},p{number}@ours.example\n" for number in range(service.AT_ONCE + 20))
    kept = service.start(
        modules.record_type("person"),
        b"Name,E-mail address\n" + rows.encode(),
        file_name="a.csv",
        by=cast.administrator,
    )
    service.check(kept, kept.mapping, by=cast.administrator)
    assert kept.state == Import.State.RUNNING
    run_waiting_tasks()
    kept.refresh_from_db()
    assert (kept.state, kept.counts["new"], kept.progress) == (Import.State.PLANNED, 120, 120)

    service.run(kept, by=cast.administrator, only_good=False)
    run_waiting_tasks()
    kept.refresh_from_db()
    assert (kept.state, kept.table, kept.rows.count()) == (Import.State.DONE, None, 120)


def test_a_mapping_is_remembered_for_files_with_the_same_headings(cast):
    content = b"Who;Mail\nNora;n@ours.example\n"
    record_type = modules.record_type("person")
    kept = service.start(record_type, content, file_name="a.csv", by=cast.administrator)
    assert kept.mapping == {}
    service.check(kept, {"Who": "title", "Mail": "email"}, by=cast.administrator)
    assert service.start(record_type, content, file_name="b.csv", by=cast.administrator).mapping == {
        "Who": "title",
        "Mail": "email",
    }


def test_lists_and_choices_are_read_by_value_or_label(cast):
    text = "Name,Duties in the quality system,Authorities\nClerk,Customer focus; system-conformity,release\n"
    bring(cast, text, "role", cast.manager, mapping={"Name": "title", "Duties in the quality system": "qms_duties"})
    assert set(Role.objects.get(title="Clerk").qms_duties) == {"customer-focus", "system-conformity"}


def workbook(rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
    return file.getvalue()


def test_a_workbook_gives_days_numbers_and_row_numbers_as_it_shows_them():
    table = sheets.read_bytes(
        workbook([[], ["Name", "Started", ""], ["Nora", datetime(2024, 3, 1), 3.0], [], ["Otto"]])
    )
    assert table.headings == ("Name", "Started")
    assert table.first_row == 3
    assert [row[0] for row in table.rows] == ["Nora", None, "Otto"]
    assert cells.day(table.rows[0][1], DayOrder()) == date(2024, 3, 1)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_any_usual_form(separator, encoding):
    text = f'Größe{separator}"Was, wo; wie"\r\n"1\r\n2"{separator}Öl\r\n'
    table = sheets.read_bytes(text.encode(encoding))
    assert table == sheets.Table(("Größe", "Was, wo; wie"), (("1\n2", "Öl"),), 2)


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 100_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\xd0\xcf\x11\xe0 neither", "damaged"),
        (b"%PDF-1.7\x00\x01\x02", "neither a spreadsheet"),
        (b"a," * 300 + b"\n1", "more than"),
        (b"a\n" + b"1\n" * (sheets.MOST_ROWS + 1), "more than"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(sheets.Unreadable, match=words):
        sheets.read_bytes(content)


def test_a_bomb_is_not_unpacked():
    with pytest.raises(sheets.Unreadable, match="more than"):
        sheets.read_bytes(bomb())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,5", "1.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234", "1234"),
        ("1.234.567", "1234567"),
        ("-3", "-3"),
        ("2e3", "2000"),
        ("0,125", "0.125"),
        (7, "7"),
        (2.5, "2.5"),
    ],
)
def test_numbers_in_both_ways_of_writing(written, value):
    assert cells.number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["1,234", "abc", "NaN", "inf", "1e9999999", True, ""])
def test_what_is_no_number_or_might_be_two_is_refused(written):
    with pytest.raises(BadCell):
        cells.number(written)


def test_days_with_slashes_need_one_that_tells_the_order():
    assert cells.day("03/04/2026", DayOrder.of(["03/04/2026", "25/12/2026"])) == date(2026, 4, 3)
    assert cells.day("03/04/2026", DayOrder.of(["03/04/2026", "12/25/2026"])) == date(2026, 3, 4)
    with pytest.raises(BadCell, match="two days"):
        cells.day("03/04/2026", DayOrder.of(["03/04/2026"]))


def test_an_export_of_ours_can_be_guessed(cast):
    headings = [str(column.label) for column in modules.record_type("person").columns]
    found = columns.guess(modules.record_type("person"), headings)
    assert {"title", "job_title", "department", "site", "email", "started_on"} <= set(found.values())


def test_rows_in_a_circle_are_left_for_the_end():
    rows = [planning.Row(2, after={"parent": 3}), planning.Row(3, after={"parent": 2}), planning.Row(4)]
    assert [row.number for row in planning.in_order(rows)] == [4, 2, 3]
