"""The panel of languages on the page of a document, and translations that their originals have left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.documents.languages.following import MOST, out_of_date, variants
from everproof.documents.languages.views import panel
from everproof.documents.models import Document
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import DueWork, Panel
from everproof.kernel.ui.asking import Part, Question, Rows
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of


def _questions(actor: Actor, record: Any) -> Mapping[str, Question | Rows | Part]:
    return {"variants": Rows(variants(record, actor)[:MOST])}


def left_behind(actor: Actor) -> QuerySet[Document]:
    """Translations of this person that render a former revision of their original."""
    rows = access.visible(actor, Document.objects.in_force())
    if actor.person_id is None:
        return rows.none()
    return rows.filter(out_of_date(), owner_id=actor.person_id)


def left_behind_items(actor: Actor) -> Sequence[WorkItem]:
    today = clock.today(actor.organization.zone)
    rows = left_behind(actor).order_by("number", "id")[:MOST_OF_A_KIND]
    return [
        item_of(row, actor, today=today, due=None, why=_("The original moved on: translate it anew")) for row in rows
    ]


LANGUAGE_PANELS = (Panel("document", _("Languages"), "documents/languages/panel.html", panel, _questions),)
LANGUAGE_WORK = (DueWork("translations", _("Translations out of date"), left_behind_items, left_behind),)
