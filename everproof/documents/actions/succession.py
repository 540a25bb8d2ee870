"""Documents that go out of use: by hand, or because another one that takes their place comes into force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents.actions.common import on_behalf, today_of
from everproof.documents.models import Document
from everproof.kernel import access, modules, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

LONGEST_LINE = 50
"""So many successors in a row are followed to see whether they come back to where they began."""


@transaction.atomic
def make_obsolete(
    *,
    document: Document,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Document:
    """Take a document out of use, and with it the revision that applied."""
    today = today_of(by)
    document = transitions.perform(
        document, "make-obsolete", by=by, at=at, reason=reason, expected_version=expected_version, obsolete_on=today
    )
    current = document.current_revision
    if current is not None and current.status == "effective":
        current.document = document
        transitions.perform(current, "withdraw", by=on_behalf(by), at=at, withdrawn_on=today)
    return document


def refuse_succession(by: Actor, document: Document | None, former: Document | None) -> None:
    """Raise Refused where `document` (None: a new one) may not take the place of `former`.

    It takes `former` out of use, so it needs the right to do that; and nothing takes the place of itself.
    """
    if former is None or (document is not None and document.supersedes_id == former.pk):
        return
    if not access.may(by, "make-obsolete", former):
        words = _("Only who may take %(number)s out of use says that another document takes its place.")
        raise Refused(words % {"number": former.number})
    before: Document | None = former
    for _step in range(LONGEST_LINE):
        if before is None or document is None:
            return
        if before.pk == document.pk:
            raise Refused(_("A document cannot take its own place, nor that of one that took its place."))
        before = before.supersedes
    raise Refused(_("Too many documents take each other's place."))


@transaction.atomic
def retire_former(document: Document, *, by: Actor, at: datetime | None = None) -> Document | None:
    """Take out of use what an effective document takes the place of; gives it, or None where nothing was to do.

    What has a revision on its way or open wishes stays until those are settled; each night it is tried again.
    """
    if document.supersedes_id is None or document.status != "effective" or document.is_voided:
        return None
    rows = Document.objects.select_for_update(of=("self",)).select_related("organization", "type", "current_revision")
    former = rows.get(organization_id=by.organization_id, pk=document.supersedes_id)
    if former.is_voided or former.status not in ("draft", "effective"):
        return None
    lifecycle: Any = modules.type_of(Document).lifecycle
    if transitions.what_is_missing(former, lifecycle.transitions["make-obsolete"]):
        return None
    reason = _("%(number)s %(title)s takes its place.") % {"number": document.number, "title": document.title}
    return make_obsolete(document=former, by=on_behalf(by), at=at, reason=reason)
