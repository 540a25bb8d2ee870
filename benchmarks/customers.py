"""How quick a register of 100,000 complaints is: its list, a complaint, the analysis, words inside, a new one.

`python -m benchmarks.customers COUNT` brings the installation that the environment names, which `benchmarks.volume`
has filled, to so many complaints and writes one JSON document. Complaints are made by `records.create_many`; then
nine of ten are closed in one set-based step that no user has, with the history and the search rows that every writer
leaves, so `everproof verify` finds nothing amiss.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.conformity import median, timed
from benchmarks.documents import asked_for, set_at_once
from benchmarks.goals import Judged, verdict
from benchmarks.volume import EMAIL, SLUG

if TYPE_CHECKING:
    from everproof.customers.models import Customer
    from everproof.kernel.access.actor import Actor

COMPLAINTS = 100_000
CUSTOMERS = 200
BATCH = 1000
DAYS = 730
ROUNDS = 7
RARE = "cavitation"  # in one narrative of a thousand
PRODUCTS = ("Gate valve", "Globe valve", "Butterfly valve", "Check valve", "Ball valve", "Actuator", "Spare seals")
ISSUES = ("Leaks", "Late delivery", "Papers missing", "Wrong delivery", "Not as specified", "Damaged", "Wrong invoice")
NARRATIVE = "We found it when we unpacked delivery {lot}; {count} pieces are concerned, the others wait in our store."
# Milliseconds of processor time and SQL statements; None where no limit is set.
GOALS: dict[str, tuple[float, int | None]] = {
    "list": (30, 8),
    "overdue list": (30, 8),
    "complaint": (30, 8),
    "analysis": (900, 20),
    "analysis, narrowed down": (900, 20),
    "words in narratives": (900, 20),
    "record": (25, 20),
}


def build(count: int) -> None:
    """Bring the register to `count` complaints."""
    from django.db import transaction

    from everproof.customers.models import Complaint, Customer
    from everproof.kernel import records
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    by = Actor.system(organization, "setup")
    with organization_scope(organization.pk):
        customers = list(Customer.objects.filter(organization=organization).order_by("id"))
        with transaction.atomic():
            named = [{"title": f"Customer {place:03}"} for place in range(len(customers), CUSTOMERS)]
            customers += records.create_many(Customer, named, by=by)
        present = Complaint.objects.filter(organization=organization).count()
    choose = random.Random(count)  # noqa: S311  the same register each time, not a secret
    for start in range(present, count, BATCH):
        with transaction.atomic(), organization_scope(organization.pk):
            _add(by, customers, choose, range(start, min(count, start + BATCH)))


def _add(by: Actor, customers: Sequence[Customer], choose: random.Random, places: range) -> None:
    from everproof.customers.models import Complaint
    from everproof.kernel import clock, records

    today = clock.today(by.organization.zone)
    made = records.create_many(Complaint, _rows(customers, choose, places, today), by=by)
    answered = {"answer": "You get a new one.", "answered_on": today, "justified": True, "due_on": None}
    for in_time in (True, False):
        done = [one for place, one in enumerate(made) if place % 10 and (place % 9 > 0) == in_time]
        set_at_once(done, by, "close", {"status": "closed", "in_time": in_time, "closed_on": today, **answered})


def _rows(customers: Sequence[Customer], choose: random.Random, places: range, today: date) -> Iterator[dict[str, Any]]:
    for place in places:
        received = today - timedelta(days=choose.randrange(DAYS))
        # Squares make a few products and issues frequent, as they are in any company.
        product = PRODUCTS[int(len(PRODUCTS) * choose.random() ** 2)]
        issue = ISSUES[int(len(ISSUES) * choose.random() ** 2)]
        words = NARRATIVE.format(lot=choose.randrange(1000, 9999), count=choose.randrange(1, 60))
        yield {
            "title": f"{product}: {issue}",
            "customer": choose.choice(customers),
            "product": product,
            "issue": issue,
            "description": words + (f" It looks like {RARE}." if place % 1000 == 7 else ""),
            "severity": choose.choice(("low", "medium", "high")),
            "channel": choose.choice(("web", "mail", "phone")),
            "received_on": received,
            "acknowledge_by": received + timedelta(days=3),
            "answer_by": received + timedelta(days=21),
            "due_on": received + timedelta(days=21),
        }


def look() -> dict[str, Any]:
    """Seconds and statements of each operation, the middle one of some rounds in a process that has done it before."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from everproof.customers.models import Complaint
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    client = Client()
    user = get_user_model().objects.get(email=EMAIL)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with organization_scope(organization.pk):
        complaints = Complaint.objects.filter(organization=organization)
        count = complaints.count()
        numbers = list(complaints.order_by("id").values_list("number", flat=True)[:: max(1, count // ROUNDS)])
    pages = reverse("customers:complaint_list", args=[SLUG])
    analysis = reverse("customers:analysis", args=[SLUG])
    asked: dict[str, Callable[[int], str]] = {
        "list": lambda _turn: pages,
        "overdue list": lambda _turn: f"{pages}?due=late&sort=due",
        "complaint": lambda turn: f"{pages}{numbers[turn % len(numbers)]}/",
        "analysis": lambda _turn: f"{analysis}?by=product&days=728",
        "analysis, narrowed down": lambda _turn: f"{analysis}?by=issue&days=728&in=product%3DGate+valve",
        "words in narratives": lambda _turn: f"{analysis}?by=product&days=728&words={RARE}",
    }
    found = {name: asked_for(client, address) for name, address in asked.items()}
    return {"complaints": count, **found, "record": _recorded(organization.pk)}


def _recorded(organization_id: int) -> dict[str, float]:
    """A new complaint by the action, with its clocks."""
    from django.contrib.auth import get_user_model

    from everproof.customers.actions.complaints import record_complaint
    from everproof.kernel.people.actors import actor_of, membership_of
    from everproof.kernel.tenancy import organization_scope

    membership = membership_of(get_user_model().objects.get(email=EMAIL), SLUG)
    assert membership is not None
    with organization_scope(organization_id):
        by = actor_of(membership)
        assert by is not None
        words = {"title": "Stem leaks", "product": PRODUCTS[0], "issue": ISSUES[0], "by": by}
        return median([timed(lambda: record_complaint(**words)) for _turn in range(ROUNDS)])


def rows(figures: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The figures beside their limits, ready for `benchmarks.report.Table`."""
    title = f"a register of {figures['complaints']:,} complaints"
    head = [(title, "processor", "by the clock", "SQL", "goal", "verdict")]
    return [*head, ("", "--:", "--:", "--:", "", ""), *(_row(name, figures[name]) for name in GOALS)]


def _row(name: str, got: Mapping[str, float]) -> tuple[str, ...]:
    milliseconds, statements = GOALS[name]
    limits = [Judged("time", got["processor"] * 1000, milliseconds)]
    goal = f"≤ {milliseconds:g} ms"
    if statements is not None:
        limits.append(Judged("statements", got["statements"], statements))
        goal += f", ≤ {statements} SQL"
    times = (f"{got[which] * 1000:.1f} ms" for which in ("processor", "seconds"))
    return name, *times, f"{got['statements']:.0f}", goal, verdict(limits)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    build(int(sys.argv[1]) if len(sys.argv) > 1 else COMPLAINTS)
    json.dump(look(), sys.stdout)
