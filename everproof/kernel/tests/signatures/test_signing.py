"""Signing: bound to what was seen, proven again, once, with the change it belongs to."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from everproof.improvement import actions
from everproof.kernel import clock, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Conflict, Refused
from everproof.kernel.files import actions as files
from everproof.kernel.ledger import commitments, verification
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import User
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures.meanings import STATEMENTS, Meaning
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tests.signatures.tools import (
    closing,
    confirm_everything,
    field,
    make_contained,
    proof_for,
    request_of,
    sign,
    signatures,
    stored,
    typed,
    words,
)


@pytest.fixture
def photo_of(settings, tmp_path):
    """Attaches a file to a record."""
    settings.MEDIA_ROOT = tmp_path / "files"

    def attach(record, by, content=b"Measured: 12.03 mm"):
        upload = files.Upload(name="measured.txt", portions=iter([content]), size=len(content))
        return files.add(record, [upload], by=by)

    return attach


def close(cast, record, proof, **more):
    return actions.close_nonconformity(
        nonconformity=record, by=cast.manager, action_needed=False, need_rationale="Single", signature=proof, **more
    )


def test_the_step_and_its_signature_are_one_transaction(cast, contained):
    closed = close(cast, contained, proof_for(cast, contained, Meaning.APPROVAL))

    (signature,) = signatures(contained)
    assert (closed.status, signature.version) == ("closed", closed.version)
    entry = LedgerEntry.objects.get(pk=signature.entry_id)
    assert entry.verb == "improvement.nonconformity.sign"
    facts = json.loads(bytes(entry.body))["facts"]
    assert facts["meaning"] == "approval"
    assert facts["method"] == "password"
    assert (facts["seen"], facts["version"], facts["digest"]) == (3, 4, signature.digest)


def test_a_refused_step_leaves_no_signature_and_the_proof_is_not_spent(cast, contained):
    proof = proof_for(cast, contained, Meaning.APPROVAL)

    with pytest.raises(Refused, match="cause"):
        actions.close_nonconformity(nonconformity=contained, by=cast.manager, signature=proof)

    assert not signatures(contained).exists()
    assert close(cast, contained, proof).status == "closed"


def test_without_the_parameter_closing_needs_no_signature(cast):
    record = make_contained(cast)

    assert close(cast, record, None).status == "closed"
    assert not signatures(record).exists()


def test_the_step_is_refused_without_a_proof(cast, contained):
    with pytest.raises(Refused, match="needs your signature"):
        close(cast, contained, None)


def test_a_proof_is_good_once(cast, contained):
    proof = proof_for(cast, contained, Meaning.REVIEW)
    signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof)

    with pytest.raises(Refused, match="used already"):
        signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof)


def test_the_same_version_is_signed_once_by_one_person_with_one_meaning(cast, contained):
    signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW))

    with pytest.raises(Refused, match="signed this version already"):
        signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW))
    signing.sign(contained, Meaning.VERIFICATION, by=cast.manager, proof=proof_for(cast, contained, "verification"))
    assert signatures(contained).count() == 2


@pytest.mark.parametrize("wrong", ["meaning", "record", "person"])
def test_a_proof_fits_nothing_else(cast, contained, wrong):
    proof = proof_for(cast, contained, Meaning.APPROVAL)
    record = make_contained(cast, "Another leak") if wrong == "record" else contained
    meaning = Meaning.RELEASE if wrong == "meaning" else Meaning.APPROVAL
    by = cast.boss if wrong == "person" else cast.manager

    with pytest.raises(Refused):
        signing.sign(record, meaning, by=by, proof=proof)

    assert not Signature.objects.exists()


def test_a_proof_grows_old_in_five_minutes(cast, contained):
    proof = proof_for(cast, contained, Meaning.APPROVAL)

    with clock.travel(clock.now() + timedelta(minutes=5, seconds=2)), pytest.raises(Refused, match="five minutes"):
        signing.sign(contained, Meaning.APPROVAL, by=cast.manager, proof=proof)
    with clock.travel(clock.now() + timedelta(minutes=4)):
        assert signing.sign(contained, Meaning.APPROVAL, by=cast.manager, proof=proof).version == 3


def test_what_changed_meanwhile_is_said(cast, contained):
    proof = proof_for(cast, contained, Meaning.APPROVAL)
    records.update(contained, by=cast.manager, place="Hall 3")

    with pytest.raises(Conflict) as caught:
        signing.sign(stored(contained), Meaning.APPROVAL, by=cast.manager, proof=proof)

    assert caught.value.theirs == {"place": ("", "Hall 3")}


def test_an_old_copy_in_memory_is_not_signed(cast, contained):
    proof = proof_for(cast, contained, Meaning.APPROVAL)
    records.update(contained, by=cast.manager, place="Hall 3")

    with pytest.raises(Conflict):
        signing.sign(contained, Meaning.APPROVAL, by=cast.manager, proof=proof)


def test_files_that_came_meanwhile_are_said(cast, contained, photo_of):
    proof = proof_for(cast, contained, Meaning.APPROVAL)
    photo_of(contained, cast.manager)

    with pytest.raises(Conflict, match="Files were added"):
        signing.sign(contained, Meaning.APPROVAL, by=cast.manager, proof=proof)


def test_a_record_that_was_bent_is_not_signed(cast, contained):
    from django.db import connection

    connection.execute_wrappers.clear()
    type(contained).objects.filter(pk=contained.pk).update(severity="low")

    with pytest.raises(Refused, match="not as its history says"):
        signing.prepare(stored(contained), Meaning.APPROVAL, cast.manager, request_of(cast))


@pytest.mark.parametrize("source", ["api", "import", "task", "command", "mail", "kiosk"])
def test_nothing_signs_but_a_person_at_the_screen(cast, contained, source):
    proof = proof_for(cast, contained, Meaning.APPROVAL)
    by = Actor(cast.organization, cast.person("manager"), cast.manager.grants, source=source, can_sign=True)

    with pytest.raises(Refused, match="Only a person signs"):
        signing.sign(contained, Meaning.APPROVAL, by=by, proof=proof)


def test_the_product_itself_does_not_sign(cast, contained):
    proof = proof_for(cast, contained, Meaning.APPROVAL)

    with pytest.raises(Refused, match="Only a person signs"):
        signing.sign(contained, Meaning.APPROVAL, by=Actor.system(cast.organization, "setup"), proof=proof)


def test_every_meaning_has_its_statement():
    assert set(STATEMENTS) == set(Meaning)
    assert all(str(words).endswith(".") for words in STATEMENTS.values())


def test_the_entry_holds_name_and_role_only_as_a_seal(cast, contained):
    signature = signing.sign(
        contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW)
    )

    body = bytes(LedgerEntry.objects.get(pk=signature.entry_id).body)
    assert b"Quinn" not in body
    said = {"name": "Quinn Manager", "role": signature.signer_role, "zone": "Europe/Berlin"}
    salt = commitments.salt(bytes(signature.seed), "signer")
    assert json.loads(body)["facts"]["signer"] == commitments.commit(salt, said)


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_is_signed_and_asks_for_all(contained, enter):
    shown = words(enter().get(closing(contained)))

    assert "Version 3" in shown
    assert "Signed by Quinn Manager, Quality manager" in shown
    assert "I approve this as it stands here." in shown
    assert "Your e-mail address" in shown


def test_signing_on_the_page(contained, enter):
    answer = sign(enter(), contained)

    assert answer.status_code == 302
    assert stored(contained).status == "closed"
    assert signatures(contained).get().method == "password"


def test_what_was_typed_stays_and_the_password_does_not(contained, enter):
    browser = enter()
    answer = sign(browser, contained, signature_password="wrong wrong wrong", need_rationale="Seen once.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Seen once." in page
    assert "wrong wrong wrong" not in page
    assert stored(contained).status == "contained"


def test_a_wrong_answer_does_not_cost_the_page(contained, enter):
    browser = enter()
    again = sign(browser, contained, signature_password="wrong wrong wrong")
    form = {
        **typed(browser, contained),
        "signature_token": field(again, "signature_token"),
    }

    assert browser.post(closing(contained), form).status_code == 302


def test_an_empty_password_is_no_attempt(contained, enter):
    browser = enter()
    for _ in range(7):
        answer = sign(browser, contained, signature_password="")
        assert "Enter your password to sign." in words(answer)

    assert sign(browser, contained).status_code == 302


def test_changed_meanwhile_is_said_on_the_page_and_nothing_is_signed(cast, contained, enter):
    browser = enter()
    form = typed(browser, contained)
    records.update(contained, by=cast.manager, place="Hall 3", due_on=clock.today("Europe/Berlin"))

    answer = browser.post(closing(contained), form)

    assert answer.status_code == 409
    assert "Where was “–” and is now “Hall 3”." in words(answer)
    assert not signatures(contained).exists()
    again = {**form, "version": "4", "signature_token": field(answer, "signature_token")}
    assert browser.post(closing(contained), again).status_code == 302


def test_a_token_of_another_session_is_worth_nothing(contained, enter):
    form = typed(enter(), contained)

    answer = enter().post(closing(contained), form)

    assert "cannot be found again" in words(answer)
    assert not signatures(contained).exists()


@pytest.mark.parametrize("token", ["", "x", "eyJhIjoxfQ:1u:abc"])
def test_a_made_up_token_is_worth_nothing(contained, enter, token):
    assert "cannot be found again" in words(sign(enter(), contained, signature_token=token))


def test_a_page_that_lay_open_too_long_is_shown_again(contained, enter):
    browser = enter()
    form = typed(browser, contained)

    with clock.travel(clock.now() + timedelta(minutes=6)):
        answer = browser.post(closing(contained), form)

    assert "More than five minutes have passed" in words(answer)


def test_who_is_not_permitted_does_not_see_the_page(contained, enter):
    assert enter("teammate").get(closing(contained)).status_code == 403
    assert Client().get(closing(contained)).status_code == 302


def test_a_login_without_password_and_passkey_is_told_what_to_do(cast, contained):
    logins = User.objects.filter(pk=cast.users["manager"].pk)
    logins.update(password=make_password(None))
    browser = Client()
    browser.force_login(logins.get(), backend="allauth.account.auth_backends.AuthenticationBackend")

    shown = words(browser.get(closing(contained)))

    assert "neither a password nor a passkey" in shown
    assert "Sign: Close" not in shown


def test_five_wrong_answers_lock_signing_and_only_signing(cast, contained, enter):
    browser = enter()
    for _ in range(5):
        sign(browser, contained, signature_password="wrong wrong wrong")

    answer = sign(browser, contained)

    assert "Too many wrong answers" in words(answer)
    assert not signatures(contained).exists()
    assert enter("boss").get("/ours/").status_code == 200
    assert browser.get("/ours/").status_code == 200


# Under the record ----------------------------------------------------------------------------------------------------


def test_the_record_shows_the_signature_and_that_it_is_confirmed(cast, contained, enter):
    browser = enter()
    page = browser.get(sign(browser, contained)["Location"])
    assert "Being confirmed" in words(page)

    confirm_everything(cast)

    shown = words(browser.get(f"/ours/improvement/nonconformities/{contained.number}/"))
    assert "Quinn Manager , Quality manager Approval" in shown
    assert "(Europe/Berlin)" in shown
    assert "Confirmed" in shown
    assert "Signed version 4, which is the current one." in shown


def test_files_that_come_later_are_not_signed(cast, contained, enter, photo_of):
    signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW))
    photo_of(contained, cast.manager)

    shown = words(enter().get(f"/ours/improvement/nonconformities/{contained.number}/"))

    assert "the files of now are unsigned" in shown


def test_the_proof_is_kept_by_the_signer_and_readers_of_the_history_alone(cast, contained, enter):
    browser = enter()
    sign(browser, contained)
    key = signatures(contained).get().pk
    address = f"/ours/kernel/signatures/{key}/proof/"
    assert browser.get(address).status_code == 404

    confirm_everything(cast)

    proof = browser.get(address)
    assert proof.content.decode().startswith("c2sp.org/tlog-proof@v1\nextra ")
    assert ".tlog-proof" in proof["Content-Disposition"]
    assert enter("boss").get(address).status_code == 200
    assert enter("member").get(address).status_code == 404
    assert enter("stranger").get(address).status_code == 404


def test_signatures_are_quiet_in_a_verification(cast, contained):
    signing.sign(contained, Meaning.REVIEW, by=cast.manager, proof=proof_for(cast, contained, Meaning.REVIEW))
    close(cast, contained, proof_for(cast, contained, Meaning.APPROVAL))
    confirm_everything(cast)

    result = verification.verify(cast.organization.pk)

    assert result["findings"] == []
    assert result["counts"]["signed"] == 2
