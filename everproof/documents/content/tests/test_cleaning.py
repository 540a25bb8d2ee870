"""What cleaning keeps, what it makes harmless and what it refuses in words."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.documents.content import clean, limits, plain, tree
from everproof.documents.content.cleaning import ATTRIBUTES, TAGS, cleaned
from everproof.documents.content.tests import hostile

KEY = "0198a5a0-1111-7111-8111-111111111111"
FILE = "ab" * 32


def test_a_well_made_body_stays_as_it_is():
    body = (
        "<h1>Purpose</h1><p>Turn the <strong>valve</strong> <em>slowly</em>.<br>Then wait.</p>"
        '<ol start="3"><li><p>Open</p><ul><li><p>A</p></li></ul></li></ol>'
        '<table data-caption="Limits"><thead><tr><th><p>Size</p></th></tr></thead>'
        '<tbody><tr><td rowspan="2"><p>1</p></td></tr><tr></tr></tbody></table>'
        f'<figure><img data-file="{FILE}" alt="The valve"><figcaption>Where to turn</figcaption></figure>'
        f'<p>See <span data-document="{KEY}">WI-0007 Valves</span>, <a href="https://example.org/a?b=1&amp;c=2">a</a>, '
        '<span data-variable="company-name">Kestrel</span>.</p><pre>a\n  b</pre><hr><blockquote><p>q</p></blockquote>'
    )
    body = body.replace("<tr></tr>", "")
    assert clean(body) == body


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("loose <div>one<p>two</p>three</div>", "<p>loose</p><p>one</p><p>two</p><p>three</p>"),
        ("<b><p>x</p></b>", "<p>x</p>"),
        ("<p> a  \n b </p><p> </p><p><br></p>", "<p>a b</p>"),
        ("<h6>deep</h6><ul><li><h1>in</h1></li></ul>", "<h4>deep</h4><ul><li><p><strong>in</strong></p></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        (
            "<table><caption>C</caption><tr><td>1",
            '<table data-caption="C"><tbody><tr><td><p>1</p></td></tr></tbody></table>',
        ),
        (f'<p>a<img data-file="{FILE}">b</p>', f'<p>a</p><figure><img data-file="{FILE}" alt=""></figure><p>b</p>'),
        ("<p dir=RTL>שלום</p>", '<p dir="rtl">שלום</p>'),
        ("<del>old</del><ins>new</ins><font color=red>red</font>", "<p><s>old</s>newred</p>"),
        (
            f'<span data-record="nonconformity:{KEY}"><b>NC</b> 1</span>',
            f'<p><span data-record="nonconformity:{KEY}">NC 1</span></p>',
        ),
        ('<span data-snippet="a">one<br>two</span>', '<p><span data-snippet="a">one<br>two</span></p>'),
        ('<span data-document="7">x</span><a href="/logout/">y</a>', "<p>xy</p>"),
    ],
)
def test_whatever_is_pasted_comes_into_one_form(given, stored):
    assert clean(given) == stored


@pytest.mark.parametrize("paste", hostile.PASTES)
def test_nothing_hostile_is_left_and_cleaning_again_changes_nothing(paste):
    stored = clean(paste)

    assert clean(stored) == stored
    for element in tree.read(stored).walk():
        assert element.tag in TAGS | {""}
        assert set(element.attributes) <= ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, set())
        assert re.match(r"https?://|mailto:", element.attributes.get("href", "mailto:"), re.IGNORECASE)


def test_the_corpus_is_as_large_as_promised():
    assert len(set(hostile.PASTES)) >= 60


@given(st.text(alphabet="<>/=\"'& apbtdhrsl123!-\n\x00\u202e", max_size=200))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_is_cleaning_once(text):
    stored = clean(text)
    assert clean(stored) == stored


def test_unseen_and_turning_characters_go_and_marks_of_direction_stay():
    stored = clean("<p>a\x00b\u202ec\u2066d\u200fe\ufeff\x1bf</p>")
    assert stored == "<p>abcd\u200fef</p>"


def test_what_is_left_out_is_counted():
    made = cleaned(f"<p>a</p><img src=https://example.org/x.png><img data-file={FILE}>")
    assert made.pictures_lost == 1
    assert FILE in made.html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<div>" * 10_000 + "x", "nested"),
        ("<blockquote>" * 60 + "x", "nested"),
        ("x" * (limits.LONGEST + 1), "million characters"),
        ("<table>" + "<tr><td>x</td></tr>" * (limits.MOST_CELLS + 1) + "</table>", "cells"),
        ("<table><tr>" + "<td>x</td>" * 70 + "</tr></table>", "columns"),
        ("<table><tr><td colspan=4000000>x</td></tr></table>", "columns"),
        (f"<img data-file={FILE}>" * (limits.MOST_PICTURES + 1), "pictures"),
        ("<br>" * (limits.MOST_ELEMENTS + 10), "too many parts"),
    ],
)
def test_too_much_is_refused_in_words_and_at_once(body, words):
    begun = time.perf_counter()
    with pytest.raises(limits.TooMuch, match=words):
        clean(body)
    assert time.perf_counter() - begun < 5


def test_plain_words_stand_a_block_a_line():
    body = (
        "<h1>Purpose</h1><p>Turn<br>slowly</p>"
        '<table data-caption="Limits"><tbody><tr><td><p>1</p></td><td><p>2</p></td>'
        f'</tr></tbody></table><figure><img data-file="{FILE}" alt="Valve"><figcaption>Fig</figcaption></figure>'
    )
    assert plain(body) == "Purpose\nTurn slowly\nLimits\n1\n2\nValve\nFig"
