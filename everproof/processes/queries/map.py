"""The process map as home and its own page show it: what is drawn, and the same as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Signal
from everproof.kernel.people.models import Site
from everproof.processes.contracts import Interface
from everproof.processes.map import Band, Box, Link, drawn, laid_out
from everproof.processes.models import Process
from everproof.processes.queries import health
from everproof.processes.queries.interfaces import outline, parts_on_map

GROUPS = (Process.Group.MANAGEMENT, Process.Group.CORE, Process.Group.SUPPORT)


@dataclass(frozen=True)
class Listed:
    """A process in the list that stands for the drawing on a phone."""

    process: Process
    url: str
    signals: Sequence[Signal]


@dataclass(frozen=True)
class ProcessMap:
    """The map of one organisation, ready to show."""

    bands: tuple[Band, ...]
    links: tuple[Link, ...]
    listed: list[tuple[str, list[Listed]]]
    processes: int
    broken: int
    failing: int
    url: str
    interfaces_url: str

    @cached_property
    def svg(self) -> SafeString:
        outside = (_("From outside"), _("To the outside"))
        return _drawn(self.bands, self.links, _("Process map"), self.sentence, outside)

    @property
    def sentence(self) -> str:
        """What the map shows, in words."""
        count = ngettext("%(n)d process", "%(n)d processes", self.processes) % {"n": self.processes}
        parts = []
        if self.failing:
            parts.append(ngettext("%(n)d is in trouble", "%(n)d are in trouble", self.failing) % {"n": self.failing})
        if self.broken:
            words = ngettext("%(n)d interface does not fit", "%(n)d interfaces do not fit", self.broken)
            parts.append(words % {"n": self.broken})
        return f"{', '.join([count, *parts])}."

    @property
    def is_empty(self) -> bool:
        return not self.processes


@lru_cache(maxsize=32)
def _drawn(
    bands: tuple[Band, ...], links: tuple[Link, ...], title: str, sentence: str, outside: tuple[str, str]
) -> SafeString:
    """The drawing of a map. It depends on nothing else, so a map that has not changed is not drawn again."""
    made = drawn(laid_out(bands, links), title=title, description=sentence, outside=outside)
    return mark_safe(made)  # noqa: S308  the drawing escapes what it is given


def process_map(actor: Actor, *, by_site: bool = False) -> ProcessMap:
    """The map with the health of every process. A fixed number of statements, however many processes there are."""
    found = outline(actor)
    failed = health.interface_problems(actor, parts_on_map(actor))
    said = health.signals(actor, list(found.processes))
    for key, signal in _interface_signals(found.interfaces, failed).items():
        said[key] = health.worst_first([*said.get(key, []), signal])
    slug = actor.organization.slug
    prefix = reverse("processes:process_list", args=[slug])
    interfaces_url = reverse("processes:interfaces", args=[slug])
    names = _bands_by_site(actor) if by_site else {group.value: str(group.label) for group in GROUPS}
    boxes: dict[str, list[Box]] = defaultdict(list)
    listed: dict[str, list[Listed]] = defaultdict(list)
    for process in found.processes.values():
        band = str(process.site_id or "") if by_site else process.group
        url = f"{prefix}{process.reference}/"
        boxes[band].append(_box(process, url, said.get(process.pk, [])))
        listed[band].append(Listed(process, url, said.get(process.pk, [])))
    return ProcessMap(
        bands=tuple(Band(key if not by_site else "site", name, tuple(boxes[key])) for key, name in names.items()),
        links=tuple(_links(found.interfaces, failed, found.processes, interfaces_url)),
        listed=[(name, listed[key]) for key, name in names.items() if listed[key]],
        processes=len(found.processes),
        broken=sum(one.is_broken for one in found.interfaces),
        failing=sum(signals[0].tone == "bad" for signals in said.values() if signals),
        url=reverse("processes:map", args=[slug]),
        interfaces_url=interfaces_url,
    )


def _bands_by_site(actor: Actor) -> dict[str, str]:
    sites = Site.objects.in_force().filter(organization_id=actor.organization_id).order_by(F("title"))
    return {"": _("All sites"), **{str(key): title for key, title in sites.values_list("pk", "title")}}


def _box(process: Process, url: str, signals: Sequence[Signal]) -> Box:
    tags = [_("outsourced")] * process.outsourced + [pgettext("process", "special")] * process.special
    # Where nothing calls for attention, the box need not say in which respects.
    marks = tuple(
        (signal.tone, _("in order") if signal.tone == "good" else str(signal.words)) for signal in _told_once(signals)
    )
    owner = process.owner.name if process.owner else _("nobody owns it")
    return Box(process.pk, process.title, url, process.group, owner, tuple(tags), marks)


def _told_once(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Without what is good where something is not, and what is good only once."""
    calling = [signal for signal in signals if signal.tone != "good"]
    return calling or signals[:1]


def _interface_signals(found: Sequence[Interface], failed: dict[UUID, set[UUID]]) -> dict[UUID, Signal]:
    """What the interfaces say of the processes at their ends: a failure tells on the giver, a gap on both."""
    broken: dict[UUID, int] = defaultdict(int)
    failures: dict[UUID, set[UUID]] = defaultdict(set)
    for one in found:
        for key in {one.giver, one.receiver} - {None}:
            broken[key] += one.is_broken  # type: ignore[index]
        if one.giver:
            failures[one.giver].update(*(failed.get(key, ()) for key in one.part_ids))
    signals = {}
    for key, count in broken.items():
        if count:
            words = ngettext("%(n)d gap", "%(n)d gaps", count) % {"n": count}
            signals[key] = Signal("warn", words)
    for key, problems in failures.items():
        if problems:
            words = ngettext("%(n)d problem", "%(n)d problems", len(problems)) % {"n": len(problems)}
            signals[key] = Signal("bad", words)
    return signals


def _links(
    found: Sequence[Interface], failed: dict[UUID, set[UUID]], processes: dict[UUID, Process], url: str
) -> list[Link]:
    """One link for all that passes from one process to another."""
    between: dict[tuple[Any, Any], list[Interface]] = defaultdict(list)
    for one in found:
        giver = one.giver if one.giver in processes else None
        receiver = one.receiver if one.receiver in processes else None
        to_nobody = one.giver is None and one.receiver is None
        # Nobody stands nowhere: an output without receiver is told on its box and in the list.
        if to_nobody or ((giver is None or receiver is None) and not one.outside):
            continue
        between[giver, receiver].append(one)
    links = []
    for (giver, receiver), items in between.items():
        failing = any(failed.get(key) for one in items for key in one.part_ids)
        tone = "bad" if failing else "warn" if any(one.is_broken for one in items) else ""
        one_sided = all(one.output is None or one.need is None for one in items) and bool(giver and receiver)
        names = [processes[key].title if key else "" for key in (giver, receiver)]
        lead = f"{names[0]} → {names[1]}".strip()
        words = f"{lead}: {'; '.join(f'{one.title}. {one.reason}' if one.reason else one.title for one in items)}"
        number = processes[receiver or giver].number
        links.append(Link(giver, receiver, words, tone, one_sided, f"{url}?process={number}"))
    return links
