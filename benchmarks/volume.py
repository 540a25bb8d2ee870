"""Builds the volume inside one installation: `python -m benchmarks.volume 100000`, called again it goes on.

Everything is made by the product's own actions: people and access one by one, nonconformities and actions by
`records.create_many` in batches, so each has its number, its ledger entry, its record version and its search row. A
hundredth stays reported, and a hundredth is taken up, contained or closed step by step. The others are closed in one
set-based step that no user has; it leaves history and search rows through the functions that every writer uses, so
`everproof verify` finds nothing amiss.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everproof.improvement.models import Nonconformity
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people.models import Person, Site
    from everproof.kernel.tenancy.models import Organization

SLUG = "volume"
EMAIL = "manager@volume.example"
PASSWORD = "a volume of records is only paper"  # noqa: S105  opens a benchmark that lives for some minutes
COMMON_WORD = "porosity"  # in one text of a hundred
RARE_WORD = "fluoroscopy"  # in ten texts of a hundred thousand
PEOPLE = 120
BATCH = 1000
DAYS = 730
ONE_IN = 100

THINGS = ("Seat ring", "Valve body", "Stem", "Bonnet", "Gasket", "Actuator bracket", "Flange", "Spring", "Packing set")
FAULTS = (
    "scratched after lapping",
    "bore out of tolerance",
    "wrong material on certificate",
    "leaks at test pressure",
    "coating too thin",
    "thread damaged in transport",
    "mixed with another lot",
    "marking cannot be read",
)
DETAILS = (
    "{count} of {lot} parts of the lot; the rest was inspected again and is good.",
    "Found at the last station; lot {lot} is blocked in stores until {count} are measured.",
    "The operator stopped the machine at part {count}; order {lot} waits for a decision.",
    "Seen by the customer on {count} pieces of delivery {lot}; replacements are on the way.",
)
PLACES = ("Lathe 2", "Lathe 4", "Welding bay", "Paint shop", "Assembly line 1", "Test bench 2", "Goods in", "Packing")


def build(count: int) -> None:
    """Bring the volume to `count` nonconformities."""
    from django.db import transaction

    from everproof.improvement.models import Nonconformity
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.filter(slug=SLUG).first() or _found_company()
    choose = random.Random(count)  # noqa: S311  the same volume each time, not a secret
    with organization_scope(organization.pk):
        people, sites = _people_and_sites(organization)
        present = Nonconformity.objects.filter(organization=organization).count()
    for start in range(present, count, BATCH):
        size = min(BATCH, count - start)
        with transaction.atomic(), organization_scope(organization.pk):
            _add_batch(_reporter(organization, people, start), choose, people, sites, start, size)
    _settle(organization)


def _found_company() -> Organization:
    """An empty company with two sites, its people, and the quality manager who signs in."""
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people import actions as people
    from everproof.kernel.people.models import User
    from everproof.kernel.tenancy import organization_scope

    organization = people.found_organization(slug=SLUG, name="Volume", origin="test/volume", zone="Europe/Berlin")
    setup = Actor.system(organization, "setup")
    with organization_scope(organization.pk):
        sites = [people.add_site(name=name, by=setup) for name in ("Main works", "Second works")]
        for position in range(PEOPLE):
            email = "" if position else EMAIL
            person = people.add_person(name=f"Person {position:03}", by=setup, site=sites[position % 2], email=email)
            role = "member" if position else "quality-manager"
            people.give_access(access_role=role, person=person, by=setup)
            if email:
                people.join(user=User.objects.create_user(email, PASSWORD), person=person, by=setup)
    return organization


def _people_and_sites(organization: Organization) -> tuple[list[Person], list[Site]]:
    from everproof.kernel.people.models import Person, Site

    people = list(Person.objects.filter(organization=organization).order_by("id"))
    return people, list(Site.objects.filter(organization=organization).order_by("id"))


def _reporter(organization: Organization, people: list[Person], start: int) -> Actor:
    """Each batch is reported by another person, once the first have worked as the quality manager."""
    from everproof.kernel.people.actors import actor_for

    return actor_for(organization, people[start // BATCH % len(people)])


def _add_batch(
    by: Actor, choose: random.Random, people: list[Person], sites: list[Site], start: int, size: int
) -> None:
    from everproof.improvement.models import Nonconformity
    from everproof.kernel import records
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.work.models import Action

    made = records.create_many(Nonconformity, _rows(choose, people, sites, start, size), by=by)
    setup = Actor.system(by.organization, "setup")
    worked_on = made[::ONE_IN]
    for position, nonconformity in enumerate(worked_on):
        _work_on(nonconformity, setup, people, steps=1 + position % 3)
    _close([each for position, each in enumerate(made) if position % ONE_IN > 1], setup)
    records.create_many(
        Action,
        [
            {
                "title": f"See to {each.number}",
                "owner": choose.choice(people),
                "due_on": each.due_on,
                "source_type": each.type_name,
                "source_id": each.pk,
            }
            for each in worked_on
        ],
        by=setup,
    )


def _rows(
    choose: random.Random, people: list[Person], sites: list[Site], start: int, size: int
) -> Iterator[dict[str, Any]]:
    """Values of nonconformities numbered from `start`, spread over two years, with about 120 characters of text."""
    today = date.today()  # noqa: DTZ011  any day will do
    for position in range(start, start + size):
        detected = today - timedelta(days=choose.randrange(DAYS))
        yield {
            "title": f"{choose.choice(THINGS)} {choose.choice(FAULTS)}",
            "description": _description(choose, position),
            "place": choose.choice(PLACES),
            "site": choose.choice(sites),
            "source": choose.choice(("process", "product", "supplier", "complaint")),
            "severity": choose.choice(("low", "medium", "high")),
            "owner": choose.choice(people),
            "detected_on": detected,
            "due_on": detected + timedelta(days=choose.randrange(10, 60)),
        }


def _description(choose: random.Random, position: int) -> str:
    text = choose.choice(DETAILS).format(count=choose.randrange(1, 60), lot=choose.randrange(1000, 9999))
    if position % ONE_IN == 7:
        text += f" It shows {COMMON_WORD}."
    if position % 10_000 == 77:
        text += f" Seen by {RARE_WORD}."
    return text


def _work_on(nonconformity: Nonconformity, by: Actor, people: list[Person], *, steps: int) -> None:
    from everproof.improvement import actions

    taken_up = actions.triage_nonconformity(nonconformity=nonconformity, by=by, severity="high", owner=people[0])
    if steps > 1:
        contained = actions.contain_nonconformity(nonconformity=taken_up, by=by, correction="Blocked in stores.")
        if steps > 2:
            actions.close_nonconformity(
                nonconformity=contained, by=by, action_needed=False, need_rationale="It cannot come back."
            )


def _close(made: list[Nonconformity], by: Actor) -> None:
    """Close new records with one statement, and write what follows every write of a record."""
    from everproof.improvement.models import Nonconformity
    from everproof.kernel import clock
    from everproof.kernel.records import store

    values = {
        "status": "closed",
        "correction": "Blocked in stores, inspected again.",
        "action_needed": False,
        "need_rationale": "It cannot come back.",
        "closed_on": clock.today(by.organization.zone),
    }
    written = {**values, "version": 2, "updated_at": clock.now()}
    Nonconformity.objects.filter(pk__in=[each.pk for each in made]).update(**written)
    for each in made:
        for name, value in written.items():
            setattr(each, name, value)
    store.record_history(by, made, "close", changed=list(values))


def _settle(organization: Organization) -> None:
    """What the worker and the database do by themselves in quiet hours: indexes of the ledger, tasks, statistics."""
    from django.db import connection
    from django_tasks_db.models import DBTaskResult

    from everproof.kernel.ledger.sequencer import sequence

    DBTaskResult.objects.all().delete()
    if connection.vendor == "postgresql":
        sequence(organization.pk)
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    build(int(sys.argv[1]))
