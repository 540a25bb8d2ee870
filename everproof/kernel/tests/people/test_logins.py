"""What administrators see and do about logins, on its pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions, invitations, logins
from everproof.kernel.tenancy.models import Membership, Organization

HERE = "/ours/kernel"


@pytest.fixture
def newcomer(cast):
    return actions.add_person(name="Nia Newcomer", by=cast.administrator, email="nia@ours.example")


def state_of(person):
    return logins.of(person.organization, [person.pk])[person.pk].state


def end(cast, part):
    membership = Membership.objects.get(user=cast.users[part], ended_at=None)
    actions.end_membership(membership=membership, by=cast.administrator)


def test_the_state_of_a_login_follows_what_happens(cast, newcomer):
    assert state_of(newcomer) == logins.NONE
    invitations.invite(person=newcomer, by=cast.administrator)
    assert state_of(newcomer) == logins.INVITED
    with clock.travel(clock.now() + timedelta(days=8)):
        assert state_of(newcomer) == logins.EXPIRED
    assert state_of(cast.person("member")) == logins.ACTIVE
    end(cast, "member")
    assert state_of(cast.person("member")) == logins.ENDED


def test_someone_who_left_and_is_invited_again_is_invited(cast):
    end(cast, "member")
    invitations.invite(person=cast.person("member"), by=cast.administrator)

    assert state_of(cast.person("member")) == logins.INVITED


def test_the_list_is_for_administrators(cast, sign_in):
    assert sign_in("manager").get(f"{HERE}/logins/").status_code == 403
    page = sign_in("administrator").get(f"{HERE}/logins/").content.decode()

    assert "member@ours.example" in page
    assert "stranger@other.example" not in page


def test_the_list_costs_few_statements(cast, sign_in, django_assert_max_num_queries):
    browser = sign_in("administrator")
    browser.get(f"{HERE}/logins/")

    with django_assert_max_num_queries(14):
        browser.get(f"{HERE}/logins/")


def test_the_persons_page_offers_the_invitation_to_administrators_alone(cast, sign_in, newcomer):
    url = f"{HERE}/people/{newcomer.number}/"

    assert "Invite to sign in" in sign_in("administrator").get(url).content.decode()
    assert "Invite to sign in" not in sign_in("manager").get(url).content.decode()


def test_inviting_from_the_page_gives_the_first_access_role(cast, sign_in, newcomer):
    url = f"{HERE}/people/{newcomer.number}/invite/"
    browser = sign_in("administrator")

    asked = browser.get(url).content.decode()
    answer = browser.post(url, {"access_role": "member"})

    assert "Access role" in asked
    assert answer.status_code == 302
    assert state_of(newcomer) == logins.INVITED


def test_inviting_someone_without_an_address_says_where_to_give_one(cast, sign_in):
    person = actions.add_person(name="Paul Paper", by=cast.administrator)

    page = sign_in("administrator").get(f"{HERE}/people/{person.number}/invite/").content.decode()

    assert "Give the person an e-mail address first." in page
    assert f"{HERE}/people/{person.number}/edit/" in page


@pytest.mark.parametrize("step", ["invite", "revoke-invitation", "end-login", "reinstate-login"])
def test_only_administrators_let_people_in_or_out(cast, sign_in, newcomer, step):
    url = f"{HERE}/people/{newcomer.number}/{step}/"
    browser = sign_in("manager")

    assert browser.get(url).status_code == 403
    assert browser.post(url).status_code == 403


def test_ending_and_reinstating_from_the_page(cast, sign_in):
    person = cast.person("member")
    browser = sign_in("administrator")

    browser.post(f"{HERE}/people/{person.number}/end-login/")
    assert state_of(person) == logins.ENDED
    browser.post(f"{HERE}/people/{person.number}/reinstate-login/")
    assert state_of(person) == logins.ACTIVE


def test_the_page_of_a_person_of_another_company_does_not_exist(cast, sign_in):
    theirs = Membership.objects.get(user=cast.users["stranger"])

    assert sign_in("administrator").get(f"{HERE}/people/{theirs.person_id}/invite/").status_code == 404


class TestRulesForSigningIn:
    def test_administrators_alone_change_them(self, cast):
        with pytest.raises(NotAllowed):
            actions.change_sign_in_rules(by=cast.manager, idle_minutes=60, second_factor_needed=True)

    def test_a_change_is_in_the_ledger(self, cast):
        actions.change_sign_in_rules(by=cast.administrator, idle_minutes=60, second_factor_needed=False)

        entry = LedgerEntry.objects.get(verb="kernel.sign_in_rules.change")
        assert b'"idle_minutes":{"from":4320,"to":60}' in bytes(entry.body)
        assert b"second_factor" not in bytes(entry.body)

    @pytest.mark.parametrize("minutes", [0, 4, 14 * 24 * 60 + 1])
    def test_the_limits_hold(self, cast, minutes):
        with pytest.raises(ValidationError):
            actions.change_sign_in_rules(by=cast.administrator, idle_minutes=minutes, second_factor_needed=False)

    def test_the_page_shows_and_saves_them(self, cast, sign_in):
        browser = sign_in("administrator")

        shown = browser.get(f"{HERE}/logins/rules/").content.decode()
        browser.post(f"{HERE}/logins/rules/", {"idle_minutes": "30", "second_factor_needed": ""})

        assert 'value="4320" selected' in shown
        assert Organization.objects.get(pk=cast.organization.pk).idle_minutes == 30

    def test_the_page_refuses_what_is_no_choice(self, cast, sign_in):
        answer = sign_in("administrator").post(f"{HERE}/logins/rules/", {"idle_minutes": "1"})

        assert answer.status_code == 422


def test_a_membership_of_another_company_is_not_ended(cast):
    theirs = Membership.objects.get(user=cast.users["stranger"])

    with pytest.raises(Refused):
        actions.end_membership(membership=theirs, by=cast.administrator)
