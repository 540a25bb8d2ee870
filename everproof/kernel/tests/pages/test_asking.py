"""Several small questions in one statement."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import DecimalField, FloatField, Value
from django.test.utils import CaptureQueriesContext

from everproof.kernel.people.models import Person, Site
from everproof.kernel.ui.asking import Answer, Question, Rows, ask, how_many

pytestmark = pytest.mark.django_db


def test_each_question_gets_its_own_answers(cast, report):
    found = report("Leak", due_on="2026-03-04")
    sites = Site.objects.filter(organization=cast.organization)
    questions = {
        "sites": Question(sites, key="id", texts=("title", "zone")),
        "due": Question(type(found).objects.all(), texts=("title",), day="due_on", number="version"),
        "nobody": Question(Person.objects.none(), key="id", texts=("title",)),
        "people": how_many(Person.objects.filter(organization=cast.organization), most=1000),
    }

    with CaptureQueriesContext(connection) as statements:
        answers = ask(questions)

    assert len(statements) == 1
    assert sorted(answer.texts for answer in answers["sites"]) == [
        ("Main works", "Europe/Berlin"),
        ("Second works", "America/New_York"),
    ]
    assert answers["due"] == [Answer(None, ("Leak",), 1, found.due_on)]
    assert answers["nobody"] == []
    assert answers["people"][0].number == Person.objects.filter(organization=cast.organization).count()


def test_counting_stops_at_the_most(cast):
    people = Person.objects.filter(organization=cast.organization)

    assert ask({"people": how_many(people, most=3)})["people"][0].number == 3


def test_nothing_to_count_is_zero(cast):
    assert ask({"none": how_many(Person.objects.none(), most=3)})["none"][0].number == 0


def test_one_question_alone_needs_no_union(cast):
    answers = ask({"sites": Question(Site.objects.filter(pk=cast.main_site.pk), texts=("title",))})

    assert answers == {"sites": [Answer(None, ("Main works",), 0, None)]}


def plain(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_whole_rows_come_with_the_answers_as_the_model_knows_them(cast, report):
    found = report("Leak", due_on="2026-03-04", extra={"shift": ["night", 0.1, None]})
    model = type(found)
    rows = model.objects.filter(pk=found.pk).select_related("created_by")

    with CaptureQueriesContext(connection) as statements:
        answers = ask(
            {
                "found": Rows(rows),
                "people": Rows(Person.objects.filter(pk=cast.manager.person_id).only("id", "title")),
                "none": Rows(Person.objects.none()),
                "sites": how_many(Site.objects.filter(organization=cast.organization), most=9),
            }
        )
        maker = answers["found"][0].created_by.title

    assert len(statements) == 1
    assert maker == cast.manager.person.title
    assert plain(answers["found"][0]) == plain(rows.get())
    assert [person.title for person in answers["people"]] == [maker]
    assert answers["none"] == []
    assert answers["sites"][0].number == 2


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e-9, 123456789.123456789, 5.0])
def test_numbers_in_rows_are_not_rounded(cast, value):
    ours = type(cast.organization).objects.filter(pk=cast.organization.pk)
    number, price = Value(value, FloatField()), Value(Decimal("12.50"), DecimalField(max_digits=9, decimal_places=2))

    (row,) = ask({"rows": Rows(ours.annotate(number=number, price=price))})["rows"]

    assert (row.number, row.price) == (value, Decimal("12.50"))
    assert type(row.price) is Decimal
