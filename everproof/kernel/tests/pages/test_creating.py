"""Making a record on the generic pages."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.improvement.models import Nonconformity
from everproof.kernel import ids
from everproof.kernel.people.models import Person, Role, Site
from everproof.kernel.tests.pages.conftest import asked

pytestmark = pytest.mark.django_db
NEW = "/ours/improvement/nonconformities/new/"


def hidden_id(response):
    return re.search(r'name="id" value="([^"]+)"', response.content.decode())[1]


def test_the_form_carries_the_id_of_the_new_record(sign_in):
    browser = sign_in("member")
    new_id = hidden_id(browser.get(NEW))

    browser.post(NEW, {"id": new_id, "title": "Leak"})

    assert Nonconformity.objects.get().pk == UUID(new_id)


def test_sending_twice_makes_one_record_and_leads_to_it(sign_in):
    browser = sign_in("member")
    data = {"id": str(ids.uuid7()), "title": "Leak"}

    first, second = browser.post(NEW, data), browser.post(NEW, data)

    assert Nonconformity.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(sign_in):
    response = sign_in("member").post(NEW, {"title": "", "description": "Drops from the seal"})

    assert response.status_code == 422
    assert "title" in response.context["form"].errors
    assert b"Drops from the seal" in response.content
    assert Nonconformity.objects.count() == 0


def test_an_unreadable_id_is_replaced(sign_in):
    response = sign_in("member").post(NEW, {"id": "not-an-id", "title": "Leak"})

    assert response.status_code == 302
    assert Nonconformity.objects.count() == 1


def test_a_site_of_another_company_is_no_choice(sign_in, everyone):
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people import actions
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(everyone.other.pk):
        foreign = actions.add_site(name="Foreign works", by=Actor.system(everyone.other, "setup"))

    response = sign_in("member").post(NEW, {"title": "Leak", "site": str(foreign.pk)})

    assert response.status_code == 422
    assert b"Foreign works" not in response.content


def test_clears_the_draft_once_saved(sign_in):
    response = sign_in("member").post(NEW, {"title": "Leak"}, follow=True)

    assert b'<draft-done data-key="nonconformity:new">' in response.content


def test_who_may_not_is_told_why(sign_in):
    response = sign_in("inspector").get(NEW)

    assert response.status_code == 403
    assert "External auditor" in response.content.decode()


def test_costs_few_statements(sign_in, cast):
    browser = sign_in("manager")
    browser.get(NEW)
    with CaptureQueriesContext(connection) as statements:
        browser.post(NEW, {"id": str(ids.uuid7()), "title": "Leak", "site": str(cast.main_site.pk)})

    assert len(asked(statements)) <= 14, "\n".join(asked(statements))


# Other types ---------------------------------------------------------------------------------------------------------


PERSON = {"title": "New Person", "job_title": "Lathe operator"}
SITE = {"title": "Third works", "zone": "Asia/Tokyo", "workdays": ["0", "1"], "active": "on"}
ROLE = {"title": "Welding lead", "authorities": "Stop work\n\n Release ", "required_headcount": "2"}


@pytest.mark.parametrize(
    ("path", "data", "model", "part"),
    [
        ("people", PERSON, Person, "administrator"),
        ("sites", SITE, Site, "administrator"),
        ("roles", ROLE, Role, "manager"),
    ],
)
def test_people_sites_and_roles_are_made_by_those_who_may(sign_in, path, data, model, part):
    response = sign_in(part).post(f"/ours/kernel/{path}/new/", data)

    assert response.status_code == 302, response.context["form"].errors
    made = model.objects.get(title=data["title"])
    assert made.number in response["Location"]


def test_authorities_are_a_list_one_a_line(sign_in):
    sign_in("manager").post("/ours/kernel/roles/new/", ROLE)

    assert Role.objects.get(title="Welding lead").authorities == ["Stop work", "Release"]


def test_a_site_needs_a_time_zone_that_exists(sign_in):
    response = sign_in("administrator").post(
        "/ours/kernel/sites/new/", {"title": "Third works", "zone": "Europe/Atlantis", "workdays": ["0"]}
    )

    assert response.status_code == 422
    assert "zone" in response.context["form"].errors


def test_nobody_gives_access_to_themselves(sign_in, cast):
    data = {"person": str(cast.administrator.person_id), "access_role": "quality-manager", "from_on": "2026-01-01"}

    response = sign_in("administrator").post("/ours/kernel/access/new/", data)

    assert response.status_code == 422
    assert "Nobody changes their own access" in response.content.decode()


def test_an_external_auditor_needs_a_last_day(sign_in, cast):
    data = {"person": str(cast.member.person_id), "access_role": "external-auditor", "from_on": "2026-01-01"}

    response = sign_in("administrator").post("/ours/kernel/access/new/", data)

    assert "to_on" in response.context["form"].errors


def test_access_ends_with_a_reason(sign_in, cast):
    from everproof.kernel.people.models import AccessAssignment

    given = AccessAssignment.objects.get(person=cast.person("teammate"))
    url = f"/ours/kernel/access/{given.number}/edit/"

    refused = sign_in("administrator").post(url, {"to_on": "2030-01-01", "version": given.version})
    done = sign_in("administrator").post(
        url, {"to_on": "2030-01-01", "version": given.version, "reason": "Leaves the company"}
    )

    assert "reason" in refused.context["form"].errors
    assert done.status_code == 302
    given.refresh_from_db()
    assert str(given.to_on) == "2030-01-01"
