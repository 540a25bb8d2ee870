"""Complaints from files: those of two public registers as they are, and files that are broken in usual ways."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from everproof.cli import main
from everproof.cli.outcome import Outcome
from everproof.customers import analysis
from everproof.customers.models import Complaint
from everproof.kernel import clock, modules
from everproof.kernel.exchange.importing import service, sheets
from everproof.kernel.tenancy import organization_scope

DATA = Path(__file__).parents[4] / "shared" / "data" / "complaints"
MAPS = Path(__file__).resolve().parents[3] / "examples" / "import"
FILES = {"cfpb": "cfpb_complaints_sample.csv", "nhtsa": "nhtsa_vehicle_complaints_sample.csv"}
PLAIN = {"Old": "original_number", "Received": "received_on", "Product": "product", "Says": "description"}


def rows_of(name):
    path = DATA / FILES[name]
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return path, list(csv.DictReader(file))


def bring(name, capsys, *options):
    path, _rows = rows_of(name)
    where = ["--map", str(MAPS / f"{name}.json"), "--organization", "ours", "--json"]
    done = main(["import", "complaints", str(path), *where, *options])
    return done, json.loads(capsys.readouterr().out)


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_register_of_complaints_comes_in_whole_and_its_figures_are_the_file_s_own(everyone, capsys):
    _path, rows = rows_of("cfpb")
    done, told = bring("cfpb", capsys)

    assert (done, told["read"], told["new"], told["problems"]) == (Outcome.WELL, len(rows), len(rows), [])
    done, told = bring("cfpb", capsys)
    assert (done, told["unchanged"], told["new"], told["changed"]) == (Outcome.WELL, len(rows), 0, 0)
    with organization_scope(everyone.organization.pk):
        found = analysis.complaints(everyone.manager)
        assert found.count() == len(rows)
        for by, column in (("product", "Product"), ("issue", "Issue"), ("channel", "Submitted via")):
            assert sorted(bar.count for bar in analysis.bars(found, by)) == sorted(
                Counter(row[column] for row in rows).values()
            )
        issues = {bar.label: bar.count for bar in analysis.bars(found, "issue")}
        assert issues == Counter(row["Issue"] for row in rows)
        narrowed = analysis.within(found, "product", "Debt collection")
        assert {bar.label: bar.count for bar in analysis.bars(narrowed, "issue")} == Counter(
            row["Issue"] for row in rows if row["Product"] == "Debt collection"
        )
        timely = Counter(row["Timely response?"] for row in rows)
        answered = analysis.timeliness(found, clock.today("UTC"))
        assert (answered.in_time, answered.late, answered.overdue) == (timely["Yes"], timely["No"], 0)
        for words in ("identity theft", "inaccurate", "refund"):
            said = [row for row in rows if words in row["Consumer complaint narrative"].lower()]
            assert analysis.saying(found, words).count() == len(said) > 0
        texts = {row["Complaint ID"]: row["Consumer complaint narrative"].strip() for row in rows}
        kept = dict(found.values_list("original_number", "description"))
        assert kept.keys() == texts.keys()
        assert [key for key, words in texts.items() if kept[key].split() != words.split()] == []
        settled = Counter(row["Company response to consumer"] != "In progress" for row in rows)
        assert found.filter(status="closed").count() == settled[True]


@pytest.mark.django_db
def test_days_without_separators_and_codes_of_another_register_come_in(everyone, capsys):
    _path, rows = rows_of("nhtsa")
    tried, dry = bring("nhtsa", capsys, "--dry-run")
    assert (tried, dry["new"]) == (Outcome.WELL, len(rows))
    with organization_scope(everyone.organization.pk):
        assert not Complaint.objects.exists()

    done, told = bring("nhtsa", capsys)
    assert (done, told["new"], told["problems"]) == (Outcome.WELL, len(rows), [])
    assert bring("nhtsa", capsys)[1]["unchanged"] == len(rows)
    with organization_scope(everyone.organization.pk):
        days = dict(Complaint.objects.values_list("original_number", "received_on"))
        assert {key: day.strftime("%Y%m%d") for key, day in days.items()} == {
            row["CMPLID"]: row["DATEA"] for row in rows
        }
        assert Complaint.objects.filter(danger=True).count() == sum(row["CRASH"] == "Y" for row in rows)


def at_once(cast, content, mapping=None, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    return service.import_at_once(
        modules.record_type("complaint"), raw, file_name="x.csv", by=cast.manager, mapping=mapping or PLAIN, **options
    )


@pytest.mark.django_db
def test_three_ways_to_write_a_day_are_read(cast):
    told = at_once(
        cast, "Old,Received,Product,Says\n1,2026-03-04,A,x\n2,04.03.2026,A,x\n3,13/03/2026,A,x\n4,20260304,A,x\n"
    )

    assert told["problems"] == []
    assert sorted(day.isoformat() for day in Complaint.objects.values_list("received_on", flat=True)) == [
        "2026-03-04",
        "2026-03-04",
        "2026-03-04",
        "2026-03-13",
    ]


@pytest.mark.django_db
def test_broken_rows_are_named_and_the_others_come_in(cast):
    told = at_once(
        cast,
        "Old,Received,Product,Says\n1,2026-03-04,A,fine\n2,2026-13-40,A,no such day\n,2026-03-04,A,no number\n"
        "4,2026-03-04,A,torn,in two\n1,2026-03-04,A,again\n6,03/04/2026,A,two days\n",
    )

    assert (told["read"], told["new"]) == (6, 1)
    assert [problem["where"].partition(",")[0] for problem in told["problems"]] == [
        "row 3",
        "row 4",
        "row 5",
        "row 6",
        "row 7",
    ]
    assert all(problem["reason"] and problem["cure"] for problem in told["problems"])
    assert Complaint.objects.get().description == "fine"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_read(cast, encoding):
    at_once(cast, "Old,Received,Product,Says\n1,2026-03-04,Gerät,Größe falsch\n".encode(encoding))

    assert Complaint.objects.get().description == "Größe falsch"


@pytest.mark.django_db
def test_a_quotation_mark_that_nobody_closes_loses_no_row_in_silence(cast):
    with pytest.raises(sheets.Unreadable, match="quotation mark"):
        at_once(cast, 'Old,Received,Product,Says\n1,2026-03-04,A,"torn\n2,2026-03-04,A,lost\n')

    assert not Complaint.objects.exists()


@pytest.mark.django_db
def test_a_formula_stays_words_and_leaves_as_words(cast, sign_in):
    at_once(cast, 'Old,Received,Product,Says\n1,2026-03-04,"=HYPERLINK(""x"")",=1+1\n')

    assert Complaint.objects.get().description == "=1+1"
    table = sign_in("manager").get("/ours/customers/analysis/?days=all&format=csv").content.decode("utf-8-sig")
    assert "'=1+1" in table
    assert "'=HYPERLINK" in table


@pytest.mark.django_db
def test_a_column_fills_two_fields_and_its_words_become_ours(cast):
    told = at_once(
        cast,
        "Old,Received,Result\n1,2026-03-04,Paid\n2,2026-03-04,Waiting\n",
        {"Old": "original_number", "Received": "received_on", "Result": ["outcome", "state"]},
        values={"state": {"paid": "closed", "Waiting": ""}},
    )

    assert told["problems"] == []
    assert set(Complaint.objects.values_list("outcome", "status")) == {("Paid", "closed"), ("Waiting", "received")}


@pytest.mark.django_db
def test_a_map_that_names_no_column_of_the_file_is_told(cast):
    with pytest.raises(service.planning.BadMapping, match="Elsewhere"):
        at_once(cast, "Old,Received\n1,2026-03-04\n", {"Elsewhere": ["outcome", "state"]})
