"""An address spelled another way, or a request that says it means another one, opens nothing more.

The class of errors where permission is decided on one path and another one is carried out.
"""

import pytest
from django.test import Client

from everproof.kernel import modules
from tests.access import routes
from tests.access.test_page_matrix import other_routes

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


def spellings(path):
    bare = path.rstrip("/")
    return [
        path,
        bare,
        f"{path};x",
        f"{bare};x/",
        f"{bare}.json",
        f"{bare}.html/",
        f"{path}/",
        f"/{path}",
        path.replace("/ours/", "/ours//", 1),
        path.replace("/ours/", "/ours/./", 1),
        path.replace("/ours/", "/ours/../ours/", 1),
        path.replace("/ours/", "/other/../ours/", 1),
        path.replace("/ours/", "/ours;x/", 1),
        path.replace("/ours/", "/OURS/", 1),
        path.replace("/ours/", "/ours\\", 1),
        f"/static/..{path}",
        f"/api/..{path}",
        f"/p/invitation/..{path}",
        f"{path}%00",
        f"{path}\x00",
        f"{path}\n",
    ]


def protected(company):
    """Addresses that somebody has to be let in for, with records that exist."""
    found = [url for _route, url in other_routes(*PROTECTED)]
    # One type with pages of its own and one with the generic ones; the addresses of the others are made alike.
    for type_name in ("nonconformity", "access-assignment"):
        record_type, record = modules.record_type(type_name), company.record(type_name)
        found += [f"/ours/{address}" for address, *_rest in routes.of_type(record_type)]
        found += [
            f"/ours/{address.format(reference=record.reference)}" for address, *_rest in routes.of_record(record_type)
        ]
    return found


PROTECTED = (
    routes.MEMBER,
    routes.READER,
    routes.HISTORY,
    routes.ADMINISTRATOR,
    routes.OWN,
    routes.IF_ANY,
    routes.REPORTER,
    routes.CHOOSER,
)


@pytest.mark.parametrize("part", ["nobody", "stranger"])
def test_no_spelling_of_an_address_opens_it(part, company):
    browser, opened = company.browser(part), []
    for url in protected(company):
        for spelling in spellings(url):
            response = browser.get("/", PATH_INFO=spelling)
            if response.status_code not in (301, 302, 400, 401, 404) or b"Canary" in response.content:
                opened.append(f"{spelling!r}: {response.status_code}")
    assert not opened, "\n".join(opened)


def test_no_spelling_opens_what_a_role_may_not(company):
    browser = company.browser("kiosk")
    for _route, url in other_routes(routes.READER, routes.HISTORY, routes.ADMINISTRATOR):
        for spelling in spellings(url):
            response = browser.get("/", PATH_INFO=spelling)
            assert response.status_code in (301, 302, 400, 401, 403, 404, 405), (spelling, response.status_code)


@pytest.mark.parametrize(
    "header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Override-URL", "X-HTTP-Method-Override"]
)
def test_a_header_that_names_another_address_is_not_heard(header, company):
    browser = company.browser("nobody")
    plain = browser.get("/healthz")

    for url in protected(company)[:20]:
        response = browser.get("/healthz", headers={header: url})
        assert (response.status_code, response.content) == (plain.status_code, plain.content)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_form_that_names_another_method_is_only_a_post(method, company):
    record, browser = company.record("nonconformity"), company.browser("manager")
    here = f"/ours/improvement/nonconformities/{record.number}/"

    browser.post(here, {"_method": method}, headers={"x-http-method-override": method})

    record.refresh_from_db()
    assert record.voided_at is None


def test_no_spelling_opens_the_api(company):
    record = company.record("nonconformity")
    for path in ("/api/openapi.json", "/api/v1/", f"/api/v1/nonconformities/{record.number}/"):
        for spelling in (*spellings(path), path.replace("/api/", "/api//"), path.replace("/api/", "/API/")):
            response = Client().get("/", PATH_INFO=spelling)
            assert response.status_code in (301, 302, 400, 401, 404), (spelling, response.status_code)
            assert record.title.encode() not in response.content
