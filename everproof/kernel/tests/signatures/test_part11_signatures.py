"""21 CFR Part 11, 11.50 to 11.300: signatures, their components, identities and passwords, row by row."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as installation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import formats

from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import verification
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.people import actions as people
from everproof.kernel.people import erasure, operators, passwords
from everproof.kernel.people.models import User
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures import proofs
from everproof.kernel.signatures.meanings import Meaning, label
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.ledger.forger import as_key, bend, kinds, standalone
from everproof.kernel.tests.ledger.forger import sign as sign_the_ledger
from everproof.kernel.tests.signatures.tools import (
    DECISION,
    SoftKey,
    addresses,
    answer_with_key,
    challenge_of,
    closing,
    field,
    make_contained,
    page_of,
    proof_for,
    sign,
    signatures,
    typed,
    words,
)

# P11-50 to 200: signatures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("meaning", list(Meaning))
def test_p11_50_each_signature_shows_name_moment_and_meaning(cast, contained, enter, meaning):
    signature = signing.sign(contained, meaning, by=cast.manager, proof=proof_for(cast, contained, meaning))
    at = formats.date_format(signature.signed_at.astimezone(ZoneInfo("Europe/Berlin")), "d M Y, H:i")

    shown = words(enter().get(page_of(contained)))

    assert "Quinn Manager" in shown
    assert f"{label(meaning)} , {at} (Europe/Berlin)" in shown
    assert (signature.signer_name, signature.meaning, signature.zone) == ("Quinn Manager", meaning, "Europe/Berlin")
    facts = json.loads(bytes(LedgerEntry.objects.get(pk=signature.entry_id).body))["facts"]
    assert facts["meaning"] == meaning


class TestP11_70_SignaturesAreBoundToTheirRecords:
    def test_p11_70_a_signature_moved_to_another_record_is_found(self, company):
        with organization_scope(company.organization.pk), transaction.atomic():
            other = make_contained(company, "Another leak")
        sign_the_ledger(company.organization.pk)
        bend(
            "update kernel_signature set record_id = %s where record_id = %s",
            as_key(other.pk),
            as_key(company.record.pk),
        )

        assert kinds(verification.verify(company.organization.pk)) == {"signed"}
        assert kinds(standalone(company)) == {"signed"}

    def test_p11_70_a_signature_copied_to_another_record_is_found(self, company):
        with organization_scope(company.organization.pk), transaction.atomic():
            other = make_contained(company, "Another leak")
            signature = Signature.objects.get(record_id=company.record.pk)
            signature.pk, signature.record_id = other.pk, other.pk
            signature.save(force_insert=True)
        sign_the_ledger(company.organization.pk)

        assert kinds(verification.verify(company.organization.pk)) == {"signed"}
        assert kinds(standalone(company)) == {"signed"}

    def test_p11_70_a_signature_copied_to_another_version_is_found(self, company):
        with organization_scope(company.organization.pk), transaction.atomic():
            records.update(company.record, by=company.manager, place="Hall 3")
        sign_the_ledger(company.organization.pk)
        bend("update kernel_signature set version = 4 where record_id = %s", as_key(company.record.pk))

        assert "signed" in kinds(verification.verify(company.organization.pk))

    def test_p11_70_a_signature_that_is_taken_away_is_found(self, company):
        bend("delete from kernel_signature where record_id = %s", as_key(company.record.pk))

        assert kinds(verification.verify(company.organization.pk)) == {"signed"}

    def test_p11_70_a_changed_record_says_which_version_was_signed(self, cast, contained, enter):
        signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW))
        records.update(contained, by=cast.manager, place="Hall 3")

        shown = words(enter().get(page_of(contained)))

        assert "Signed version 3; the current version is 4, unsigned." in shown


def test_p11_100a_an_identity_is_never_given_to_somebody_else(cast, contained):
    signature = signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, "review"))
    person = records.update(cast.person("manager"), by=cast.administrator, active=False)
    erasure.erase_person(person=person, by=cast.administrator, basis="request")

    setup = Actor.system(cast.organization, "setup")
    newcomer = people.add_person(name="Nia Newcomer", by=setup, email="manager@ours.example")
    user = User.objects.create_user("manager@ours.example", PASSWORD)

    assert user.pk != cast.users["manager"].pk
    assert newcomer.pk != person.pk
    signature.refresh_from_db()
    assert (signature.signer_id, signature.signer_name) == (person.pk, "Quinn Manager")


class TestP11_200a_Components:
    def test_p11_200a1_the_first_signature_asks_for_all_components(self, contained, enter):
        answer = sign(enter(), contained, address="")

        assert "Address and password do not fit together." in words(answer)
        assert not signatures(contained).exists()

    def test_p11_200a1_the_address_of_another_login_does_not_do(self, contained, enter):
        sign(enter(), contained, address="boss@ours.example")

        assert not signatures(contained).exists()

    def test_p11_200a1_those_that_follow_ask_for_the_secret_alone(self, cast, contained, enter):
        browser = enter()
        assert sign(browser, contained).status_code == 302
        second = make_contained(cast, "Second leak")

        assert "Your e-mail address" not in words(browser.get(closing(second)))
        assert sign(browser, second, signature_address="").status_code == 302
        third = make_contained(cast, "Third leak")
        sign(browser, third, signature_password="wrong wrong wrong")
        assert not signatures(third).exists()

    def test_p11_200a1_another_session_begins_anew(self, cast, contained, enter):
        sign(enter(), contained)
        second = make_contained(cast, "Second leak")

        sign(enter(), second, address="")

        assert not signatures(second).exists()

    def test_p11_200a1_after_a_rest_the_secret_alone_does_not_do(self, cast, contained, enter):
        Organization.objects.filter(pk=cast.organization.pk).update(idle_minutes=15)
        browser = enter()
        sign(browser, contained)
        second = make_contained(cast, "Second leak")
        form = typed(browser, second, signature_address="")

        with clock.travel(clock.now() + timedelta(minutes=16)):
            answer = browser.post(closing(second), form)

        assert answer["Location"].startswith("/account/login/")
        assert not signatures(second).exists()

    def test_p11_200a1_an_hour_later_it_is_another_period(self, cast, contained, enter):
        browser = enter()
        sign(browser, contained)
        second = make_contained(cast, "Second leak")

        with clock.travel(clock.now() + proofs.CONTINUOUS + timedelta(minutes=1)):
            assert "Your e-mail address" in words(browser.get(closing(second)))
            sign(browser, second, address="")

        assert not signatures(second).exists()

    def test_p11_200a1_what_confirmed_one_record_does_not_sign_another(self, cast, contained, enter):
        browser = enter()
        second = make_contained(cast, "Second leak")
        form = typed(browser, contained)

        answer = browser.post(closing(second), {**typed(browser, second), "signature_token": form["signature_token"]})

        assert "for something else" in words(answer)
        assert not Signature.objects.exists()

    def test_p11_200a3_nobody_acts_as_somebody_else(self):
        names = {address.lower() for address in addresses()} | set(dir(people)) | set(dir(operators))
        assert not [name for name in names if "impersonat" in name or "hijack" in name or "login_as" in name]


class TestP11_200b_Biometrics:
    @pytest.fixture
    def key(self, cast):
        return SoftKey(cast.users["manager"])

    @pytest.fixture
    def browser(self, cast, key, sign_in):
        return sign_in("manager")

    def test_p11_200b_a_key_that_knows_its_owner_signs(self, contained, browser, key):
        assert answer_with_key(browser, contained, key).status_code == 302
        assert signatures(contained).get().method == "passkey"

    def test_p11_200b_a_key_that_did_not_ask_its_owner_does_not(self, contained, browser, key):
        answer = answer_with_key(browser, contained, key, verified=False)

        assert "The key did not confirm it." in words(answer)
        assert not signatures(contained).exists()

    def test_p11_200b_the_key_of_another_login_does_not(self, cast, contained, browser):
        assert answer_with_key(browser, contained, SoftKey(cast.users["boss"])).status_code == 422
        assert not signatures(contained).exists()

    def test_p11_200b_an_answer_to_another_offer_does_not(self, cast, contained, browser, key):
        second = make_contained(cast, "Second leak")
        challenge = challenge_of(browser.get(closing(second)))
        page = browser.get(closing(contained))
        form = {
            **DECISION, "version": "3", "signature_token": field(page, "signature_token"),
            "signature_address": "manager@ours.example", "signature_credential": key.answer(challenge),
        }  # fmt: skip

        assert browser.post(closing(contained), form).status_code == 422
        assert not Signature.objects.exists()

    @pytest.mark.parametrize("credential", ["{}", "[]", "null", "nonsense", '{"id": 1}', '{"response": {}}'])
    def test_p11_200b_nonsense_is_no_answer(self, contained, browser, key, credential):
        answer = sign(browser, contained, signature_password="", signature_credential=credential)

        assert answer.status_code == 422
        assert not signatures(contained).exists()

    def test_p11_200b_who_has_a_key_does_not_sign_with_less(self, contained, browser, key):
        answer = sign(browser, contained)

        assert "Sign with your passkey" in words(answer)
        assert not signatures(contained).exists()


# P11-300: identification codes and passwords --------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["Manager@OURS.example", " manager@ours.example ", "ｍanager@ours.example"])
def test_p11_300a_another_spelling_is_the_same_identity(cast, spelling):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        User.objects.create_user(spelling, PASSWORD)

    assert User.objects.filter(email_key="manager@ours.example").count() == 1


def test_p11_300b_passwords_are_checked_whenever_they_are_set(cast):
    check = passwords.ContextValidator()

    for known in ("password1234567890", "qwertzuiopqwertzuiop", "aaaaaaaaaaaaaaaaaaaa", "everproofeverproof"):
        with pytest.raises(ValidationError):
            check.validate(known, cast.users["manager"])
    check.validate("gravel trombone quilt", cast.users["manager"])
    least = next(one for one in installation.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in one["NAME"])
    assert least["OPTIONS"]["min_length"] >= 15


class TestP11_300c_LostTokens:
    def test_p11_300c_a_revoked_key_signs_nothing_from_the_next_request_on(self, cast, contained, sign_in):
        key, browser = SoftKey(cast.users["manager"]), sign_in("manager")
        page = browser.get(closing(contained))
        form = {
            **DECISION, "version": "3", "signature_token": field(page, "signature_token"),
            "signature_address": "manager@ours.example", "signature_credential": key.answer(challenge_of(page)),
        }  # fmt: skip
        Authenticator.objects.filter(user=cast.users["manager"]).delete()

        assert browser.post(closing(contained), form).status_code == 422
        assert not signatures(contained).exists()

    def test_p11_300c_a_login_that_is_switched_off_is_out_at_once(self, cast, contained, enter):
        browser = enter()
        form = typed(browser, contained)
        User.objects.filter(pk=cast.users["manager"].pk).update(is_active=False)

        assert browser.post(closing(contained), form)["Location"].startswith("/account/login/")
        assert not signatures(contained).exists()


class TestP11_300d_Safeguards:
    def test_p11_300d_wrong_answers_lock_signing_are_noted_and_told(self, cast, contained, enter):
        browser = enter()
        for _ in range(5):
            sign(browser, contained, signature_password="wrong wrong wrong")

        assert "Too many wrong answers" in words(sign(browser, contained))
        assert not signatures(contained).exists()
        noted = LedgerEntry.objects.get(verb="kernel.signature.lock")
        assert noted.record_id == str(cast.person("manager").pk)
        told = Notification.objects.filter(kind="signing-locked").values_list("person__title", flat=True)
        assert sorted(told) == ["Ada Admin", "Quinn Manager"]
        assert OutgoingMail.objects.filter(to="manager@ours.example", subject__contains="wrong answers").count() == 1

    def test_p11_300d_another_session_does_not_start_counting_anew(self, contained, enter):
        browser = enter()
        for _ in range(5):
            sign(browser, contained, signature_password="wrong wrong wrong")

        assert "Too many wrong answers" in words(sign(enter(), contained))

    def test_p11_300d_another_person_is_not_locked(self, cast, contained, enter):
        browser = enter()
        for _ in range(5):
            sign(browser, contained, signature_password="wrong wrong wrong")
        with organization_scope(cast.organization.pk):
            people.give_access(
                access_role="quality-manager", person=cast.person("boss"), by=Actor.system(cast.organization, "setup")
            )

        assert sign(enter("boss"), contained, address="boss@ours.example").status_code == 302

    def test_p11_300d_a_right_answer_starts_counting_anew(self, cast, contained, enter):
        browser = enter()
        for _ in range(4):
            sign(browser, contained, signature_password="wrong wrong wrong")
        assert sign(browser, contained).status_code == 302
        second = make_contained(cast, "Second leak")
        for _ in range(4):
            sign(browser, second, signature_password="wrong wrong wrong")

        assert sign(browser, second).status_code == 302
