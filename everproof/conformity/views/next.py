"""What to do next: what blocks the certificate, in the order in which a company gets there, each with its cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.conformity import actions, catalogues, drawing, next_steps, queries, runs
from everproof.conformity.next_steps import Stage, Step
from everproof.conformity.outcomes import Outcome
from everproof.conformity.queries import Shown
from everproof.conformity.views.base import ConformityView, edition_name
from everproof.kernel.access.actor import Actor
from everproof.kernel.ui import addresses
from everproof.kernel.ui.frame import Link

SHOWN_OF_A_STAGE = 4


@dataclass
class ToDo:
    """One thing to do for one or more requirements: the first step that asks for it, and all requirements it serves.

    `record` is the (number, title, address) of the first record it is about, `owner` whose it is. `number` counts.
    """

    step: Step
    reason: str
    cure: str
    url: str = ""
    record: tuple[str, str, str] | None = None
    owner: str = ""
    serves: list[Step] = field(default_factory=list)
    number: int = 0

    @property
    def outcome(self) -> str:
        return str(self.step.outcome)


@dataclass
class Part:
    """A stage of the way with what is to do there: the first few, and the rest behind a disclosure."""

    stage: Stage
    items: list[ToDo]

    @property
    def first(self) -> list[ToDo]:
        return self.items[:SHOWN_OF_A_STAGE]

    @property
    def rest(self) -> list[ToDo]:
        return self.items[SHOWN_OF_A_STAGE:]


class WhatNext(ConformityView):
    """The whole list for one edition."""

    tab = "next"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        steps = next_steps.what_next(self.organization.pk, self.catalogue.id)
        doable = [step for step in steps if not waits_for_a_room(step)]
        items = things_to_do(self.actor, doable)
        page = {
            "title": _("What to do next"),
            "lead": in_a_sentence(items, len(steps) - len(doable)),
            "tabs": self.tabs(),
            "parts": by_stage(items),
            "later": [step for step in steps if waits_for_a_room(step)],
            "prefix": drawing.address(self.organization, self.catalogue.id),
            "editions": [
                Link(edition_name(one), self.address("next", one.id), current=one is self.catalogue)
                for one in catalogues.readable().values()
            ],
            "evaluated": self.stored.standing is not None,
            "readiness_url": drawing.address(self.organization, self.catalogue.id),
        }
        return render(request, "conformity/next.html", {"page": page})


def waits_for_a_room(step: Step) -> bool:
    """Whether nothing can be done about it here: no room keeps such records yet."""
    return step.outcome == Outcome.NO_EVIDENCE and not step.has_place


def things_to_do(actor: Actor, steps: Iterable[Step]) -> list[ToDo]:
    """The steps in their order; what one cure at one place puts right is one thing to do, where it comes first."""
    steps = list(steps)
    shown = queries.show(actor, [step.first for step in steps])
    seen = {_what(one.reason, one.cure, str(one.record.pk) if one.record else ""): one for one in shown}
    assess = reverse("conformity:assess", args=[actor.organization.slug]) if actions.may_assess(actor) else ""
    found: dict[tuple[str, ...], ToDo] = {}
    for step in steps:
        first = step.first
        # Each requirement that somebody has to assess is a thing by itself.
        by_itself = step.atom.id if step.outcome == Outcome.MANUAL_DUE else ""
        key = (first.reason, first.cure, first.url_name, first.type, first.id, by_itself)
        if key not in found:
            found[key] = _to_do(step, seen.get(_what(first.reason, first.cure, first.id)))
            if step.outcome == Outcome.MANUAL_DUE and assess:
                found[key].url = f"{assess}?requirement={step.atom.id}"
        found[key].serves.append(step)
    items = list(found.values())
    for number, item in enumerate(items, start=1):
        item.number = number
    return items


def _what(reason: str, cure: str, record_id: str) -> tuple[str, str, str]:
    """What a finding is told by after it was looked up for the reader."""
    return reason, cure, record_id


def _to_do(step: Step, shown: Shown | None) -> ToDo:
    if shown is None:
        # About a record that this person may not see: the requirement is named, the record is not.
        return ToDo(step, _("Something that your access role does not show you."), "")
    item = ToDo(step, shown.reason, shown.cure, shown.url)
    if shown.record is not None:
        item.record = (shown.record.number, shown.record.title, addresses.of_record(shown.record))
    item.owner = shown.owner.title if shown.owner else ""
    return item


def by_stage(items: Iterable[ToDo]) -> list[Part]:
    """The things to do under their stages, in the order of the way."""
    parts: dict[str, Part] = {}
    for item in items:
        parts.setdefault(item.step.stage.name, Part(item.step.stage, [])).items.append(item)
    return list(parts.values())


def in_a_sentence(items: list[ToDo], later: int) -> str:
    """How much there is to do."""
    if not items:
        return "" if later else _("Nothing blocks the certificate.")
    things = ngettext("%(n)d thing to do", "%(n)d things to do", len(items)) % {"n": len(items)}
    served = sum(len(item.serves) for item in items)
    words_ = ngettext("for %(n)d requirement", "for %(n)d requirements", served) % {"n": served}
    return _("%(things)s %(requirements)s. What a certification body looks at first comes first.") % {
        "things": things,
        "requirements": words_,
    }
