"""Every operation of the API, asked with every kind of token, about every kind of record."""

from datetime import timedelta

import pytest
from django.test import Client

from everproof.kernel import clock, modules, records
from everproof.kernel.access.scopes import Scopes
from everproof.kernel.api import tokens
from everproof.kernel.api.models import ApiToken
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_of
from everproof.kernel.people.models import Person, User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.testing import factories
from tests.access.identities import INSIDERS, Company, foreign_cast, insiders

TYPES = [record_type.name for record_type in modules.all_record_types()]
V1 = "/api/v1/"
MISSING = "018f0000-0000-7000-8000-000000000002"

pytestmark = pytest.mark.slow


def program(actor, *scopes):
    with organization_scope(actor.organization_id):
        _token, text = tokens.make_token(by=actor, name="Matrix", scopes=scopes, days=1)
    return client_of(text)


def client_of(text):
    return Client(headers={"authorization": f"Bearer {text}", "if-match": "*"})


def outcome(response):
    """What an answer amounts to: not let in at all, gone, refused, or let in (also where values are missing)."""
    status = response.status_code
    assert status < 500, response.content
    return {401: "door", 404: "gone", 403: "refused"}.get(status, "in")


def operations(record_type):
    """(method, address with {reference}, verb) of all that can be asked of a type; what changes much comes last."""
    here = f"{V1}{record_type.path}/"
    steps = [step.name for step in record_type.lifecycle.steps] if record_type.lifecycle else []
    return [
        ("get", f"{here}{{reference}}/", "view"),
        ("get", f"{here}{{reference}}/history/", "view"),
        ("get", f"{here}{{reference}}/print/", "view"),
        ("patch", f"{here}{{reference}}/", "update"),
        *(("post", f"{here}{{reference}}/{verb}/", verb) for verb in [*steps, "link", "void", "reinstate"]),
        ("post", f"{here}{{reference}}/unlink/", "link"),
    ]


def ask(client, method, url):
    options = {} if method == "get" else {"data": {}, "content_type": "application/json"}
    return getattr(client, method)(url, **options)


def test_the_description_and_the_matrix_speak_of_the_same(company):
    described = set()
    for path, methods in program(company.cast.manager, "*:read").get("/api/openapi.json").json()["paths"].items():
        described |= {(method, path) for method in methods if method != "parameters"}
    tried = {("get", V1), ("get", "/api/openapi.json")}
    for record_type in modules.all_record_types():
        here = f"{V1}{record_type.path}/"
        tried |= {("get", here), ("post", here)} | {(method, path) for method, path, _verb in operations(record_type)}

    assert described == tried


# Insiders -------------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.parametrize("part", INSIDERS)
@pytest.mark.parametrize("type_name", TYPES)
def test_insiders(type_name, part, company):
    """A token that may do everything does what its person may."""
    wrong = deviations(company, type_name, part, ("*:write",), lambda verb: True)

    assert not wrong, "\n".join(wrong)


@pytest.mark.sqlite
@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize(
    ("scope", "included"),
    [
        ("*:read", lambda verb: verb in ("view", "export")),
        ("{path}:read", lambda verb: verb in ("view", "export")),
        ("{path}:write", lambda verb: True),
        ("{path}:void", lambda verb: verb in ("view", "export", "void")),
        ("{path}:create", lambda verb: verb == "create"),
        ("{other}:write", lambda verb: False),
    ],
)
def test_scopes(type_name, scope, included, company):
    """A token does of that only what its scopes name."""
    paths = [record_type.path for record_type in modules.all_record_types()]
    path = modules.record_type(type_name).path
    other = next(one for one in paths if one != path)

    for part in ("manager", "administrator", "member"):
        wrong = deviations(company, type_name, part, (scope.format(path=path, other=other),), included)
        assert not wrong, "\n".join(wrong)


def test_a_scope_that_is_not_looked_at_is_found(company, monkeypatch):
    monkeypatch.setattr(Scopes, "include", lambda scopes, path, verb: True)

    assert deviations(company, "nonconformity", "manager", ("*:read",), lambda verb: verb in ("view", "export"))


def deviations(company: Company, type_name, part, scopes, included):
    """Where the API answers somebody of ours otherwise than the page of permissions and the scopes say."""
    record_type, client = modules.record_type(type_name), program(company.cast.actors[part], *scopes)
    objects = {
        "main": company.record(type_name),
        "second": company.record(type_name, site="second"),
        "mine": company.record(type_name, by=part),
    }
    wrong = []
    for kind, record in objects.items():
        visible = included("view") and company.may(part, "view", record)
        for method, address, verb in operations(record_type):
            found = outcome(ask(client, method, address.format(reference=record.reference)))
            wanted = (
                "gone" if not visible else "in" if included(verb) and company.may(part, verb, record) else "refused"
            )
            if found != wanted:
                wrong.append(f"{method} {address} ({kind}) as {part} with {scopes}: {found}, expected {wanted}")
    created = outcome(ask(client, "post", f"{V1}{record_type.path}/"))
    wanted = "in" if included("create") and company.may_with_type(part, "create", type_name) else "refused"
    if created != wanted:
        wrong.append(f"create {type_name} as {part} with {scopes}: {created}, expected {wanted}")
    listed = client.get(f"{V1}{record_type.path}/")
    shown = {item["id"] for item in listed.json().get("items", [])}
    for kind, record in objects.items():
        if (str(record.pk) in shown) != (included("view") and company.may(part, "view", record)):
            wrong.append(f"list of {type_name} as {part} with {scopes}: {kind}, seen: {str(record.pk) in shown}")
    return wrong


# What is not there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_name", TYPES)
def test_another_companys_record_is_like_one_that_never_was(type_name, company):
    told_apart = where_foreign_and_missing_differ(company, type_name)

    assert not told_apart, "\n".join(told_apart)


def where_foreign_and_missing_differ(company, type_name):
    told_apart = []
    record_type, others = modules.record_type(type_name), foreign_cast(company.cast)
    with organization_scope(others.organization.pk):
        foreign = [factories.make(type_name, others, number) for number in range(1, 12)][-1]
    for part in insiders():
        client = program(company.cast.actors[part], "*:write")
        for method, address, _verb in operations(record_type):
            answers = [ask(client, method, address.format(reference=one)) for one in (foreign.pk, MISSING)]
            if [outcome(answer) for answer in answers] != ["gone", "gone"]:
                told_apart.append(f"{method} {address} as {part}: one of them is there")
            elif answers[0].content != answers[1].content:
                told_apart.append(f"{method} {address} as {part}: the answers differ")
    return told_apart


# Outsiders ------------------------------------------------------------------------------------------------------------


def test_outsiders(company):
    """No token, one that is none, one that ended in any of five ways; and a stranger's."""
    cast, closed = company.cast, tokens_that_ended(company)
    stranger = program(cast.stranger, "*:write")
    for type_name in TYPES:
        record_type, record = modules.record_type(type_name), company.record(type_name)
        here = f"{V1}{record_type.path}/"
        urls = [("get", here), ("post", here)]
        urls += [
            (method, address.format(reference=one))
            for method, address, _verb in operations(record_type)
            for one in (record.reference, MISSING)
        ]
        for name, client in closed.items():
            assert {outcome(ask(client, method, url)) for method, url in urls} == {"door"}, name
        for method, address, _verb in operations(record_type):
            assert outcome(ask(stranger, method, address.format(reference=record.pk))) == "gone"
        assert str(record.pk) not in stranger.get(here).content.decode()


def tokens_that_ended(company):
    """Programs by how their token, or the person behind it, came to an end."""
    found = {"none": Client(), "nonsense": client_of("evp_" + "x" * 43)}
    for name in ("revoked", "expired", "inactive", "disabled", "ended"):
        user = company.newcomer(name)
        membership = Membership.objects.select_related("organization").get(user=user)
        token, text = tokens.make_token(by=actor_of(membership), name=name, scopes=["*:write"], days=1)
        found[name] = client_of(text)
        assert outcome(found[name].get(V1)) == "in"
        if name == "revoked":
            tokens.revoke_token(token=token, by=actor_of(membership))
        elif name == "expired":
            past = clock.now() - timedelta(days=9)
            ApiToken.objects.filter(pk=token.pk).update(created_at=past, expires_at=past + timedelta(days=1))
        elif name == "inactive":
            records.update(Person.objects.get(pk=membership.person_id), by=company.cast.administrator, active=False)
        elif name == "disabled":
            User.objects.filter(pk=user.pk).update(is_active=False)
        else:
            people.end_membership(membership=membership, by=company.cast.administrator)
    return found
