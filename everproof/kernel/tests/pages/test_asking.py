"""Several small questions in one statement."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel.people.models import Person, Site
from everproof.kernel.ui.asking import Answer, Question, ask, how_many

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
