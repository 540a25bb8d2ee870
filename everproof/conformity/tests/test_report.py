"""The readiness report as PDF: what stands in it, and for whom."""

import re

import pytest
from django.utils.translation import gettext_lazy

from everproof.conformity import runs
from everproof.conformity.report import MOST_FINDINGS
from everproof.conformity.tests.conftest import STANDARD
from everproof.improvement.actions import report_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.pdf.models import Printout
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.pdf.tools import marker, pages_of, text_of

ATOM = "10.2.1-1"
ADDRESS = f"/ours/conformity/{STANDARD}/print/"


def unanswered(at):
    found = at.records(Nonconformity)
    return Evidence(found, (Finding("Nobody has answered.", Cure(gettext_lazy("Answer it")), found),))


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path / "installation"
    settings.EVERPROOF_DATA.mkdir(mode=0o700)
    settings.MEDIA_ROOT = settings.EVERPROOF_DATA / "files"


@pytest.fixture
def company(cast, room):
    """A check that finds every nonconformity: one at each of two sites, and many more of one kind."""
    room.declare(checks={ATOM: unanswered})
    cast.found = report_nonconformity(title="Leak at press 3", by=cast.member, site=cast.main_site)
    for number in range(12):
        report_nonconformity(title=f"Scratch {number}", by=cast.member, site=cast.main_site)
    runs.run_full(cast.organization.pk)
    runs.catch_up(cast.organization)
    return cast


def printed(cast, client, part="manager"):
    client.force_login(cast.users[part])
    answer = client.post(ADDRESS)
    assert answer.status_code == 302
    run_waiting_tasks()
    page = client.get(answer["Location"]).content.decode()
    found = re.search(r'href="([^"]+/prints/[^"]+\.pdf)"', page)
    assert found, page
    return b"".join(client.get(found[1]).streaming_content)


def test_each_requirement_stands_in_it_with_its_outcome_and_what_was_found(company, client):
    content = printed(company, client)

    words, pages = text_of(content), pages_of(content)
    from everproof.conformity.catalogues import readable

    missing = [atom.id for atom in readable()[STANDARD].atoms if atom.id not in words]
    assert missing == []
    assert len(set(re.findall(r"NC-2026-\d{4}", words))) == MOST_FINDINGS
    assert "Nobody has answered. Answer it." in words
    assert "13 records looked at." in words
    assert "5 more findings." in words
    assert "Not ready yet." in pages[0]
    assert "ISO 9001:2015" in pages[0]
    assert "Our Company" in pages[0]
    assert marker(content) == (True, True)


def test_every_page_says_that_it_is_no_decision_of_a_certification_body(company, client):
    pages = pages_of(printed(company, client))

    assert len(pages) > 8
    assert all("it is not a certification decision" in page for page in pages)
    assert all("not compared with a licensed copy" in page for page in pages)


def test_findings_about_records_that_the_reader_may_not_see_are_left_out(company, client):
    words = text_of(printed(company, client, part="second"))

    assert "NC-2026-" not in words
    assert "Leak at press 3" not in words


def test_contacts_of_other_companies_and_strangers_get_none(company, client):
    for part, status in (("kiosk", 403), ("stranger", 404)):
        client.force_login(company.users[part])
        assert client.post(ADDRESS).status_code == status
    client.logout()
    assert client.post(ADDRESS).status_code == 302
    assert not Printout.objects.exists()


def test_the_page_of_readiness_offers_it(company, client):
    client.force_login(company.users["manager"])

    page = client.get(f"/ours/conformity/{STANDARD}/").content.decode()

    assert f'action="{ADDRESS}"' in page
