"""The navigation folds by what people do, counts what waits, and leads nobody to a page that refuses them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from everproof.kernel import clock
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import User
from everproof.kernel.testing import factories
from everproof.kernel.work import actions as work

pytestmark = pytest.mark.django_db

GROUP = re.compile(r'<details class="nav-fold" data-group="([^"]+)"( open)?>(.*?)</details>', re.DOTALL)
LINE = re.compile(r'<li><a href="([^"]+)" title="([^"]+)"( aria-current="page")?>.*?</li>', re.DOTALL)


def navigation(browser, page):
    """The markup of the navigation on a page."""
    answer = browser.get(page)
    assert answer.status_code == 200
    return answer.content.decode().partition('<nav class="frame-nav"')[2].partition("</nav>")[0]


def groups(markup):
    """{group: is it open}, in their order."""
    return {name: bool(is_open) for name, is_open, _lines in GROUP.findall(markup)}


def contact(cast, role):
    """A browser of somebody at another company who has access to what concerns it."""
    person = people.add_person(name="Cora Contact", by=cast.administrator, email="cora@contact.example")
    ends = clock.today(cast.organization.zone) + timedelta(days=30)
    people.give_access(
        access_role=role, person=person, by=cast.administrator, party_type="supplier", party_id=uuid4(), to_on=ends
    )
    user = User.objects.create_user(person.email, "correct horse battery staple")
    people.join(user=user, person=person, by=cast.administrator)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_group_of_the_page_is_open_and_the_others_are_folded(cast, sign_in):
    factories.make("nonconformity", cast)

    found = groups(navigation(sign_in("manager"), "/ours/improvement/nonconformities/"))

    assert found["improvement"] is True
    assert found["people"] is found["direction"] is found["processes"] is False
    assert list(found).index("processes") < list(found).index("improvement") < list(found).index("administration")


def test_one_line_is_current_even_where_addresses_begin_alike(sign_in):
    current = [line for line in LINE.findall(navigation(sign_in("manager"), "/ours/kernel/roles/")) if line[2]]

    assert [label for _url, label, _current in current] == ["Roles"]


def test_groups_that_were_left_open_come_open(sign_in):
    browser = sign_in("manager")
    browser.cookies["nav"] = "direction.people"

    found = groups(navigation(browser, "/ours/improvement/nonconformities/"))

    assert {name for name, is_open in found.items() if is_open} == {"direction", "people", "improvement"}


def test_a_line_and_its_folded_group_say_how_much_waits(cast, sign_in):
    due = clock.today(cast.organization.zone) + timedelta(days=3)
    for title in ("Seal it", "Mend it"):
        work.raise_action(title=title, owner=cast.person("member"), due_on=due, by=cast.manager)

    markup = navigation(sign_in("member"), "/ours/kernel/people/")

    (lines,) = [lines for name, _open, lines in GROUP.findall(markup) if name == "improvement"]
    assert '<data value="2">2</data></summary>' in lines
    assert re.search(r'title="Actions">.*?<data value="2">2</data></a>', lines)


@pytest.mark.parametrize("part", ["administrator", "manager", "member", "inspector", "kiosk", "second"])
def test_every_line_leads_to_a_page_that_lets_one_in(sign_in, part):
    browser = sign_in(part)
    lines = LINE.findall(navigation(browser, "/ours/"))

    assert len(lines) >= 1
    assert {url: browser.get(url, follow=True).status_code for url, _label, _current in lines} == dict.fromkeys(
        (url for url, _label, _current in lines), 200
    )


@pytest.mark.parametrize("role", ["supplier-contact", "customer-contact"])
def test_no_line_leads_a_contact_of_another_company_to_a_closed_door(cast, role):
    browser = contact(cast, role)
    lines = LINE.findall(navigation(browser, "/ours/"))

    assert "Readiness" not in [label for _url, label, _current in lines]
    assert {label: browser.get(url, follow=True).status_code for url, label, _current in lines} == dict.fromkeys(
        (label for _url, label, _current in lines), 200
    )
