"""Translations: beside their original, out of date when it moves on, and read by whom they are for."""

import pytest
from django.urls import reverse

from everproof.documents.languages import actions
from everproof.documents.languages.declaration import left_behind
from everproof.documents.languages.following import accepted
from everproof.documents.models import Document
from everproof.documents.testing import make_document, make_effective
from everproof.kernel.errors import NotAllowed, Refused


def original_of(cast):
    return make_effective(cast, document=make_document(cast, language="en"))


def german(cast, original, **more):
    given = {"language": "de", "title": "Kanarienvogel", "by": cast.manager, **more}
    return actions.register_translation(original=original, **given)


def again(cast, document):
    return make_effective(cast, document=Document.objects.get(pk=document.pk))


def test_a_translation_has_the_number_of_its_original_and_its_language(cast):
    original = original_of(cast)

    made = german(cast, original)

    assert (made.number, made.translation_of, made.type) == (f"{original.number}-de", original, original.type)


def test_it_is_out_of_date_once_the_original_moves_on_and_follows_with_its_next_revision(cast):
    original = original_of(cast)
    made = again(cast, german(cast, original))
    fresh = list(left_behind(cast.manager))

    again(cast, original)
    late = list(left_behind(cast.manager))
    again(cast, made)

    assert (fresh, late, list(left_behind(cast.manager))) == ([], [made], [])


@pytest.mark.parametrize("language", ["en", "deutsch und so", "", "DE"])
def test_a_language_that_is_there_or_none_is_refused(cast, language):
    with pytest.raises(Refused):
        german(cast, original_of(cast), language=language)


def test_one_translation_a_language_and_none_of_a_translation(cast):
    original = original_of(cast)
    made = german(cast, original)

    with pytest.raises(Refused):
        german(cast, original)
    with pytest.raises(Refused):
        german(cast, made, language="fr")


def test_who_may_not_change_the_original_adds_no_translation(cast):
    with pytest.raises(NotAllowed):
        german(cast, original_of(cast), by=cast.teammate)


def test_the_most_wanted_language_comes_first():
    assert accepted("en;q=0.5, de-CH, fr;q=0, *;q=0.1, x;q=y") == ["de-ch", "en"]


def test_readers_get_their_language_and_are_told_when_it_is_out_of_date(cast, sign_in):
    original = original_of(cast)
    again(cast, german(cast, original))
    page = reverse("documents:read_document", args=["ours", original.number])
    client = sign_in("teammate")

    def read(wanted, **query):
        return client.get(page, query, headers={"accept-language": wanted}).text

    first = read("de-CH, en;q=0.4")
    again(cast, original)

    assert "Kanarienvogel</h1>" in first
    assert "out of date" not in first
    assert "out of date" in read("de")
    assert "Kanarienvogel</h1>" not in read("en")
    assert "Kanarienvogel</h1>" not in read("de", language="en")
