"""Each kind of parameter takes what it should and says what would be right."""

import pytest
from django.core.exceptions import ValidationError

from everproof.kernel.parameters import Parameter

COLOURS = (("red", "Red"), ("blue", "Blue"))


def refused(parameter, value):
    with pytest.raises(ValidationError) as refusal:
        parameter.clean(value)
    return " ".join(refusal.value.messages)


def test_words_are_a_list_of_any_words_each_once():
    words = Parameter("formats", "Formats", "words", ["pdf"])

    assert words.clean(["pdf", " step "]) == ["pdf", "step"]
    assert words.clean(("a",)) == ["a"]
    assert words.read(words.clean(words.default)) == ["pdf"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "Name at least one"),
        (["a"] * 2, "Name each once."),
        (["a", " a"], "Name each once."),
        (["a", ""], "is not empty"),
        (["a", 3], "is not empty"),
        (["x" * 101], "up to 100 characters"),
        (["a\x00b"], "up to 100 characters"),
        ([str(number) for number in range(201)], "at most 200"),
        ("pdf", "This is a list."),
        (None, "This is a list."),
    ],
)
def test_other_words_are_refused(value, said):
    assert said in refused(Parameter("formats", "Formats", "words", ["pdf"]), value)


def test_choices_are_some_of_a_list_each_once():
    colours = Parameter("colours", "Colours", "choices", ["red"], choices=COLOURS)

    assert colours.clean(["blue", "red"]) == ["blue", "red"]
    assert "Name at least one" in refused(colours, [])
    assert "Choose from the list." in refused(colours, ["green"])
    assert "Name each once." in refused(colours, ["red", "red"])


def test_a_text_may_be_empty_unless_it_is_needed():
    assert Parameter("note", "Note", "text", "").clean("") == ""
    assert "may not be empty" in refused(Parameter("skill", "Skill", "text", "x", blank=False), " ")


def test_numbers_have_limits():
    days = Parameter("days", "Days", "integer", 7, least=1, most=30)

    assert days.clean("30") == 30
    assert "at least 1" in refused(days, 0)
    assert "at most 30" in refused(days, 31)
    for wrong in (True, 1.5, "seven", float("nan"), None):
        refused(days, wrong)
