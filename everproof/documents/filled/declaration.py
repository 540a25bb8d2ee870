"""Filled-in copies as a type of record, their panel on the page of a form, and those that wait to be finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.documents.declarations.common import NEWEST, NUMBER, SITE, STATE
from everproof.documents.filled import actions
from everproof.documents.filled.lifecycle import FILLED_LIFECYCLE
from everproof.documents.filled.views import panel
from everproof.documents.models import Document, DocumentRevision, FilledForm, Kind
from everproof.documents.visibility import may_see_part
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE, REPORT
from everproof.kernel.modules import Act, Column, DueWork, Filter, Panel, RecordType, Sort
from everproof.kernel.ui.asking import Part, Question, Rows
from everproof.kernel.ui.filters import state_filter, yes_no_filter
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of


def _form_filter() -> Filter:
    """Copies of one form."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        forms = Document.objects.in_force().filter(kind=Kind.FORM)
        rows = access.visible(actor, forms).order_by("number", "id").values_list("pk", "number", "title")
        return [(str(key), f"{number} {title}".strip()) for key, number, title in rows]

    return Filter("form", _("Form"), choices, lambda value, actor: Q(document_id=UUID(value)), _("of"))


def _outside_filter() -> Filter:
    made = yes_no_filter("outside", _("Limits"), _("with values outside limits"), _("all within limits"))
    return Filter(
        made.name,
        made.label,
        made.choices,
        lambda value, actor: Q(outside__gt=0) if value == "yes" else Q(outside=0),
    )


FILLED_FORM = RecordType(
    model=FilledForm,
    label=_("Filled-in form"),
    plural=_("Filled-in forms"),
    path="filled-forms",
    prefix="FF",
    lifecycle=FILLED_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("About")),
        STATE,
        Column("document", _("Form"), source="document.title", related="document"),
        Column("revision", _("Revision"), source="revision.revision", related="revision"),
        Column("filled_by", _("Filled in by"), source="filled_by.title", kind="person", related="filled_by"),
        Column("completed_on", _("Finished"), kind="day"),
        Column("outside", _("Outside limits"), kind="number"),
        Column("keep_until", _("Kept until"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("completed", _("By day it was finished"), "completed_on", descending=True)),
    search=("number", "title"),
    filters=(state_filter(FILLED_LIFECYCLE), _form_filter(), _outside_filter()),
    owner="filled_by",
    visibility=may_see_part,
    powers={"create": REPORT, "reopen": MANAGE},
    acts={
        "create": Act(
            actions.fill_in,
            ("document", "title", "filled_by", "site"),
            takes={
                "answers": models.TextField(
                    _("answers"), help_text=_("A JSON object: what is asked, or its key, and the answer.")
                ),
                "remarks": models.TextField(_("remarks"), blank=True, help_text=_("Likewise, for values outside.")),
            },
        ),
        "update": Act(
            actions.update_copy,
            ("title", "filled_by", "site"),
            takes={
                "answers": models.TextField(_("answers"), blank=True),
                "remarks": models.TextField(_("remarks"), blank=True),
            },
        ),
        "complete": Act(actions.complete_copy),
        "reopen": Act(actions.reopen_copy),
    },
    about=_("What somebody wrote into a form: a record that stays with the revision by which it was asked."),
    clause="7.5.3",
    icon="clipboard-check",
)


def _questions(actor: Actor, record: Any) -> Mapping[str, Question | Rows | Part]:
    if record.kind != Kind.FORM:
        return {}
    copies = FilledForm.objects.in_force().filter(organization_id=actor.organization_id, document=record)
    asking = DocumentRevision.objects.in_force().filter(
        organization_id=actor.organization_id, document=record, status="effective"
    )
    return {
        "count": Question(access.visible(actor, copies), count=True),
        "asks": Question(asking.exclude(form={}), count=True),
    }


def unfinished(actor: Actor) -> QuerySet[FilledForm]:
    """Copies that this person began and has not finished."""
    rows = access.visible(actor, FilledForm.objects.in_force())
    if actor.person_id is None:
        return rows.none()
    return rows.filter(filled_by_id=actor.person_id, status="open")


def unfinished_items(actor: Actor) -> Sequence[WorkItem]:
    today = clock.today(actor.organization.zone)
    rows = unfinished(actor).order_by("id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=None, why=_("Finish this form")) for row in rows]


FILLED_PANELS = (Panel("document", _("Filled-in copies"), "documents/filled/panel.html", panel, _questions),)
FILLED_WORK = (DueWork("unfinished-forms", _("Forms to finish"), unfinished_items, unfinished),)
