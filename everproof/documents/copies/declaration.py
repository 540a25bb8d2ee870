"""Controlled copies as a type of record, their panel on the page of a document, and those that wait to come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from everproof.documents.copies import actions
from everproof.documents.copies.lifecycle import COPY_LIFECYCLE, OUT
from everproof.documents.declarations.common import NEWEST, NUMBER, OF_DOCUMENT, SITE, STATE
from everproof.documents.models import ControlledCopy
from everproof.documents.views.common import at
from everproof.documents.visibility import may_see_part
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import Act, Column, DueWork, Panel, RecordType, Sort
from everproof.kernel.ui.asking import Part, Question, Rows
from everproof.kernel.ui.filters import due_filter, state_filter
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

CONTROLLED_COPY = RecordType(
    model=ControlledCopy,
    label=_("Controlled copy"),
    plural=_("Controlled copies"),
    path="controlled-copies",
    prefix="CC",
    lifecycle=COPY_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Copy")),
        STATE,
        OF_DOCUMENT,
        Column("revision", _("Revision"), source="revision.revision", related="revision"),
        Column("copy_number", _("Copy number"), kind="number"),
        Column("holder", _("Who has it"), source="holder.title", kind="person", related="holder"),
        Column("place", _("Where it is")),
        Column("issued_on", _("Issued"), kind="day"),
        Column("recall_by", _("Back by"), kind="day"),
        Column("settled_on", _("Settled"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("back", _("By day it is due back"), "recall_by")),
    search=("number", "title", "place", "purpose"),
    filters=(state_filter(COPY_LIFECYCLE), due_filter("recall_by", COPY_LIFECYCLE)),
    owner="holder",
    due="recall_by",
    visibility=may_see_part,
    powers={"create": MANAGE},
    acts={
        "create": Act(actions.issue_copy, ("document", "title", "holder", "place", "purpose", "site")),
        "recall": Act(actions.recall_copy),
        "return": Act(actions.return_copy, ("settled_on",)),
        "destroy": Act(actions.destroy_copy, ("settled_on",)),
        "lose": Act(actions.lose_copy, ("settled_on",)),
        "find": Act(actions.find_copy),
        "update": Act(fields=("holder", "place", "purpose", "site")),
    },
    about=_("A numbered copy on paper, with who has it, and what became of it when its revision ended."),
    clause="7.5.3.2",
    icon="stamp",
)


def _questions(actor: Actor, record: Any) -> Mapping[str, Question | Rows | Part]:
    rows = ControlledCopy.objects.in_force().filter(organization_id=actor.organization_id, document=record)
    seen = access.visible(actor, rows)
    return {
        "out": Question(seen.filter(status__in=OUT), count=True),
        "recalled": Question(seen.filter(status="recalled"), count=True),
        "all": Question(seen, count=True),
    }


def panel(request: HttpRequest, record: Any, said: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """On the page of a document: how many copies are out, and the way to issue one."""
    actor = request.actor  # type: ignore[attr-defined]
    counts = {name: answers[0].number if answers else 0 for name, answers in said.items()}
    can_be_issued = record.status == "effective" and not record.is_voided
    may_issue = can_be_issued and bool(access.may(actor, "create", ControlledCopy))
    if not may_issue and not counts["all"]:
        return None
    return {
        **counts,
        "issue_url": at(actor, "issue_copy", record) if may_issue else "",
        "account_url": at(actor, "copies_account", record) if counts["all"] else "",
    }


def to_come_back(actor: Actor) -> QuerySet[ControlledCopy]:
    """Copies called back that this person has, or of whose document they look after."""
    rows = access.visible(actor, ControlledCopy.objects.in_force())
    if actor.person_id is None:
        return rows.none()
    mine = Q(holder_id=actor.person_id) | Q(document__owner_id=actor.person_id)
    return rows.filter(mine, status="recalled")


def to_come_back_items(actor: Actor) -> Sequence[WorkItem]:
    today = clock.today(actor.organization.zone)
    rows = to_come_back(actor).order_by("recall_by", "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=row.recall_by, why=_("Bring it back or destroy it")) for row in rows]


COPY_PANELS = (Panel("document", _("Copies on paper"), "documents/copies/panel.html", panel, _questions),)
COPY_WORK = (DueWork("controlled-copies", _("Copies on paper to bring back"), to_come_back_items, to_come_back),)
