"""How easily know-how is lost, and the map of all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from everproof.context.models import KnowledgeItem
from everproof.context.queries import seen
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.ui import addresses
from everproof.kernel.ui.pages import State
from everproof.processes.models import Process

ENOUGH_HOLDERS = 2
KEPT_SAFELY = (KnowledgeItem.Kept.DOCUMENT, KnowledgeItem.Kept.SYSTEM)


def level(item: KnowledgeItem, holders: int) -> int:
    """0 low, 1 medium, 2 high: each of "few have it" and "it is not written down" counts one, as far as it is critical.

    What is not critical is never high. Our own rule; it orders the map and decides nothing.
    """
    points = (holders < ENOUGH_HOLDERS) + (item.kept_as not in KEPT_SAFELY)
    return points if item.critical else min(points, 1)


def risk(item: KnowledgeItem, holders: int) -> State:
    """The same as shape and word."""
    words = (_("low"), _("medium"), _("high"))
    return State(words[level(item, holders)], ("good", "warn", "bad")[level(item, holders)])


@dataclass(frozen=True)
class Place:
    """One piece of know-how on the map."""

    item: KnowledgeItem
    url: str
    risk: State
    holders: Sequence[str]
    processes: Sequence[str]


@dataclass(frozen=True)
class Map:
    """Know-how by level of risk, high first; and processes of the system for which nobody named any."""

    levels: Sequence[tuple[State, Sequence[Place]]]
    without: Sequence[tuple[str, str]]
    is_empty: bool


def drawn(actor: Actor) -> Map:
    """The map as the actor may see it; three statements."""
    items = list(seen(actor, KnowledgeItem, status="active").order_by("title", "id"))
    processes = {str(one.pk): one for one in seen(actor, Process, status="active", in_scope=True).order_by("title")}
    keys = {key for item in items for key in item.holders}
    people = {str(one.pk): one.title for one in seen(actor, Person, active=True).filter(pk__in=keys)}
    found: dict[int, list[Place]] = {2: [], 1: [], 0: []}
    for item in items:
        place = _place(item, actor, people, processes)
        found[level(item, len(place.holders))].append(place)
    named = {key for item in items for key in item.processes}
    without = [one for key, one in processes.items() if key not in named]
    for one in without:
        one.organization = actor.organization
    shown = [(places[0].risk, places) for places in found.values() if places]
    return Map(shown, [(one.title, addresses.of_record(one)) for one in without], is_empty=not items)


def _place(item: KnowledgeItem, actor: Actor, people: Mapping[str, str], processes: Mapping[str, Any]) -> Place:
    item.organization = actor.organization
    holders = [people[key] for key in item.holders if key in people]
    titles = [processes[key].title for key in item.processes if key in processes]
    return Place(item, addresses.of_record(item), risk(item, len(holders)), holders, titles)
