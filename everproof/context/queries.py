"""Questions about the context of the organisation that pages, work lists and other rooms ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.models import (
    CommunicationPlan,
    Concern,
    ContextIssue,
    InterestedParty,
    KnowledgeItem,
    LegalRequirement,
    PartyNeed,
    ResourcePlan,
    ScopeStatement,
    StrategicDirection,
)
from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import APPROVE
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.modules import DueWork
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses
from everproof.kernel.work.my_work import MOST_OF_A_KIND, WorkItem, item_of

# So many days before its day a review stands in the owner's work.
AHEAD = 14
REVIEWED: tuple[tuple[type[ReviewedRecord], str, Any], ...] = (
    (StrategicDirection, "approved", _("Review the strategic direction")),
    (ScopeStatement, "approved", _("Review the scope")),
    (ContextIssue, "active", _("Review this issue")),
    (InterestedParty, "active", _("Review this party and its needs")),
    (LegalRequirement, "active", _("Evaluate compliance")),
    (CommunicationPlan, "active", _("Review this communication")),
    (KnowledgeItem, "active", _("Review this know-how")),
)


def approved(model: type[Any], organization_id: int) -> Any:
    """The statement that holds, or None."""
    return model.objects.in_force().filter(organization_id=organization_id, status="approved").first()


def seen(actor: Actor, model: type[Any], **having: Any) -> QuerySet[Any]:
    """Records in force that the actor may see."""
    return access.visible(actor, model.objects.in_force().filter(**having))


# My work --------------------------------------------------------------------------------------------------------------


def due_for_review(model: type[ReviewedRecord], status: str, until: date) -> Q:
    """What is to be reviewed by a day, and what never was."""
    never = Q(review_due_on=None) if model is not LegalRequirement else Q(review_due_on=None) | Q(reviewed_on=None)
    return Q(status=status) & (Q(review_due_on__lte=until) | never)


def _work(
    name: str, label: Any, why: Any, due: str, model: type[Record], condition: Callable[[Actor, date], Q]
) -> DueWork:
    """Work that waits for the owner of records, by the day in the field `due`."""

    def waiting(actor: Actor) -> QuerySet[Any]:
        if actor.person_id is None:
            return model._default_manager.none()
        return seen(actor, model).filter(condition(actor, clock.today(actor.organization.zone)))

    def query(actor: Actor) -> Sequence[WorkItem]:
        today = clock.today(actor.organization.zone)
        rows = waiting(actor).order_by(due, "id")[:MOST_OF_A_KIND]
        return [item_of(row, actor, today=today, due=getattr(row, due), why=why) for row in rows]

    return DueWork(name, label, query, waiting)


def _review_work(model: type[ReviewedRecord], status: str, why: Any) -> DueWork:
    def condition(actor: Actor, today: date) -> Q:
        return Q(owner_id=actor.person_id) & due_for_review(model, status, today + timedelta(days=AHEAD))

    return _work(f"review-{model.type_name}", model._meta.verbose_name_plural, why, "review_due_on", model, condition)


def _to_hold(actor: Actor, today: date) -> Q:
    mine = Q(communicator_id=actor.person_id) | Q(communicator=None, owner_id=actor.person_id)
    return mine & Q(status="active", next_due_on__lte=today + timedelta(days=AHEAD))


def _to_provide(actor: Actor, today: date) -> Q:
    mine = Q(owner_id=actor.person_id, decision=ResourcePlan.Decision.APPROVE)
    if actor.has(APPROVE):
        mine |= Q(decision="")
    return Q(status="needed") & mine


def _to_answer(actor: Actor, today: date) -> Q:
    return Q(owner_id=actor.person_id, status__in=("open", "answered"))


WORK = (
    *(_review_work(model, status, why) for model, status, why in REVIEWED),
    _work("communicate", _("Communication"), _("Hold this communication"), "next_due_on", CommunicationPlan, _to_hold),
    _work("resources", _("Resource needs"), _("Decide or provide"), "due_on", ResourcePlan, _to_provide),
    _work("concerns", _("Concerns"), _("Answer, or ask afterwards"), "raised_on", Concern, _to_answer),
)


# Needs and what deals with them ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownNeed:
    """A need as pages show it: what deals with it as (title, address, still in force), and whether that is enough."""

    need: PartyNeed
    url: str
    addressed_by: Sequence[tuple[str, str, bool]]

    @property
    def is_open(self) -> bool:
        """It counts, and neither does anything in force deal with it nor does it say why not."""
        covered = any(in_force for _title, _url, in_force in self.addressed_by)
        return self.need.relevant is True and not covered and not self.need.not_addressed_reason.strip()


def needs_of(actor: Actor, parties: Collection[Any]) -> dict[Any, list[ShownNeed]]:
    """The needs of parties by the party's id; a statement for the needs, one for links, one for each type linked."""
    needs = list(seen(actor, PartyNeed, party_id__in=parties).order_by("id"))
    addressing = _addressing(actor, [need.pk for need in needs])
    found: dict[Any, list[ShownNeed]] = defaultdict(list)
    for need in needs:
        need.organization = actor.organization
        found[need.party_id].append(ShownNeed(need, addresses.of_record(need), addressing[need.pk]))
    return found


def _addressing(actor: Actor, needs: Collection[Any]) -> dict[Any, list[tuple[str, str, bool]]]:
    rows = Link.objects.filter(
        organization_id=actor.organization_id,
        relation=Relation.ADDRESSES,
        to_type=PartyNeed.type_name,
        to_id__in=needs,
        removed_at=None,
    )
    by_type: dict[str, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for type_name, key, need in rows.order_by("pk").values_list("from_type", "from_id", "to_id"):
        by_type[type_name][key].append(need)
    found: dict[Any, list[tuple[str, str, bool]]] = defaultdict(list)
    for type_name, ends in by_type.items():
        for record in seen(actor, modules.record_type(type_name).model, pk__in=ends):
            record.organization = actor.organization
            for need in ends[record.pk]:
                found[need].append((record.title, addresses.of_record(record), is_in_force(record)))
    return found


def is_in_force(record: Record) -> bool:
    """Whether a record still deals with something: not in a state that ends it."""
    lifecycle = modules.type_of(record).lifecycle
    return not record.is_voided and not (lifecycle and record.status in lifecycle.closed_states)


# Obligations ----------------------------------------------------------------------------------------------------------


def compliance_counts(actor: Actor, today: date) -> dict[str, int]:
    """How all active obligations stand: by compliance, not judged, review overdue, deadline within 30 days."""
    active = seen(actor, LegalRequirement, status="active")
    counted = {
        value.replace("-", "_"): Count("pk", filter=Q(compliance_status=value))
        for value in LegalRequirement.Compliance.values
    }
    counts = active.aggregate(
        **counted,
        unjudged=Count("pk", filter=Q(compliance_status="")),
        late=Count("pk", filter=Q(review_due_on__lt=today)),
        deadlines=Count("pk", filter=Q(due_on__lte=today + timedelta(days=30))),
    )
    return {name.replace("_", "-"): number for name, number in counts.items()}
