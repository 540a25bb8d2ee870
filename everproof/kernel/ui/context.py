"""Fills the page frame for each request: at most one statement beyond what the page itself asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext

from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.modules import groups
from everproof.kernel.ui import formats
from everproof.kernel.ui.frame import Banner, Frame, Link, MenuGroup, Self
from everproof.kernel.ui.surroundings import Surroundings, surroundings

# The cookie in which js/nav.js remembers the groups that are open.
OPEN_GROUPS = "nav"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, built when a template first asks for it."""
    return {"frame": SimpleLazyObject(lambda: build(request))}


def build(request: HttpRequest) -> Frame:
    """The frame of this request; outside an organisation only what is known of the person."""
    actor: Actor | None = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    made = Frame(section=getattr(request, "place", ""))
    if user is not None and user.is_authenticated:
        made.theme, made.density = user.theme or "auto", user.density or "comfortable"
        made.preferences_url = reverse("preferences")
        made.logout_url = reverse("account_logout")
        made.account_url = place("account")
        made.person = Self(user.email, formats.initials(user.email), user.email)
    if actor is not None:
        _open_organization(made, request, actor)
    return made


def _open_organization(made: Frame, request: HttpRequest, actor: Actor) -> None:
    around = surroundings(request)
    slug = actor.organization.slug
    made.organization, made.today = actor.organization.name, clock.today(actor.organization.zone)
    made.organizations = [Link(name, f"/{key}/", current=key == slug) for key, name in around.organizations]
    made.site, made.sites = around.site_name or gettext("All sites"), _site_links(request, around)
    made.unread, made.work_count = around.unread, around.waiting
    if actor.person is not None:
        role = ", ".join(str(grant.role.label) for grant in actor.grants)
        made.person = Self(actor.person.name, formats.initials(actor.person.name), request.user.email, role)  # type: ignore[union-attr]
    made.home_url, made.work_url = place("home", slug), place("work", slug)
    made.icon_url = place("icon", slug)
    made.report_url = place("report", slug) if actor.has("report") else ""
    made.search_url, made.palette_url = place("search", slug), place("palette", slug)
    made.notifications_url = place("notifications", slug)
    made.help_url = place("help")
    if any(grant.role.external for grant in actor.grants):
        made.held_url = reverse("kernel:ledger_held", args=[slug])
    open_groups = unquote(request.COOKIES.get(OPEN_GROUPS, "")).split(".")
    made.menu = menu(made, actor, request.path, open_groups, around.waiting_by_name)
    if around.is_frozen:
        made.banners.append(_frozen_banner(actor))
    if actor.organization.origin.startswith("demo/"):
        made.banners.append(Banner(gettext("This is a demo company. Nothing here is real."), "warn"))


def _frozen_banner(actor: Actor) -> Banner:
    words = gettext("The ledger is frozen: what was signed is not what stands there. Work goes on, nothing is signed.")
    if not actor.has(HISTORY):
        return Banner(words, "bad")
    url = reverse("kernel:ledger_state", args=[actor.organization.slug])
    return Banner(words, "bad", url, gettext("What to do"))


def place(name: str, slug: str = "") -> str:
    """The address of one of the frame's places, or "" where no room has it: home, work, report, search, …

    Rooms name theirs in `Module.places`; the rest are URL names of the kernel's own.
    """
    for module in modules.all_modules():
        if name in module.places:
            return reverse(module.places[name], args=[slug] if slug else [])
    return ""


def menu(
    made: Frame, actor: Actor, path: str, open_groups: Collection[str], waiting: Mapping[str, int]
) -> list[MenuGroup]:
    """The rooms that the actor may enter, by what people come to do; the group of this page is open.

    `open_groups` are the keys of further ones that the person left open, `waiting` counts due work by its name.
    """
    first = [Link(gettext("Home"), made.home_url, "house", made.home_url == path)]
    if made.work_url:
        first.append(
            Link(gettext("My work"), made.work_url, "list-checks", made.work_url == path, made.work_count or None)
        )
    lines: dict[str, list[Link]] = {}
    here = _longest_prefix(path, [line.url for _group, line, _work in _rooms_of(actor)])
    for group, line, work in _rooms_of(actor):
        count = sum(waiting.get(name, 0) for name in work) or None
        lines.setdefault(group, []).append(replace(line, current=line.url == here, count=count))
    found = [MenuGroup("", first)]
    for label, items in lines.items():
        folded = MenuGroup(label, items)
        is_open = folded.key in open_groups or any(line.current for line in items)
        found.append(replace(folded, is_open=is_open))
    return found


def _longest_prefix(path: str, urls: Sequence[str]) -> str:
    """The address below which a page lies; the longest where one lies below another."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _rooms_of(actor: Actor) -> list[tuple[str, Link, tuple[str, ...]]]:
    belongs = actor.is_system or any(not grant.role.needs_party for grant in actor.grants)
    return _rooms(actor.organization.slug, frozenset(actor.powers()), belongs, get_language())


@lru_cache(maxsize=500)
def _rooms(
    slug: str, powers: frozenset[str], belongs: bool, language: str | None
) -> list[tuple[str, Link, tuple[str, ...]]]:
    """The lines that these powers open, with their group and work. Rooms declare them, so nothing else decides.

    `belongs` says that the person belongs to the company and is not only a contact of another one.
    """
    order = [str(group) for group in groups.IN_ORDER]
    entries = [entry for entry in modules.declared("menu") if entry.power in powers and (belongs or not entry.insiders)]
    entries.sort(key=lambda entry: order.index(str(entry.group)) if str(entry.group) in order else len(order))
    return [
        (str(entry.group), Link(str(entry.label), reverse(entry.url_name, args=[slug]), entry.icon), entry.work)
        for entry in entries
    ]


def _site_links(request: HttpRequest, around: Surroundings) -> list[Link]:
    choose = reverse("choose_site", args=[request.actor.organization.slug])  # type: ignore[attr-defined]
    back = request.get_full_path()
    options = [("all", gettext("All sites"), around.site_id is None)]
    options += [(str(key), name, key == around.site_id) for key, name in around.sites]
    return [
        Link(name, f"{choose}?{urlencode({'site': key, 'next': back})}", current=here) for key, name, here in options
    ]
