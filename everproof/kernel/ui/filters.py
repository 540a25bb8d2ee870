"""Filters that many record types share; a room names them in its `RecordType(filters=…)`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.lifecycle import Lifecycle
from everproof.kernel.modules import Filter

Choices = Sequence[tuple[str, Any]]


def state_filter(lifecycle: Lifecycle, name: str = "state") -> Filter:
    """Open, closed, or one state."""
    groups = [("all-open", _("open")), ("all-done", _("done"))]
    states = [(state.name, state.label) for state in lifecycle.states]

    def apply(value: str, actor: Actor) -> Q:
        if value == "all-open":
            return Q(status__in=lifecycle.open_states)
        if value == "all-done":
            return Q(status__in=lifecycle.closed_states)
        return Q(status=value)

    return Filter(name, _("State"), lambda actor: [*groups, *states], apply)


def choice_filter(field: str, label: Any, choices: type[models.TextChoices], lead: Any = "") -> Filter:
    """One of the choices of a field."""
    return Filter(field, label, lambda actor: choices.choices, lambda value, actor: Q(**{field: value}), lead)


def yes_no_filter(field: str, label: Any, yes: Any, no: Any) -> Filter:
    """A boolean field, said in two words."""
    return Filter(
        field,
        label,
        lambda actor: [("yes", yes), ("no", no)],
        lambda value, actor: Q(**{field: value == "yes"}),
    )


def owner_filter(field: str = "owner") -> Filter:
    """Mine, or nobody's."""

    def apply(value: str, actor: Actor) -> Q:
        return Q(**{f"{field}_id": actor.person_id if value == "me" else None})

    return Filter("owner", _("Owner"), lambda actor: [("me", _("mine")), ("nobody", _("nobody’s yet"))], apply)


def reporter_filter() -> Filter:
    """Made by me."""
    return Filter(
        "reporter",
        _("Reported by"),
        lambda actor: [("me", _("me"))],
        lambda value, actor: Q(created_by_id=actor.person_id),
        _("reported by"),
    )


def due_filter(field: str, lifecycle: Lifecycle) -> Filter:
    """Late, due within a week, or without a due day; only what is still open."""

    def apply(value: str, actor: Actor) -> Q:
        today = clock.today(actor.organization.zone)
        still_open = Q(status__in=lifecycle.open_states)
        if value == "late":
            return still_open & Q(**{f"{field}__lt": today})
        if value == "week":
            return still_open & Q(**{f"{field}__gte": today, f"{field}__lte": today + timedelta(days=7)})
        return still_open & Q(**{f"{field}__isnull": True})

    choices = [("late", _("late")), ("week", _("due within 7 days")), ("none", _("without a due day"))]
    return Filter("due", _("Due"), lambda actor: choices, apply)


def age_filter(field: str, days: Sequence[int] = (7, 30, 90, 365)) -> Filter:
    """Older than so many days, by a day field."""

    def choices(actor: Actor) -> Choices:
        return [(str(count), ngettext("%(n)d day", "%(n)d days", count) % {"n": count}) for count in days]

    def apply(value: str, actor: Actor) -> Q:
        return Q(**{f"{field}__lt": clock.today(actor.organization.zone) - timedelta(days=int(value))})

    return Filter("older", _("Older than"), choices, apply, _("older than"))
