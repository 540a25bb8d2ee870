"""What is looked at from within the product: where its pages are, their SQL statements, what a transaction consists of.

`python -m benchmarks.inside` writes one JSON document for the installation that the environment names; with
`--addresses` it only says where the pages are.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from benchmarks.volume import COMMON_WORD, EMAIL, RARE_WORD, SLUG

if TYPE_CHECKING:
    from django.test import Client

    from everproof.kernel.access.actor import Actor

DETAILS = 100  # about so many different records are opened in turn
API = "/api/v1/nonconformities/"
DEEP = 0.9  # of the way down a list
TRANSACTIONS = 200
# They open and end transactions and ask for nothing.
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def look(*, only_addresses: bool) -> dict[str, Any]:
    """Requests by operation, statements by operation, and the parts of a transaction."""
    from django.contrib.auth import get_user_model

    from everproof.kernel.people.actors import actor_of, membership_of
    from everproof.kernel.tenancy import organization_scope

    membership = membership_of(get_user_model().objects.get(email=EMAIL), SLUG)
    assert membership is not None
    with organization_scope(membership.organization_id):
        actor = actor_of(membership)
        assert actor is not None
        requests = addresses(actor)
    if only_addresses:
        return {"requests": requests}
    return {
        "requests": requests,
        "statements": {name: count_statements(each[0]) for name, each in requests.items()},
        "transaction": transaction_parts(actor),
    }


def addresses(actor: Actor) -> dict[str, list[dict[str, str]]]:
    """The requests of each operation."""
    from django.urls import reverse

    from everproof.improvement.models import Nonconformity

    here = [actor.organization.slug]
    pages = reverse("improvement:nonconformity_list", args=here)
    search = reverse("search", args=here)
    analysis = reverse("improvement:analysis", args=here)
    newest = Nonconformity.objects.filter(organization=actor.organization_id).order_by("-id")
    numbers = list(newest.values_list("number", flat=True))
    some = numbers[:: len(numbers) // DETAILS | 1]  # odd, or all of them would be of one kind
    few, high, deep = "state=open&sort=due", "severity=high&sort=due", deep_cursor(actor)
    new = reverse("improvement:nonconformity_create", args=here)
    return {
        "create": [{"method": "POST", "path": new, "body": urlencode(new_nonconformity(actor), safe="{}")}],
        "list": _get(f"{pages}?{high}"),
        "list of few": _get(f"{pages}?{few}"),
        "deep page": _get(f"{pages}?{high}&after={deep}"),
        "detail": _get(*(f"{pages}{number}/" for number in some)),
        "analysis": _get(f"{analysis}?by=source&days=364"),
        "search": _get(f"{search}?q={COMMON_WORD}"),
        "search, rare": _get(f"{search}?q={RARE_WORD}"),
        **_by_the_api(actor, some, high, deep),
    }


def _by_the_api(actor: Actor, some: list[str], high: str, deep: str) -> dict[str, list[dict[str, str]]]:
    """The same asked by a program with a token of its own."""
    from everproof.kernel.api import tokens

    _token, text = tokens.make_token(by=actor, name="Benchmark", scopes=["*:write"], days=1)
    requests = {
        "create by API": [{"method": "POST", "path": API, "body": json.dumps(new_nonconformity(actor))}],
        "list by API": _get(f"{API}?{high}"),
        "deep page by API": _get(f"{API}?{high}&cursor={deep}"),
        "detail by API": _get(*(f"{API}{number}/" for number in some)),
        "search by API": _get(f"{API}?q={COMMON_WORD}"),
    }
    return {name: [{**request, "token": text} for request in each] for name, each in requests.items()}


def _get(*paths: str) -> list[dict[str, str]]:
    return [{"method": "GET", "path": path} for path in paths]


def new_nonconformity(actor: Actor) -> dict[str, str]:
    """What is sent to make one; the client fills in what is new each time."""
    return {
        "id": "{uuid}",
        "title": "Seat ring scratched after lapping {count}",
        "description": "12 of 40 parts of the lot; the rest was inspected again and is good.",
        "place": "Lathe 2",
        "site": str(actor.person.site_id) if actor.person else "",
    }


def deep_cursor(actor: Actor) -> str:
    """Where the list by due day is nine tenths through, as the pager of the page before would say it."""
    from everproof.improvement.models import Nonconformity
    from everproof.kernel.ui import paging

    order = paging.Order("due_on")
    rows = Nonconformity.objects.filter(organization=actor.organization_id, severity="high").order_by("due_on", "id")
    return paging.encode(Nonconformity, order, paging.position_of(rows[int(rows.count() * DEEP)], order))


def count_statements(request: dict[str, str]) -> int:
    """SQL statements of a request that is not the first of its kind, without those that only frame a transaction."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if "token" in request:
        client = Client(headers={"authorization": f"Bearer {request['token']}"})
    else:
        user = get_user_model().objects.get(email=EMAIL)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    ask(client, request, "0")
    with CaptureQueriesContext(connection) as captured:
        ask(client, request, "1")
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


def ask(client: Client, request: dict[str, str], count: str) -> None:
    """Send one request; ends the program when the answer is an error."""
    from everproof.kernel.ids import uuid7

    if request["method"] == "POST":
        body = request["body"].replace("{uuid}", str(uuid7())).replace("{count}", count)
        kind = "application/json" if "token" in request else "application/x-www-form-urlencoded"
        answer = client.post(request["path"], body, content_type=kind)
    else:
        answer = client.get(request["path"])
    if answer.status_code not in (200, 201, 302):
        raise SystemExit(f"{request['method']} {request['path']} gave {answer.status_code}: {answer.content[:500]!r}")


def transaction_parts(actor: Actor) -> dict[str, float]:
    """Milliseconds (p50) of one durable report through the action; of it the ledger, the search row, the commit."""
    from django.db import connection

    from everproof.improvement.actions import report_nonconformity
    from everproof.kernel import ledger, search
    from everproof.kernel.tenancy import organization_scope

    spent: dict[str, list[float]] = {"whole": [], "ledger": [], "search": [], "commit": []}
    with (
        timed(ledger, "write", spent["ledger"]),
        timed(search, "write", spent["search"]),
        timed(connection, "_commit", spent["commit"]),
    ):
        for _ in range(TRANSACTIONS):
            started = time.perf_counter()
            with organization_scope(actor.organization_id):
                report_nonconformity(title="Seat ring scratched", by=actor, description="12 of 40 rings.")
            spent["whole"].append((time.perf_counter() - started) * 1000)
    return {name: round(statistics.median(times), 3) for name, times in spent.items()}


@contextmanager
def timed(owner: Any, name: str, into: list[float]) -> Iterator[None]:
    """Inside the block each call of `owner.name` leaves its milliseconds in `into`."""
    original: Callable[..., Any] = getattr(owner, name)

    def measured(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return original(*arguments, **options)
        finally:
            into.append((time.perf_counter() - started) * 1000)

    setattr(owner, name, measured)
    try:
        yield
    finally:
        setattr(owner, name, original)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    json.dump(look(only_addresses="--addresses" in sys.argv), sys.stdout)
