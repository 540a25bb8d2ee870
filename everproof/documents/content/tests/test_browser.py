"""Writing in a real browser: what is written arrives, what is not sent is kept, and nothing pasted ever runs."""

import re
import struct
import zlib

import pytest
from django.db import connections
from django.urls import reverse

from everproof.documents import actions
from everproof.documents.content import clean
from everproof.documents.content.tests import hostile
from everproof.documents.content.tests.desk import Desk
from everproof.documents.models import DocumentRevision
from everproof.documents.testing import make_document
from everproof.kernel.files.models import Attachment
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HIT = "window.hit === undefined"
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  const given = {clipboardData: data, bubbles: true, cancelable: true};
  document.querySelector(".ProseMirror").dispatchEvent(new ClipboardEvent("paste", given));
}"""


@pytest.fixture
def desk(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with served() as url, chromium() as browser:
        yield Desk(own_database, browser, url)
        connections.close_all()


def address(revision, name):
    return reverse(f"documents:{name}", kwargs={"organization": "ours", "reference": revision.reference})


def body_of(desk, revision):
    with desk.scope():
        return DocumentRevision.objects.get(pk=revision.pk).body


def png():
    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\x00" + b"\x30\x80\xa0" * 40 for _row in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def said(page, words):
    page.locator("[data-draft-state]").filter(has_text=words).wait_for()


def saved(page):
    said(page, "Saved at")


def test_a_heading_a_table_a_picture_and_a_reference_are_written_and_saved(desk):
    with desk.scope():
        target = make_document(desk.cast, 2)
    draft = desk.draft("<p>Start</p>")
    with desk.page("manager", address(draft, "write")) as page:
        page.wait_for_selector("doc-writer[data-ready]")
        page.click(".ProseMirror p")
        page.keyboard.press("Control+A")
        page.keyboard.type("Purpose")
        page.select_option("[data-block]", "h1")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        page.keyboard.type("See ")
        page.click('[data-do="reference"]')
        page.keyboard.type(target.number)
        page.click("#doc-ref-list button")
        page.keyboard.press("Enter")
        page.click('[data-do="table"]')
        page.click('[data-dialog="table"] button[value="ok"]')
        page.keyboard.type("Size")
        with page.expect_file_chooser() as chooser:
            page.click(".ProseMirror > p >> nth=-1")
            page.click('[data-do="picture"]')
        chooser.value.set_files({"name": "valve.png", "mimeType": "image/png", "buffer": png()})
        page.wait_for_selector("figure:not(.waits) img")
        page.keyboard.press("Control+S")
        saved(page)
    stored = body_of(desk, draft)
    assert stored.startswith("<h1>Purpose</h1><p>See <span data-document=")
    assert f"{target.number} {target.title}</span>" in stored
    assert "<thead><tr><th><p>Size</p></th>" in stored
    digest = re.search(r'data-file="([0-9a-f]{64})"', stored).group(1)
    with desk.scope():
        assert Attachment.objects.get(record_id=draft.pk, file__sha256=digest).name == "valve.png"
    assert desk.complaints == []


def test_without_a_connection_the_draft_is_kept_and_comes_back(desk):
    draft = desk.draft("<p>Before.</p>")
    with desk.page("manager", address(draft, "write")) as page:
        page.wait_for_selector("doc-writer[data-ready]")
        page.click(".ProseMirror p")
        page.keyboard.press("End")
        page.context.set_offline(True)
        page.keyboard.type(" Typed without a net.")
        page.keyboard.press("Control+S")
        said(page, "No connection.")
        assert body_of(desk, draft) == "<p>Before.</p>"

        page.context.set_offline(False)
        page.reload()
        page.wait_for_selector("doc-writer[data-ready]")
        assert "Typed without a net." in page.inner_text(".ProseMirror")
        assert page.is_visible("[data-draft-note]")

        page.keyboard.press("Control+S")
        saved(page)
        page.reload()
        page.wait_for_selector("doc-writer[data-ready]")
        assert page.is_hidden("[data-draft-note]")
    assert body_of(desk, draft) == "<p>Before. Typed without a net.</p>"


def test_without_scripts_markdown_is_saved(desk):
    draft = desk.draft()
    with desk.page("manager", address(draft, "write"), java_script_enabled=False) as page:
        page.fill("textarea", "# Purpose\n\nTurn it **slowly**.\n\n- one\n- two")
        page.click("[data-save]")
        assert "The text is saved." in page.inner_text("main")
    expected = "<h1>Purpose</h1><p>Turn it <strong>slowly</strong>.</p><ul><li><p>one</p></li><li><p>two</p></li></ul>"
    assert body_of(desk, draft) == expected


def test_who_saves_second_sees_both_texts_and_chooses(desk):
    draft = desk.draft("<p>Turn it slowly.</p>")
    with desk.page("manager", address(draft, "write")) as page:
        page.wait_for_selector("doc-writer[data-ready]")
        with desk.scope():
            now = DocumentRevision.objects.select_related("organization", "document").get(pk=draft.pk)
            actions.write_content(revision=now, by=desk.cast.manager, body="<p>Turn it at once.</p>")
        page.click(".ProseMirror p")
        page.keyboard.press("End")
        page.keyboard.type(" Then wait.")
        page.keyboard.press("Control+S")
        page.wait_for_selector(".doc-compare")
        assert "at once" in page.inner_text(".doc-compare del")
        page.click("text=Go on with mine")
        page.wait_for_selector("doc-writer[data-ready]")
    assert body_of(desk, draft) == "<p>Turn it slowly. Then wait.</p>"


def test_no_hostile_paste_ever_runs(desk):
    everything = "".join(clean(paste) for paste in hostile.PASTES)
    draft = desk.draft(everything)
    with desk.page("manager", address(draft, "read_revision")) as page:
        page.wait_for_timeout(300)
        assert page.evaluate(HIT)
        assert (
            page.locator("article script, article svg, article iframe, article [onerror], article style").count() == 0
        )
    with desk.page("manager", address(draft, "write")) as page:
        page.wait_for_selector("doc-writer[data-ready]")
        page.click(".ProseMirror")
        for paste in hostile.PASTES:
            page.evaluate(PASTE, paste)
        page.wait_for_timeout(500)
        assert page.evaluate(HIT)
        page.keyboard.press("Control+S")
        saved(page)
    stored = body_of(desk, draft)
    assert clean(stored) == stored
    with desk.page("manager", address(draft, "read_revision")) as page:
        assert page.evaluate(HIT)


@pytest.mark.looks
def test_the_pages_fit_a_phone_and_are_clean_for_axe(desk):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    body = "<h1>Purpose</h1><p>Turn it.</p><table><tr>" + "<th>Wide column</th>" * 9 + "</tr></table>"
    draft = desk.draft(body)
    for name, options in (
        ("read_revision", PHONE),
        ("write", PHONE),
        ("read_revision", {"color_scheme": "dark"}),
        ("write", {}),
    ):
        with desk.page("manager", address(draft, name), **options) as page:
            if name == "write":
                page.wait_for_selector("doc-writer[data-ready]")
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], name
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
            assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    assert desk.complaints == []
