"""How quick a register of 20,000 documents is: its list, a document, a word inside, a new one, sending for review.

`python -m benchmarks.documents COUNT` brings the installation that the environment names, which `benchmarks.volume`
has filled, to so many documents and writes one JSON document. Documents and revisions are made by
`records.create_many`; then they come into force in one set-based step that no user has, with the history and the
search rows that every writer leaves, so `everproof verify` finds nothing amiss.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.conformity import median, timed
from benchmarks.goals import Judged, verdict
from benchmarks.volume import EMAIL, SLUG

if TYPE_CHECKING:
    from django.test import Client

    from everproof.documents.models import Document, DocumentType
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people.models import Person

DOCUMENTS = 20_000
BATCH = 1000
ROUNDS = 9
RARE = "nitriding"  # in one text of a thousand
TITLES = ("Assembly of", "Test of", "Setting of", "Cleaning of", "Packing of", "Inspection of", "Repair of")
THINGS = ("gate valves", "ball valves", "seat rings", "stems", "bonnets", "bellows", "springs", "gaskets", "flanges")
SENTENCE = "Compare the number on the card with the number on the part, and stop where they differ. "
# Milliseconds of processor time and SQL statements; None where no limit is set.
GOALS: dict[str, tuple[float, int | None]] = {
    "list": (30, 8),
    "filtered list": (30, 8),
    "document": (30, 8),
    "search for a word inside": (40, None),
    "create": (25, 20),
    "send for review": (40, None),
}


def build(count: int) -> None:
    """Bring the register to `count` documents."""
    from django.db import transaction

    from everproof.documents.models import Document
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people.models import Person
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    setup = Actor.system(organization, "setup")
    with organization_scope(organization.pk):
        people = list(Person.objects.filter(organization=organization).order_by("id"))
        types = _types(setup, people)
        present = Document.objects.filter(organization=organization).count()
    choose = random.Random(count)  # noqa: S311  the same register each time, not a secret
    for start in range(present, count, BATCH):
        with transaction.atomic(), organization_scope(organization.pk):
            _add(setup, types, people, choose, range(start, min(count, start + BATCH)))


def _types(by: Actor, people: Sequence[Person]) -> list[DocumentType]:
    from everproof.documents import actions
    from everproof.documents.models import DocumentType

    known = list(DocumentType.objects.filter(organization=by.organization).order_by("id"))
    step = {"order": 1, "meaning": "approval", "kind": "person", "id": str(people[1].pk), "quorum": 1}
    return known or [
        actions.add_document_type(title=title, kind=kind, number_pattern=pattern, approval=[step], by=by)
        for title, kind, pattern in (
            ("Work instruction", "work-instruction", "WI-{00000}"),
            ("Procedure", "procedure", "QP-{00000}"),
            ("Specification", "specification", "SP-{00000}"),
        )
    ]


def _add(
    by: Actor, types: Sequence[DocumentType], people: Sequence[Person], choose: random.Random, places: range
) -> None:
    from django.db.models import OuterRef, Subquery

    from everproof.documents.models import Document, DocumentRevision
    from everproof.kernel import clock, records

    today = clock.today(by.organization.zone)
    made = records.create_many(Document, _documents(types, people, choose, places), by=by)
    revisions = records.create_many(DocumentRevision, _revisions(made, people, choose, places), by=by)
    approved = {"approved_on": today, "reviewed_on": today, "effective_from": today, "suitable": True}
    set_at_once(revisions, by, "make-effective", {"status": "effective", **approved})
    of_document = DocumentRevision.objects.filter(document=OuterRef("pk")).values("pk")[:1]
    Document.objects.filter(pk__in=[one.pk for one in made]).update(current_revision=Subquery(of_document))
    for document, revision in zip(made, revisions, strict=True):
        document.current_revision = revision
    values = {"status": "effective", "review_due_on": today + timedelta(days=365)}
    set_at_once(made, by, "publish", values, besides=("current_revision",))


def _documents(
    types: Sequence[DocumentType], people: Sequence[Person], choose: random.Random, places: range
) -> Iterator[dict[str, Any]]:
    for place in places:
        kind = types[place % len(types)]
        yield {
            "title": f"{choose.choice(TITLES)} {choose.choice(THINGS)}, {place}",
            "type": kind,
            "kind": kind.kind,
            "description": "How it is done, with what, and when to stop.",
            "owner": choose.choice(people),
            "needed_because": "New people do it in another way otherwise.",
        }


def _revisions(
    made: Sequence[Document], people: Sequence[Person], choose: random.Random, places: range
) -> Iterator[dict[str, Any]]:
    for document, place in zip(made, places, strict=True):
        words = SENTENCE * choose.randrange(5, 30) + (f"After {RARE}, wait." if place % 1000 == 7 else "")
        yield {
            "title": document.title,
            "document": document,
            "revision": "1",
            "author": choose.choice(people),
            "body": f"<h2>Steps</h2><p>{words}</p>",
            "plain_text": words,
        }


def set_at_once(
    made: Sequence[Any], by: Actor, verb: str, values: Mapping[str, Any], besides: Sequence[str] = ()
) -> None:
    """Bring new records into another state with one statement, and write what follows every write of a record."""
    from everproof.kernel import clock
    from everproof.kernel.records import store

    written = {**values, "version": 2, "updated_at": clock.now()}
    type(made[0])._default_manager.filter(pk__in=[one.pk for one in made]).update(**written)
    for record in made:
        for name, value in written.items():
            setattr(record, name, value)
    store.record_history(by, made, verb, changed=[*values, *besides])


def look() -> dict[str, Any]:
    """Seconds and statements of each operation, the middle one of some rounds in a process that has done it before."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse

    from everproof.documents.models import Document
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    client = Client()
    user = get_user_model().objects.get(email=EMAIL)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with organization_scope(organization.pk):
        documents = Document.objects.filter(organization=organization)
        count = documents.count()
        numbers = list(documents.order_by("id").values_list("number", flat=True)[:: max(1, count // ROUNDS)])
    pages = reverse("documents:document_list", args=[SLUG])
    search = reverse("search", args=[SLUG])
    asked: dict[str, Callable[[int], str]] = {
        "list": lambda _turn: pages,
        "filtered list": lambda _turn: f"{pages}?state=effective&kind=procedure&sort=title",
        "document": lambda turn: f"{pages}{numbers[turn % len(numbers)]}/",
        "search for a word inside": lambda _turn: f"{search}?q={RARE}",
    }
    found = {name: asked_for(client, address) for name, address in asked.items()}
    return {"documents": count, **found, **_changes(organization.pk)}


def asked_for(client: Client, address: Callable[[int], str]) -> dict[str, float]:
    def ask(turn: int) -> None:
        answer = client.get(address(turn))
        if answer.status_code != 200:
            raise SystemExit(f"{address(turn)} gave {answer.status_code}")

    ask(0)
    return median([timed(lambda turn=turn: ask(turn)) for turn in range(ROUNDS)])  # type: ignore[misc]


def _changes(organization_id: int) -> dict[str, dict[str, float]]:
    """Registering a document, and sending its first revision for review, by the actions."""
    from django.contrib.auth import get_user_model

    from everproof.documents import actions
    from everproof.documents.models import DocumentType
    from everproof.kernel.people.actors import actor_of, membership_of
    from everproof.kernel.tenancy import organization_scope

    membership = membership_of(get_user_model().objects.get(email=EMAIL), SLUG)
    assert membership is not None
    created, sent = [], []
    with organization_scope(organization_id):
        by = actor_of(membership)
        assert by is not None
        kind = DocumentType.objects.filter(organization=organization_id).order_by("id")[0]
        for turn in range(ROUNDS):
            kept: list[Any] = []
            words = {"title": f"New instruction {turn}", "description": "Something new.", "type": kind, "by": by}
            created.append(timed(lambda words=words, kept=kept: kept.append(actions.register_document(**words))))  # type: ignore[misc]
            draft = actions.start_revision(document=kept[0], by=by)
            draft = actions.write_content(revision=draft, by=by, body=f"<p>{SENTENCE * 20}</p>")
            sent.append(timed(lambda draft=draft: actions.send_for_review(revision=draft, by=by)))  # type: ignore[misc]
    return {"create": median(created), "send for review": median(sent)}


def rows(figures: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The figures beside their limits, ready for `benchmarks.report.Table`."""
    head = [
        (f"a register of {figures['documents']:,} documents", "processor", "by the clock", "SQL", "goal", "verdict")
    ]
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
    build(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
    json.dump(look(), sys.stdout)
