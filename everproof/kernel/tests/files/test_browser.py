"""Adding files in a real browser: several at once, over a connection that comes and goes, with and without scripts."""

import contextlib
import time

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from everproof.improvement import actions as improvement
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock
from everproof.kernel.files.models import Attachment
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing import databases
from everproof.kernel.tests.files import corpus
from everproof.kernel.ui import addresses
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTE = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"Words of a note"}
PHOTO = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": corpus.photo()}
PAGE = {"name": "page.html", "mimeType": "text/html", "buffer": corpus.HTML}
INPUT = "file-upload input[type=file][multiple]"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Site:
    """The product as it is served, a record in it, and browsers of the one who reported it."""

    def __init__(self, browser, url):
        self.browser, self.url, self.complaints, self.started = browser, url, [], clock.now()
        self.organization = Organization.objects.get(slug="ours")
        with organization_scope(self.organization.pk):
            member = actor_for(self.organization, Person.objects.get(email="member@ours.example"))
            self.record = improvement.report_nonconformity(title="Leak", by=member)
            self.here = url + addresses.of_record(self.record)
        self.cookie = self.cookie_of("member")

    def cookie_of(self, part):
        client = Client()
        user = User.objects.get(email=f"{part}@ours.example")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}

    @contextlib.contextmanager
    def page(self, path="", **options):
        context = self.browser.new_context(**options)
        context.add_cookies([self.cookie])
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(self.url + path if path else self.here)
        yield page
        context.close()

    def attached(self):
        """(name of the file, title of its record), oldest first."""
        with organization_scope(self.organization.pk):
            titles = dict(Nonconformity.objects.values_list("pk", "title"))
            rows = Attachment.objects.filter(removed_at=None, created_at__gte=self.started).order_by("created_at", "id")
            return [(one.name, titles[one.record_id]) for one in rows]

    def arrived(self, *expected):
        """Wait until exactly these files have arrived."""
        deadline = time.monotonic() + 20
        while self.attached() != list(expected) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.attached() == list(expected)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One server on a copy of the run's database and one Chromium, for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), databases.cloned():
        # Playwright runs an event loop in this thread; the tests ask the database between their steps all the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with served() as url, chromium() as browser:
            yield browser, url
        connections.close_all()


@pytest.fixture
def site(house):
    yield Site(*house)
    connections.close_all()


def test_several_files_are_added_at_once(site):
    with site.page() as page:
        page.set_input_files(INPUT, [NOTE, PHOTO])

        page.wait_for_selector(".files >> text=IMG_1.jpg")
        page.wait_for_selector(".files >> text=note.txt")
        assert page.locator("[data-upload-list] li").count() == 0
        assert "Added" in page.inner_text("[data-upload-said]")
    site.arrived(("note.txt", "Leak"), ("IMG_1.jpg", "Leak"))
    assert site.complaints == []


def test_a_file_that_is_not_taken_says_why_and_goes(site):
    with site.page() as page:
        page.set_input_files(INPUT, [PAGE, NOTE])

        page.wait_for_selector("[data-upload-list] .refused >> text=are not taken")
        page.wait_for_selector(".files >> text=note.txt")
        page.click("[data-upload-list] .refused button")
        page.wait_for_selector("[data-upload-list] li", state="detached")
    site.arrived(("note.txt", "Leak"))


def test_what_is_chosen_without_a_connection_is_sent_with_one(site):
    with site.page() as page:
        page.context.set_offline(True)
        page.set_input_files(INPUT, NOTE)
        page.wait_for_selector("[data-upload-list] >> text=Waits for a connection")
        assert site.attached() == []

        page.context.set_offline(False)

        page.wait_for_selector(".files >> text=note.txt")
    site.arrived(("note.txt", "Leak"))


def test_an_answer_that_is_lost_doubles_nothing(site):
    """The server has the file, the browser does not know; it asks before it sends again."""
    lost, sent = [], []

    def lose(route):
        sent.append(route.request.method)
        if route.request.method == "PUT" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    with site.page() as page:
        page.route("**/files/*-*-*-*-*/", lose)
        page.set_input_files(INPUT, NOTE)

        page.wait_for_selector(".files >> text=note.txt")
    assert lost[0].status == 201
    assert sent == ["PUT", "GET"]
    site.arrived(("note.txt", "Leak"))


def test_a_connection_that_breaks_again_and_again_gets_it_through(site):
    tries = []

    def breaking(route):
        tries.append(route.request.method)
        route.abort() if tries.count("PUT") < 3 and route.request.method == "PUT" else route.continue_()

    with site.page() as page:
        page.route("**/files/*-*-*-*-*/", breaking)
        page.set_input_files(INPUT, [NOTE, PHOTO])

        page.wait_for_selector(".files >> text=IMG_1.jpg", timeout=30_000)
    assert tries.count("PUT") == 4
    site.arrived(("note.txt", "Leak"), ("IMG_1.jpg", "Leak"))


def test_what_waits_survives_the_page_and_goes_from_another(site):
    with site.page() as page:
        page.route("**/files/*-*-*-*-*/", lambda route: route.abort())
        page.set_input_files(INPUT, NOTE)
        page.wait_for_selector("[data-upload-list] >> text=Waits")
        page.goto(f"{site.url}/ours/")
        page.wait_for_selector("upload-queue >> text=One file waits on this device")

        page.unroute("**/files/*-*-*-*-*/")
        page.reload()

        site.arrived(("note.txt", "Leak"))
        page.wait_for_selector("upload-queue p", state="detached")


def test_who_was_signed_out_is_asked_to_sign_in_and_loses_nothing(site):
    with site.page() as page:
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.set_input_files(INPUT, NOTE)
        page.wait_for_selector("[data-upload-list] >> text=Sign in again")
        page.context.add_cookies([site.cookie])
        page.reload()

        page.wait_for_selector(".files >> text=note.txt")
    site.arrived(("note.txt", "Leak"))


def test_photos_go_with_a_report(site):
    with site.page("/ours/improvement/report/", viewport={"width": 390, "height": 844}, has_touch=True) as page:
        page.wait_for_selector("text=Take a photo")
        page.set_input_files(INPUT, [PHOTO, NOTE])
        page.wait_for_selector("[data-upload-list] >> text=Goes with the form")
        page.fill("[name=title]", "Oil on the floor")
        page.click("main button[type=submit].primary")

        page.wait_for_selector(".files >> text=note.txt")
    site.arrived(("IMG_1.jpg", "Oil on the floor"), ("note.txt", "Oil on the floor"))


def test_photos_of_a_draft_are_kept_with_it(site):
    with site.page("/ours/improvement/report/") as page:
        page.set_input_files(INPUT, PHOTO)
        page.fill("[name=title]", "Oil on the floor")
        page.wait_for_selector("text=Draft kept")
        page.goto(site.here)
        assert page.locator("[data-upload-list] li").count() == 0
        page.goto(f"{site.url}/ours/improvement/report/")
        page.wait_for_selector("[data-upload-list] >> text=IMG_1.jpg")
        page.click("main button[type=submit].primary")

        page.wait_for_selector(".files >> text=IMG_1.jpg")
    site.arrived(("IMG_1.jpg", "Oil on the floor"))


def test_a_discarded_draft_takes_its_photos_along(site):
    with site.page("/ours/improvement/report/") as page:
        page.set_input_files(INPUT, PHOTO)
        page.fill("[name=title]", "Oil on the floor")
        page.wait_for_selector("text=Draft kept")
        page.reload()
        page.wait_for_selector("[data-upload-list] li")
        page.click("[data-draft-discard]")

        page.wait_for_selector("[data-upload-list] li", state="detached")


def test_files_of_another_person_in_the_same_browser_are_left_alone(site):
    with site.page() as page:
        page.route("**/files/*-*-*-*-*/", lambda route: route.abort())
        page.set_input_files(INPUT, NOTE)
        page.wait_for_selector("[data-upload-list] >> text=Waits")
        page.unroute("**/files/*-*-*-*-*/")
        page.context.add_cookies([site.cookie_of("manager")])
        page.goto(site.here)
        page.wait_for_timeout(3000)

        assert page.locator("[data-upload-list] li").count() == 0
    site.arrived()


def test_without_scripts_the_plain_form_does_it(site):
    with site.page(java_script_enabled=False) as page:
        page.set_input_files("input[name=uploads]", [NOTE, PHOTO])
        page.click("#files button[type=submit]")

        page.wait_for_selector(".files >> text=note.txt")
    site.arrived(("note.txt", "Leak"), ("IMG_1.jpg", "Leak"))


def test_it_is_used_by_keyboard_and_passes_axe(site):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    with site.page() as page:
        page.set_input_files(INPUT, [NOTE, PAGE])
        page.wait_for_selector(".files >> text=note.txt")
        page.wait_for_selector("[data-upload-list] .refused")
        page.focus("#upload-files")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Remove"
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-upload-list] li", state="detached")

        found = axe.Axe().run(page, options={"runOnly": RULES}).response["violations"]

    assert [one["id"] for one in found] == []


def test_a_file_opened_in_a_browser_is_a_download_and_a_picture_runs_nothing(site):
    with site.page() as page:
        page.set_input_files(INPUT, PHOTO)
        page.wait_for_selector(".files >> text=IMG_1.jpg")
        with page.expect_download() as download:
            page.click(".files >> text=IMG_1.jpg")
        with open(download.value.path(), "rb") as file:
            assert file.read() == PHOTO["buffer"]
        address = page.get_attribute(".file-name", "href")
        ran = page.evaluate(
            """address => new Promise((resolve) => {
                const script = Object.assign(document.createElement("script"), { src: address });
                script.onload = () => resolve("ran");
                script.onerror = () => resolve("refused");
                document.head.append(script);
            })""",
            address,
        )

    assert ran == "refused"
