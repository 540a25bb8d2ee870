"""What a comparison shows, and that no text makes it slow."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everproof.documents.content import clean, compare
from everproof.documents.content.aligning import Budget, common


def kinds(old, new):
    return [row.kind for row in compare(clean(old), clean(new)).rows]


def test_words_that_changed_are_marked_on_both_sides_and_in_one_text():
    (row,) = compare("<p>Turn it slowly now.</p>", "<p>Turn it quickly now.</p>").rows
    assert row.old.html == "Turn it <del>slowly</del> now."
    assert row.new.html == "Turn it <ins>quickly</ins> now."
    assert row.merged.html == "Turn it <del>slowly</del><ins>quickly</ins> now."


def test_passages_come_and_go_without_touching_their_neighbours():
    old = "<h1>A</h1><p>Stays as it is.</p><p>Nobody needs this any more.</p>"
    new = "<h1>New</h1><h1>A</h1><p>Stays as it is.</p>"
    assert kinds(old, new) == ["added", "same", "same", "removed"]


def test_a_heading_whose_number_alone_moved_is_no_change():
    rows = compare("<h1>A</h1>", "<h1>B</h1><h1>A</h1>").rows
    assert (rows[1].kind, rows[1].old.label, rows[1].new.label) == ("same", "1", "2")


def test_bold_alone_is_a_change():
    (row,) = compare("<p>never open</p>", "<p><strong>never</strong> open</p>").rows
    assert row.merged.html == "<del>never</del><ins><strong>never</strong></ins> open"


def test_tables_are_compared_by_cell():
    old = "<table><tr><th>Size<th>Limit<tr><td>M6<td>10 Nm<tr><td>M8<td>25 Nm</table>"
    new = "<table><tr><th>Size<th>Limit<tr><td>M6<td>12 Nm<tr><td>M8<td>25 Nm<tr><td>M10<td>50 Nm</table>"
    (row,) = compare(clean(old), clean(new)).rows
    assert row.kind == "changed"
    assert "<td>M6</td><td><del>10</del><ins>12</ins> Nm</td>" in row.merged.html
    assert "<td>M8</td><td>25 Nm</td>" in row.merged.html
    assert '<tr class="added"><td><ins>M10</ins></td><td><ins>50 Nm</ins></td></tr>' in row.new.html
    assert "M10" not in row.old.html


def test_a_column_that_came_in_is_told_from_its_neighbours():
    old = "<table><tr><th>A<th>B<tr><td>1<td>2</table>"
    new = "<table><tr><th>A<th>X<th>B<tr><td>1<td>9<td>2</table>"
    (row,) = compare(clean(old), clean(new)).rows
    assert "<td>1</td><td><ins>9</ins></td><td>2</td>" in row.merged.html


def test_another_picture_is_a_change():
    old, new = (f'<figure><img data-file="{sign * 64}" alt=""></figure>' for sign in "ab")
    (row,) = compare(old, new).rows
    assert row.kind == "changed" or row.old is None


def test_text_is_escaped():
    (row,) = compare("<p>a &lt;b&gt;</p>", '<p>a &lt;script&gt; "x"</p>').rows
    assert "<script>" not in row.merged.html
    assert "&lt;" in row.merged.html


def test_changes_are_counted_by_stretch():
    made = compare("<p>a one</p><p>b</p><p>c</p>", "<p>b</p><p>x two</p><p>y three</p>")
    assert made.changes == 2


words = st.sampled_from(["a", "b", "c", "d", "ab", ",", "."])
bodies = st.lists(st.lists(words, min_size=1, max_size=8), max_size=8).map(
    lambda ps: "".join(f"<p>{' '.join(p)}</p>" for p in ps)
)


def sides(html):
    return html.replace("<del>", "").replace("</del>", "").replace("<ins>", "").replace("</ins>", "")


@given(bodies, bodies)
@settings(max_examples=150, deadline=None)
def test_each_side_says_the_whole_of_its_text(old, new):
    made = compare(old, new)
    assert "".join(f"<p>{sides(row.old.html)}</p>" for row in made.rows if row.old) == old
    assert "".join(f"<p>{sides(row.new.html)}</p>" for row in made.rows if row.new) == new
    assert (made.changes == 0) == (old == new)


@given(st.lists(st.integers(0, 4), max_size=30), st.lists(st.integers(0, 4), max_size=30))
def test_what_is_common_rises_and_is_equal(old, new):
    pairs = common(old, new, Budget(10_000))
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def test_two_hundred_paragraphs_are_quick():
    chance = random.Random(7)
    paragraphs = ["<p>" + " ".join(f"w{chance.randrange(2000)}" for _ in range(80)) + "</p>" for _ in range(200)]
    changed = [text.replace("w1", "z") if place % 5 == 0 else text for place, text in enumerate(paragraphs)]
    begun = time.perf_counter()
    made = compare("".join(paragraphs), "".join(changed))
    assert time.perf_counter() - begun < 2
    assert made.changes >= 30


HOSTILE = {
    "one word over and over": ("<p>" + "a " * 100_000 + "</p>", "<p>" + "a b " * 70_000 + "</p>"),
    "thousands of equal paragraphs": ("<p>a</p>" * 20_000, "<p>b</p><p>a</p>" * 10_000),
    "thousands of like paragraphs": (
        "".join(f"<p>{n % 50} x y</p>" for n in range(15_000)),
        "".join(f"<p>{n % 47} x z</p>" for n in range(15_000)),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_compared_in_bounded_time(name):
    old, new = HOSTILE[name]
    begun = time.perf_counter()
    made = compare(old, new)
    assert time.perf_counter() - begun < 15
    assert made.changes
