"""Numbers of headings, and the typed blocks that paper takes."""

from everproof.documents.content import clean, outline, tree
from everproof.documents.content.blocks import blocks_of

FILE = "cd" * 32


def numbers(body):
    return [heading.number for heading in outline.headings(tree.read(body).elements())]


def test_headings_are_numbered_by_level():
    assert numbers("<h1>A</h1><h2>B</h2><h2>C</h2><h1>D</h1><h2>E</h2><h3>F</h3>") == [
        "1",
        "1.1",
        "1.2",
        "2",
        "2.1",
        "2.1.1",
    ]


def test_no_number_begins_with_zero_or_occurs_twice():
    assert numbers("<h3>A</h3><h1>B</h1><h4>C</h4><h2>D</h2>") == ["1", "2", "2.1", "2.2"]


def test_every_kind_of_block():
    body = clean(
        "<h2>Limits <em>now</em></h2><p>a <b>b <a href='https://x.org'>c</a></b><br>d</p><ul><li>i<ol><li>j</ol></ul>"
        "<table><caption>Cap</caption><tr><th>A<th>B<tr><td colspan=2>x</table><blockquote>q</blockquote><hr>"
        f"<pre>x\n y</pre><figure><img data-file={FILE} alt=Valve><figcaption>The <b>valve</b></figcaption></figure>"
        "<p dir=rtl>r <span data-variable='site'>Kiel</span></p>"
    )
    heading, text, listed, table, quote, rule, code, picture, last = blocks_of(body)
    assert (heading["k"], heading["level"], heading["number"], heading["text"]) == ("h", 1, "1", "Limits now")
    assert text["runs"] == [
        {"t": "a "},
        {"t": "b ", "b": True},
        {"t": "c", "b": True, "href": "https://x.org"},
        {"t": "\n"},
        {"t": "d"},
    ]
    assert [block["k"] for block in listed["items"][0]] == ["p", "ol"]
    assert (table["caption"], table["columns"], len(table["head"]), len(table["rows"])) == ("Cap", 2, 1, 1)
    assert table["rows"][0][0]["colspan"] == 2
    assert quote["blocks"][0]["runs"] == [{"t": "q"}]
    assert rule == {"k": "rule"}
    assert code["text"] == "x\n y"
    assert (picture["file"], picture["caption"], picture["alt"], picture["number"]) == (FILE, "The valve", "Valve", 1)
    assert last["dir"] == "rtl"
    assert last["runs"][1] == {"t": "Kiel", "ref": "variable", "key": "site"}
