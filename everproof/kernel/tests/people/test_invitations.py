"""Inviting a person: who may, what the link opens, and what it never opens."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from everproof.kernel import clock, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.people import actions, invitations
from everproof.kernel.people.models import User, email_key
from everproof.kernel.tenancy.models import AccessLink, Membership

PASSWORD = "seven quiet boats at dawn"


@pytest.fixture
def newcomer(cast):
    person = actions.add_person(name="Nia Newcomer", by=cast.administrator, email="Nia@ours.example")
    actions.give_access(access_role="member", person=person, by=cast.administrator)
    return person


def token_of(invited):
    return invited.url.rstrip("/").rpartition("/")[2]


def test_an_invitation_goes_out_by_mail_with_a_link_that_is_kept_as_a_hash_only(cast, newcomer):
    invited = invitations.invite(person=newcomer, by=cast.administrator)

    mail = OutgoingMail.objects.get(to="Nia@ours.example")
    assert invited.url in mail.body
    assert invited.url in mail.html
    assert "Our Company" in mail.subject
    assert token_of(invited).encode() not in bytes(AccessLink.objects.get(pk=invited.link.pk).token_hash)


def test_only_an_administrator_invites(cast, newcomer):
    with pytest.raises(NotAllowed):
        invitations.invite(person=newcomer, by=cast.manager)


def test_nobody_invites_into_another_company(cast, newcomer):
    from everproof.kernel.access.actor import Actor

    with pytest.raises(Refused):
        invitations.invite(person=newcomer, by=Actor.system(cast.other, "setup"))


def test_a_person_without_an_address_stays_a_person(cast):
    person = actions.add_person(name="Paul Paper", by=cast.administrator)

    with pytest.raises(Refused, match="e-mail address"):
        invitations.invite(person=person, by=cast.administrator)


def test_someone_who_has_a_login_is_not_invited(cast):
    with pytest.raises(Refused, match="has a login"):
        invitations.invite(person=cast.person("member"), by=cast.administrator)


def test_the_address_of_another_persons_login_is_not_invited(cast):
    person = actions.add_person(name="Mel Twin", by=cast.administrator, email="MEMBER@ours.example")

    with pytest.raises(Refused, match="another person"):
        invitations.invite(person=person, by=cast.administrator)


def test_accepting_makes_the_login_the_membership_and_the_entries(cast, newcomer):
    invited = invitations.invite(person=newcomer, by=cast.administrator)

    user = invitations.accept_with_password(invitations.find(token_of(invited)), PASSWORD)

    assert user.check_password(PASSWORD)
    assert user.email == "nia@ours.example"
    assert Membership.objects.get(user=user, ended_at=None).person_id == newcomer.pk
    verbs = LedgerEntry.objects.filter(record_id=str(newcomer.pk)).order_by("at", "id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["kernel.invitation.make", "kernel.membership.begin", "kernel.invitation.accept"]


def test_a_link_works_once(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))
    invitation = invitations.find(token)
    invitations.accept_with_password(invitation, PASSWORD)

    assert invitations.find(token) is None
    with pytest.raises(invitations.NoLongerValid):
        invitations.accept_with_password(invitation, PASSWORD)


def test_a_link_works_for_seven_days(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    with clock.travel(clock.now() + timedelta(days=6, hours=23)):
        assert invitations.find(token) is not None
    with clock.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert invitations.find(token) is None


def test_inviting_again_ends_the_older_link(cast, newcomer):
    older = token_of(invitations.invite(person=newcomer, by=cast.administrator))
    newer = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    assert invitations.find(older) is None
    assert invitations.find(newer) is not None


def test_an_invitation_can_be_taken_back(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    invitations.revoke(person=newcomer, by=cast.administrator)

    assert invitations.find(token) is None
    with pytest.raises(Refused, match="no open invitation"):
        invitations.revoke(person=newcomer, by=cast.administrator)


@pytest.mark.parametrize("change", [{"email": "other@ours.example"}, {"active": False}])
def test_a_link_dies_when_its_person_has_another_address_or_left(cast, newcomer, change):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    records.update(newcomer, by=cast.administrator, **change)

    assert invitations.find(token) is None


def test_a_password_that_is_easy_to_guess_leaves_the_link_usable(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    for weak in ("short", "everproofeverproof", "Nia Newcomer Our Company"):
        with pytest.raises(ValidationError):
            invitations.accept_with_password(invitations.find(token), weak)

    assert invitations.find(token) is not None
    assert not User.objects.filter(email_key=email_key(newcomer.email)).exists()


def test_an_existing_login_is_never_linked_by_its_address_alone(cast, newcomer):
    theirs = User.objects.create_user("nia@ours.example", "another good long secret")
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    with pytest.raises(Refused, match="Sign in with it first"):
        invitations.accept_with_password(invitations.find(token), PASSWORD)

    theirs.refresh_from_db()
    assert not theirs.memberships.exists()
    assert not theirs.check_password(PASSWORD)
    assert invitations.find(token) is not None


def test_an_existing_login_joins_once_its_owner_is_signed_in(cast, newcomer):
    theirs = User.objects.create_user("NIA@ours.example", PASSWORD)
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    invitations.accept_as(invitations.find(token), theirs)

    assert theirs.memberships.get(ended_at=None).person_id == newcomer.pk


def test_a_login_with_another_address_cannot_take_the_invitation(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))

    with pytest.raises(Refused, match="another address"):
        invitations.accept_as(invitations.find(token), cast.users["stranger"])


def test_someone_who_left_comes_back_as_the_same_login(cast, newcomer):
    token = token_of(invitations.invite(person=newcomer, by=cast.administrator))
    user = invitations.accept_with_password(invitations.find(token), PASSWORD)
    first = user.memberships.get()

    actions.end_membership(membership=first, by=cast.administrator)
    first.refresh_from_db()
    second = actions.reinstate_membership(membership=first, by=cast.administrator)

    assert first.ended_at is not None
    assert second.ended_at is None
    assert second.person_id == first.person_id


def test_nobody_ends_their_own_membership(cast):
    own = Membership.objects.get(user=cast.users["administrator"])

    with pytest.raises(Refused, match="Nobody ends their own"):
        actions.end_membership(membership=own, by=cast.administrator)


class TestThePageBehindTheLink:
    def test_a_newcomer_sets_a_password_and_is_in(self, cast, newcomer):
        invited = invitations.invite(person=newcomer, by=cast.administrator)
        browser = Client()

        page = browser.get(invited.url)
        answer = browser.post(invited.url, {"password": PASSWORD})

        assert "Welcome to Our Company" in page.content.decode()
        assert page["Cache-Control"].find("no-store") >= 0
        assert answer.status_code == 302
        assert answer["Location"] == "/ours/"
        assert browser.get("/ours/kernel/people/").status_code == 200

    def test_it_ends_at_a_time_of_the_organisation(self, cast, newcomer):
        with clock.travel(datetime(2026, 7, 1, 10, 0, tzinfo=UTC)):
            invited = invitations.invite(person=newcomer, by=cast.administrator)
            page = Client().get(invited.url).content.decode()

        assert "8 Jul 2026, 12:00" in page

    def test_a_weak_password_is_said_beside_the_field(self, cast, newcomer):
        invited = invitations.invite(person=newcomer, by=cast.administrator)

        answer = Client().post(invited.url, {"password": "passwordpassword"})

        assert answer.status_code == 422
        assert "too easy to guess" in answer.content.decode()

    def test_who_has_a_login_is_asked_to_sign_in(self, cast, newcomer):
        User.objects.create_user("nia@ours.example", PASSWORD)
        invited = invitations.invite(person=newcomer, by=cast.administrator)
        browser = Client()

        page = browser.get(invited.url).content.decode()
        browser.post(invited.url, {"password": "a new secret of mine"})

        assert "There is a login with this address already" in page
        assert 'name="password"' not in page
        assert not Membership.objects.filter(person_id=newcomer.pk).exists()

    def test_after_signing_in_the_same_link_lets_them_join(self, cast, newcomer):
        User.objects.create_user("nia@ours.example", PASSWORD)
        invited = invitations.invite(person=newcomer, by=cast.administrator)
        path = invited.url.removeprefix("http://localhost:8000")
        browser = Client()
        signed_in = browser.post(f"/account/login/?next={path}", {"login": "nia@ours.example", "password": PASSWORD})

        answer = browser.post(signed_in["Location"])

        assert signed_in["Location"] == path
        assert answer["Location"] == "/ours/"
        assert Membership.objects.filter(person_id=newcomer.pk, ended_at=None).exists()

    def test_someone_else_who_is_signed_in_cannot_take_it(self, cast, newcomer, sign_in):
        invited = invitations.invite(person=newcomer, by=cast.administrator)
        browser = sign_in("teammate")

        page = browser.get(invited.url).content.decode()
        browser.post(invited.url, {"password": PASSWORD})

        assert "You are signed in as teammate@ours.example" in page
        assert not Membership.objects.filter(person_id=newcomer.pk).exists()

    def test_used_unknown_and_ended_links_look_the_same(self, cast, newcomer):
        used = invitations.invite(person=newcomer, by=cast.administrator).url
        invitations.accept_with_password(invitations.find(used.rstrip("/").rpartition("/")[2]), PASSWORD)

        answers = [Client().get(url) for url in (used, "/p/invitation/nonsense/")]

        assert {answer.status_code for answer in answers} == {404}
        assert len({_seen(answer) for answer in answers}) == 1


def _seen(answer):
    """The page as the reader sees it, without what differs in every answer."""
    return re.sub(r'nonce="[^"]+"|"x-csrftoken": "[^"]+"', "", answer.content.decode())
