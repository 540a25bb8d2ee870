"""What a form asks, and what is made of answers: without a database."""

import pytest

from everproof.documents.filled import answers, columns, design, paper
from everproof.documents.filled.design import Field, FieldKind
from everproof.documents.filled.testing import BORE, FIELDS


def judged(given, remarks=None, **options):
    return answers.judge(design.answered(design.as_json(FIELDS)), given, remarks or {}, **options)


def test_a_form_reads_back_as_it_was_written():
    assert design.fields_of(design.as_json(FIELDS)) == FIELDS


@pytest.mark.parametrize("value", ["11.98", "12,02", "12"])
def test_both_limits_belong_to_what_is_allowed(value):
    assert not BORE.is_outside(value)


@pytest.mark.parametrize("value", ["11.9799", "12,0201", "-12", "1e3"])
def test_what_lies_beyond_a_limit_is_outside(value):
    assert BORE.is_outside(value)


def test_a_value_outside_is_kept_and_asks_for_a_remark():
    found = judged({"f1": "2231", "f2": "12,5"})

    assert found.answers["f2"] == "12.5"
    assert (found.outside, found.unexplained, found.wrong) == ({"f2": 1}, ["f2"], {})


def test_with_its_remark_a_value_outside_is_taken():
    found = judged({"f1": "2231", "f2": "12.5"}, {"f2": "Reground, measured again."})

    assert (found.count_outside, found.unexplained) == (1, [])
    assert found.remarks == {"f2": "Reground, measured again."}


def test_cells_of_a_table_have_limits_too():
    found = judged({"f1": "1", "f2": "12", "f5": [{"c1": "a", "c2": "39"}, {"c2": "41"}, {"c2": "40.5"}, {}]})

    assert found.outside == {"f5": 2}
    assert found.answers["f5"] == [{"c1": "a", "c2": "39"}, {"c2": "41"}, {"c2": "40.5"}]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"f1": "1", "f2": "twelve"}, "f2"),
        ({"f1": "1", "f2": "NaN"}, "f2"),
        ({"f1": "1", "f2": "12", "f3": "Shiny"}, "f3"),
        ({"f1": ["1"], "f2": "12"}, "f1"),
        ({"f1": "1", "f2": "12", "f5": "rows"}, "f5"),
        ({"f1": "1", "f2": "12", "f5": [{"c3": "perhaps"}]}, "f5"),
        ({"f1": "1", "f2": "12", "f99": "nobody asked"}, "f99"),
        ({"f2": "12"}, "f1"),
    ],
)
def test_what_does_not_fit_is_said_by_its_field(given, key):
    assert list(judged(given).wrong) == [key]


def test_an_unfinished_copy_may_leave_everything_open():
    found = judged({"f2": "13"}, whole=False)

    assert (found.wrong, found.unexplained, found.outside) == ({}, [], {"f2": 1})


@pytest.mark.parametrize(
    "field",
    [
        Field("f1", FieldKind.CHOICE, "One choice", choices=("only",)),
        Field("f1", FieldKind.NUMBER, "Limits the wrong way", low="2", high="1"),
        Field("f1", FieldKind.NUMBER, "No number", low="warm"),
        Field("f1", FieldKind.TEXT, "Limits of a text", low="1"),
        Field("f1", FieldKind.TEXT, ""),
        Field("f1", "drawing", "No such kind"),
        Field("f1", FieldKind.TABLE, "No columns", rows=2),
        Field("f1", FieldKind.TABLE, "Table in a table", rows=2, columns=(Field("c1", FieldKind.TABLE, "x"),)),
    ],
)
def test_a_field_that_nobody_could_answer_is_refused(field):
    assert design.problems([field])


def test_a_form_of_headings_alone_asks_nothing():
    assert design.problems([Field("f1", FieldKind.HEADING, "Only a heading")])


def test_columns_keep_their_keys_while_they_keep_their_names():
    first = columns.read(["Piece", "Length; number; mm; ; 40", "Good; yes-no"])
    again = columns.read(["Width; number; mm", "Length; number; mm; 1; 41"], first)

    assert [one.key for one in first] == ["c1", "c2", "c3"]
    assert [(one.label, one.key) for one in again] == [("Width", "c4"), ("Length", "c2")]
    assert columns.read(columns.write(first)) == first


def test_the_paper_shows_each_question_and_nothing_runs_in_it():
    html = paper.html_of("<script>alert(1)</script>", [Field("f1", FieldKind.TEXT, "<b>Order</b>"), *FIELDS[1:]])

    assert "<script>" not in html
    assert "&lt;b&gt;Order&lt;/b&gt;" in html
    assert "11.98 to 12.02 mm" in html
    assert "Length" in html
