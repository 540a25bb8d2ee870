"""Authenticator apps and recovery codes, and organisations that ask for a second factor. Passkeys need a browser."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import OutgoingMail
from everproof.kernel.people import vault
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

PAGE = "/ours/kernel/people/"
SECOND_STEP = "/account/2fa/authenticate/"


def code_of(secret):
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def wrong_code(secret):
    return f"{(int(code_of(secret)) + 1) % 1_000_000:06}"


@pytest.fixture
def secret(everyone):
    secret = generate_totp_secret()
    TOTP.activate(everyone.users["member"], secret)
    return secret


def entries(everyone):
    person = str(everyone.person("member").pk)
    with organization_scope(everyone.organization.pk):
        return [
            bytes(entry.body) for entry in LedgerEntry.objects.filter(type="login", record_id=person).order_by("at")
        ]


class TestAuthenticatorApp:
    def test_it_is_set_up_with_its_own_code_and_the_person_is_told(
        self, everyone, enter, django_capture_on_commit_callbacks
    ):
        browser, _answer = enter("member")
        browser.get("/account/2fa/totp/activate/")
        secret = browser.session["mfa.totp.secret"]

        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)})

        assert answer.status_code == 302
        assert Authenticator.objects.filter(user=everyone.users["member"], type="totp").exists()
        with organization_scope(everyone.organization.pk):
            assert OutgoingMail.objects.get(to="member@ours.example").subject.startswith("Everproof: ")

    def test_the_password_alone_opens_nothing(self, everyone, enter, secret):
        browser, answer = enter("member")

        assert answer["Location"] == SECOND_STEP
        assert browser.get(PAGE).status_code == 302
        assert entries(everyone) == []

    def test_password_and_code_open(self, everyone, enter, secret):
        browser, _answer = enter("member")

        browser.post(SECOND_STEP, {"code": code_of(secret)})

        assert browser.get(PAGE).status_code == 200
        assert b'"method":"password+totp"' in entries(everyone)[-1]

    def test_a_code_is_taken_once(self, everyone, enter, secret):
        code = code_of(secret)
        first, _answer = enter("member")
        first.post(SECOND_STEP, {"code": code})
        second, _answer = enter("member")

        second.post(SECOND_STEP, {"code": code})

        assert second.get(PAGE).status_code == 302

    def test_wrong_codes_are_slowed_down_and_counted_like_passwords(self, everyone, enter, secret):
        browser, _answer = enter("member")

        answers = [browser.post(SECOND_STEP, {"code": wrong_code(secret)}).content.decode() for _ in range(6)]

        assert "Too many failed login attempts" in answers[-1]
        assert "Too many failed login attempts" not in answers[-2]
        assert b'"facts":{"failures":1,"method":"code"}' in entries(everyone)[0]

    def test_another_browser_does_not_start_counting_codes_anew(self, everyone, enter, secret):
        browser, _answer = enter("member")
        for _ in range(5):
            browser.post(SECOND_STEP, {"code": wrong_code(secret)})
        elsewhere, _answer = enter("member", REMOTE_ADDR="192.0.2.4")

        answer = elsewhere.post(SECOND_STEP, {"code": code_of(secret)})

        assert "Too many failed login attempts" in answer.content.decode()

    def test_switching_it_off_asks_for_the_person_again(self, everyone, enter, secret):
        from datetime import timedelta

        browser, _answer = enter("member")
        browser.post(SECOND_STEP, {"code": code_of(secret)})
        session = browser.session
        for record in session["account_authentication_methods"]:
            record["at"] -= timedelta(minutes=6).total_seconds()
        session.save()

        answer = browser.post("/account/2fa/totp/deactivate/")

        assert "reauthenticate" in answer["Location"]
        assert Authenticator.objects.filter(user=everyone.users["member"], type="totp").exists()


class TestRecoveryCodes:
    def test_each_works_once(self, everyone, enter, secret):
        codes = RecoveryCodes.activate(everyone.users["member"]).get_unused_codes()
        first, _answer = enter("member")
        second, _answer = enter("member")

        first.post(SECOND_STEP, {"code": codes[0]})
        second.post(SECOND_STEP, {"code": codes[0]})

        assert first.get(PAGE).status_code == 200
        assert second.get(PAGE).status_code == 302
        assert b'"method":"password+recovery_codes"' in entries(everyone)[0]


class TestSecretsAtRest:
    def test_a_copy_of_the_database_gives_no_code(self, everyone, secret):
        stored = Authenticator.objects.get(user=everyone.users["member"]).data["secret"]

        assert secret not in stored
        assert vault.decrypt(stored) == secret

    def test_they_outlive_a_new_secret_key_while_the_old_one_is_named(self, settings):
        stored = vault.encrypt("JBSWY3DPEHPK3PXP")
        old = settings.SECRET_KEY
        settings.SECRET_KEY = "another secret of at least forty characters!"

        with pytest.raises(vault.Unreadable, match="EVERPROOF_OLD_SECRET_KEYS"):
            vault.decrypt(stored)
        settings.SECRET_KEY_FALLBACKS = [old]
        assert vault.decrypt(stored) == "JBSWY3DPEHPK3PXP"


class TestAnOrganisationThatAsksForIt:
    @pytest.fixture(autouse=True)
    def needed(self, everyone):
        Organization.objects.filter(pk=everyone.organization.pk).update(second_factor_needed=True)

    def test_who_has_none_is_led_to_adding_one(self, everyone, enter):
        browser, _answer = enter("member")

        answer = browser.get(PAGE)

        assert answer["Location"] == "/account/2fa/"
        assert "Our Company asks for a second factor" in browser.get(answer["Location"]).content.decode()

    def test_adding_one_opens_the_door_at_once(self, everyone, enter):
        browser, _answer = enter("member")
        browser.get("/account/2fa/totp/activate/")
        browser.post("/account/2fa/totp/activate/", {"code": code_of(browser.session["mfa.totp.secret"])})

        assert browser.get(PAGE).status_code == 200

    def test_who_has_one_notices_nothing(self, everyone, enter, secret):
        browser, _answer = enter("member")
        browser.post(SECOND_STEP, {"code": code_of(secret)})

        assert browser.get(PAGE).status_code == 200

    def test_another_organisation_is_not_concerned(self, everyone, enter):
        browser, _answer = enter("stranger")

        assert browser.get("/other/kernel/people/").status_code == 200

    def test_nothing_can_be_sent_around_it(self, everyone, enter):
        browser, _answer = enter("administrator")

        answer = browser.post("/ours/kernel/logins/rules/", {"idle_minutes": "60"})

        assert answer["Location"] == "/account/2fa/"
        assert Organization.objects.get(pk=everyone.organization.pk).idle_minutes != 60


def test_no_code_ever_stands_for_all(everyone, enter, secret, settings):
    assert not hasattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE")
    browser, _answer = enter("member")

    browser.post(SECOND_STEP, {"code": ""})

    assert browser.get(PAGE).status_code == 302
