"""A field that names several records shows boxes while there are few, and takes words where there are many."""

import pytest
from django.db import connection
from django.forms import CharField, Form
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from everproof.kernel import access
from everproof.kernel.people.models import Person
from everproof.kernel.templatetags.ui import form_field
from everproof.kernel.ui import choosing_several
from everproof.kernel.ui.choosing_several import RecordsField

pytestmark = pytest.mark.django_db


class Team(Form):
    title = CharField(required=False)
    team = RecordsField(model=Person, required=False, label="Team")


@pytest.fixture
def many(monkeypatch):
    """So many people stand in the cast that not all are drawn."""
    monkeypatch.setattr(choosing_several, "FEW", 3)


def form(cast, *ticked, more="", keep=()):
    data = QueryDict(mutable=True)
    data.setlist("team", [str(one) for one in ticked])
    data["team_more"] = more
    made = Team(data if ticked or more else None, initial={"team": list(keep)})
    people = access.visible(cast.manager, Person.objects.filter(voided_at=None))
    made.fields["team"].offer(people, keep)
    made.fields["team"].search_url = "/ours/choices/person/"
    return made


def boxes(made):
    return {str(option.choice_label): option.tag() for option in made["team"].subwidgets}


def key(cast, part):
    return str(cast.person(part).pk)


def test_few_are_all_drawn_and_asked_in_one_statement(cast):
    made = form(cast, keep=[key(cast, "member")])

    with CaptureQueriesContext(connection) as statements:
        drawn = boxes(made)

    assert "checked" in drawn["Mel Member"]
    assert "checked" not in drawn["Ada Admin"]
    assert len(statements) == 1


def test_of_many_only_the_chosen_ones_are_drawn_with_an_input_beside_them(cast, many):
    made = form(cast, keep=[key(cast, "member")])

    assert list(boxes(made)) == ["Mel Member"]
    search = form_field(made["team"])["search"]
    assert (search["name"], search["id"]) == ("team_more", "id_team_0")
    assert search["url"] == "/ours/choices/person/?open"
    assert 'id="id_team_1"' in boxes(made)["Mel Member"]


def test_names_and_numbers_are_taken_beside_what_is_ticked(cast, many):
    made = form(cast, key(cast, "member"), more=f"ada admin; {cast.person('boss').number}")

    assert made.is_valid(), made.errors
    assert made.cleaned_data["team"] == [key(cast, part) for part in ("member", "administrator", "boss")]


def test_a_box_that_was_found_while_typing_holds_words(cast, many):
    boss = cast.person("boss")
    made = form(cast, f"{boss.title} ({boss.number})")

    assert made.is_valid(), made.errors
    assert made.cleaned_data["team"] == [key(cast, "boss")]
    assert list(boxes(made)) == ["Tara Top"]


def test_words_that_name_nobody_are_kept_and_explained(cast, many):
    made = form(cast, key(cast, "member"), more="Nobody Atall")

    assert made.errors["team"] == ["Nothing here is called “Nobody Atall”. Type a name or a number."]
    assert form_field(made["team"])["search"]["words"] == "Nobody Atall"
    assert "checked" in boxes(made)["Mel Member"]


def test_what_stands_in_another_company_is_no_choice(cast):
    stranger = cast.person("stranger")

    assert form(cast, str(stranger.pk)).errors["team"] == [
        "One of these can no longer be chosen. Look at the choice again."
    ]
    assert "team" in form(cast, more=stranger.title).errors


def test_looking_at_a_choice_does_not_put_it_in_another_order(cast):
    kept = [key(cast, "boss"), key(cast, "administrator")]
    made = form(cast, *reversed(kept), key(cast, "member"), keep=kept)

    assert made.is_valid(), made.errors
    assert made.cleaned_data["team"] == [*kept, key(cast, "member")]
    assert not made.fields["team"].has_changed(kept, list(reversed(kept)))


def test_few_boxes_are_not_searched_and_many_are(cast, monkeypatch):
    monkeypatch.setattr(choosing_several, "SCANNED", 100)
    assert form_field(form(cast)["team"])["search"] is None
    monkeypatch.setattr(choosing_several, "SCANNED", 2)
    assert form_field(form(cast)["team"])["search"]["name"] == ""
