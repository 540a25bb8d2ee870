"""Fills another company with words that must never be seen here, and looks for them wherever anybody looks."""

import io
from collections.abc import Iterator

import python_calamine
from django.db import models
from django.test import Client

from everproof.kernel import modules, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.api import tokens
from everproof.kernel.links import link
from everproof.kernel.records import Record
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories
from tests.access import routes
from tests.access.identities import Company, foreign_cast, insiders

# One word is searched for, so it may be repeated; the other one stands beside it and is never asked for.
WORD, SECRET = "Quokkazebra", "Xylosecret"
# The word, its beginning in lower case, and a mistaken spelling that could be mended.
ASKED = ("Quokkazebra", "quokka", "Quokkazebro")


def seed(company: Company) -> dict[str, Record]:
    """One record of each type of the other company, with the canary in every text, and all of them linked."""
    others, found = foreign_cast(company.cast), {}
    setup = Actor.system(others.organization, "setup")
    with organization_scope(others.organization.pk):
        for record_type in modules.all_record_types():
            record = factories.make(record_type.name, others, 1)
            words = {field.name: _words(field) for field in record._meta.concrete_fields if _holds_words(field)}
            found[record_type.name] = records.update(record, by=setup, reason=f"{WORD} {SECRET}", **words)
        first, *rest = found.values()
        for other in rest:
            link(first, "concerns", other, by=setup)
    return found


def _holds_words(field) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
        and (field.max_length is None or len(WORD) <= field.max_length)
        and field.name not in ("zone", "access_role", "subject_type", "party_type", "record")
    )


def _words(field) -> str:
    if isinstance(field, models.EmailField):
        return f"{WORD}.{SECRET}@other.example"
    if field.name == "number_pattern":
        return f"{WORD}-{{000}}"
    if isinstance(field, models.SlugField):
        return f"{WORD}-{SECRET}"
    if isinstance(field, models.URLField):
        return f"https://other.example/{WORD}/{SECRET}"
    words = f"{WORD} {SECRET}"
    return words if field.max_length is None or len(words) <= field.max_length else WORD


def pages(company: Company, foreign: dict[str, Record]) -> Iterator[tuple[str, Client, str, str]]:
    """(part, browser, method, address) of every place where something of another company could come up."""
    for part in insiders():
        browser = company.browser(part)
        for url in general_addresses():
            yield part, browser, "get", url
        for record_type in modules.all_record_types():
            here = f"/ours/{record_type.room}/{record_type.path}/"
            stranger = foreign[record_type.name]
            for word in ("", *ASKED):
                yield part, browser, "get", f"{here}?q={word}"
            for kind in ("csv", "xlsx"):
                yield part, browser, "post", f"{here}export/{kind}/?q={WORD}"
                yield part, browser, "post", f"{here}export/{kind}/"
            yield part, browser, "get", f"{here}new/"
            for address, _verb, _nested in routes.of_record(record_type):
                yield part, browser, "get", f"/ours/{address.format(reference=stranger.pk)}"


def general_addresses() -> list[str]:
    found = ["/ours/", "/ours/work/", "/ours/notifications/", "/ours/kernel/logins/", "/ours/kernel/ledger/"]
    found += ["/ours/kernel/ledger/state/", "/ours/kernel/tokens/", "/ours/calendar/", "/ours/improvement/report/"]
    for word in ASKED:
        found += [f"/ours/search/?q={word}", f"/ours/palette/?q={word}", f"/ours/kernel/ledger/?q={word}"]
    return found


def requests(company: Company, foreign: dict[str, Record]) -> Iterator[tuple[str, Client, str, str]]:
    """The same for programs."""
    for part in insiders():
        actor = company.cast.actors[part]
        with organization_scope(actor.organization_id):
            _token, text = tokens.make_token(by=actor, name="Canary", scopes=["*:write"], days=1)
        client = Client(headers={"authorization": f"Bearer {text}", "if-match": "*"})
        yield part, client, "get", "/api/v1/"
        yield part, client, "get", "/api/openapi.json"
        for record_type in modules.all_record_types():
            here = f"/api/v1/{record_type.path}/"
            stranger = foreign[record_type.name]
            for query in ("", f"?q={WORD}", "?q=quokka", f"?site={stranger.site_id or stranger.pk}", "?voided=too"):
                yield part, client, "get", here + query
            for below in ("", "history/"):
                yield part, client, "get", f"{here}{stranger.pk}/{below}"


def leaks(asked) -> list[str]:
    """The places where the other company's words come up."""
    found = []
    for part, client, method, url in asked:
        response = getattr(client, method)(url)
        if response.status_code >= 500:
            found.append(f"{method} {url} as {part}: {response.status_code}")
        if SECRET.casefold() in _text(response).casefold():
            found.append(f"{method} {url} as {part}")
    return found


def _text(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response["Content-Type"].endswith("spreadsheetml.sheet"):
        return str(python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python())
    return content.decode(errors="replace")
