"""Decisions that are signed, through the page: reviewed, approved, released; and what a signature does not let pass."""

import re

import pytest
from django.urls import reverse

from everproof.documents import actions
from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.documents.testing import asked, make_draft
from everproof.kernel.api import tokens
from everproof.kernel.people import actions as people
from everproof.kernel.signatures.models import Signature
from everproof.kernel.testing.cast import PASSWORD

STEPS = (("review", "member"), ("approval", "boss"), ("release", "teammate"))


@pytest.fixture
def sent(cast):
    steps = [asked(cast.person(part), meaning, order) for order, (meaning, part) in enumerate(STEPS, start=1)]
    return actions.send_for_review(revision=make_draft(cast), by=cast.manager, approvers=steps)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def address(revision):
    return reverse("documents:decide", args=["ours", revision.reference])


def shown(browser, revision):
    """The hidden fields of the page to decide on, as a browser would send them back."""
    page = browser.get(address(revision)).content.decode()
    token = re.search(r'name="signature_token" value="([^"]+)"', page)
    assert token is not None, page
    return {"signature_token": token[1], "version": re.search(r'name="version" value="(\d+)"', page)[1]}, page


def sign(cast, sign_in, revision, part, **changed):
    browser = sign_in(part)
    fields, _page = shown(browser, revision)
    given = {
        "decision": "yes",
        "suitable": "on",
        "comment": "Read on the shop floor.",
        "signature_address": cast.users[part].email,
        "signature_password": PASSWORD,
        **fields,
        **changed,
    }
    return browser.post(address(revision), given)


def test_reviewed_approved_and_released_each_with_a_signature(cast, sign_in, sent):
    for place, (meaning, part) in enumerate(STEPS, start=1):
        answer = sign(cast, sign_in, sent, part)

        assert answer.status_code == 302, answer.content.decode()
        one = Signature.objects.get(record_id=sent.pk, meaning=meaning)
        assert one.signer_name == cast.person(part).title
        assert ApprovalStep.objects.get(revision=sent, order=place).signature_id == one.pk
    revision = DocumentRevision.objects.get(pk=sent.pk)
    assert (revision.status, revision.reviewed_by, revision.approved_by, revision.released_by) == (
        "effective",
        *(cast.person(part) for _meaning, part in STEPS),
    )
    page = sign_in("manager").get(revision.get_absolute_url()).content.decode()
    assert all(cast.person(part).title in page for _meaning, part in STEPS)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"signature_password": "something else"}, "password"),
        ({"signature_address": "manager@ours.example"}, "address"),
        ({"signature_token": "made up"}, "signature"),
    ],
)
def test_without_proof_nothing_is_decided(cast, sign_in, sent, changed, words):
    answer = sign(cast, sign_in, sent, "member", **changed)

    assert answer.status_code in (409, 422)
    assert words in answer.content.decode().lower()
    assert ApprovalStep.objects.get(revision=sent, order=1).decided_at is None
    assert not Signature.objects.filter(record_id=sent.pk).exists()


def test_sending_back_needs_words_and_no_signature(cast, sign_in, sent):
    browser = sign_in("member")
    fields, _page = shown(browser, sent)

    browser.post(address(sent), {**fields, "decision": "no", "comment": "The torque is missing."})

    assert fresh(sent).status == "draft"
    assert not Signature.objects.filter(record_id=sent.pk).exists()


def test_a_signature_given_on_a_page_that_is_out_of_date_signs_nothing(cast, sign_in, sent):
    """The text changed between looking and signing."""
    browser = sign_in("member")
    fields, _page = shown(browser, sent)
    back = actions.send_back(revision=sent, by=cast.manager, reason="A number is wrong.")
    back = actions.write_content(revision=back, by=cast.manager, body="<p>Other words.</p>")
    steps = [asked(cast.person("member"), "review", 1), asked(cast.person("boss"), "approval", 2)]
    actions.send_for_review(revision=back, by=cast.manager, approvers=steps)

    given = {"decision": "yes", "signature_address": "member@ours.example", "signature_password": PASSWORD}
    answer = browser.post(address(sent), {**given, **fields})

    assert answer.status_code == 409
    assert not Signature.objects.filter(record_id=sent.pk).exists()


def test_two_reviewers_at_once_the_second_hears_who_was_faster(cast, sign_in):
    """Both looked at the same page; one place of the role is left."""
    for part in ("member", "teammate"):
        people.give_responsibility(person=cast.person(part), role=cast.role, by=cast.manager)
    role = {"order": 1, "meaning": "review", "kind": "role", "id": str(cast.role.pk), "quorum": 1}
    steps = [role, asked(cast.person("boss"), order=2)]
    revision = actions.send_for_review(revision=make_draft(cast), by=cast.manager, approvers=steps)
    late = sign_in("teammate")
    fields, _page = shown(late, revision)
    assert sign(cast, sign_in, revision, "member").status_code == 302

    given = {"decision": "yes", "signature_address": "teammate@ours.example", "signature_password": PASSWORD}
    answer = late.post(address(revision), {**given, **fields})

    assert answer.status_code in (409, 422)
    assert "Nothing is asked of you any more" in answer.content.decode()
    assert Signature.objects.filter(record_id=revision.pk).count() == 1


def test_who_became_its_author_meanwhile_cannot_approve_from_the_old_page(cast, sign_in):
    """The approver has the page open; the revision is sent back, becomes theirs, and another is asked."""
    revision = actions.send_for_review(
        revision=make_draft(cast), by=cast.manager, approvers=[asked(cast.person("boss"))]
    )
    browser = sign_in("boss")
    fields, _page = shown(browser, revision)
    back = actions.send_back(revision=revision, by=cast.manager, reason="Tara writes it.")
    back = actions.update_revision(revision=back, by=cast.manager, author=cast.person("boss"))
    actions.send_for_review(revision=back, by=cast.manager, approvers=[asked(cast.person("member"))])

    given = {"decision": "yes", "suitable": "on", "signature_address": "boss@ours.example"}
    answer = browser.post(address(revision), {**given, "signature_password": PASSWORD, **fields})

    assert answer.status_code in (404, 409, 422)
    assert fresh(revision).status == "in-review"
    assert not Signature.objects.filter(record_id=revision.pk).exists()


def test_a_program_signs_nothing(cast, client):
    """With the token of somebody who is asked, the step of the lifecycle stays closed."""
    revision = actions.send_for_review(revision=make_draft(cast), by=cast.manager)
    _kept, token = tokens.make_token(by=cast.boss, name="A program", scopes=["*:write"], days=30)
    headers = {"Authorization": f"Bearer {token}"}

    answer = client.post(
        f"/api/v1/revisions/{revision.number}/approve/", "{}", content_type="application/json", headers=headers
    )

    assert answer.status_code in (403, 409)
    assert fresh(revision).status == "in-review"


def test_agreeing_leaves_the_text_as_it_was_signed(cast, sign_in, sent):
    before = fresh(sent)
    for _meaning, part in STEPS:
        sign(cast, sign_in, sent, part)

    after = fresh(sent)

    assert (after.body, after.checksum) == (before.body, before.checksum)
