"""What can be done with controlled copies: issued, called back, accounted for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from everproof.documents.actions.common import today_of
from everproof.documents.models import ControlledCopy, Document
from everproof.kernel import access, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.people.models import Person

RECALL_DAYS = "controlled_copy_recall_days"


@transaction.atomic
def issue_copy(
    *,
    document: Document,
    place: str,
    by: Actor,
    holder: Person | None = None,
    purpose: str = "",
    title: str = "",
    id: UUID | None = None,
    at: datetime | None = None,
    **values: Any,
) -> ControlledCopy:
    """Issue the next numbered copy of the revision that applies. Raises Refused where none does."""
    access.require(by, "create", ControlledCopy)
    locked = Document.objects.select_for_update(of=("self",)).select_related("current_revision")
    document = locked.get(pk=document.pk, organization_id=by.organization_id)
    revision = document.current_revision
    if document.is_voided or document.status != "effective" or revision is None or revision.status != "effective":
        raise Refused(_("Only what applies is given out on paper."))
    known = ControlledCopy.objects.filter(organization_id=by.organization_id, document=document)
    number = (known.aggregate(last=Max("copy_number"))["last"] or 0) + 1
    words = _("%(number)s, revision %(label)s, copy %(copy)s") % {
        "number": document.number,
        "label": revision.revision,
        "copy": number,
    }
    return records.create(
        ControlledCopy,
        by=by,
        id=id,
        at=at,
        title=title or words,
        document=document,
        revision=revision,
        copy_number=number,
        holder=holder,
        place=place,
        purpose=purpose,
        issued_on=today_of(by),
        **values,
    )


def recall_copy(
    *,
    copy: ControlledCopy,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ControlledCopy:
    """Call a copy back; it is due within the days that the company allows for it."""
    days = int(parameters.value(copy.organization_id, RECALL_DAYS))
    return transitions.perform(
        copy,
        "recall",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        recall_by=today_of(by) + timedelta(days=days),
    )


def settle_copy(
    copy: ControlledCopy,
    step: str,
    *,
    by: Actor,
    reason: str = "",
    settled_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> ControlledCopy:
    """Say what became of a copy: `step` is return, destroy or lose. A loss needs its reason."""
    today = today_of(by)
    day = settled_on or today
    if day > today or (copy.issued_on is not None and day < copy.issued_on):
        raise Refused(_("It was settled between the day it was issued and today."))
    return transitions.perform(
        copy, step, by=by, at=at, reason=reason, expected_version=expected_version, settled_on=day
    )


def return_copy(*, copy: ControlledCopy, by: Actor, **values: Any) -> ControlledCopy:
    """The paper is back."""
    return settle_copy(copy, "return", by=by, **values)


def destroy_copy(*, copy: ControlledCopy, by: Actor, **values: Any) -> ControlledCopy:
    """The paper is destroyed."""
    return settle_copy(copy, "destroy", by=by, **values)


def lose_copy(*, copy: ControlledCopy, by: Actor, reason: str, **values: Any) -> ControlledCopy:
    """Nobody knows where the paper is."""
    return settle_copy(copy, "lose", by=by, reason=reason, **values)


def find_copy(
    *, copy: ControlledCopy, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> ControlledCopy:
    """A lost paper is there again."""
    return transitions.perform(
        copy, "find", by=by, at=at, reason=reason, expected_version=expected_version, settled_on=None
    )
