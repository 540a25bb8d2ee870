"""What risks, opportunities, analyses and changes ask of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of
from everproof.risks.models import Change, Fmea, Opportunity, Risk

SOON = timedelta(days=14)
ASKED_OF_CHANGE = {
    "proposed": _("Think it through and have it approved"),
    "approved": _("Carry it out, or choose another day"),
    "implemented": _("Review what came of this change"),
}


def _soon(actor: Actor) -> date:
    return clock.today(actor.organization.zone) + SOON


def _mine(model: type[Any], actor: Actor, **having: Any) -> QuerySet[Any]:
    if actor.person_id is None:
        return model.objects.none()
    return access.visible(actor, model.objects.in_force().filter(owner_id=actor.person_id, **having))


def risks_to_look_at(actor: Actor) -> QuerySet[Risk]:
    """The actor's own open risks whose assessment is due within two weeks, or whose acceptance ends by then."""
    ending = Q(treatment=Risk.Treatment.ACCEPT, accepted_until__lte=_soon(actor))
    return _mine(Risk, actor, status="open").filter(Q(review_due_on__lte=_soon(actor)) | Q(assessed_on=None) | ending)


def risks_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; an acceptance that ends comes before an assessment. One statement."""
    today, soon, found = clock.today(actor.organization.zone), _soon(actor), []
    for risk in risks_to_look_at(actor).order_by("review_due_on", "id")[:MOST_OF_A_KIND]:
        ends = risk.accepted_until if risk.treatment == Risk.Treatment.ACCEPT else None
        if ends is not None and ends <= soon:
            found.append(item_of(risk, actor, today=today, due=ends, why=_("Its acceptance ends: decide anew")))
        else:
            found.append(item_of(risk, actor, today=today, due=risk.review_due_on, why=_("Assess this risk")))
    return found


def opportunities_to_look_at(actor: Actor) -> QuerySet[Opportunity]:
    """The actor's own open opportunities whose assessment is due within two weeks, or was never made."""
    due = Q(review_due_on__lte=_soon(actor)) | Q(assessed_on=None)
    return _mine(Opportunity, actor, status="open").filter(due)


def opportunities_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    return _items(opportunities_to_look_at(actor), actor, "review_due_on", _("Assess this opportunity"))


def analyses_to_look_at(actor: Actor) -> QuerySet[Fmea]:
    """The analyses that the actor moderates and that have to be looked at again within two weeks."""
    return _mine(Fmea, actor).exclude(status="withdrawn").filter(review_due_on__lte=_soon(actor))


def analyses_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; one statement."""
    return _items(analyses_to_look_at(actor), actor, "review_due_on", _("Look at this analysis again"))


def changes_to_see_through(actor: Actor) -> QuerySet[Change]:
    """The actor's own changes: carried out and not reviewed, or not carried out though the day has come near."""
    waiting = Q(status="implemented") | Q(status__in=("proposed", "approved"), planned_for__lte=_soon(actor))
    return _mine(Change, actor).filter(waiting)


def changes_due(actor: Actor) -> Sequence[WorkItem]:
    """The same as items of work; a review has no day of its own. One statement."""
    today, found = clock.today(actor.organization.zone), []
    rows = changes_to_see_through(actor).order_by(Coalesce(F("implemented_on"), F("planned_for")), "id")
    for change in rows[:MOST_OF_A_KIND]:
        due = None if change.status == "implemented" else change.planned_for
        found.append(item_of(change, actor, today=today, due=due, why=ASKED_OF_CHANGE[change.status]))
    return found


def _items(rows: QuerySet[Any], actor: Actor, day: str, why: Any) -> list[WorkItem]:
    today = clock.today(actor.organization.zone)
    found = rows.order_by(day, "id")[:MOST_OF_A_KIND]
    return [item_of(row, actor, today=today, due=getattr(row, day), why=why) for row in found]


def treatment_to_decide(record: Record, actor: Actor) -> tuple[Any, str] | None:
    """The next step of a risk that is rated and of which nobody has said what is done about it."""
    assert isinstance(record, Risk)
    undecided = record.status == "open" and record.level and record.treatment in ("", Risk.Treatment.NONE)
    if not undecided or not access.may(actor, "treat", record):
        return None
    return _("Decide the treatment"), addresses.of_record(record, "record_step", step="treat")


def decision_to_take(record: Record, actor: Actor) -> tuple[Any, str] | None:
    """The next step of an opportunity that is rated and not decided upon."""
    assert isinstance(record, Opportunity)
    undecided = record.status == "open" and record.value_rating and record.decision in ("", Opportunity.Decision.NONE)
    if not undecided or not access.may(actor, "decide", record):
        return None
    return _("Decide"), addresses.of_record(record, "record_step", step="decide")
