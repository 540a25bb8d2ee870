"""Lists by the API: filters, order, fields, and paging that skips and repeats nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.improvement import actions
from everproof.kernel import modules, records
from everproof.kernel.testing import factories

NC = "nonconformities/"
TYPES = [record_type.name for record_type in modules.all_record_types()]


@pytest.fixture
def leaks(cast):
    made = [actions.report_nonconformity(title=f"Leak {number}", by=cast.manager) for number in range(7)]
    return [record.number for record in made]


def numbers(response):
    assert response.status_code == 200, response.content
    return [item["number"] for item in response.json()["items"]]


def test_gives_the_newest_first(program, leaks):
    assert numbers(program().get(NC)) == leaks[::-1]


@pytest.mark.parametrize("sort", ["newest", "-newest", "due", "-detected"])
def test_pages_hold_everything_once(program, leaks, sort):
    reader, found, cursor = program(), [], ""
    for _page in range(4):
        response = reader.get(f"{NC}?limit=2&sort={sort}{cursor}")
        found += numbers(response)
        cursor = f"&cursor={response.json()['next']}"

    assert sorted(found) == sorted(leaks)
    assert response.json()["next"] is None


def test_the_next_page_is_a_link_too(program, leaks):
    reader = program()
    response = reader.get(f"{NC}?limit=5&sort=newest")

    link = response["Link"]

    assert link.endswith('>; rel="next"')
    assert numbers(reader.get(link[1:].partition(">")[0])) == leaks[1::-1]


def test_filters_like_the_page_does(program, leaks, cast):
    record = actions.report_nonconformity(title="Crack", by=cast.manager, site=cast.main_site)
    actions.reject_nonconformity(nonconformity=record, by=cast.manager, reason="As designed")

    assert numbers(program().get(f"{NC}?state=rejected")) == [record.number]
    assert numbers(program().get(f"{NC}?q=crack")) == [record.number]
    assert numbers(program().get(f"{NC}?site={cast.main_site.pk}")) == [record.number]


def test_voided_records_are_left_out_unless_asked_for(program, leaks, cast):
    record = actions.report_nonconformity(title="Wrong", by=cast.manager)
    records.void(record, by=cast.manager, reason="Entered twice")

    assert record.number not in numbers(program().get(NC))
    assert numbers(program().get(f"{NC}?voided=only")) == [record.number]


def test_gives_only_the_fields_that_were_asked_for(program, leaks):
    item = program().get(f"{NC}?fields=title,status&limit=1").json()["items"][0]

    assert set(item) == {"id", "type", "url", "title", "status"}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=1&limit=2",
        "sort=password",
        "sort=owner__email",
        "fields=organization",
        "fields=owner__email",
        "cursor=x",
        "cursor=AAAA",
        "site=x",
        "state=gone",
        "owner__email=x",
        "_connector=OR",
        "id__in=1",
        "q=" + "x" * 201,
    ],
)
def test_refuses_what_it_does_not_know(program, leaks, query):
    refused = program().get(f"{NC}?{query}")

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize(("of", "asked"), [("newest", "detected"), ("detected", "due")])
def test_a_cursor_of_another_order_is_refused(program, leaks, of, asked):
    reader = program()
    cursor = reader.get(f"{NC}?limit=2&sort={of}").json()["next"]

    assert reader.get(f"{NC}?limit=2&sort={asked}&cursor={cursor}").status_code in (200, 422)
    assert reader.get(f"{NC}?limit=2&sort={asked}&cursor={cursor}x!").status_code == 422


def test_the_page_shows_its_first_rows_for_a_cursor_of_another_order(sign_in, program, leaks):
    cursor = program().get(f"{NC}?limit=2&sort=newest").json()["next"]

    page = sign_in("manager").get(f"/ours/improvement/nonconformities/?sort=detected&after={cursor}")

    assert page.status_code == 200


def test_what_one_may_not_see_is_not_listed(program, leaks, cast):
    mine = program("kiosk").post(NC, {"title": "From the shop floor"}).json()["number"]

    assert numbers(program("kiosk").get(NC)) == [mine]


@pytest.mark.parametrize("type_name", TYPES)
def test_costs_the_same_for_one_row_and_for_many(type_name, program, cast):
    reader, path = program("manager"), f"{modules.record_type(type_name).path}/"
    factories.make(type_name, cast)
    few = statements(reader, path)
    for number in range(2, 20):
        factories.make(type_name, cast, number)

    many = statements(reader, path)

    assert few == many <= 5


@pytest.mark.parametrize("type_name", TYPES)
def test_one_record_costs_few_statements(type_name, program, cast):
    record = factories.make(type_name, cast)
    reader = program("manager")

    assert statements(reader, f"{modules.record_type(type_name).path}/{record.reference}/") <= 8


def statements(reader, path):
    """What a request costs that is not the first of its token this day."""
    reader.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(path).status_code == 200
    ours = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "select set_config")
    return len([query for query in captured if not query["sql"].startswith(ours)])
