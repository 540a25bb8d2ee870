"""How a session begins, rests, ends, and what a browser is told about it."""

from datetime import timedelta

import pytest
from django.test import Client

from everproof.kernel import clock, records
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership, Organization
from everproof.kernel.testing.cast import PASSWORD

PAGE = "/ours/kernel/people/"


def later(**span):
    return clock.travel(clock.now() + timedelta(**span))


def rest_at_most(everyone, minutes):
    Organization.objects.filter(pk=everyone.organization.pk).update(idle_minutes=minutes)


def is_in(browser, **options):
    """Whether the page opens; a session that is over is sent to the sign-in page."""
    answer = browser.get(PAGE, **options)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/account/login/")
    return answer.status_code == 200


class TestWhoMayNoLongerComeIsOutAtTheNextRequest:
    def test_a_login_that_is_switched_off(self, everyone, enter):
        browser, _answer = enter("member")
        assert is_in(browser)

        User.objects.filter(pk=everyone.users["member"].pk).update(is_active=False)

        assert not is_in(browser)
        assert enter("member")[1].status_code == 200

    def test_a_membership_that_ended(self, everyone, enter):
        browser, _answer = enter("member")
        with organization_scope(everyone.organization.pk):
            membership = Membership.objects.get(user=everyone.users["member"])
            actions.end_membership(membership=membership, by=everyone.administrator)

        assert browser.get(PAGE).status_code == 404

    def test_a_person_who_left(self, everyone, enter):
        browser, _answer = enter("member")
        with organization_scope(everyone.organization.pk):
            records.update(everyone.person("member"), by=everyone.administrator, active=False)

        assert browser.get(PAGE).status_code == 404

    def test_an_access_role_that_ended(self, everyone, enter):
        browser, _answer = enter("inspector")
        assert is_in(browser)

        with later(days=31):
            browser, _answer = enter("inspector")
            assert browser.get(PAGE).status_code == 403

    def test_every_other_session_after_a_new_password(self, everyone, enter):
        other, _answer = enter("member")
        browser, _answer = enter("member")
        answer = browser.post(
            "/account/password/change/",
            {"oldpassword": PASSWORD, "password1": "gravel trombone quilt", "password2": "gravel trombone quilt"},
        )

        assert answer.status_code == 302
        assert is_in(browser)
        assert not is_in(other)

    def test_every_other_session_that_is_ended_from_the_list(self, everyone, enter):
        other, _answer = enter("member")
        browser, _answer = enter("member")
        stranger, _answer = enter("teammate")

        browser.post("/account/sessions/")

        assert is_in(browser)
        assert not is_in(other)
        assert is_in(stranger)


class TestRest:
    def test_a_session_that_rested_too_long_signs_in_again_and_lands_where_it_was(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")
        assert is_in(browser)

        with later(minutes=61):
            answer = browser.get(PAGE)
            assert answer["Location"] == f"/account/login/?next={PAGE}"
            assert "You were away for a while" in browser.get(answer["Location"]).content.decode()

    def test_use_keeps_it_alive(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")

        for minutes in (50, 100, 150):
            with later(minutes=minutes):
                assert is_in(browser)

    def test_a_page_that_asks_by_itself_does_not(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")
        with later(minutes=50):
            assert is_in(browser, headers={"X-Everproof-Background": "1"})

        with later(minutes=61):
            assert not is_in(browser)

    def test_taking_the_cookie_away_gains_nothing(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")

        with later(minutes=61):
            del browser.cookies["everproof-used"]
            assert not is_in(browser)

    @pytest.mark.parametrize("value", ["", "9999999999", "9999999999:forged"])
    def test_a_forged_cookie_gains_nothing(self, everyone, enter, value):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")

        with later(minutes=61):
            browser.cookies["everproof-used"] = value
            assert not is_in(browser)

    def test_the_cookie_of_another_session_gains_nothing(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")

        with later(minutes=61):
            fresh, _answer = enter("teammate")
            browser.cookies["everproof-used"] = fresh.cookies["everproof-used"].value
            assert not is_in(browser)

    def test_an_organisation_with_another_rule_is_not_concerned(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("stranger")

        with later(minutes=61):
            assert browser.get("/other/kernel/people/").status_code == 200

    def test_a_fragment_sends_the_whole_page_to_the_sign_in(self, everyone, enter):
        rest_at_most(everyone, 60)
        browser, _answer = enter("member")

        with later(minutes=61):
            answer = browser.get(PAGE, headers={"HX-Request": "true"})
            assert answer["HX-Redirect"].startswith("/account/login/")

    def test_nobody_stays_for_more_than_two_weeks(self, everyone, enter):
        rest_at_most(everyone, 14 * 24 * 60)
        browser, _answer = enter("member")

        for days in range(1, 14):
            with later(days=days):
                assert is_in(browser)
        with later(days=14, minutes=1):
            assert not is_in(browser)


class TestCookiesAndHeaders:
    def test_a_signed_in_page_is_kept_nowhere(self, everyone, enter):
        browser, _answer = enter("member")

        assert browser.get(PAGE)["Cache-Control"] == "no-store"
        assert "no-store" in browser.get("/account/2fa/")["Cache-Control"]

    def test_what_belongs_to_nobody_may_be_kept(self, everyone, enter):
        browser, _answer = enter("member")

        assert "no-store" not in browser.get("/static/ui/icon.svg").get("Cache-Control", "")
        assert "no-store" not in Client().get("/healthz").get("Cache-Control", "")

    def test_signing_out_leaves_no_page_behind_but_what_waits_to_be_sent(self, everyone, enter):
        browser, _answer = enter("member")

        answer = browser.post("/account/logout/")

        assert answer["Clear-Site-Data"] == '"cache"'
        assert not is_in(browser)

    def test_on_a_device_that_others_use_everything_can_be_forgotten(self, everyone, enter):
        browser, _answer = enter("member")
        assert 'name="forget"' in browser.get("/account/logout/").content.decode()

        answer = browser.post("/account/logout/", {"forget": "1"})

        assert answer["Clear-Site-Data"] == '"cache", "storage"'

    def test_signing_out_is_noted(self, everyone, enter):
        browser, _answer = enter("member")
        browser.post("/account/logout/")

        with organization_scope(everyone.organization.pk):
            assert LedgerEntry.objects.filter(verb="kernel.sign_in.end").count() == 1

    def test_a_get_does_not_sign_out(self, everyone, enter):
        browser, _answer = enter("member")
        browser.get("/account/logout/")

        assert is_in(browser)

    def test_the_session_gets_a_new_key_at_sign_in(self, everyone):
        browser = Client()
        browser.get("/account/login/")
        browser.session["planted"] = True
        session = browser.session
        session.save()
        before = session.session_key
        browser.cookies["everproof"] = before

        browser.post("/account/login/", {"login": "member@ours.example", "password": PASSWORD})

        assert browser.cookies["everproof"].value != before

    def test_the_cookies_are_out_of_reach_for_scripts_and_other_sites(self, everyone, enter):
        browser, _answer = enter("member")

        for name in ("everproof", "everproof-used"):
            cookie = browser.cookies[name]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"


def test_no_next_address_leads_away(everyone):
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = Client().post(f"/account/login/?next={target}", {"login": "member@ours.example", "password": PASSWORD})
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
        assert answer["Location"].startswith("/")
