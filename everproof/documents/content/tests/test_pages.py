"""The pages of writing, reading and comparing: what they show, to whom, and what they refuse."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from everproof.documents import actions
from everproof.documents.content import presence
from everproof.documents.models import DocumentRevision
from everproof.documents.testing import make_document, make_draft
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
