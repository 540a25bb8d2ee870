"""EU GMP Annex 11 with its draft of 2025: audit trails, access, signatures, row by row."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as installation
from django.contrib.auth.hashers import identify_hasher
from django.db import IntegrityError, transaction
from django.test import Client

from everproof.improvement import actions
from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger import everproof_verify, witnesses
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.people import actions as people
from everproof.kernel.people import session_rules
from everproof.kernel.people.models import User
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.tenancy.models import Membership, Organization
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.signatures.tools import (
    SoftKey,
    answer_with_key,
    bodies,
    code_of,
    confirm_everything,
    page_of,
    proof_for,
    sign,
    signatures,
    stored,
    words,
)

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
        answer = answer_with_key(browser, contained, key, verified=False)

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
