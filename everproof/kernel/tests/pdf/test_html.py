"""HTML of ours as blocks for paper: what is read, what is left out."""

import pytest

from everproof.kernel.pdf import blocks, html
from everproof.kernel.ui.charts.figure import figure
from everproof.kernel.ui.charts.samples import all_charts


def words(markup):
    return ["".join(run.get("t", "|") for run in block.get("runs", ())) for block in html.read(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One<br>two</p>", ["One|two"]),
        ("<div>One <b>bold</b> word</div>", ["One bold word"]),
        ('<p><span class="number">4.1-1</span><span>Keep it</span><small>Met</small></p>', ["4.1-1 Keep it Met"]),
        ("<p>Bold<b>er</b> (<span>inside</span>)</p>", ["Bolder (inside)"]),
        ('<p>Seen<span class="visually-hidden"> and heard</span></p>', ["Seen"]),
        ('<p>A<svg class="icon"><path d="M0 0"/><text>x</text></svg>B</p>', ["AB"]),
        ("<script>alert(1)</script><style>p{}</style><p>Left</p>", ["Left"]),
        ("<p>5 &lt; 6 &amp; 7</p>", ["5 < 6 & 7"]),
        ("<dl><div><dt>Owner</dt><dd>Quinn</dd></div></dl>", ["Owner", "Quinn"]),
    ],
)
def test_lines(markup, expected):
    assert words(markup) == expected


def test_lists_nest_and_tables_keep_their_head():
    listed, table = blocks.normal(
        html.read(
            "<ol><li>One<ul><li>Inner</li></ul></li><li>Two</li></ol>"
            "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td><p>x</p><p>y</p></td></tr></tbody></table>"
        )
    )

    assert (listed["k"], len(listed["items"])) == ("ol", 2)
    assert listed["items"][0][1]["k"] == "ul"
    assert (len(table["head"]), len(table["rows"])) == (1, 1)
    assert {"break": True} in table["rows"][0][1]["parts"][0]["runs"]


def test_a_chart_comes_in_the_colours_of_paper_with_its_numbers():
    chart = next(iter(all_charts()))
    chart = chart[1] if isinstance(chart, tuple) else chart

    found = html.read(str(figure(chart)))

    drawings = [block for block in found if block["k"] == "svg"]
    assert len(drawings) == 1
    assert "var(--" not in drawings[0]["svg"]
    assert drawings[0]["alt"]
    assert any(block["k"] == "table" for block in found)


@pytest.mark.parametrize(
    "markup", ["</li></ul></td></table>", "<table><td>x", "<ul>a<li>", "<b><i></b>x", "<a>", "<td>x</td>"]
)
def test_markup_that_is_not_whole_breaks_nothing(markup):
    assert isinstance(blocks.normal(html.read(markup)), list)
