"""Fills the page frame for each request: at most one statement beyond what the page itself asks."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext

from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ui import formats
from everproof.kernel.ui.frame import Banner, Frame, Link, MenuGroup, Self
from everproof.kernel.ui.surroundings import Surroundings, surroundings


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
    made.report_url = place("report", slug) if actor.has("report") else ""
    made.search_url, made.palette_url = place("search", slug), place("palette", slug)
    made.notifications_url = place("notifications", slug)
    made.help_url = place("help")
    if any(grant.role.external for grant in actor.grants):
        made.held_url = reverse("kernel:ledger_held", args=[slug])
    made.menu = menu(made, actor, request.path)
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


def menu(made: Frame, actor: Actor, path: str) -> list[MenuGroup]:
    """The rooms that the actor may enter, by the groups in which they declare themselves."""
    slug = actor.organization.slug
    first = [Link(gettext("Home"), made.home_url, "house", made.home_url == path)]
    if made.work_url:
        first.append(
            Link(gettext("My work"), made.work_url, "list-checks", made.work_url == path, made.work_count or None)
        )
    groups: dict[str, list[Link]] = {"": first}
    for group, line in _rooms(slug, frozenset(actor.powers()), get_language()):
        shown = replace(line, current=True) if path.startswith(line.url) else line
        groups.setdefault(group, []).append(shown)
    return [MenuGroup(label, items) for label, items in groups.items()]


@lru_cache(maxsize=500)
def _rooms(slug: str, powers: frozenset[str], language: str | None) -> list[tuple[str, Link]]:
    """The entries that these powers open, with their group. Rooms declare them in code, so nothing else decides."""
    return [
        (str(entry.group), Link(str(entry.label), reverse(entry.url_name, args=[slug]), entry.icon))
        for entry in modules.declared("menu")
        if entry.power in powers
    ]


def _site_links(request: HttpRequest, around: Surroundings) -> list[Link]:
    choose = reverse("choose_site", args=[request.actor.organization.slug])  # type: ignore[attr-defined]
    back = request.get_full_path()
    options = [("all", gettext("All sites"), around.site_id is None)]
    options += [(str(key), name, key == around.site_id) for key, name in around.sites]
    return [
        Link(name, f"{choose}?{urlencode({'site': key, 'next': back})}", current=here) for key, name, here in options
    ]
