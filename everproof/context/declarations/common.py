"""Columns, sorts and filters that several types of this room share."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Column, Filter, Sort

NUMBER = Column("number", _("Number"))
STATE = Column("status", _("State"), kind="state")
OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
REVIEWED = Column("reviewed_on", _("Reviewed"), kind="day")
REVIEW_DUE = Column("review_due_on", _("Next review"), kind="day")
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)
BY_REVIEW = Sort("review", _("By next review"), "review_due_on")


def review_filter(kept: tuple[str, ...] = ("active",)) -> Filter:
    """A review that is overdue, due within a month, or was never held; only of what is in force."""

    def apply(value: str, actor: Actor) -> Q:
        today = clock.today(actor.organization.zone)
        in_force = Q(status__in=kept)
        if value == "late":
            return in_force & Q(review_due_on__lt=today)
        if value == "month":
            return in_force & Q(review_due_on__gte=today, review_due_on__lte=today + timedelta(days=31))
        return in_force & Q(reviewed_on=None)

    choices = [
        ("late", _("review overdue")),
        ("month", _("to be reviewed within a month")),
        ("never", _("not reviewed")),
    ]
    return Filter("review", _("Review"), lambda actor: choices, apply)
