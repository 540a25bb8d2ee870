"""The whole life of a procedure in a real browser, at a desk and on a phone.

Written, judged, signed, in force after its window, printed, read, revised, compared, and found by a word of the
revision before.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hashers, make_password
from django.db import connections

from everproof.documents import audience, tasks
from everproof.documents.content.tests.desk import Desk
from everproof.documents.models import Document, DocumentRevision
from everproof.documents.testing import asked, make_type
from everproof.kernel import clock
from everproof.kernel.people.models import User
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.testing.tasks import run_waiting_tasks
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCREENS = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
DOCUMENTS = "/ours/documents/documents/"
WINDOW = 3


class Story(Desk):
    """The people of the story at screens of one size."""

    screen: dict

    def at(self, part, path):
        return self.page(part, path, **self.screen)

    def wait(self, days):
        """Let days pass, and do what the worker does by itself in them."""
        with self.scope(), clock.travel(clock.now() + timedelta(days=days)):
            tasks.bring_into_force.func(self.cast.organization.pk)
        self.work()

    def work(self):
        """What the worker does in a moment."""
        with self.scope():
            run_waiting_tasks()

    def revision(self, label):
        with self.scope():
            return DocumentRevision.objects.get(document__title="Lapping seat rings", revision=label)


@pytest.fixture(params=SCREENS)
def story(request, own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    for part in ("boss", "member"):
        # The server does not know the fast hashes of the tests.
        strong = make_password(PASSWORD, hasher=get_hashers()[1].algorithm)
        User.objects.filter(pk=own_database.users[part].pk).update(password=strong)
    with served() as url, chromium() as browser:
        told = Story(own_database, browser, url)
        told.screen = SCREENS[request.param]
        yield told
        connections.close_all()


def follow(page, words, *, exact=False):
    """Go where the link with these words leads; on a narrow screen it may stand in a folded menu."""
    found = page.locator("main").get_by_role("link", name=words, exact=exact, include_hidden=True)
    page.goto(page.url.split("/ours/")[0] + found.first.get_attribute("href"))


def send(page, words):
    page.locator("main").get_by_role("button", name=words).last.click()
    page.wait_for_load_state()


def write(page, text, *, anew):
    page.wait_for_selector("doc-writer[data-ready]")
    page.click(".ProseMirror p, .ProseMirror h1")
    page.keyboard.press("Control+A" if anew else "Control+End")
    page.keyboard.type(text)
    page.keyboard.press("Control+S")
    page.locator("[data-draft-state]").filter(has_text="Saved at").wait_for()


def decide(story, revision, part, meaning):
    with story.at(part, f"/ours/documents/revisions/{revision.reference}/decide/") as page:
        seen = page.inner_text("main")
        assert "What do you say?" in seen, seen
        page.check('input[name="decision"][value="yes"]')
        if meaning == "approval":
            page.check('input[name="suitable"]')
        page.fill('[name="signature_address"]', story.cast.users[part].email)
        page.fill('[name="signature_password"]', PASSWORD)
        send(page, "Decide")
        assert "recorded" in page.inner_text("body") or "All have agreed" in page.inner_text("body")
    story.work()
    return seen


def judge(story, label):
    revision = story.revision(label)
    seen = decide(story, revision, "member", "review")
    decide(story, revision, "boss", "approval")
    assert story.revision(label).status == "approved"
    return seen


def prepare(story):
    """A type of documents whose procedures are reviewed, approved and read for three days."""
    cast = story.cast
    steps = [asked(cast.person("member"), "review", 1), asked(cast.person("boss"), "approval", 2)]
    with story.scope():
        return make_type(
            cast,
            7,
            number_pattern="WI-{000}",
            approval=steps,
            training_days=WINDOW,
            acknowledged_by=[audience.entry(cast.person("teammate"))],
        )


def test_a_procedure_from_the_first_word_to_the_old_revision(story):
    kind = prepare(story)
    begin(story, kind)
    judge(story, "1")
    read_and_confirm(story)
    story.wait(WINDOW)
    assert story.revision("1").status == "effective"
    print_it(story)

    revise(story)
    seen = judge(story, "2")
    assert "Against revision 1" in seen
    compare(story)
    story.wait(WINDOW)
    assert [story.revision(label).status for label in "12"] == ["withdrawn", "effective"]
    find_the_old_one(story)
    assert story.complaints == []


def begin(story, kind):
    with story.at("manager", f"{DOCUMENTS}new/") as page:
        page.fill('[name="title"]', "Lapping seat rings")
        page.select_option('[name="type"]', str(kind.pk))
        send(page, "Register it")
        follow(page, "Write revision 1")
        write(page, "Use the bronze plate and count to forty.", anew=True)
        page.goto(f"{story.url}{story.revision('1').get_absolute_url()}")
        follow(page, "Send for review")
        send(page, "Send for review")
        assert "is in review" in page.inner_text("body")
    story.work()


def read_and_confirm(story):
    """While the window runs, whoever has to know it reads it and says so."""
    with story.at("teammate", "/ours/documents/reading/") as page:
        follow(page, "Lapping seat rings")
        assert "count to forty" in page.inner_text("article")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"]
        send(page, "I have read it")
        assert "Confirmed:" in page.inner_text("body")


def print_it(story):
    """The sealed file that belongs to the revision, as the browser gets it."""
    with story.scope():
        number = Document.objects.get(title="Lapping seat rings").number
    with story.at("teammate", f"{DOCUMENTS}{number}/print/") as page:
        send(page, "Get the PDF")
        with page.expect_download() as waiting:
            page.locator('main a[href$=".pdf"]').first.click()
        assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def revise(story):
    with story.scope():
        document = Document.objects.get(title="Lapping seat rings")
    with story.at("manager", f"{DOCUMENTS}{document.number}/") as page:
        follow(page, "Begin a new revision")
        page.fill('[name="reason_for_change"]', "Plates of bronze wear too fast.")
        page.fill('[name="change_summary"]', "Another plate.")
        send(page, "Begin")
        page.goto(f"{story.url}/ours/documents/revisions/{story.revision('2').reference}/write/")
        write(page, "Use the granite plate and count to forty.", anew=True)
        page.goto(f"{story.url}{story.revision('2').get_absolute_url()}")
        follow(page, "Send for review")
        send(page, "Send for review")
    story.work()


def compare(story):
    with story.scope():
        number = Document.objects.get(title="Lapping seat rings").number
    with story.at("boss", f"{DOCUMENTS}{number}/compare/") as page:
        assert "bronze" in page.inner_text(".doc-compare del >> nth=0")
        assert "granite" in page.inner_text(".doc-compare ins >> nth=0")


def find_the_old_one(story):
    """By a word that stands in the former revision alone; it says that it does not apply, and where what does is."""
    with story.at("manager", "/ours/search/?q=bronze") as page:
        page.locator("main").get_by_role("link", name="WI-001.1").first.click()
        follow(page, "Read", exact=True)
        said = page.inner_text("main")
        assert "Revision 1 is withdrawn. Do not work by it." in said
        assert "bronze" in said
        follow(page, "Read revision 2, which applies")
        assert "granite" in page.inner_text("article")
