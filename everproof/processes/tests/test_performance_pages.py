"""Pages of performance: what one types there arrives, what one may not do is not offered, statements stay few."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel import clock
from everproof.kernel.modules import declared
from everproof.kernel.testing import factories
from everproof.kernel.ui.asking import ask
from everproof.processes import periods
from everproof.processes.actions import kpis, values
from everproof.processes.queries.values import values_of

FIGURES = ("33.75", "33.05", "34.00", "33.81", "33.46", "34.02", "33.68", "33.27", "33.49", "33.20", "33.62", "39.00")


def today():
    return clock.today("Europe/Berlin")


def measured(cast, title="Yield", count=12, **more):
    """A monthly KPI of Mel Member whose newest values, up to the last month but one, are there."""
    newest = periods.last_ended("month", periods.last_ended("month", today()).first)
    since = newest.first - timedelta(days=30 * (count - 1))
    kpi = kpis.define_kpi(
        title=title, by=cast.manager, owner=cast.person("member"), unit="%", measured_from=since, **more
    )
    spans = list(periods.spans("month", since, newest.last))
    rows = [{"period_on": span.last, "value": figure} for span, figure in zip(spans, FIGURES, strict=False)]
    values.import_kpi_values(kpi=kpi, rows=rows, by=cast.manager)
    return kpi


def statements(browser, page):
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(page).status_code == 200
    return len(captured)


def test_the_page_of_a_kpi_shows_chart_values_and_what_is_missing(cast, sign_in):
    kpi = measured(cast)
    page = sign_in("member").get(kpi.get_absolute_url()).content.decode()

    assert "Individuals and moving range chart" in page
    assert "33.05" in page
    assert periods.label("month", periods.last_ended("month", today()).last) in page
    assert "Enter a value" in page


def test_below_twelve_values_the_page_says_that_it_is_a_run_chart(cast, sign_in):
    page = sign_in("manager").get(measured(cast, count=8).get_absolute_url()).content.decode()

    assert "Only 8 values: a run chart" in page


def test_who_may_not_enter_is_not_asked(cast, sign_in):
    page = sign_in("teammate").get(measured(cast).get_absolute_url()).content.decode()

    assert "Enter a value" not in page


def test_a_value_typed_on_its_page_arrives(cast, sign_in):
    kpi = measured(cast)
    day = periods.last_ended("month", today()).last
    browser = sign_in("member")

    done = browser.post(f"{kpi.get_absolute_url()}enter/", {"period_on": day.isoformat(), "value": "33,4"})
    again = browser.post(f"{kpi.get_absolute_url()}enter/", {"period_on": day.isoformat(), "value": "33.5"})

    assert done.status_code == 302
    assert again.status_code == 422
    assert values_of(kpi, "Europe/Berlin")[-1].typed == "33.4"


def test_all_values_that_are_due_are_typed_on_one_page(cast, sign_in):
    first, second = measured(cast, "First"), measured(cast, "Second")
    day = periods.last_ended("month", today()).last
    browser = sign_in("member")
    names = {kpi.title: f"value-{kpi.pk}-{day:%Y%m%d}" for kpi in (first, second)}
    assert all(name in browser.get("/ours/processes/values/").content.decode() for name in names.values())

    answer = browser.post("/ours/processes/values/", {names["First"]: "33.1", names["Second"]: "what"})

    assert answer.status_code == 422
    assert names["First"] not in answer.content.decode()
    assert 'value="what"' in answer.content.decode()
    assert values_of(first, "Europe/Berlin")[-1].on == day
    assert values_of(second, "Europe/Berlin")[-1].on < day


def test_nobody_sees_values_due_that_others_enter(cast, sign_in):
    kpi = measured(cast)

    assert str(kpi.pk) not in sign_in("teammate").get("/ours/processes/values/").content.decode()


def test_a_signal_is_commented_from_the_page(cast, sign_in):
    kpi = measured(cast)
    day = values_of(kpi, "Europe/Berlin")[-1].on
    browser = sign_in("member")
    address = f"{kpi.get_absolute_url()}comment/{day.isoformat()}/"
    assert address in browser.get(kpi.get_absolute_url()).content.decode()

    assert browser.post(address, {"title": "A new supplier"}).status_code == 302
    page = browser.get(kpi.get_absolute_url()).content.decode()

    assert "A new supplier" in page
    assert address not in page


def test_limits_are_kept_and_a_value_corrected_from_their_pages(cast, sign_in):
    kpi = measured(cast)
    day = values_of(kpi, "Europe/Berlin")[-1].on
    browser, here = sign_in("manager"), kpi.get_absolute_url()

    assert browser.post(f"{here}limits/", {"reason": ""}).status_code == 422
    assert browser.post(f"{here}limits/", {"reason": "A stable year"}).status_code == 302
    corrected = browser.post(f"{here}values/{day.isoformat()}/", {"value": "33.9", "reason": "Typed wrongly"})

    assert corrected.status_code == 302
    assert values_of(kpi, "Europe/Berlin")[-1].typed == "33.9"
    assert "A stable year" in browser.get(here).content.decode()


@pytest.mark.parametrize("day", ["nonsense", "2026-13-01", "2026-02-30"])
def test_a_day_that_is_none_is_not_found(cast, sign_in, day):
    kpi = measured(cast)

    assert sign_in("manager").get(f"{kpi.get_absolute_url()}comment/{day}/").status_code == 404


def test_pages_cost_the_same_for_few_and_for_many(cast, sign_in):
    browser = sign_in("manager")
    pages = ("/ours/processes/values/", "/ours/processes/objectives/tree/", "/ours/work/")
    kpi = measured(cast, count=3)
    factories.make("objective", cast)
    few = [statements(browser, page) for page in (*pages, kpi.get_absolute_url())]
    for number in range(4):
        measured(cast, f"More {number}", count=3)
        factories.make("objective", cast, number + 2)
    many = measured(cast, "Many", count=12)

    assert [statements(browser, page) for page in (*pages, many.get_absolute_url())] == few


def test_the_map_asks_for_all_processes_at_once(cast, django_assert_num_queries):
    processes = [factories.make("process", cast, number) for number in (1, 2, 3)]
    for number, process in enumerate(processes[:2]):
        measured(cast, f"Of {number}", process=process)
    health = next(one for one in declared("process_health") if one.name == "kpis")
    keys = [process.pk for process in processes]

    with django_assert_num_queries(1):
        found = health.judge(cast.manager, keys, ask(health.questions(cast.manager, keys)))

    assert {process.pk for process in processes[:2]} == set(found)
    assert {(signal.tone, str(signal.words)) for signal in found.values()} == {("warn", "1 KPI lacks a value")}


def test_an_objective_and_an_analysis_are_written_by_their_forms(cast, sign_in):
    kpi = measured(cast)
    browser = sign_in("manager")
    objective = browser.post(
        "/ours/processes/objectives/new/",
        {
            "title": "Yield of 98 %",
            "level": "organisation",
            "relevance": ["product-conformity"],
            "functions": "Machining\nAssembly",
            "kpi": str(kpi.pk),
            "target": "98",
            "unit": "%",
            "review_interval_days": "92",
        },
    )
    analysis = browser.post(
        "/ours/processes/analyses/new/",
        {
            "title": "Third quarter",
            "topic": "product-conformity",
            "period_from": date(2026, 7, 1).isoformat(),
            "period_to": date(2026, 9, 30).isoformat(),
            "kpis": [str(kpi.pk)],
        },
    )

    assert (objective.status_code, analysis.status_code) == (302, 302)
    assert "Machining" in browser.get(objective["Location"]).content.decode()
    assert "Yield" in browser.get(analysis["Location"]).content.decode()


def test_a_kpi_is_defined_by_its_form(cast, sign_in):
    process = factories.make("process", cast)
    browser = sign_in("manager")
    assert (
        f'value="{process.pk}" selected'
        in browser.get(f"/ours/processes/kpis/new/?process={process.pk}").content.decode()
    )
    answer = browser.post(
        "/ours/processes/kpis/new/",
        {
            "title": "On time",
            "topic": "process-performance",
            "chart": "proportion",
            "numerator": "On time",
            "denominator": "",
            "scale": "100",
            "source_kind": "typed",
            "period": "month",
            "direction": "higher-better",
            "target": "97,5",
            "analysis_interval_days": "92",
        },
    )

    assert answer.status_code == 422
    assert "needs a numerator and a denominator" in answer.content.decode()
