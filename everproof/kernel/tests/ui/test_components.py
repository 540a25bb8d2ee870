"""The small parts of a page: they escape what people typed and say in words what colour only repeats."""

import re
from datetime import date, timedelta

from django.utils.safestring import mark_safe

from everproof.kernel.ui import components, samples
from everproof.kernel.ui.pages import BulkAction, Column, Due, ListPage, Row, State

TODAY = date(2026, 3, 4)
HOSTILE = "<script>alert('x')</script>"


def _list(**changes):
    columns = [Column("number", "Number", "number"), Column("title", "Title", "title"), Column("due", "Due", "due")]
    rows = [Row("7", "/nc/7/", ["NC-7", HOSTILE, TODAY - timedelta(days=2)])]
    return ListPage(
        **({"title": "T", "noun": "n", "columns": columns, "rows": rows, "url": "", "today": TODAY} | changes)
    )


def test_every_kind_of_cell_escapes_what_people_typed():
    values = dict.fromkeys(("text", "title", "state", "person", "amount", "tag"), HOSTILE)
    values |= {"tags": [HOSTILE], "link": (HOSTILE, HOSTILE), "amount-pair": (1, HOSTILE)}
    for kind, value in values.items():
        assert "<script" not in components.draw(kind.removesuffix("-pair"), value, TODAY), kind


def test_every_kind_of_cell_draws_nothing_for_nothing():
    for kind in components.CELLS:
        drawn = components.draw(kind, None, TODAY)
        assert "None" not in drawn, kind


def test_ready_html_passes():
    assert components.text(mark_safe("<b>x</b>")) == "<b>x</b>"


def test_an_unknown_tone_is_shown_as_neutral():
    assert components.state(State("Odd", "purple")) == '<span class="state neutral">Odd</span>'


def test_late_is_said_in_words():
    assert "2 days late" in components.due(TODAY - timedelta(days=2), TODAY)


def test_what_is_done_is_never_late():
    drawn = components.due(Due(TODAY - timedelta(days=2), done=True), TODAY)
    assert "late" not in drawn


def test_nobody_is_said_in_words():
    assert "Nobody yet" in components.person("")


def test_the_first_cell_of_a_row_heads_it_and_leads_to_the_record():
    assert '<th scope="row" class="k-number sticks"><a href="/nc/7/">NC-7</a></th>' in components.list_rows(_list())


def test_rows_can_be_chosen_only_where_something_can_be_done_with_them():
    without, with_action = _list(), _list(bulk=[BulkAction("Assign", "#")])
    assert "checkbox" not in components.list_rows(without)
    assert 'name="chosen" value="7" form="bulk" aria-label="Choose NC-7"' in components.list_rows(with_action)


def test_a_voided_row_is_marked():
    rows = components.list_rows(_list(rows=[Row("7", "/", ["NC-7", "t", None], voided=True)]))
    assert rows.startswith('<tr class="voided">')


def test_a_row_with_a_value_too_few_is_refused():
    try:
        components.list_rows(_list(rows=[Row("7", "/", ["NC-7", "t"])]))
    except ValueError:
        return
    raise AssertionError("a short row shifted its values into other columns")


def test_the_markup_of_a_list_grows_with_its_rows_only_and_stays_lean():
    few, many = (components.list_rows(samples.list_page(rows=count)) for count in (8, 48))
    assert many.count("<tr") == 48
    assert len(many) < 7 * len(few)
    assert len(many) / 48 < 900


def test_a_button_with_a_key_tells_readers_of_the_key():
    assert 'data-key="c" aria-keyshortcuts="c"' in components.button("New", url="/new/", key="c")


def test_the_cross_of_a_chip_says_what_it_removes():
    assert re.search(r'aria-label="Remove “open”"', components.chip("open", remove_url="?"))
