"""The pages of writing, reading and comparing: what they show, to whom, and what they refuse."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from everproof.documents import actions
from everproof.documents.content import presence
from everproof.documents.models import DocumentRevision
from everproof.documents.testing import make_document, make_draft, make_effective
from everproof.kernel.tenancy import organization_scope

BODY = "<h1>Purpose</h1><p>Turn the valve slowly.</p>"


@pytest.fixture
def draft(cast):
    with organization_scope(cast.organization.pk):
        revision = make_draft(cast, 1, make_document(cast, 1))
        return actions.write_content(revision=revision, by=cast.manager, body=BODY)


def client_of(cast, part):
    client = Client()
    client.force_login(cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at(revision, name, slug="ours", **more):
    return reverse(f"documents:{name}", kwargs={"organization": slug, "reference": revision.reference, **more})


def now(cast, revision):
    with organization_scope(cast.organization.pk):
        found = DocumentRevision.objects.select_related("organization", "document").get(pk=revision.pk)
        found.document.organization = found.organization
        return found


def test_the_writing_page_shows_the_text_and_takes_a_new_one(cast, draft):
    client = client_of(cast, "manager")
    shown = client.get(at(draft, "write"))
    assert "Turn the valve slowly." in shown.content.decode()
    given = {"body": "<p>New <script>alert(1)</script>words.</p>", "version": draft.version}

    answer = client.post(at(draft, "write"), given)

    assert answer.status_code == 302
    assert now(cast, draft).body == "<p>New words.</p>"


def test_saving_from_the_editor_answers_with_the_next_version(cast, draft):
    client = client_of(cast, "manager")
    given = {"body": "<p>Other.</p>", "version": draft.version}
    said = client.post(at(draft, "write"), given, headers={"Accept": "application/json"}).json()
    assert (said["version"], said["body"]) == (now(cast, draft).version, "<p>Other.</p>")

    late = client.post(at(draft, "write"), {**given, "body": "<p>Late.</p>"}, headers={"Accept": "application/json"})
    assert (late.status_code, late.json()["by"]) == (409, "Quinn Manager")
    assert now(cast, draft).body == "<p>Other.</p>"


def test_too_large_a_table_is_refused_in_words_and_nothing_is_lost(cast, draft):
    client = client_of(cast, "manager")
    body = "<table>" + "<tr><td>x</td></tr>" * 10_001 + "</table>"
    answer = client.post(at(draft, "write"), {"body": body, "version": draft.version})
    assert answer.status_code == 422
    assert "A table has 10001 cells" in answer.content.decode()
    assert "&lt;table&gt;" in answer.content.decode()
    assert now(cast, draft).body == BODY


@pytest.mark.parametrize("name", ["write", "bring_in", "content", "references"])
def test_writing_is_for_those_who_may_change_the_draft(cast, draft, name):
    assert client_of(cast, "stranger").get(at(draft, name)).status_code == 404
    assert client_of(cast, "member").get(at(draft, name)).status_code == 404
    assert client_of(cast, "auditor").get(at(draft, name)).status_code == 403
    assert Client().get(at(draft, name)).status_code == 302


def test_a_reader_sees_no_draft_and_a_stranger_nothing(cast, draft):
    assert client_of(cast, "manager").get(at(draft, "read_revision")).status_code == 200
    assert client_of(cast, "member").get(at(draft, "read_revision")).status_code == 404
    assert client_of(cast, "stranger").get(at(draft, "read_revision")).status_code == 404
    assert Client().get(at(draft, "read_revision")).status_code == 302


def test_presence_names_the_others(cast, draft):
    with organization_scope(cast.organization.pk):
        assert presence.note(draft, cast.boss) == []
    answer = client_of(cast, "manager").post(at(draft, "presence"))
    assert answer.json() == {"others": ["Tara Top"], "version": draft.version, "by": "Quinn Manager"}
    assert client_of(cast, "auditor").post(at(draft, "presence")).status_code == 403


def test_references_are_found_by_number_and_say_what_they_are(cast, draft):
    client = client_of(cast, "manager")
    with organization_scope(cast.organization.pk):
        other = make_document(cast, 2)
    said = json.loads(client.get(at(draft, "references"), {"q": other.number}).content)
    assert {
        "kind": "document",
        "key": str(other.pk),
        "label": f"{other.number} {other.title}",
        "hint": "Document",
    } in said["items"]


@pytest.fixture
def effective(cast):
    """A document whose first revision applies and whose second one is a draft with other words."""
    with organization_scope(cast.organization.pk):
        document = make_effective(cast, 3)
        document.organization = cast.organization
        later = make_draft(cast, 3, document)
        body = "<h2>Purpose</h2><p>Canary words: turn the valve quickly.</p>"
        return actions.write_content(revision=later, by=cast.manager, body=body).document


def test_two_revisions_are_compared_side_by_side_and_in_one_text(cast, effective):
    client = client_of(cast, "manager")
    page = client.get(at(effective, "compare"), {"old": 1, "new": 2}).content.decode()
    assert "turn the valve <del>slowly</del>." in page
    assert "turn the valve <ins>quickly</ins>." in page
    assert "1 place changed." in page
    inline = client.get(at(effective, "compare"), {"view": "inline", "show": "whole"}).content.decode()
    assert "turn the valve <del>slowly</del><ins>quickly</ins>." in inline
    assert client.get(at(effective, "compare"), {"old": 9}).status_code == 404
    assert client.get(at(effective, "compare"), {"old": "x"}).status_code == 404


def test_who_may_not_see_a_draft_compares_without_it(cast, effective):
    page = client_of(cast, "member").get(at(effective, "compare")).content.decode()
    assert "only one revision" in page
    assert "quickly" not in page
    assert client_of(cast, "stranger").get(at(effective, "compare")).status_code == 404
    assert Client().get(at(effective, "compare")).status_code == 302


def test_a_document_is_read_in_the_revision_that_applies(cast, effective, draft):
    member = client_of(cast, "member")
    page = member.get(at(effective, "read_document"))
    assert "turn the valve slowly" in page.content.decode()
    assert "doc-banner" not in page.content.decode()
    assert "Uncontrolled when printed" in page.content.decode()
    assert member.get(at(draft.document, "read_document")).status_code == 404
    assert client_of(cast, "stranger").get(at(effective, "read_document")).status_code == 404


def test_a_draft_says_what_applies_instead(cast, effective):
    with organization_scope(cast.organization.pk):
        later = DocumentRevision.objects.get(document=effective, position=2)
        first = DocumentRevision.objects.get(document=effective, position=1)
    page = client_of(cast, "manager").get(at(later, "read_revision")).content.decode()
    assert "Revision 2 is not approved yet. Do not work by it." in page
    assert at(first, "read_revision") in page


def test_what_left_the_draft_is_written_by_nobody(cast, effective):
    with organization_scope(cast.organization.pk):
        first = DocumentRevision.objects.get(document=effective, position=1)
    client = client_of(cast, "manager")
    for name in ("write", "bring_in", "content"):
        assert client.get(at(first, name)).status_code == 403
    assert client.post(at(first, "write"), {"body": "<p>x</p>", "version": first.version}).status_code == 403
    picture = at(first, "pictures", id="0198a5a0-1111-7111-8111-111111111111")
    assert client.put(picture, b"x", content_type="application/octet-stream").status_code == 403
    assert "slowly" in now(cast, first).body
