"""The child that typesets: what comes out, what is refused, how many run at once."""

import threading
import time
from datetime import UTC, datetime

import pytest

from everproof.kernel.pdf import blocks, child, document, typesetting
from everproof.kernel.pdf.child import Limits
from everproof.kernel.tests.pdf.tools import marker, pages_of, text_of
from everproof.kernel.ui.charts import PDF
from everproof.kernel.ui.charts.samples import all_charts

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = '#import "x": * #read("/etc/passwd") *star* $x^2$ <script> \\ " ] } @ref #{1+1}'


def made(parts=(), *, title="Control of gauges", limits=typesetting.IN_THE_BACKGROUND, **more):
    frame = document.Frame(
        title=title,
        organization="Kestrel Ltd",
        number="QP-007",
        revision="4",
        state="Effective",
        foot=[document.uncontrolled(), document.printed_by("Quinn", "22 Nov 2026")],
        overlay=more.pop("overlay", ""),
    )
    return document.controlled_document(document.Document(frame, blocks=parts, **more), at=AT, limits=limits)


def test_a_controlled_document_says_what_it_is_on_every_page():
    parts = [blocks.heading("Purpose"), blocks.paragraph("Gauges measure right.")]

    done = made([*parts, {"k": "page"}, *blocks.prose("Second page.")], overlay="Draft")

    pages = pages_of(done.content)
    assert len(pages) == 3
    for number, words in enumerate(pages, 1):
        assert "Kestrel Ltd" in words
        assert "QP-007 · Revision 4" in words
        assert "Effective" in words
        assert f"Page {number} of 3" in words
        assert "Uncontrolled when printed" in words
        assert "Printed by Quinn, 22 Nov 2026." in words
        assert "DRAFT" in words
    assert "Gauges measure right." in text_of(done.content)


def test_it_is_made_for_the_archive_and_for_readers_without_eyes():
    chart = next(iter(all_charts()))
    svg = (chart[1] if isinstance(chart, tuple) else chart).svg(palette=PDF)

    done = made([blocks.heading("Chart"), {"k": "svg", "svg": str(svg), "alt": "Scrap by month", "caption": "Scrap"}])

    assert done.standards == ("PDF/A-2a", "PDF/UA-1")
    assert marker(done.content) == (True, True)
    assert done.caution == ""
    assert "Scrap" in text_of(done.content)


def test_a_character_that_no_font_has_gives_a_plain_pdf_and_says_so():
    done = made([blocks.paragraph("Gauge 量具")])

    assert done.content.startswith(b"%PDF-")
    assert done.standards == ()
    assert marker(done.content) == (False, False)
    assert "none of the installed fonts" in done.caution


def test_text_stays_text():
    done = made(
        [blocks.paragraph(HOSTILE), blocks.table([HOSTILE], [[HOSTILE]]), {"k": "code", "text": HOSTILE}],
        title=HOSTILE,
        facts=[(HOSTILE, HOSTILE)],
        revisions=[[HOSTILE, "", HOSTILE, ""]],
    )

    words = text_of(done.content)
    assert words.count('#read("/etc/passwd")') >= 6
    assert "root:" not in words


def test_the_same_content_gives_the_same_bytes():
    parts = [blocks.heading("Purpose"), blocks.paragraph("Same.")]

    assert made(parts).content == made(parts).content


def test_a_table_breaks_over_pages_and_repeats_its_head():
    rows = [[f"Form {number}", "Server room", "10 years"] for number in range(120)]

    pages = pages_of(made([blocks.table(["Record", "Place", "Kept for"], rows)]).content)

    with_rows = [words for words in pages if "Server room" in words]
    assert len(with_rows) > 2
    assert all("Kept for" in words for words in with_rows)
    assert "Form 119" in with_rows[-1]


def test_wide_tables_long_words_and_thirty_signatures_are_all_there():
    signatures = [
        document.Signed(
            f"Signer {number}", "Manager", "Approval", "I approve this.", "22 Nov 2026", "ab" * 32, "Of this."
        )
        for number in range(30)
    ]
    wide = blocks.table([f"Column {number}" for number in range(20)], [["x" * 60] * 20])
    beyond = blocks.table([f"C{number}" for number in range(40)], [[f"value{number}" for number in range(40)]])

    done = made(
        [wide, beyond, blocks.paragraph("y" * 500)],
        title="A very long title of a procedure " * 8,
        signatures=signatures,
    )

    words = text_of(done.content)
    assert all(f"Signer {number}" in words for number in range(30))
    assert "value39" in words
    assert words.replace(" ", "").count("y" * 500) == 1
    assert done.standards


def test_a_document_without_revisions_or_content_is_a_cover():
    pages = pages_of(made().content)

    assert len(pages) == 1
    assert "Revisions" not in pages[0]


def test_a_picture_that_did_not_come_along_leaves_its_words():
    done = made([{"k": "picture", "path": "gone.png", "alt": "The gauge from above"}])

    assert "The gauge from above" in text_of(done.content)


def test_an_endless_table_is_refused_in_words():
    rows = [[f"{row} {column}" for column in range(6)] for row in range(9000)]

    with pytest.raises(typesetting.TooMuch, match="too much for one PDF"):
        made([blocks.table(["a", "b", "c", "d", "e", "f"], rows)], limits=Limits(seconds=1, patience=1))


def test_more_data_than_a_print_may_have_never_reaches_a_child(monkeypatch):
    monkeypatch.setattr(child, "run", lambda *given, **more: pytest.fail("a child was started"))

    with pytest.raises(typesetting.TooMuch):
        made([blocks.paragraph("x" * typesetting.LARGEST_DATA)])


def test_a_child_gets_no_more_memory_than_its_limit():
    with pytest.raises((typesetting.TooMuch, typesetting.Broken)):
        made([blocks.paragraph("Words.")], limits=Limits(memory=60 * child.MEGABYTE, seconds=5))


def test_a_file_larger_than_its_limit_is_refused():
    with pytest.raises((typesetting.TooMuch, typesetting.Broken)):
        made([blocks.paragraph("Words.")], limits=Limits(output=4000))


def test_no_more_children_than_places(tmp_path):
    program = tmp_path / "slow.py"
    program.write_text("import time, sys, pathlib\npathlib.Path(sys.argv[1], 'ran').touch()\ntime.sleep(1.2)\n")
    ended, busy = [], []

    def run():
        with child.folder() as place:
            try:
                child.run(program, place, Limits(), wait=0.1)
                ended.append(time.monotonic())
            except child.Busy as refusal:
                busy.append(str(refusal))

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ended) == child.MOST_AT_ONCE
    assert busy == ["Other PDFs are being made. Try again in a minute."] * 2


def test_a_place_is_free_again_after_a_child_that_hangs(tmp_path):
    program = tmp_path / "hangs.py"
    program.write_text("import time\ntime.sleep(60)\n")
    began = time.monotonic()

    for _time in range(child.MOST_AT_ONCE + 1):
        with child.folder() as place, pytest.raises(child.Failed):
            child.run(program, place, Limits(seconds=1, patience=0), wait=0.1)

    assert time.monotonic() - began < 10


def test_a_child_knows_nothing_of_our_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("EVERPROOF_SECRET_KEY", "do-not-tell")
    program = tmp_path / "tells.py"
    program.write_text("import os, sys\nopen(sys.argv[1] + '/said', 'w').write(repr(dict(os.environ)))\n")

    with child.folder() as place:
        child.run(program, place, Limits())
        said = (place / "said").read_text()

    assert "do-not-tell" not in said
    assert "EVERPROOF" not in said


def test_blocks_that_are_complete_stay_as_they_are():
    parts = [
        *blocks.prose("One.\n\nTwo."),
        blocks.table(["a", "b"], [["1", [{"t": "2", "b": True}]]]),
        {"k": "ul", "items": [["one"], [{"k": "p", "runs": [{"t": "two"}]}, {"k": "ol", "items": [["in"]]}]]},
        {"k": "quote", "blocks": [blocks.paragraph("said")]},
    ]

    once = blocks.normal(parts)

    assert blocks.normal(once) == once
    assert "two" in str(once)
    assert "said" in str(once)
