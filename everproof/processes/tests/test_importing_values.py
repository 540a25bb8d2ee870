"""Values of KPIs come in with a table: long or wide, once, and back again."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed
from everproof.kernel.exchange.importing import running, service, subjects
from everproof.kernel.exchange.importing.cells import DayOrder
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.exchange.importing.planning import BadMapping
from everproof.kernel.measurements import Measurement
from everproof.processes.actions import kpis, values
from everproof.processes.importing import period_in
from everproof.processes.models import KpiStanding
from everproof.processes.queries.values import values_of

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
IMPORTS = "/ours/kernel/imports/"
LONG = "KPI;Month;Value\nDelivery time;2026-08;33.75\nDelivery time;Sep 2026;33.05 d\nDelivery time;10/2026;34.00\n"
WIDE = "KPI,Aug 2026,Sep 2026,Oct 2026\nDelivery time,33.75,33.05,34.00\nScrap,2.1,,1.9\n"
BY_MONTH = "Month,Delivery time,Scrap\n2026-08-31,33.75,2.1\n2026-09-30,33.05,\n2026-10-31,34.00,1.9\n"
COUNTS = "KPI;Period;Numerator;Denominator\nOn time;2026-09;90;100\nOn time;2026-10;95;100\n"


@pytest.fixture(autouse=True)
def a_day():
    """All of it happens on 22 November 2026."""
    with clock.travel(NOW):
        yield


def define(cast, title, **more):
    more = {"unit": "d", "measured_from": date(2026, 8, 1), **more}
    return kpis.define_kpi(title=title, by=cast.manager, owner=cast.person("member"), **more)


@pytest.fixture
def delivery(cast):
    return define(cast, "Delivery time")


@pytest.fixture
def scrap(cast):
    return define(cast, "Scrap", unit="%")


@pytest.fixture
def share(cast):
    parts = {"chart": "proportion", "numerator": "On time", "denominator": "Delivered", "scale": 100, "unit": "%"}
    return define(cast, "On time", **parts)


def bring(by, text, **more):
    table = subjects.of_plural("kpi-values")
    content = text if isinstance(text, bytes) else text.encode()
    return service.import_at_once(table, content, file_name="values.csv", by=by, **more)


def held(kpi):
    return [(point.on.isoformat(), point.value) for point in values_of(kpi, "Europe/Berlin")]


THREE = [("2026-08-31", 33.75), ("2026-09-30", 33.05), ("2026-10-31", 34.0)]


def test_a_long_table_comes_in_once(cast, delivery):
    first, second = bring(cast.manager, LONG), bring(cast.manager, LONG)

    assert (first["read"], first["new"], first["problems"]) == (3, 3, [])
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 3)
    assert held(delivery) == THREE
    assert KpiStanding.objects.get(kpi=delivery).points == 3


@pytest.mark.parametrize("text", [WIDE, BY_MONTH])
def test_a_wide_table_has_a_period_or_a_kpi_in_each_heading(cast, delivery, scrap, text):
    told = bring(cast.manager, text)

    assert (told["read"], told["new"], told["problems"]) == (5, 5, [])
    assert held(delivery) == THREE
    assert held(scrap) == [("2026-08-31", 2.1), ("2026-10-31", 1.9)]
    assert bring(cast.manager, text)["unchanged"] == 5


def test_a_workbook_whose_headings_are_days_is_read_too(cast, delivery):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, month = book.add_worksheet(), book.add_format({"num_format": "mmm yy"})
        sheet.write_row(0, 0, ["KPI"])
        sheet.write_row(1, 0, ["Delivery time", 33.75, 33.05])
        for column, day in enumerate([date(2026, 8, 1), date(2026, 9, 1)], start=1):
            sheet.write_datetime(0, column, day, month)

    assert bring(cast.manager, file.getvalue())["new"] == 2
    assert held(delivery) == THREE[:2]


def test_counts_make_a_share(cast, share):
    assert bring(cast.manager, COUNTS)["new"] == 2
    assert held(share) == [("2026-09-30", 90.0), ("2026-10-31", 95.0)]
    assert bring(cast.manager, COUNTS)["unchanged"] == 2


def test_a_dry_run_writes_nothing(cast, delivery):
    assert bring(cast.manager, LONG, dry_run=True)["new"] == 3
    assert not Measurement.objects.exists()


def test_another_figure_corrects_the_value_and_the_former_one_stays(cast, delivery):
    bring(cast.manager, LONG)
    told = bring(cast.manager, LONG.replace("33.05 d", "33.5"))

    assert (told["changed"], told["unchanged"]) == (1, 2)
    assert dict(held(delivery))["2026-09-30"] == 33.5
    withdrawn = Measurement.objects.exclude(withdrawn_at=None).get()
    assert (withdrawn.value, withdrawn.withdrawn_reason) == (33.05, "Import")


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (("Delivery time;2026-08", "Delay;2026-08"), "row 2", "There is no KPI “Delay” here."),
        (("2026-08", "soon"), "row 2", "“soon” is not a period."),
        (("2026-08", "2026"), "row 2", "“2026” is longer than the period of this KPI."),
        (("33.75", "much"), "row 2", "“much” is not a number."),
        (("2026-08", "2027-08"), "row 2", "Aug 2027 has not begun yet."),
        (("2026-08", "Sep 2026"), "row 3", "Sep 2026 has a value in row 2 already."),
    ],
)
def test_a_bad_cell_is_named_and_keeps_no_other_back(cast, delivery, change, where, reason):
    told = bring(cast.manager, LONG.replace(*change))

    assert told["new"] == 2
    assert [(one["where"].partition(",")[0], one["reason"]) for one in told["problems"]] == [(where, reason)]
    assert told["problems"][0]["cure"]


def test_a_share_takes_no_bare_value(cast, share):
    told = bring(cast.manager, "KPI;Period;Value\nOn time;2026-09;90\n")
    assert told["problems"][0]["reason"] == "On time is computed from two counts."


def test_columns_that_make_no_value_are_refused(cast, delivery):
    with pytest.raises(BadMapping, match="which columns hold the KPI"):
        bring(cast.manager, "KPI;Value\nDelivery time;33\n")


def test_undoing_puts_the_former_values_back(cast, delivery):
    values.enter_value(kpi=delivery, by=cast.manager, value="40", period_on=date(2026, 9, 30))
    bring(cast.manager, LONG)

    assert running.undo(Import.objects.get(), by=cast.manager) == []
    assert held(delivery) == [("2026-09-30", 40.0)]


def test_who_does_not_manage_imports_no_values(cast, delivery):
    with pytest.raises(NotAllowed):
        bring(cast.member, LONG)
    with pytest.raises(NotAllowed):
        bring(cast.administrator, LONG)


def test_nobody_writes_into_the_kpi_of_a_stranger(cast, delivery):
    told = bring(cast.stranger, LONG)
    assert {one["reason"] for one in told["problems"]} == {"There is no KPI “Delivery time” here."}
    assert held(delivery) == []


def test_the_page_goes_from_pasted_rows_to_the_way_back(cast, delivery, sign_in):
    browser = sign_in("manager")
    page = browser.post(f"{IMPORTS}kpi-values/", {"rows": WIDE.replace(",", "\t")}).headers["Location"]
    assert "Value of the period in the heading" in browser.get(page).content.decode()

    columns = {"column_0": "kpi", **{f"column_{number}": "of_period" for number in (1, 2, 3)}}
    browser.post(f"{page}check/", columns)
    shown = browser.get(page).content.decode()
    assert "Delivery time, Aug 2026: 33.75" in shown
    assert "There is no KPI “Scrap” here." in shown

    browser.post(f"{page}run/", {"only_good": "1"})
    assert held(delivery) == THREE
    browser.post(f"{page}undo/")
    assert held(delivery) == []


def test_the_mapping_is_remembered(cast, delivery, sign_in):
    browser = sign_in("manager")
    text = "What;When;How much\nDelivery time;2026-08;33.75\n"
    chosen = {"column_0": "kpi", "column_1": "period", "column_2": "value"}
    page = browser.post(f"{IMPORTS}kpi-values/", {"rows": text}).headers["Location"]
    browser.post(f"{page}check/", chosen)

    file = SimpleUploadedFile("again.csv", text.encode())
    browser.post(f"{IMPORTS}kpi-values/", {"file": file})
    assert Import.objects.get(file_name="again.csv").mapping == {"What": "kpi", "When": "period", "How much": "value"}


def test_the_template_has_its_columns(cast, sign_in):
    answer = sign_in("manager").get(f"{IMPORTS}kpi-values/template/")
    assert answer["Content-Disposition"] == 'attachment; filename="kpi-values.xlsx"'
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "day", "length"),
    [
        ("2026-03", date(2026, 3, 1), "month"),
        ("03/2026", date(2026, 3, 1), "month"),
        ("March 2026", date(2026, 3, 1), "month"),
        ("Mar-26", date(2026, 3, 1), "month"),
        ("Q2 2026", date(2026, 6, 1), "quarter"),
        ("2026-Q2", date(2026, 6, 1), "quarter"),
        ("W10 2026", date(2026, 3, 2), "week"),
        ("2026-W10", date(2026, 3, 2), "week"),
        ("2026", date(2026, 1, 1), "year"),
        ("2026-03-17", date(2026, 3, 17), "day"),
        ("2026-03-01 00:00:00", date(2026, 3, 1), "day"),
    ],
)
def test_a_period_is_read_as_people_write_it(words, day, length):
    named = period_in(words, DayOrder())
    assert (named.day, named.length) == (day, length)


@pytest.mark.parametrize("words", ["", "soon", "2026-13", "Q5 2026", "W60 2026", "Total", "Owner", "12345"])
def test_what_is_no_period_is_none(words):
    assert period_in(words, DayOrder()) is None


def test_decimals_stay_as_they_were_written(cast, delivery):
    bring(cast.manager, LONG)
    typed = Measurement.objects.order_by("at").values_list("typed", flat=True)
    assert [Decimal(one) for one in typed] == [Decimal("33.75"), Decimal("33.05"), Decimal("34.00")]


def test_what_was_over_before_it_was_measured_here_is_not_late(cast, sign_in):
    kpi = define(cast, "Delivery time", measured_from=date(2026, 9, 1))
    bring(cast.manager, LONG)

    shown = sign_in("manager").get(f"/ours/processes/kpis/{kpi.number}/").content.decode()
    assert "days late" in shown.split("Sep 2026</th>")[-1].split("</tr>")[0]
    assert "days late" not in shown.split("Aug 2026</th>")[-1].split("</tr>")[0]
