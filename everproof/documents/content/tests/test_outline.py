"""Headings are numbered once: by us, or by the author who typed the numbers."""

from everproof.documents.content import outline, tree


def shown(html):
    return [(one.number, one.text) for one in outline.headings(tree.read(html).elements())]


def test_headings_without_numbers_get_ours():
    assert shown("<h2>Purpose</h2><h2>Steps</h2><h3>First</h3>") == [("1", "Purpose"), ("2", "Steps"), ("2.1", "First")]


def test_numbers_that_were_typed_stay_and_none_of_ours_is_set_before_them():
    html = "<h2>Purpose</h2><h2>1. Steps</h2><h3>1.1 First</h3>"
    assert shown(html) == [("", "Purpose"), ("", "1. Steps"), ("", "1.1 First")]
    anchors = [one.anchor for one in outline.headings(tree.read(html).elements())]
    assert anchors == ["s-1", "s-2", "s-2-1"]


def test_one_heading_that_begins_with_a_number_is_no_numbering():
    assert shown("<h2>Purpose</h2><h2>5 whys</h2>") == [("1", "Purpose"), ("2", "5 whys")]
    assert shown("<h2>2024 results</h2><h2>2025 results</h2>")[0] == ("1", "2024 results")
