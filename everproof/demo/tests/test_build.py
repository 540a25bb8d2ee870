"""The demo company comes out the same each time, credible and complete."""

import json
import os
from pathlib import Path

import pytest

from everproof.demo import build as demo
from everproof.demo.company import PEOPLE
from everproof.demo.testing import ANCHOR, story
from everproof.improvement.models import CorrectiveAction, Improvement, Nonconformity
from everproof.kernel.access.roles import ACCESS_ROLES
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, Role, User
from everproof.kernel.tenancy import organization_scope

STORY = Path(__file__).resolve().parents[3] / "tests" / "demo_story.json"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def company(demo_company, django_db_blocker, tmp_path_factory):
    """The company, in a database of its own."""
    with django_db_blocker.unblock(), demo_company.copied_to(tmp_path_factory.mktemp("company")) as company:
        yield company


def test_the_same_seed_tells_the_same_story_on_every_machine_and_database(company):
    """After a change of the demo: `RECORD_STORY=1 python -m pytest everproof/demo/tests/test_build.py`."""
    told = story(company.organization)
    if os.environ.get("RECORD_STORY"):
        STORY.write_text(json.dumps(told, indent=0, sort_keys=True) + "\n", encoding="utf-8")

    assert told == json.loads(STORY.read_text(encoding="utf-8"))
    assert told["nonconformity"][0] > 250


def test_the_company_is_complete_and_credible(company):
    organization = company.organization

    with organization_scope(organization.pk):
        staff = Person.objects.filter(organization=organization, external=False).exclude(job_title="Shared device")
        assert staff.count() == PEOPLE
        assert {person.site.title for person in staff.select_related("site")} == {"Linden works", "Harbour works"}
        assert Role.objects.filter(organization=organization, top_management=True).exists()
        ours = Nonconformity.objects.filter(organization=organization)
        assert {"reported", "contained", "closed", "rejected"} <= set(ours.values_list("status", flat=True))
        assert ours.filter(voided_at__isnull=False).exists()
        assert not ours.filter(recorded_at__gt=ANCHOR).exists()
        planned = CorrectiveAction.objects.filter(organization=organization)
        assert {"planned", "in-progress", "completed", "effective", "not-effective"} <= set(
            planned.values_list("status", flat=True)
        )
        late = planned.filter(status__in=("planned", "in-progress"), due_on__lt=ANCHOR.date())
        assert 0 < late.count() < 20
        assert Improvement.objects.filter(organization=organization, status="completed").exists()
        entries = LedgerEntry.objects.filter(organization=organization)
        assert entries.count() > 2000
        assert not entries.filter(actor="").exists()


def test_every_access_role_that_needs_no_company_of_its_own_can_sign_in(company):
    by_address = {login.email: login for login in demo.logins()}

    with organization_scope(demo.Organization.objects.get(slug="kestrel").pk):
        roles = set()
        for person in Person.objects.filter(email__in=by_address).select_related("organization"):
            assert User.objects.get(email=person.email).check_password(by_address[person.email].password)
            roles |= {grant.role.name for grant in actor_for(person.organization, person).grants}

    assert roles == {role.name for role in ACCESS_ROLES.values() if not role.needs_party}


def test_a_company_that_is_there_is_not_built_again(company):
    demo.build_if_missing()

    assert demo.Organization.objects.filter(slug="kestrel").count() == 1
