"""Electronic records and signatures, row by row: 21 CFR Part 11 (P11) and EU GMP Annex 11 with its draft of 2025 (A11).

Each test carries the number of its row. Rows that need a room which does not exist yet stand in docs/roadmap.md.
"""

import json
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings as installation
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import formats

from everproof.improvement import actions
from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.improvement.lifecycle import LIFECYCLE as NONCONFORMITY
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, modules, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger import everproof_verify, verification, witnesses
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.people import actions as people
from everproof.kernel.people import erasure, operators, passwords, session_rules
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import User
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures import proofs
from everproof.kernel.signatures.meanings import Meaning, label
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership, Organization
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.ledger.forger import as_key, bend, kinds, replace_entry, standalone
from everproof.kernel.tests.ledger.forger import sign as sign_the_ledger
from everproof.kernel.tests.signatures.tools import (
    DECISION,
    SoftKey,
    challenge_of,
    closing,
    confirm_everything,
    field,
    make_contained,
    proof_for,
    sign,
    signatures,
    stored,
    typed,
    words,
)


def page_of(record):
    return f"/ours/improvement/nonconformities/{record.number}/"


def bodies(record):
    """The entries of a record, oldest first."""
    rows = LedgerEntry.objects.filter(record_id=str(record.pk)).order_by("at", "id")
    return [json.loads(bytes(row.body)) for row in rows]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


# P11-10: controls for closed systems ----------------------------------------------------------------------------------


@pytest.fixture
def company(own_database):
    """A company with a signed record, in a database that can be bent."""
    with organization_scope(own_database.organization.pk), transaction.atomic():
        parameters.change(name=CLOSING_SIGNED, to=True, by=own_database.manager)
        record = make_contained(own_database)
        proof = proof_for(own_database, record, Meaning.REVIEW)
        signing.sign(record, Meaning.REVIEW, by=own_database.manager, proof=proof)
    sign_the_ledger(own_database.organization.pk)
    own_database.__dict__["record"] = record
    yield own_database
    del own_database.__dict__["record"]


ALTERED = {
    "improvement_nonconformity": (
        "update improvement_nonconformity set title = 'Leak at the meat' where id = %s",
        "live",
    ),
    "kernel_person": ("update kernel_person set job_title = 'x' where title = 'Quinn Manager'", "live"),
    "kernel_recordversion": ("update kernel_recordversion set \"values\" = '{}' where record_id = %s", "value"),
    "kernel_signature": ("update kernel_signature set meaning = 'release' where record_id = %s", "signed"),
    "kernel_signature, its signer": (
        "update kernel_signature set signer_name = 'Quinn' where record_id = %s",
        "signed",
    ),
    "kernel_ledgerentry": ("update kernel_ledgerentry set verb = 'x.y.void' where record_id = %s", "columns"),
}


class TestP11_10a_AlteredRecordsAreFound:
    @pytest.mark.parametrize("table", ALTERED)
    def test_p11_10a_a_changed_value_in_each_table_is_found(self, company, table):
        statement, kind = ALTERED[table]
        key = as_key(company.record.pk) if "ledgerentry" not in table else str(company.record.pk)
        bend(statement, *([key] if "%s" in statement else []))

        found = verification.verify(company.organization.pk)

        assert kind in kinds(found)
        assert kind in kinds(standalone(company))
        if table != "kernel_person":
            assert any(str(company.record.pk) in one["where"] or "entry" in one["where"] for one in found["findings"])

    def test_p11_10a_one_byte_of_an_entry_is_found(self, company):
        with organization_scope(company.organization.pk):
            row = LedgerEntry.objects.filter(record_id=str(company.record.pk)).first()
        replace_entry(row, actor="b" + row.actor[1:])

        assert "checkpoint" in kinds(verification.verify(company.organization.pk))

    def test_p11_10a_a_whole_history_is_quiet(self, company):
        assert verification.verify(company.organization.pk)["findings"] == []


OPEN_TO_ALL = {
    "/healthz", "/readyz", "/", "/account/login/", "/account/password/reset/", "/account/password/reset/done/",
    "/account/inactive/", "/ui/gallery/", "/account/password/reset/key/done/", "/account/signup/",
    "/account/3rdparty/login/cancelled/", "/account/3rdparty/login/error/", "/account/confirm-email/",
    "/account/2fa/webauthn/login/", "/api/openapi.json", "/api/docs",
}  # fmt: skip
SAMPLES = {
    "slug": "ours", "int": "1", "uuid": "01a20000-0000-7000-8000-000000000000", "str": "x", "reference": "NC-2026-0001",
    "path": "x", "key": "x",
}  # fmt: skip


def addresses(patterns=None, before=""):
    """Every address of the product, with a sample for each part that varies."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = before + str(pattern.pattern).lstrip("^")
        for name, converter in pattern.pattern.converters.items():
            kind = next((kind for kind in SAMPLES if kind in type(converter).__name__.lower()), "str")
            sample = "ours" if name == "organization" else SAMPLES[kind]
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                path = path.replace(written, sample)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and not set("<>^$?\\") & set(path):
            yield f"/{path}"


def test_p11_10d_a_stranger_is_let_in_nowhere_but_at_the_door(cast):
    found = sorted(set(addresses()))
    assert len(found) > 80

    answers = {address: Client().get(address).status_code for address in found}

    opened = {address for address, status in answers.items() if status == 200}
    assert {one for one in opened if not one.startswith("/ui/gallery/")} <= OPEN_TO_ALL
    assert {address for address, status in answers.items() if status >= 500 and address != "/readyz"} == set()


class TestP11_10e_AuditTrail:
    def test_p11_10e_each_change_makes_one_entry_with_old_and_new_value(self, cast, contained, enter):
        before = stored(contained)
        browser = enter()
        page = browser.get(f"{page_of(contained)}edit/")
        form = {
            "version": field(page, "version"), "title": "Leak at the stem",
            "detected_on": before.detected_on.isoformat(), "source": "process",
            "severity": "high", "owner": str(before.owner_id), "correction": before.correction,
        }  # fmt: skip
        assert browser.post(f"{page_of(contained)}edit/", form).status_code == 302

        entries = [body for body in bodies(contained) if body["version"] == before.version + 1]
        assert len(entries) == 1
        assert "title" in entries[0]["changes"]
        kept = RecordVersion.objects.filter(record_id=contained.pk).order_by("version")
        assert [one.values["title"] for one in kept][-2:] == ["Leak at the seat", "Leak at the stem"]

    def test_p11_10e_what_is_rolled_back_leaves_none(self, cast, contained):
        count = LedgerEntry.objects.count()

        def fail():
            with transaction.atomic():
                records.update(contained, by=cast.manager, place="Hall 3")
                raise ValueError

        with pytest.raises(ValueError):
            fail()

        assert LedgerEntry.objects.count() == count
        assert stored(contained).place == ""

    def test_p11_10e_deleting_is_voiding_and_leaves_the_values(self, cast, contained):
        voided = records.void(contained, by=cast.manager, reason="Twice reported")

        assert bodies(voided)[-1]["verb"] == "improvement.nonconformity.void"
        assert Nonconformity.objects.filter(pk=contained.pk, title="Leak at the seat").exists()

    def test_p11_10e_there_is_no_switch(self):
        names = [name for name in dir(installation) if name.isupper()]
        parameters_ = [parameter.name for parameter in modules.declared("parameters")]

        assert not [name for name in (*names, *parameters_) if "ledger" in name.lower() or "audit" in name.lower()]


@pytest.mark.slow
def test_p11_10f_twenty_thousand_random_steps_reach_no_illegal_state(cast):
    """A model of the lifecycle predicts each answer; the product must agree, and so must the database at the end."""
    pick = random.Random(20_000)
    expected = {
        actions.report_nonconformity(title=f"Leak {number}", by=cast.manager).pk: ("reported", 1)
        for number in range(25)
    }
    live = {
        record.pk: record for record in Nonconformity.objects.select_related("organization").filter(pk__in=expected)
    }
    filled = {
        "triage": {"severity": "low", "owner": cast.person("member")},
        "contain": {"correction": "Line stopped"},
        "close": {"action_needed": False, "need_rationale": "Single event"},
    }
    done = refused = 0
    for _attempt in range(20_000):
        key = pick.choice(list(expected))
        state, version = expected[key]
        step = pick.choice(NONCONFORMITY.steps)
        # Most attempts are wrong on purpose; of the right ones enough are made to walk the whole lifecycle.
        is_right = state in step.sources and pick.random() < 0.15
        reason = "Because" if is_right or pick.random() < 0.3 else ""
        by = cast.manager if is_right else pick.choice([cast.manager, cast.member, cast.kiosk, cast.inspector])
        values = filled.get(step.name, {}) if is_right else {}
        try:
            live[key] = transitions.perform(live[key], step.name, by=by, reason=reason, **values)
        except (Refused, ValidationError):
            refused += 1
        else:
            assert state in step.sources
            expected[key] = (step.target, version + 1)
            done += 1
        assert (live[key].status, live[key].version) == expected[key]

    rows = Nonconformity.objects.filter(pk__in=expected).values_list("pk", "status", "version")
    assert {key: (status, version) for key, status, version in rows} == expected
    assert done > 200
    assert done + refused == 20_000
    assert {state for state, _version in expected.values()} <= set(NONCONFORMITY.by_state)


@pytest.mark.parametrize("part", ["kiosk", "teammate", "inspector", "auditor", "administrator", "stranger"])
def test_p11_10g_who_has_no_authority_neither_closes_nor_signs(cast, contained, enter, part):
    form = {**DECISION, "signature_password": PASSWORD, "signature_address": cast.users[part].email}

    answer = enter(part).post(closing(contained), form)

    assert answer.status_code in (403, 404)
    assert stored(contained).status == "contained"
    with pytest.raises(NotAllowed):
        transitions.perform(contained, "close", by=cast.kiosk)
    assert not Signature.objects.exists()


def test_p11_10h_each_way_in_leaves_its_source(cast, contained, enter):
    enter().post(f"{page_of(contained)}void/", {"reason": "Twice", "version": "3"})
    for source in ("api", "import", "task", "command", "kiosk", "mail"):
        by = actor_for(cast.organization, cast.person("manager"), source=source)
        record = actions.report_nonconformity(title=f"By {source}", by=by)
        assert bodies(record)[-1]["source"] == source

    assert bodies(contained)[-1]["source"] == "page"
    assert bodies(contained)[-1]["verb"].endswith(".void")


def test_p11_10k_each_setting_leaves_old_and_new_value(cast):
    parameters.change(name=CLOSING_SIGNED, to=True, by=cast.manager)
    people.change_sign_in_rules(by=cast.administrator, idle_minutes=30, second_factor_needed=False)

    entries = LedgerEntry.objects.order_by("at", "id")
    changed = json.loads(bytes(entries.filter(verb="kernel.parameter.change").last().body))
    assert changed["facts"] == {"from": "False", "to": "True"}
    assert changed["record"] == CLOSING_SIGNED
    rules = json.loads(bytes(entries.filter(verb="kernel.sign_in_rules.change").last().body))
    assert "30" in json.dumps(rules["facts"])


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

    def answered(self, browser, record, key, **how):
        page = browser.get(closing(record))
        form = {
            **DECISION, "version": "3", "signature_token": field(page, "signature_token"),
            "signature_address": "manager@ours.example", "signature_credential": key.answer(challenge_of(page), **how),
        }  # fmt: skip
        return browser.post(closing(record), form)

    @pytest.fixture
    def browser(self, cast, key, sign_in):
        return sign_in("manager")

    def test_p11_200b_a_key_that_knows_its_owner_signs(self, contained, browser, key):
        assert self.answered(browser, contained, key).status_code == 302
        assert signatures(contained).get().method == "passkey"

    def test_p11_200b_a_key_that_did_not_ask_its_owner_does_not(self, contained, browser, key):
        answer = self.answered(browser, contained, key, verified=False)

        assert "The key did not confirm it." in words(answer)
        assert not signatures(contained).exists()

    def test_p11_200b_the_key_of_another_login_does_not(self, cast, contained, browser):
        assert self.answered(browser, contained, SoftKey(cast.users["boss"])).status_code == 422
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


# EU GMP Annex 11 ------------------------------------------------------------------------------------------------------


class TestA11_9_AuditTrails:
    @pytest.fixture
    def access(self, cast):
        until = clock.today("Europe/Berlin") + timedelta(days=3)
        return people.give_access(
            access_role="member", person=cast.person("teammate"), by=cast.administrator, to_on=until
        )

    def test_a11_9_a_change_that_needs_a_reason_is_refused_without_one(self, cast, access, enter):
        page = f"/ours/kernel/access/{access.number}/edit/"
        browser = enter("administrator")
        form = {"version": "1", "to_on": clock.today("Europe/Berlin").isoformat()}

        assert browser.post(page, form).status_code == 422
        with pytest.raises(Refused, match="why"):
            records.update(access, by=cast.administrator, to_on=clock.today("Europe/Berlin"))
        assert [body["verb"] for body in bodies(access)] == ["kernel.access-assignment.create"]

    def test_a11_9_an_entry_says_who_in_which_role_what_when_in_which_zone_and_why(self, cast, access, enter):
        today = clock.today("Europe/Berlin").isoformat()
        form = {"version": "1", "to_on": today, "reason": "Left the team"}
        assert enter("administrator").post(f"/ours/kernel/access/{access.number}/edit/", form).status_code == 302

        body = bodies(access)[-1]
        versions = RecordVersion.objects.filter(record_id=access.pk).order_by("version")
        assert body["actor"] == str(cast.person("administrator").pk)
        assert body["role"] == "administrator"
        assert body["changes"]["to_on"] == {"to": today}
        assert versions[0].values["to_on"] == access.to_on.isoformat()
        assert body["at"].endswith("Z")
        assert versions[1].reason == "Left the team"
        assert "reason" in body

    def test_a11_9_it_is_searched_by_who_what_when_and_why(self, cast, access, enter):
        person = cast.person("administrator").pk
        today = clock.today("Europe/Berlin").isoformat()

        page = enter("boss").get(
            "/ours/kernel/ledger/",
            {"who": str(person), "about": "access-assignment", "verb": "create", "since": today, "until": today},
        )

        assert "Ada Admin recorded it" in words(page)


class TestA11_12_Access:
    """The eleven parts of the row, one test each."""

    def test_a11_12_accounts_are_unique(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            people.join(user=cast.users["boss"], person=cast.person("manager"), by=Actor.system(cast.organization, "x"))

    def test_a11_12_rights_are_given_and_taken_at_once(self, cast, enter):
        browser = enter("member")
        assert browser.get("/ours/kernel/people/").status_code == 200
        membership = Membership.objects.get(user=cast.users["member"])
        people.end_membership(membership=membership, by=cast.administrator)

        assert browser.get("/ours/kernel/people/").status_code == 404

    def test_a11_12_a_token_alone_identifies_nobody(self, cast, contained, sign_in):
        key, browser = SoftKey(cast.users["manager"]), sign_in("manager")
        answer = TestP11_200b_Biometrics().answered(browser, contained, key, verified=False)

        assert answer.status_code == 422

    def test_a11_12_passwords_are_confidential(self, cast):
        stored_ = User.objects.get(pk=cast.users["manager"].pk).password

        assert PASSWORD not in stored_
        assert any("Argon2" in hasher for hasher in installation.PASSWORD_HASHERS)
        assert identify_hasher(stored_)

    def test_a11_12_passwords_are_strong(self, cast, enter):
        browser = enter("member")
        form = {"oldpassword": PASSWORD, "password1": "too short", "password2": "too short"}

        assert b"15 characters" in browser.post("/account/password/change/", form).content

    def test_a11_12_a_second_factor_can_be_demanded(self, cast, enter):
        Organization.objects.filter(pk=cast.organization.pk).update(second_factor_needed=True)

        assert enter("member").get("/ours/kernel/people/")["Location"] == "/account/2fa/"

    def test_a11_12_failures_lock(self, cast):
        browser = Client()
        form = {"login": "member@ours.example", "password": "wrong wrong wrong"}
        answers = [browser.post("/account/login/", form) for _ in range(6)]

        assert b"Too many failed" in answers[-1].content

    def test_a11_12_users_cannot_lengthen_the_idle_limit(self, cast, enter):
        before = Organization.objects.get(pk=cast.organization.pk).idle_minutes

        assert enter("manager").post("/ours/kernel/logins/rules/", {"idle_minutes": "20160"}).status_code == 403
        assert Organization.objects.get(pk=cast.organization.pk).idle_minutes == before

    def test_a11_12_a_page_that_asks_by_itself_keeps_nothing_alive(self, cast, contained, enter):
        Organization.objects.filter(pk=cast.organization.pk).update(idle_minutes=15)
        browser = enter()
        with clock.travel(clock.now() + timedelta(minutes=10)):
            headers = {session_rules.BACKGROUND_HEADER: "1"}
            assert browser.get(page_of(contained), headers=headers).status_code == 200
        with clock.travel(clock.now() + timedelta(minutes=16)):
            assert browser.get(page_of(contained)).status_code == 302

    def test_a11_12_signing_in_and_out_is_logged_with_name_and_role(self, cast, enter):
        browser = enter("member")
        browser.post("/account/logout/")

        rows = LedgerEntry.objects.filter(type="login", record_id=str(cast.person("member").pk)).order_by("at", "id")
        found = [json.loads(bytes(row.body)) for row in rows]
        assert [body["verb"].rpartition(".")[2] for body in found][-2:] == ["succeed", "end"]
        assert {(body["actor"], body["role"]) for body in found[-2:]} == {(str(cast.person("member").pk), "member")}

    def test_a11_12_duties_are_separated_and_reviewed(self, cast, contained, enter):
        with pytest.raises(NotAllowed):
            records.update(contained, by=cast.administrator, place="Hall 3")
        with pytest.raises(NotAllowed):
            people.give_access(access_role="administrator", person=cast.person("teammate"), by=cast.manager)

        shown = words(enter("administrator").get("/ours/kernel/logins/"))
        assert "Last sign-in" in shown
        assert "Second factor" in shown


class TestA11_14_Signatures:
    def test_a11_14_the_signature_asks_for_no_less_than_signing_in(self, cast, contained):
        secret = generate_totp_secret()
        TOTP.activate(cast.users["manager"], secret)
        browser = Client()
        browser.force_login(cast.users["manager"], backend="allauth.account.auth_backends.AuthenticationBackend")

        refused = sign(browser, contained, signature_code="000000")
        answer = sign(browser, contained, signature_code=code_of(secret))

        assert "Password and code do not fit." in words(refused)
        assert answer.status_code == 302
        assert signatures(contained).get().method == "password+totp"

    def test_a11_14_the_manifestation_is_whole(self, cast, contained, enter):
        people.give_responsibility(
            person=cast.person("manager"), role=cast.role, by=Actor.system(cast.organization, "x")
        )
        browser = enter()
        sign(browser, contained)

        signature = signatures(contained).get()
        shown = words(browser.get(page_of(contained)))
        assert signature.signer_id == cast.person("manager").pk
        assert "Quinn Manager , Quality lead Approval" in shown
        assert "(Europe/Berlin) Signed version 4" in shown
        assert f"{clock.now():%Y}" in shown

    def test_a11_14_a_changed_record_is_clearly_unsigned(self, cast, contained, enter):
        browser = enter()
        sign(browser, contained)
        actions.reopen_nonconformity(nonconformity=stored(contained), by=cast.manager, reason="It leaks again")

        page = browser.get(page_of(contained))

        assert "Signed version 4; the current version is 5, unsigned." in words(page)
        assert b'class="outdated"' in page.content

    def test_a11_14_the_proof_convinces_without_us(self, cast, contained, enter, tmp_path):
        browser = enter()
        sign(browser, contained)
        confirm_everything(cast)
        key = signatures(contained).get().pk
        file = tmp_path / "kept.tlog-proof"
        file.write_bytes(browser.get(f"/ours/kernel/signatures/{key}/proof/").content)
        public = witnesses.public_key_line(cast.organization.pk)
        command = [sys.executable, "-I", "-S", str(Path(everproof_verify.__file__)), "--proof", str(file)]

        good = subprocess.run([*command, "--key", public], capture_output=True, text=True, timeout=60)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("extra eyJ", "extra eyK"), encoding="utf-8")
        bad = subprocess.run([*command, "--key", public], capture_output=True, text=True, timeout=60)

        assert good.returncode == 0, good.stdout + good.stderr
        assert '"meaning": "approval"' in good.stdout.replace("'", '"')
        assert bad.returncode == 1, bad.stdout + bad.stderr

    def test_a11_14_it_is_confirmed_by_a_checkpoint(self, cast, contained, enter):
        sign(enter(), contained)
        checkpoint = confirm_everything(cast)

        entry = LedgerEntry.objects.get(pk=signatures(contained).get().entry_id)
        assert entry.leaf_index < checkpoint.size

    def test_a11_14_a_person_who_left_keeps_their_signatures(self, cast, contained):
        signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, "review"))
        records.update(cast.person("manager"), by=cast.administrator, active=False)

        assert signatures(contained).get().signer_name == "Quinn Manager"
