"""The analysis: its figures equal the reference, each opens and exports what it is made of."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from everproof.improvement import actions, analysis, linked
from everproof.kernel import clock, links, parameters
from everproof.kernel.testing import factories

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[2] / "analytics" / "reference" / "metrics.json"
HERE = "/ours/improvement/analysis/"


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


def reference(name):
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


def case(cast, code="", days=1, **more):
    return actions.report_nonconformity(
        title=f"Case {code}", by=cast.manager, detected_on=today() - timedelta(days=days), cause_code=code, **more
    )


def bars(cast, by="cause", weight="count", actor=None):
    found = analysis.cases(actor or cast.manager, today() - timedelta(days=364), today())
    return analysis.bars(found, by, weight)


def test_pareto_equals_the_reference(cast):
    given = reference("pareto-ties")
    for category, count in zip(given["input"]["categories"], given["input"]["counts"], strict=True):
        for _time in range(count // 5):
            case(cast, category)

    found = {bar.label: bar.weight * 5 for bar in bars(cast)}
    assert found == dict(zip(given["expected"]["order"], given["expected"]["counts"], strict=True))


def test_cost_of_quality_equals_the_reference(cast, sign_in):
    expected = reference("cost-of-quality")["expected"]["totals"]
    days = (today() - (today() - timedelta(days=363))).days + 1
    for name, parameter in (("prevention", analysis.PREVENTION), ("appraisal", analysis.APPRAISAL)):
        parameters.change(name=parameter, to=str(expected[name]), by=cast.manager)
    case(cast, cost=Decimal(80), cost_kind="internal-failure")
    case(cast, cost=Decimal(40))
    case(cast, cost=Decimal(100), cost_kind="external-failure")
    start = today() - timedelta(days=364)

    found = analysis.costs(analysis.cases(cast.manager, start, today()), cast.organization.pk, start, today())
    assert {name: float(amount) for name, amount in found.items()} == pytest.approx(expected)
    assert days == 364
    assert "Failures cost 220 of 300 EUR." in sign_in("manager").get(HERE).content.decode()


def test_each_bar_opens_its_records(cast, sign_in):
    mine, other = case(cast, "worn"), case(cast, "mixed up")
    page = sign_in("manager").get(HERE, {"by": "cause", "value": "worn"}).content.decode()

    rows = page.partition('id="records"')[2]
    assert mine.number in rows
    assert other.number not in rows


@pytest.mark.parametrize("by", sorted(analysis.DIMENSIONS))
def test_each_dimension_adds_up_and_opens(cast, sign_in, by):
    for code in ("worn", "worn", ""):
        case(cast, code, site=cast.main_site if code else None)

    found = bars(cast, by)
    everything = analysis.cases(cast.manager, today() - timedelta(days=364), today())
    assert sum(bar.weight for bar in found) == 3
    assert [analysis.of_bar(everything, by, bar.key).count() for bar in found] == [int(bar.weight) for bar in found]
    assert sign_in("manager").get(HERE, {"by": by, "value": found[0].key}).status_code == 200


def test_cases_are_told_apart_by_whatever_they_are_linked_with(cast, sign_in):
    products = [factories.make("product-service", cast, number) for number in (1, 2)]
    both, one, none = case(cast, "a", cost=Decimal(10)), case(cast, "b", cost=Decimal(5)), case(cast, "c")
    for record, product in ((both, products[0]), (both, products[1]), (products[0], one)):
        links.link(record, "concerns", product, by=cast.manager)
    found = analysis.cases(cast.manager, today() - timedelta(days=364), today())
    pairs = linked.pairs(found, cast.organization.pk)

    assert linked.types(pairs, cast.manager) == ["product-service"]
    by_number = linked.bars(found, pairs, cast.manager, "product-service", "count")
    assert (by_number[0].key, by_number[0].weight) == (str(products[0].pk), 2)
    assert {bar.key: bar.weight for bar in by_number} == {str(products[0].pk): 2, str(products[1].pk): 1, "": 1}
    by_cost = linked.bars(found, pairs, cast.manager, "product-service", "cost")
    assert {bar.key: bar.weight for bar in by_cost} == {str(products[0].pk): 15, str(products[1].pk): 10}
    for bar in by_number:
        opened = linked.of_bar(found, pairs, cast.manager, "product-service", bar.key)
        assert opened.count() == bar.weight
    asked = {"by": "linked-product-service", "value": str(products[1].pk)}
    rows = sign_in("manager").get(HERE, asked).content.decode().partition('id="records"')[2]
    assert both.number in rows
    assert one.number not in rows
    assert none.number not in rows
    assert sign_in("manager").get(HERE, {**asked, "value": str(both.pk)}).status_code == 404


def test_what_one_may_not_see_has_no_name_in_the_analysis(cast):
    product = factories.make("product-service", cast)
    links.link(case(cast, "a"), "concerns", product, by=cast.manager)
    found = analysis.cases(cast.manager, today() - timedelta(days=364), today())
    pairs = linked.pairs(found, cast.organization.pk)

    told = linked.bars(found, pairs, cast.stranger, "product-service", "count")
    assert [(bar.key, product.title in bar.label) for bar in told] == [("hidden", False)]


def opened(browser, **part):
    """Numbers of the records that a part of a figure opens, and that its export holds."""
    shown = browser.get(HERE, part).content.decode().partition('id="records"')[2]
    content = browser.get(HERE, {**part, "format": "csv"}).content.decode("utf-8-sig")
    numbers = {row[0] for row in list(csv.reader(io.StringIO(content)))[1:]}
    assert {number for number in numbers if number in shown} == numbers
    return numbers


def test_weeks_ages_costs_and_what_came_back_open_and_export_their_records(cast, sign_in):
    old = case(cast, "a", days=100, cost=Decimal(80), cost_kind="external-failure")
    new = case(cast, "b", days=2, cost=Decimal(40))
    actions.mark_recurrence(nonconformity=new, earlier=old, by=cast.manager)
    browser = sign_in("manager")
    start = today() - timedelta(days=363)
    week = start + timedelta(days=7 * ((today() - timedelta(days=2) - start).days // 7))

    assert opened(browser, week=week.isoformat()) == {new.number}
    assert opened(browser, age="0") == {new.number}
    assert opened(browser, age="3") == {old.number}
    assert opened(browser, cost="external_failure") == {old.number}
    assert opened(browser, cost="internal_failure") == {new.number}
    assert opened(browser, only="again") == {new.number}
    for nonsense in ({"week": "soon"}, {"age": "9"}, {"age": "x"}, {"cost": "prevention"}, {"only": "all"}):
        assert browser.get(HERE, nonsense).status_code == 404


def test_a_key_that_is_none_is_not_found(cast, sign_in):
    case(cast, "worn")

    assert sign_in("manager").get(HERE, {"by": "process", "value": "nonsense"}).status_code == 404


def test_what_was_found_to_be_none_is_not_counted(cast):
    actions.reject_nonconformity(nonconformity=case(cast, "worn"), by=cast.manager, reason="As drawn")

    assert bars(cast) == []


def test_nobody_counts_what_they_may_not_see(cast, sign_in):
    case(cast, "worn")

    assert bars(cast, actor=cast.stranger) == []
    assert sign_in("stranger").get(HERE).status_code == 404
    assert "worn" not in sign_in("kiosk").get(HERE).content.decode()


def test_the_export_holds_the_chosen_records_and_runs_nothing(cast, sign_in):
    mine = case(cast, "worn", place="=cmd()")
    case(cast, "mixed up")
    answer = sign_in("manager").get(HERE, {"by": "cause", "value": "worn", "format": "csv"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [mine.number]
    assert rows[1][6] == "'=cmd()"


def test_open_ones_by_age(cast):
    for days in (0, 7, 8, 30, 31, 90, 91, 500):
        case(cast, days=days)

    counts = [count for _label, count in analysis.ages(cast.manager, today(), ("reported",))]
    assert counts == [2, 2, 2, 2]


def test_days_from_detection_to_closing(cast):
    for days in (2, 4, 10):
        found = actions.triage_nonconformity(
            nonconformity=case(cast, days=days), by=cast.manager, severity="low", owner=cast.person("member")
        )
        found = actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Sorted")
        actions.close_nonconformity(
            nonconformity=found, by=cast.manager, action_needed=False, need_rationale="A single slip"
        )

    times = analysis.times_to_close(analysis.cases(cast.manager, today() - timedelta(days=30), today()))
    assert (times.count, times.middle, times.most) == (3, 4.0, 10.0)


def test_what_came_back_is_counted(cast):
    first, second = case(cast, "worn", days=9), case(cast, "worn")
    actions.mark_recurrence(nonconformity=second, earlier=first, by=cast.manager)

    assert analysis.repeat_share(analysis.cases(cast.manager, today() - timedelta(days=30), today())) == (1, 2)


def test_the_page_draws_trend_and_says_when_there_is_nothing(cast, sign_in):
    browser = sign_in("manager")
    assert "Nothing was detected in this period." in browser.get(HERE).content.decode()
    for days in range(1, 60, 3):
        case(cast, "<b>worn</b>", days=days)

    page = browser.get(HERE, {"days": "90"}).content.decode()
    assert "Nonconformities a week" in page
    assert "<b>worn</b>" not in page
