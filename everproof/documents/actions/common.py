"""What several actions of the room share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

AUDIENCES = ("access_groups", "distribution", "acknowledged_by")


def on_behalf(by: Actor) -> Actor:
    """The same person, with the right of the product: for what follows from an act they were allowed to do."""
    return replace(by, system_name="documents", scopes=None)


def today_of(by: Actor) -> date:
    """The organisation's day."""
    return clock.today(by.organization.zone)


def months_after(day: date, months: int | None) -> date | None:
    """The day so many months later; None where there are none."""
    return day + relativedelta(months=months) if months else None


def refuse_foreign_audiences(by: Actor, values: dict[str, Any]) -> None:
    """Raise Refused for an audience that names what is not there. Its form is judged where the record is cleaned."""
    lists = [values[name] for name in AUDIENCES if values.get(name)]
    if any(audience.problem(entries) for entries in lists):
        return
    if audience.foreign(by.organization_id, *lists):
        raise Refused(_("An audience names a role, site, person or process that is not there."))
