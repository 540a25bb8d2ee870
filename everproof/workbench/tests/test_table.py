"""Pasted text and files become columns, or words that say where they do not."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from everproof.workbench.table import MOST_CELLS, MOST_CHARACTERS, UnreadableData, Writing, decoded, read_table


def columns(text, **writing):
    table = read_table(text, Writing(**writing))
    return {column.name: list(column.cells) for column in table.columns}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n2\n3", {"Column 1": ["1", "2", "3"]}),
        ("x\n1\n2", {"x": ["1", "2"]}),
        ("a\tb\n1\t2\n3\t4", {"a": ["1", "3"], "b": ["2", "4"]}),
        ("a;b\r\n1,5;2\r\n", {"a": ["1,5"], "b": ["2"]}),
        ('"a","b"\n"1","2"', {"a": ["1"], "b": ["2"]}),
        ("# note\n\n1\n\n2\n", {"Column 1": ["1", "2"]}),
        ("1 2 3 4", {"Column 1": ["1", "2", "3", "4"]}),
        ("1;2;3;4", {"Column 1": ["1", "2", "3", "4"]}),
        ("a,b,\n1,2,\n3,4,", {"a": ["1", "3"], "b": ["2", "4"]}),
        ("a,a\n1,2", {"a": ["1"], "a (2)": ["2"]}),
        ("a,b\n1", {"a": ["1"], "b": [""]}),
    ],
)
def test_a_table_is_read(text, expected):
    assert columns(text) == expected


def test_a_decimal_comma_in_one_column_is_no_delimiter():
    assert columns("12,5\n12,7\n12,6") == {"Column 1": ["12,5", "12,7", "12,6"]}


def test_a_comma_between_two_numbers_is_a_delimiter_where_two_columns_are_needed():
    assert columns("9,50\n6,50", needs_columns=2) == {"Column 1": ["9", "6"], "Column 2": ["50", "50"]}


def test_numbered_trials_beside_a_known_word_are_names():
    assert list(columns("Sample\t1\t2\n1\t12.1\t12.2\n2\t12.0\t12.3")) == ["Sample", "1", "2"]


def test_the_person_may_say_that_the_first_row_is_data():
    assert columns("a\nb", header=False) == {"Column 1": ["a", "b"]}
    assert columns("1\n2", header=True) == {"1": ["2"]}


def test_an_index_is_known_as_one():
    table = read_table("sample,x\n1,5\n2,6\n3,7")
    assert [column.is_index for column in table.columns] == [True, False]


def test_a_wrong_cell_is_named_by_line_and_column():
    table = read_table("width\n12.1\n\n12.x\n12.3\noops")
    with pytest.raises(UnreadableData) as error:
        table.columns[0].numbers()
    assert error.value.problems == (
        "Line 4, column “width”: “12.x” is no number.",
        "Line 6, column “width”: “oops” is no number.",
    )


def test_many_wrong_cells_are_counted_after_the_first():
    table = read_table("x\n" + "\n".join(["1"] * 20 + ["?!"] * 12))
    with pytest.raises(UnreadableData) as error:
        table.columns[0].numbers()
    assert len(error.value.problems) == 6
    assert error.value.problems[-1] == "7 more cells like these."


def test_a_doubtful_comma_is_asked_about():
    column = read_table("x\n1,234\n2,500").columns[0]
    with pytest.raises(UnreadableData, match="thousands or decimals"):
        column.numbers()
    assert read_table("x\n1,234\n2,500", Writing(decimal="comma")).columns[0].numbers() == [1.234, 2.5]
    assert read_table("x;y\n1,234;1\n2,500;2", Writing(decimal="point")).columns[0].numbers() == [1234, 2500]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no data yet"),
        ("  \n# only a note\n", "no data yet"),
        ("x" * (MOST_CHARACTERS + 1), "characters"),
        ("1\x002", "binary"),
        (",".join(["1"] * 300) + "\n" + ",".join(["1"] * 300), "columns"),
        ("1;2\n" * (MOST_CELLS // 2 + 1), "cells"),
    ],
)
def test_what_cannot_be_a_table_is_refused_in_words(text, words):
    with pytest.raises(UnreadableData, match=words):
        read_table(text)


def test_a_doubtful_comma_is_read_as_the_readers_language_writes_it():
    with translation.override("de"):
        assert read_table("x\n12,049\n12,052").columns[0].numbers() == [12.049, 12.052]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf1\n2", "1\n2"),
        ("ä;ö".encode(), "ä;ö"),
        ("ä;ö".encode("cp1252"), "ä;ö"),
        ("1\n2".encode("utf-16"), "1\n2"),
    ],
)
def test_files_are_read_in_their_encoding(content, text):
    assert decoded(content) == text


def test_an_excel_file_is_refused_with_what_to_do():
    with pytest.raises(UnreadableData, match="Excel"):
        decoded(b"PK\x03\x04rest")


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    with suppress(UnreadableData):
        table = read_table(text)
        assert len({len(column.cells) for column in table.columns}) == 1
        for column in table.columns:
            with suppress(UnreadableData):
                assert len(column.numbers()) == len(table)
