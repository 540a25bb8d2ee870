"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everproof.workbench.numbers import COMMA, POINT, decimal_sign, is_missing, is_number, parsed


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("12.05", POINT, 12.05),
        ("12,05", COMMA, 12.05),
        ("1,234.5", POINT, 1234.5),
        ("1.234,5", COMMA, 1234.5),
        ("1 234,5", COMMA, 1234.5),
        ("1\u00a0234\u202f567.5", POINT, 1234567.5),
        ("1'234.5", POINT, 1234.5),
        ("−3.2", POINT, -3.2),
        ("+4", POINT, 4.0),
        (".5", POINT, 0.5),
        (",5", COMMA, 0.5),
        ("5.", POINT, 5.0),
        ("1e-6", POINT, 1e-6),
        ("1,5E3", COMMA, 1500.0),
        ("１２．５".replace("．", "."), POINT, 12.5),
        (" 7 ", POINT, 7.0),
    ],
)
def test_a_number_is_read(text, sign, number):
    assert parsed(text, sign) == number


@pytest.mark.parametrize("text", ["", "NA", "n/a", "#N/A", "–", "*", "NULL", "nan", " - "])
def test_a_missing_value_is_none(text):
    assert is_missing(text)
    assert parsed(text) is None


@pytest.mark.parametrize("text", ["abc", "1.2.3", "12,5", "0x10", "inf", "1e999", "5%", "<0.5", "1-2", "=1+1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        parsed(text, POINT)


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["12.5", "13"], POINT),
        (["12,5", "13"], COMMA),
        (["1.234,5", "99"], COMMA),
        (["1,234.5", "99"], POINT),
        (["1,234", "12,5"], COMMA),
        (["1.234.567"], COMMA),
        (["1,234,567"], POINT),
        (["1.234"], POINT),
        (["1,234", "2,500"], None),
        (["12", "13"], POINT),
    ],
)
def test_the_decimal_sign_is_found_or_left_open(cells, sign):
    assert decimal_sign(cells) == sign


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_python_writes_is_read_again(value):
    assert parsed(repr(value), POINT) == value
    assert parsed(repr(value).replace(".", ","), COMMA) == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    is_number(text)
    decimal_sign([text])
