"""Lists as files: the same rows and columns, no formula, and an entry in the ledger."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from everproof.kernel.exchange import export
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tests.pages.conftest import LIST
from everproof.kernel.ui.views import export as export_view


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def sheet_of(response):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.django_db
def test_csv_holds_the_rows_and_columns_of_the_list(sign_in, in_work, report):
    found = in_work("Leak")
    report("Other")

    response = sign_in("member").post(f"{LIST}export/csv/?state=contained&cols=title,status,owner,severity,due_on")

    assert rows_of(response) == [
        ["Number", "What happened", "State", "Severity", "Owner", "Due"],
        [found.number, "Leak", "Contained", "Low", "Mel Member", ""],
    ]
    assert response["Content-Disposition"].startswith('attachment; filename="ours-nonconformities-')


@pytest.mark.django_db
def test_excel_holds_days_as_days(sign_in, report):
    found = report("Leak", detected_on=date(2026, 3, 4))

    response = sign_in("member").post(f"{LIST}export/xlsx/?cols=title,detected_on")

    assert sheet_of(response) == [["Number", "What happened", "Detected"], [found.number, "Leak", date(2026, 3, 4)]]


@pytest.mark.django_db
def test_a_formula_stays_text_in_both(sign_in, report):
    report("=1+1")

    assert rows_of(sign_in("member").post(f"{LIST}export/csv/?cols=title"))[1][1] == "'=1+1"
    assert sheet_of(sign_in("member").post(f"{LIST}export/xlsx/?cols=title"))[1][1] == "=1+1"


@pytest.mark.django_db
def test_holds_only_what_the_reader_may_see(sign_in, cast, report):
    own = report("Own", by=cast.kiosk)
    report("Secret")

    assert [row[0] for row in rows_of(sign_in("kiosk").post(f"{LIST}export/csv/"))[1:]] == [own.number]


@pytest.mark.django_db
def test_each_export_leaves_an_entry_without_the_words_that_were_searched(sign_in, cast, report):
    report("Leak")

    sign_in("member").post(f"{LIST}export/csv/?q=leak&state=reported")

    entry = LedgerEntry.objects.get(verb="kernel.export")
    assert entry.actor == str(cast.member.person_id)
    facts = json.loads(bytes(entry.body))["facts"]
    assert (facts["rows"], facts["format"], facts["filters"]) == (1, "csv", ["state"])
    assert b"leak" not in bytes(entry.body)


@pytest.mark.django_db
def test_is_read_in_chunks_in_the_order_of_the_list(sign_in, report, monkeypatch):
    monkeypatch.setattr(export_view, "CHUNK", 2)
    made = [report(f"Number {number}").number for number in range(5)]

    rows = rows_of(sign_in("member").post(f"{LIST}export/csv/"))

    assert [row[0] for row in rows[1:]] == made[::-1]


@pytest.mark.django_db
def test_stops_at_the_most(sign_in, report, monkeypatch):
    monkeypatch.setattr(export_view, "MOST_ROWS", 3)
    for number in range(5):
        report(f"Number {number}")

    assert len(rows_of(sign_in("member").post(f"{LIST}export/csv/"))) == 4


@pytest.mark.django_db
def test_a_link_alone_exports_nothing_and_other_formats_do_not_exist(sign_in, report):
    assert sign_in("member").get(f"{LIST}export/csv/").status_code == 405
    assert sign_in("member").post(f"{LIST}export/exe/").status_code == 404


PLAIN = ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", " =1", "\tplain"]
IN_DISGUISE = ["  \u00a0@a", "＝1", "＋1", "－1", "＠a", "\ufeff=1", "\u200b=1"]


@pytest.mark.parametrize("text", [*PLAIN, *IN_DISGUISE])
def test_text_that_a_spreadsheet_would_run_is_guarded(text):
    assert export.guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Leak", "NC-2026-0001", "5 - 3", "a=b", "10 %"])
def test_other_text_is_left_alone(text):
    assert export.guarded(text) == text


def test_values_keep_their_kind_in_csv(tmp_path):
    path = tmp_path / "values.csv"
    moment = datetime.fromisoformat("2026-03-04T05:06:07+00:00")

    count = export.write_csv(
        path, ["a"], [[-1, Decimal("-2.50"), True, None, date(2026, 3, 4), moment, ["x", "y"], "-1"]]
    )

    assert count == 1
    written = path.read_text("utf-8-sig").splitlines()[1]
    assert written == '-1,-2.50,yes,,2026-03-04,2026-03-04T05:06:07+00:00,"x, y",\'-1'
