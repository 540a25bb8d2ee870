"""The texts of the demo's documents: their notation, and that they refer to what there is."""

import re

import pytest

from everproof.demo import papers
from everproof.demo.stories.documents_content import drawing, picture
from everproof.demo.stories.kestrel_documents import SHEETS, SNIPPETS
from everproof.demo.stories.kestrel_documents.writing import html_of, lines_of, pictures_in

KNOWN = {sheet.key: (f"id-{sheet.key}", sheet.title) for sheet in SHEETS}


def html(text, revision=1):
    return html_of(text, revision, documents={"a": ("7", "QP-001 Audits"), "b": ("", "Later")}, pictures=str.upper)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("## Head", "<h2>Head</h2>"),
        ("One\ntwo", "<p>One two</p>"),
        ("- a\n- b\ngoes on", "<ul><li>a</li><li>b goes on</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("| A |\n| < 2 |", "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>&lt; 2</td></tr></tbody></table>"),
        ("> stop\n> here", "<blockquote><p>stop here</p></blockquote>"),
        ("**all** *of* it", "<p><strong>all</strong> <em>of</em> it</p>"),
        ("{doc:a}, {doc:b}", '<p><span data-document="7">QP-001 Audits</span>, Later</p>'),
        ("{snippet:works}", '<p><span data-snippet="works"></span></p>'),
        ("{picture:x|Why}", '<figure><img data-file="X" alt="Why"><figcaption>Why</figcaption></figure>'),
    ],
)
def test_each_mark_becomes_its_element(text, made):
    assert html(text) == made


def test_a_line_stands_in_the_revisions_that_it_names():
    text = "Always\n\n[-2] Before\n[2] Since, and\nwhat goes on\n\n[3] ## Late"

    assert [line for line in lines_of(text, 1) if line] == ["Always", "Before"]
    assert [line for line in lines_of(text, 2) if line] == ["Always", "Since, and", "what goes on"]
    assert "## Late" in lines_of(text, 3)


def test_texts_refer_to_documents_snippets_and_pictures_that_there_are():
    for sheet in SHEETS:
        for number in range(1, len(sheet.changes) + 1):
            made = html_of(sheet.text, number, documents=KNOWN, pictures=str) if sheet.text else ""
            assert set(re.findall(r'data-snippet="([^"]+)"', made)) <= SNIPPETS.keys(), sheet.key
            assert not re.search(r"\[-?\d\]|\{(doc|snippet|picture):", made), sheet.key
            for name in pictures_in(sheet.text, number):
                assert picture(name).startswith(b"\x89PNG")


def test_a_later_revision_says_something_else():
    for sheet in SHEETS:
        if sheet.text:
            texts = ["\n".join(lines_of(sheet.text, number)) for number in range(1, len(sheet.changes) + 1)]
            assert len(set(texts)) > len(texts) // 2, sheet.key


def test_a_drawing_is_a_page_that_can_be_opened(tmp_path):
    import pypdfium2

    sheet = next(sheet for sheet in SHEETS if sheet.drawing == "body")
    document = pypdfium2.PdfDocument(drawing(sheet, "B"))
    assert len(document) == 1
    words = document[0].get_textpage().get_text_range()
    assert "R 6" in words
    assert "Rev. B" in words
    assert drawing(sheet, "B") == drawing(sheet, "B")


def test_a_chart_goes_through_its_points():
    assert papers.chart_png([(0, 0), (1, 1)]) != papers.chart_png([(0, 1), (1, 0)])
