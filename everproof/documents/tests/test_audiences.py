"""Audiences said by programs and tables: typed, checked, and refused in words."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from everproof.documents import audience
from everproof.documents.models import Document, DocumentType
from everproof.documents.testing import make_document, make_type
from everproof.kernel import modules
from everproof.kernel.api import tokens
from everproof.kernel.exchange.importing import service

V1 = "/api/v1/documents/"


@pytest.fixture
def program(cast):
    _token, text = tokens.make_token(by=cast.manager, name="A program", scopes=["*:write"], days=30)
    client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(method, path, body=None):
        given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(path, **given)

    return ask


def bring(cast, text, type_name="document"):
    record_type = modules.record_type(type_name)
    return service.import_at_once(record_type, text.encode(), file_name="documents.csv", by=cast.manager)


def test_a_program_says_who_opens_and_who_confirms(cast, program):
    role = audience.entry(cast.role)
    body = {"title": "Turning", "type": str(make_type(cast).pk), "access_groups": [role], "acknowledged_by": [role]}

    made = program("post", V1, body)

    assert made.status_code == 201, made.content
    document = Document.objects.get(title="Turning")
    assert (document.access_groups, document.acknowledged_by) == ([role], [role])
    assert made.json()["distribution"] == audience.everybody()
    changed = program("patch", f"{V1}{document.number}/", {"version": 1, "distribution": [role]})
    assert changed.json()["distribution"] == [role]


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ([{"kind": "robot", "id": ""}], 422),
        ([{"kind": "role", "id": "x"}], 422),
        ([{"kind": "role", "id": str(uuid4()), "more": "1"}], 422),
        ([{"kind": "role"}], 422),
        (["everybody"], 422),
        ([{"kind": "role", "id": ""}], 422),
        ([{"kind": "role", "id": str(uuid4())}], 409),
    ],
)
def test_an_audience_that_is_none_changes_nothing(cast, program, entries, status):
    document = make_document(cast)

    answer = program("patch", f"{V1}{document.number}/", {"version": 1, "access_groups": entries})

    assert answer.status_code == status, answer.content
    assert Document.objects.get(pk=document.pk).access_groups == audience.everybody()


def test_another_companys_role_is_not_there(cast, program):
    document = make_document(cast)
    entries = [audience.entry(cast.person("stranger"))]

    answer = program("patch", f"{V1}{document.number}/", {"version": 1, "acknowledged_by": entries})

    assert answer.status_code == 409
    assert Document.objects.get(pk=document.pk).acknowledged_by == []


def test_the_description_names_its_kinds(program):
    schemas = program("get", "/api/openapi.json").json()["components"]["schemas"]

    assert schemas["AudienceEntry"]["properties"]["kind"]["enum"] == list(audience.KINDS)


def test_a_table_names_roles_sites_people_and_processes(cast):
    kind = make_type(cast)
    rows = f"""Title;Type;Who may open it;Who confirms having read it
Turning;{kind.title};Everybody;Quality lead, Mel Member
Milling;{kind.title};role: Quality lead;site: Main works
"""
    first, again = bring(cast, rows), bring(cast, rows)

    assert (first["new"], first["problems"]) == (2, [])
    assert again["new"] == 0
    turning, milling = Document.objects.order_by("-title")
    assert turning.access_groups == audience.everybody()
    assert turning.acknowledged_by == [audience.entry(cast.role), audience.entry(cast.person("member"))]
    assert milling.access_groups == [audience.entry(cast.role)]
    assert milling.acknowledged_by == [audience.entry(cast.main_site)]


def test_a_name_that_is_nobodys_is_named_and_nothing_comes_in(cast):
    kind = make_type(cast)
    done = bring(cast, f"Title;Type;Who may open it\nTurning;{kind.title};Night shift\n")

    (problem,) = done["problems"]
    assert "Night shift" in problem["reason"]
    assert "role: Inspector" in problem["cure"]
    assert not Document.objects.exists()


def test_a_type_of_documents_takes_them_too(cast, program):
    role = audience.entry(cast.role)
    made = program("post", "/api/v1/document-types/", {"title": "Sheet", "acknowledged_by": [role]})

    assert made.status_code == 201, made.content
    assert DocumentType.objects.get(title="Sheet").acknowledged_by == [role]
