"""A field that names one record out of thousands takes words, and says what it could not find."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.kernel.testing.factories import make
from everproof.kernel.ui import choosing
from everproof.kernel.ui.forms import form_class_for
from everproof.kernel.work.models import Action

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch):
    """So many people stand in the cast that no select is drawn."""
    monkeypatch.setattr(choosing, "FEW", 3)


def form(cast, **data):
    return form_class_for(Action, ("title", "owner"))(data or None, actor=cast.manager)


def person(cast, part="member"):
    return cast.person(part)


def drawn(form_):
    return str(form_["owner"])


def test_few_stand_in_a_select(cast):
    html = drawn(form(cast))

    assert html.startswith("<select")
    assert f'value="{person(cast).pk}"' in html
    assert html.index("Ada Admin") < html.index("Mel Member") < html.index("Tara Top")


def test_of_many_a_text_input_names_the_one_that_is_chosen(cast, many):
    action = make("action", cast)
    action.owner = person(cast)

    with CaptureQueriesContext(connection) as statements:
        html = drawn(form_class_for(Action, ("title", "owner"))(instance=action, actor=cast.manager))

    assert "<select" not in html
    assert f'value="Mel Member ({person(cast).number})"' in html
    assert 'data-url="/ours/choices/person/"' in html
    assert 'id="id_owner"' in html
    assert len(statements) == 1


@pytest.mark.parametrize(
    "typed", ["Mel Member", "mel member", "{number}", "Mel Member ({number})", "{key}", "X ({key})"]
)
def test_words_that_name_one_are_enough(cast, many, typed):
    mel = person(cast)

    made = form(cast, title="Mend it", owner=typed.format(number=mel.number, key=mel.pk))

    assert made.is_valid(), made.errors
    assert made.cleaned_data["owner"] == mel


def test_words_that_name_none_or_several_are_refused_with_what_was_perhaps_meant(cast, many):
    several = form(cast, title="Mend it", owner="m")
    none = form(cast, title="Mend it", owner="Nobody Atall")

    assert "does not say which one. Perhaps: " in several.errors["owner"][0]
    assert f"Mel Member ({person(cast).number})" in several.errors["owner"][0]
    assert none.errors["owner"] == ["Nothing here is called “Nobody Atall”. Type a name or a number."]
    assert 'value="Nobody Atall"' in drawn(none)


def test_nobody_of_another_company_can_be_named(cast, many):
    stranger = cast.person("stranger")

    for typed in ("Stan Stranger", stranger.number and f"X ({stranger.pk})", str(stranger.pk)):
        assert "owner" in form(cast, title="Mend it", owner=typed).errors


def test_words_for_the_same_record_are_no_change(cast, many):
    field = form(cast).fields["owner"]

    assert not field.has_changed(person(cast).pk, "Mel Member")
    assert field.has_changed(person(cast).pk, "Ada Admin")


# What the combobox asks ----------------------------------------------------------------------------------------------


def test_finds_by_the_words_of_a_title_and_by_number(cast, sign_in):
    browser, mel = sign_in("member"), person(cast)

    by_words = browser.get("/ours/choices/person/", {"q": "mem mel"}).json()
    by_number = browser.get("/ours/choices/person/", {"q": mel.number.lower()}).json()

    assert by_words == {
        "items": [{"title": "Mel Member", "number": mel.number, "text": f"Mel Member ({mel.number})"}],
        "more": False,
    }
    assert by_number["items"][0]["number"] == mel.number
    assert browser.get("/ours/choices/person/", {"q": "100%_"}).json()["items"] == []


def test_says_when_there_are_more(cast, sign_in, monkeypatch):
    monkeypatch.setattr("everproof.kernel.ui.views.choices.OFFERED", 2)

    answer = sign_in("manager").get("/ours/choices/person/").json()

    assert [item["title"] for item in answer["items"]] == ["Ada Admin", "Ed External"]
    assert answer["more"] is True


def test_offers_only_what_the_reader_may_see_and_what_is_in_use(cast, sign_in):
    stranger = sign_in("stranger")

    assert stranger.get("/ours/choices/person/").status_code == 404
    assert "Stan Stranger" not in str(sign_in("manager").get("/ours/choices/person/").content)
    assert sign_in("manager").get("/ours/choices/no-such-type/").status_code == 404
    assert "Mel Member" in str(sign_in("manager").get("/ours/choices/person/", {"q": "Mel"}).content)


def test_without_signing_in_one_is_led_to_the_door(client):
    assert client.get("/ours/choices/person/").status_code == 302


def test_a_search_is_one_statement_beside_those_that_let_one_in(cast, sign_in):
    browser = sign_in("manager")
    browser.get("/ours/choices/person/", {"q": "m"})

    with CaptureQueriesContext(connection) as statements:
        browser.get("/ours/choices/person/", {"q": "m"})

    assert len([one for one in statements if "LIKE" in one["sql"].upper()]) == 1
    assert len([one for one in statements if one["sql"].startswith("SELECT")]) <= 6 + (connection.vendor != "sqlite")
