"""A forgotten password, and a new address: both by mail, neither a way into somebody else's login."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD

NEW = "gravel trombone quilt"
RESET = "/account/password/reset/"


def mails(everyone, to):
    with organization_scope(everyone.organization.pk):
        return list(OutgoingMail.objects.filter(organization=everyone.organization, to=to).order_by("pk"))


def link_in(mail):
    return re.search(r"http://localhost:8000(/account/\S+)", mail.body)[1]


def follow(browser, link):
    """The page that a link in a mail leads to, and its address."""
    answer = browser.get(link)
    return answer["Location"] if answer.status_code == 302 else link


class TestForgottenPassword:
    def ask(self, address="member@ours.example", **extra):
        return Client().post(RESET, {"email": address}, **extra)

    def test_a_link_comes_by_mail_and_sets_a_new_password(self, everyone, enter):
        self.ask()
        browser = Client()
        page = follow(browser, link_in(mails(everyone, "member@ours.example")[0]))

        browser.post(page, {"password1": NEW, "password2": NEW})

        assert enter("member", NEW)[1].status_code == 302
        assert enter("member", PASSWORD)[1].status_code == 200

    def test_it_does_not_sign_in_by_itself(self, everyone):
        self.ask()
        browser = Client()
        page = follow(browser, link_in(mails(everyone, "member@ours.example")[0]))
        browser.post(page, {"password1": NEW, "password2": NEW})

        assert browser.get("/ours/kernel/people/").status_code == 302

    def test_the_link_works_once(self, everyone):
        self.ask()
        link = link_in(mails(everyone, "member@ours.example")[0])
        browser = Client()
        browser.post(follow(browser, link), {"password1": NEW, "password2": NEW})

        again = Client()
        assert "This link has been used" in again.get(link, follow=True).content.decode()

    def test_the_person_is_told_that_it_was_changed(self, everyone):
        self.ask()
        browser = Client()
        page = follow(browser, link_in(mails(everyone, "member@ours.example")[0]))
        browser.post(page, {"password1": NEW, "password2": NEW})

        told = mails(everyone, "member@ours.example")[1]
        assert told.subject.startswith("Everproof: ")
        assert "127.0.0.1" in told.body
        assert "If this was not you" in told.body

    def test_open_sessions_end(self, everyone, enter):
        signed_in, _answer = enter("member")
        self.ask()
        browser = Client()
        page = follow(browser, link_in(mails(everyone, "member@ours.example")[0]))
        browser.post(page, {"password1": NEW, "password2": NEW})

        assert signed_in.get("/ours/kernel/people/").status_code == 302

    def test_a_weak_password_is_refused(self, everyone, enter):
        self.ask()
        browser = Client()
        page = follow(browser, link_in(mails(everyone, "member@ours.example")[0]))

        browser.post(page, {"password1": "passwordpassword", "password2": "passwordpassword"})

        assert enter("member")[1].status_code == 302

    def test_nothing_tells_whether_an_address_has_a_login(self, everyone):
        known, unknown = self.ask(), self.ask("nobody@ours.example")

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert mails(everyone, "nobody@ours.example") == []

    def test_the_link_leads_to_the_installation_whatever_the_request_calls_it(self, everyone):
        self.ask(HTTP_HOST="127.0.0.1:6666")

        assert "http://localhost:8000/account/password/reset/key/" in mails(everyone, "member@ours.example")[0].body

    def test_a_login_that_is_switched_off_gets_no_link(self, everyone):
        User.objects.filter(email="member@ours.example").update(is_active=False)
        self.ask()

        assert mails(everyone, "member@ours.example") == []

    def test_asking_again_and_again_is_slowed_down(self, everyone):
        answers = [self.ask().status_code for _ in range(6)]

        assert answers == [302] * 5 + [429]

    def test_a_page_that_never_existed_does_not_make_logins(self, everyone):
        before = User.objects.count()
        answer = Client().post(
            "/account/signup/", {"email": "new@evil.example", "password1": NEW, "password2": NEW}, follow=True
        )

        assert answer.status_code == 200
        assert User.objects.count() == before


class TestNewAddress:
    def change(self, enter, to):
        browser, _answer = enter("member")
        browser.post("/account/email/", {"action_add": "", "email": to})
        return browser

    def test_it_holds_once_a_mail_to_it_was_answered(self, everyone, enter):
        browser = self.change(enter, "mel@new.example")
        assert User.objects.filter(email_key="member@ours.example").exists()

        link = link_in(mails(everyone, "mel@new.example")[0])
        browser.post(link)

        user = User.objects.get(pk=everyone.users["member"].pk)
        assert (user.email, user.email_key) == ("mel@new.example", "mel@new.example")
        answer = Client().post("/account/login/", {"login": "mel@new.example", "password": PASSWORD})
        assert answer.status_code == 302
        assert enter("member")[1].status_code == 200

    def test_until_then_it_opens_nothing(self, everyone, enter):
        self.change(enter, "mel@new.example")

        answer = Client().post("/account/login/", {"login": "mel@new.example", "password": PASSWORD})
        Client().post(RESET, {"email": "mel@new.example"})

        assert answer.status_code == 200
        assert len(mails(everyone, "mel@new.example")) == 1

    @pytest.mark.parametrize("theirs", ["teammate@ours.example", "TEAMMATE@ours.example"])
    def test_the_address_of_another_login_is_never_taken(self, everyone, enter, theirs):
        browser = self.change(enter, theirs)
        for mail in mails(everyone, "teammate@ours.example"):
            browser.post(link_in(mail))

        assert User.objects.get(email_key="teammate@ours.example").pk == everyone.users["teammate"].pk
        assert User.objects.get(pk=everyone.users["member"].pk).email == "member@ours.example"

    def test_an_address_that_got_a_login_meanwhile_is_not_taken(self, everyone, enter):
        browser = self.change(enter, "mel@new.example")
        link = link_in(mails(everyone, "mel@new.example")[0])
        other = User.objects.create_user("Mel@new.example")

        assert browser.post(link).status_code in (200, 302)

        assert User.objects.get(email_key="mel@new.example").pk == other.pk
        mine = EmailAddress.objects.filter(user=everyone.users["member"], verified=True)
        assert [address.email for address in mine] == ["member@ours.example"]

    def test_it_asks_for_the_person_again(self, everyone, enter):
        browser, _answer = enter("member")
        session = browser.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 400
        session.save()

        answer = browser.post("/account/email/", {"action_add": "", "email": "mel@new.example"})

        assert "reauthenticate" in answer["Location"]
        assert mails(everyone, "mel@new.example") == []
