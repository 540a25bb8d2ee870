"""Every page of every record type, asked by everyone, about every kind of record, against the page of permissions."""

import re

import pytest
from django.db.models import Q

from everproof.kernel import modules
from everproof.kernel.access import policy
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories
from tests.access import routes
from tests.access.identities import AT_THE_DOOR, INSIDERS, OUTSIDERS, foreign_cast, insiders

TYPES = [record_type.name for record_type in modules.all_record_types()]
METHODS = ("get", "post")
OTHER_METHODS = ("head", "options", "put", "patch", "delete")
MISSING = "XX-2026-9999"

pytestmark = pytest.mark.slow


def outcome(response):
    """What an answer amounts to: the door, gone, refused, a wrong method, or let in."""
    status = response.status_code
    assert status < 500, response.content[:500]
    if status == 302 and "/account/login/" in response["Location"]:
        return "door"
    return {404: "gone", 403: "refused", 405: "method"}.get(status, "in")


def test_every_route_is_classified():
    forgotten = [f"{route.name or '(no name)'}: {route.pattern}" for route in routes.unclassified()]

    assert not forgotten, (
        "Say in tests/access/routes.py who these addresses are for (OTHERS, OF_TYPE or OF_RECORD):\n"
        + "\n".join(forgotten)
    )


def test_a_route_that_nobody_classified_is_found(monkeypatch):
    monkeypatch.delitem(routes.OTHERS, "search")
    monkeypatch.delitem(routes.OF_RECORD, "void/")

    assert {route.name for route in routes.unclassified()} >= {"search", "record_void"}


# Insiders -------------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.parametrize("part", INSIDERS)
@pytest.mark.parametrize("type_name", TYPES)
def test_insiders(type_name, part, company):
    wrong = deviations(company, type_name, part)

    assert not wrong, "\n".join(wrong)


def test_a_page_that_lets_too_many_in_is_found(company, unprepared, monkeypatch):
    monkeypatch.setattr(policy, "_covers", lambda grant, record_type, record: True)
    monkeypatch.setattr(policy, "_grant_condition", lambda grant, record_type, party: Q())

    assert any("(main) as second: in" in line for line in deviations(company, "nonconformity", "second"))


def deviations(company, type_name, part):
    """Where a page answers somebody of ours otherwise than the page of permissions says."""
    record_type, browser = modules.record_type(type_name), company.browser(part)
    objects = {
        "main": company.record(type_name),
        "second": company.record(type_name, site="second"),
        "mine": company.record(type_name, by=part),
    }
    wrong = []
    for address, verb, nested in routes.of_record(record_type):
        for kind, record in objects.items():
            for method in METHODS:
                url = f"/ours/{address.format(reference=record.reference)}"
                found = outcome(getattr(browser, method)(url))
                allowed = expected(company, part, verb, record, nested)
                if found not in allowed:
                    wrong.append(f"{method} {url} ({kind}) as {part}: {found}, expected {' or '.join(sorted(allowed))}")
    for address, verb, nested in routes.of_type(record_type):
        for method in METHODS:
            found = outcome(getattr(browser, method)(f"/ours/{address}"))
            allowed = expected_of_type(company, part, verb, type_name, nested)
            if found not in allowed:
                wrong.append(f"{method} /ours/{address} as {part}: {found}, expected {' or '.join(sorted(allowed))}")
    return wrong


def expected(company, part, verb, record, nested):
    """The outcomes that the page of permissions allows. A page that only posts may answer a get with 405."""
    if not company.may(part, "view", record):
        # Who lacks the right for the whole type may be told that, as they are for a record that is not there.
        return {"gone", "refused", "method"}
    verbs = (verb,) if isinstance(verb, str) else verb
    if all(is_allowed(company, part, one, record) for one in verbs):
        return {"in", "gone", "method"} if nested else {"in", "method"}
    return {"refused", "gone", "method"} if nested else {"refused", "method"}


def is_allowed(company, part, verb, record):
    if verb == "administer":
        return part == "administrator"
    if verb == "action":
        verb = "create action"
    if verb.startswith("create "):
        return company.may_with_type(part, "create", verb.removeprefix("create "))
    return company.may(part, verb, record)


def expected_of_type(company, part, verb, type_name, nested):
    allowed = company.may_list(part, type_name) if verb == routes.LIST else company.may_with_type(part, verb, type_name)
    if allowed:
        return {"in", "gone", "method"} if nested else {"in", "method"}
    # What acts on chosen rows asks for each row; without any there is nothing to refuse.
    return {"refused", "method", "gone"} if verb != routes.LIST else {"refused", "method", "gone", "in"}


# What is not there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_name", TYPES)
def test_another_companys_record_is_like_one_that_never_was(type_name, company):
    """On both databases: whatever is asked about it, the answers do not differ by a character."""
    told_apart = where_foreign_and_missing_differ(company, type_name)

    assert not told_apart, "\n".join(told_apart)


def where_foreign_and_missing_differ(company, type_name):
    told_apart = []
    record_type, others = modules.record_type(type_name), foreign_cast(company.cast)
    with organization_scope(others.organization.pk):
        # More than ours ever make, so that the number is theirs alone.
        foreign = [factories.make(type_name, others, number) for number in range(1, 12)][-1]
    for part in insiders():
        browser = company.browser(part)
        for address, _verb, _nested in routes.of_record(record_type):
            for method in METHODS:
                answers = [
                    getattr(browser, method)(f"/ours/{address.format(reference=reference)}")
                    for reference in (str(foreign.pk), "018f0000-0000-7000-8000-000000000002")
                ]
                if outcome(answers[0]) not in ("gone", "refused", "method"):
                    told_apart.append(f"{method} {address} as {part}: the foreign one is there")
                elif answers[0].status_code != answers[1].status_code or plain(answers[0]) != plain(answers[1]):
                    told_apart.append(f"{method} {address} as {part}: the answers differ")
    return told_apart


def plain(response):
    """An answer, but for what differs every time: nonces, tokens, and the address that was asked for."""
    text = re.sub(r'nonce="[^"]*"|\b[A-Za-z0-9]{64}\b', "", response.content.decode())
    return re.sub(r"/ours/[^\"' <]*", "", text)


# Outsiders ------------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.parametrize("part", [*OUTSIDERS, *AT_THE_DOOR])
def test_outsiders(part, company):
    """Whatever exists in ours or not: nothing for who belongs elsewhere, the door for who is not signed in."""
    browser, wrong = company.browser(part), []
    wanted = {"door"} if part in AT_THE_DOOR else {"gone"}
    for type_name in TYPES:
        record_type, record = modules.record_type(type_name), company.record(type_name)
        urls = [f"/ours/{address}" for address, _verb, _nested in routes.of_type(record_type)]
        for address, _verb, _nested in routes.of_record(record_type):
            urls += [f"/ours/{address.format(reference=one)}" for one in (record.reference, str(record.pk), MISSING)]
        wrong += [f"{method} {url}: {found}" for method, url, found in asked(browser, urls) if found not in wanted]
    assert not wrong, "\n".join(wrong)


def asked(browser, urls):
    for url in urls:
        for method in METHODS:
            yield method, url, outcome(getattr(browser, method)(url))


@pytest.mark.parametrize("type_name", TYPES)
def test_unusual_methods_open_nothing(type_name, company):
    record_type, record = modules.record_type(type_name), company.record(type_name)
    urls = [f"/ours/{address.format(reference=record.reference)}" for address, *_rest in routes.of_record(record_type)]
    urls += [f"/ours/{address}" for address, *_rest in routes.of_type(record_type)]
    for part, wanted in (("nobody", {"door"}), ("stranger", {"gone"}), ("kiosk", {"gone", "refused", "method", "in"})):
        browser = company.browser(part)
        for url in urls:
            for method in OTHER_METHODS:
                response = getattr(browser, method)(url)
                assert outcome(response) in wanted, (part, method, url)
                assert b"Canary" not in response.content
    record.refresh_from_db()
    assert record.voided_at is None


# Everything else ------------------------------------------------------------------------------------------------------

READERS = {"administrator", "manager", "boss", "member", "auditor", "inspector", "second"}
POWER = {
    routes.READER: READERS,
    routes.CHOOSER: READERS,
    routes.REPORTER: set(INSIDERS) - {"inspector"},
    routes.IF_ANY: set(INSIDERS),
    routes.HISTORY: {"administrator", "manager", "boss", "auditor", "inspector"},
    routes.ADMINISTRATOR: {"administrator"},
    routes.CHANGER: {"administrator", "manager", "second"},
    routes.MANAGER: {"manager", "second"},
    routes.OVERSEER: {"manager", "boss", "second", "auditor", "inspector"},
    routes.KEEPER: {"manager", "second", "auditor", "inspector"},
    routes.MEMBER: set(INSIDERS),
}
PLACES = {
    "^": "",
    "$": "",
    "<slug:organization>": "ours",
    "(?P<standard>[a-z0-9]+-[0-9]{4})": "iso9001-2015",
    r"(?P<atom>[0-9]+(?:\.[0-9]+)*-[0-9]+)": "4.1-1",
    "(?P<digest>[0-9a-f]{12})": "000000000000",
    "(?P<format>[a-z]+)": "csv",
    r"\.json": ".json",
    "<slug:name>": "risk_action_level",
    "<slug:plural>": "nonconformities",
    "<slug:type>": "person",
    "<reference:reference>": MISSING,
    "<uuid:person>": "018f0000-0000-7000-8000-000000000001",
    "<uuid:workbook>": "018f0000-0000-7000-8000-000000000001",
    "<uuid:imported>": "018f0000-0000-7000-8000-000000000001",
    "<uuid:intake>": "018f0000-0000-7000-8000-000000000001",
    "<int:proposal>": "999999",
    "<slug:format>": "csv",
    "<slug:method>": "gage-rr",
    "<slug:slug>": "buttons",
    "<slug:key>": "nothing",
    "<slug:size>": "small",
    "<str:name>": "photo.jpg",
    "<int:token>": "999999",
    "<int:id>": "999999",
    "<int:pk>": "999999",
    "<uuid:entry>": "018f0000-0000-7000-8000-000000000001",
    "<uuid:job>": "018f0000-0000-7000-8000-000000000001",
    "<uuid:signature>": "018f0000-0000-7000-8000-000000000001",
}


def other_routes(*kinds):
    for route in routes.walk():
        kind = routes.OTHERS.get(route.name)
        if kind in kinds or (isinstance(kind, routes.Needs) and routes.Needs in kinds):
            path = route.pattern
            for place, value in PLACES.items():
                path = path.replace(place, value)
            assert "<" not in path, f"say in PLACES what stands for a part of {path}"
            yield route, f"/{path}"


@pytest.mark.sqlite
def test_pages_that_are_about_no_type(company):
    wrong = []
    for part in (*INSIDERS, *OUTSIDERS, *AT_THE_DOOR):
        browser = company.browser(part)
        for route, url in other_routes(*POWER, routes.OWN, routes.Needs):
            kind = routes.OTHERS[route.name]
            for method in METHODS:
                found = outcome(getattr(browser, method)(url))
                wanted = expected_elsewhere(company, part, kind)
                if found not in wanted:
                    wrong.append(f"{method} {url} as {part}: {found}, expected {' or '.join(sorted(wanted))}")
    assert not wrong, "\n".join(wrong)


def expected_elsewhere(company, part, kind):
    if part in AT_THE_DOOR:
        return {"door"}
    if part in OUTSIDERS:
        return {"gone"}
    if kind == routes.OWN:
        return {"gone", "refused", "method"}
    if isinstance(kind, routes.Needs):
        return {"in", "method"} if company.may_with_type(part, kind.verb, kind.type) else {"refused", "method"}
    more = {routes.IF_ANY: {"gone"}, routes.CHOOSER: {"in"}}.get(kind, set())
    return more | ({"in", "method"} if part in POWER[kind] else {"refused", "method"})


def test_ones_own_pages_ask_who_one_is(company):
    browser = company.browser("nobody")
    for _route, url in other_routes(routes.LOGIN):
        for method in METHODS:
            assert outcome(getattr(browser, method)(url)) in ("door", "method"), (method, url)
