"""What surrounds every page of an organisation: the person's organisations, its sites, what is unread, what is due.

All of it is one statement a request, read when the first part of a page asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, IntegerField, QuerySet, UUIDField, Value
from django.http import HttpRequest

from everproof.kernel.access.actor import Actor
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people.models import Site
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.work.models import Action

SITE_COOKIE = "site"


@dataclass(frozen=True)
class Surroundings:
    """`organizations` are (slug, name) pairs, `sites` (id, name) pairs, both by name; `site_id` is the chosen site."""

    organizations: list[tuple[str, str]] = field(default_factory=list)
    sites: list[tuple[UUID, str]] = field(default_factory=list)
    site_id: UUID | None = None
    unread: int = 0
    open_actions: int = 0

    @property
    def site_name(self) -> str:
        return dict(self.sites).get(self.site_id, "") if self.site_id else ""


def surroundings(request: HttpRequest) -> Surroundings:
    """The surroundings of this request, read once."""
    if not hasattr(request, "_surroundings"):
        request._surroundings = _read(request)  # type: ignore[attr-defined]
    return request._surroundings  # type: ignore[attr-defined, no-any-return]


def _read(request: HttpRequest) -> Surroundings:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows: dict[str, list[Any]] = {"organization": [], "site": [], "unread": [], "open": []}
    parts = [_organizations(request.user), _sites(actor)]
    if actor.person_id:
        parts += [_unread(actor), _open_actions(actor)]
    for kind, key, slug, name, count in parts[0].union(*parts[1:], all=True):
        rows[kind].append((key, slug, name, count))
    sites = sorted(((key, name) for key, _slug, name, _count in rows["site"]), key=lambda site: site[1].casefold())
    return Surroundings(
        organizations=sorted(
            ((slug, name) for _key, slug, name, _count in rows["organization"]), key=lambda one: one[1]
        ),
        sites=sites,
        site_id=_chosen_site(request, actor, sites),
        unread=rows["unread"][0][3] if rows["unread"] else 0,
        open_actions=rows["open"][0][3] if rows["open"] else 0,
    )


def _chosen_site(request: HttpRequest, actor: Actor, sites: list[tuple[UUID, str]]) -> UUID | None:
    wanted = request.COOKIES.get(site_cookie(actor.organization.slug), "")
    return next((key for key, _name in sites if str(key) == wanted), None)


def site_cookie(slug: str) -> str:
    """The name of the cookie that remembers the site a person looks at, in one organisation."""
    return f"{SITE_COOKIE}-{slug}"


def _row(queryset: QuerySet[Any], kind: str, *, key: Any = None, slug: Any = "", name: Any = "", count: Any = 0) -> Any:
    def column(value: Any, output: Any) -> Any:
        return value if hasattr(value, "resolve_expression") else Value(value, output_field=output)

    return queryset.annotate(
        kind_=Value(kind, output_field=CharField()),
        key_=column(key, UUIDField(null=True)),
        slug_=column(slug, CharField()),
        name_=column(name, CharField()),
        count_=column(count, IntegerField()),
    ).values_list("kind_", "key_", "slug_", "name_", "count_")


def _organizations(user: Any) -> Any:
    mine = Membership.objects.filter(user=user, ended_at=None).order_by()
    return _row(mine, "organization", slug=F("organization__slug"), name=F("organization__name"))


def _sites(actor: Actor) -> Any:
    sites = Site.objects.filter(organization_id=actor.organization_id, voided_at=None, active=True).order_by()
    return _row(sites, "site", key=F("id"), name=F("title"))


def _unread(actor: Actor) -> Any:
    unread = Notification.objects.filter(
        organization_id=actor.organization_id, person_id=actor.person_id, read_at=None
    ).order_by()
    return _counted(unread, "unread")


def _open_actions(actor: Actor) -> Any:
    mine = Action.objects.filter(
        organization_id=actor.organization_id, owner_id=actor.person_id, status="open", voided_at=None
    ).order_by()
    return _counted(mine, "open")


def _counted(queryset: QuerySet[Any], kind: str) -> Any:
    grouped = queryset.values("organization_id").annotate(number_=Count("pk"))
    return grouped.annotate(
        kind_=Value(kind, output_field=CharField()),
        key_=Value(None, output_field=UUIDField(null=True)),
        slug_=Value("", output_field=CharField()),
        name_=Value("", output_field=CharField()),
    ).values_list("kind_", "key_", "slug_", "name_", "number_")
