"""Who finds a document and what belongs to it: in lists, search, tree, API, exports, and by its address."""

import json
from datetime import timedelta

import pytest

from everproof.documents import actions, audience
from everproof.documents.models import ApprovalStep, ChangeRequest, Document, DocumentRevision
from everproof.documents.testing import agree, asked, make_document, make_draft, make_effective, unsigned
from everproof.kernel import access, clock, search
from everproof.kernel.api import tokens
from everproof.kernel.people import actions as people

CANARY = "zugvogel"
REGISTER = "/ours/documents/documents/"


@pytest.fixture
def hidden(cast):
    """An effective document that only one role may open, with a change request and a review."""
    unsigned(cast)
    document = make_document(
        cast,
        7,
        classification="confidential",
        access_groups=[audience.entry(cast.role)],
        distribution=[audience.entry(cast.role)],
    )
    actions.update_document(document=document, by=cast.manager, title=f"Secret {CANARY}", description=CANARY)
    document = make_effective(cast, 7, Document.objects.get(pk=document.pk))
    actions.request_change(document=document, title=f"More {CANARY}", by=cast.manager)
    actions.review_document(document=document, verdict="keep", reasons=CANARY, by=cast.manager)
    return Document.objects.get(pk=document.pk)


def token_of(cast, part):
    return tokens.make_token(by=cast.actors[part], name="A program", scopes=["*:read"], days=30)[1]


def pages_of(document):
    revision = document.current_revision
    here = f"{REGISTER}{document.number}/"
    wish = ChangeRequest.objects.get(document=document)
    return [
        here,
        *(f"{here}{page}/" for page in ("edit", "access", "review", "used", "revise", "change", "history", "compare")),
        f"{here}read/",
        f"/ours/documents/revisions/{revision.number}/",
        f"/ours/documents/revisions/{revision.number}/read/",
        f"/ours/documents/revisions/{revision.number}/decide/",
        f"/ours/documents/change-requests/{wish.number}/",
        f"/ours/documents/documents/tree/?under={document.number}",
    ]


def lists():
    paths = ("documents", "revisions", "change-requests", "document-reviews")
    return [f"/ours/documents/{path}/{rest}" for path in paths for rest in ("", "export/csv/")] + [
        f"{REGISTER}tree/",
        f"{REGISTER}?q={CANARY}",
        f"/ours/search/?q={CANARY}",
        f"/ours/palette/?q={CANARY}",
    ]


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_outside_the_groups_nothing_of_it_is_found(cast, hidden, sign_in):
    browser = sign_in("member")

    for page in pages_of(hidden):
        assert (page, browser.get(page).status_code) == (page, 404)
    for page in lists():
        answer = browser.post(page) if "/export/" in page else browser.get(page)
        # The page repeats what was asked; the title beside it is what must not be there.
        assert (page, answer.status_code) == (page, 200)
        assert f"Secret {CANARY}".encode() not in content_of(answer), page
        assert hidden.number.encode() not in content_of(answer), page
    assert search.find(cast.member, CANARY) == []
    assert search.find(cast.manager, CANARY) != []


def test_inside_the_groups_it_is_found(cast, hidden, sign_in):
    people.give_responsibility(person=cast.person("member"), role=cast.role, by=cast.manager)
    browser = sign_in("member")

    assert browser.get(f"{REGISTER}{hidden.number}/").status_code == 200
    assert f"Secret {CANARY}".encode() in browser.get(REGISTER).content
    assert f"Secret {CANARY}".encode() in browser.get(f"{REGISTER}tree/").content


def test_a_role_that_ended_opens_nothing_more(cast, hidden):
    today = clock.today("Europe/Berlin")
    people.give_responsibility(
        person=cast.person("member"),
        role=cast.role,
        by=cast.manager,
        from_on=today - timedelta(days=30),
        to_on=today - timedelta(days=2),
    )

    assert not access.visible(cast.member, Document.objects.filter(pk=hidden.pk)).exists()


def test_a_program_finds_no_more_than_its_person(cast, hidden, client):
    for part, expected in (("member", 404), ("manager", 200)):
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {token_of(cast, part)}"}
        one = client.get(f"/api/v1/documents/{hidden.number}/", **bearer)
        every = client.get("/api/v1/documents/", **bearer)

        assert one.status_code == expected
        assert (CANARY in json.dumps(every.json())) == (expected == 200)


def test_what_is_secret_stays_with_its_audience(cast, hidden):
    actions.update_document(document=hidden, by=cast.manager, classification="secret", owner=cast.person("boss"))
    seen = Document.objects.filter(pk=hidden.pk)

    # Who made it still sees it; who only looks after documents does not.
    assert access.visible(cast.manager, seen).exists()
    assert not access.visible(cast.auditor, seen).exists()
    assert not access.visible(cast.second, seen).exists()
    assert access.visible(cast.boss, seen).exists()


def test_who_is_asked_to_decide_sees_it(cast, hidden):
    draft = make_draft(cast, document=hidden)
    assert not access.visible(cast.teammate, DocumentRevision.objects.filter(pk=draft.pk)).exists()

    sent = actions.send_for_review(revision=draft, by=cast.manager, approvers=[asked(cast.person("teammate"))])

    assert access.visible(cast.teammate, DocumentRevision.objects.filter(pk=draft.pk)).exists()
    assert agree(sent, cast.teammate).status == "effective"


def test_a_draft_is_for_those_who_work_on_it(cast):
    unsigned(cast)
    document = make_effective(cast)
    draft = make_draft(cast, document=document)

    seen = DocumentRevision.objects.filter(document=document)
    assert [row.position for row in access.visible(cast.member, seen)] == [1]
    assert access.visible(cast.manager, seen.filter(pk=draft.pk)).exists()


@pytest.mark.parametrize("part", ["member", "inspector", "stranger", "administrator"])
def test_who_is_not_asked_has_no_page_to_decide(cast, sign_in, part):
    unsigned(cast)
    revision = actions.send_for_review(revision=make_draft(cast), by=cast.manager)
    address = f"/ours/documents/revisions/{revision.number}/decide/"

    for answer in (sign_in(part).get(address), sign_in(part).post(address, {"decision": "yes", "suitable": "on"})):
        assert answer.status_code in (403, 404)
    assert ApprovalStep.objects.get(revision=revision).decided_at is None


def test_without_signing_in_one_is_led_to_the_door(cast, client):
    document = make_document(cast)

    for page in ("", "review/", "used/", "revise/", "change/", "access/"):
        answer = client.get(f"{REGISTER}{document.number}/{page}")
        assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)
