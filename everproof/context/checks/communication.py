"""What clauses 5.1.1 and 7.4 ask of communication, and 5.1.2 of obligations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.context.checks.means import processes_in_scope
from everproof.context.checks.surroundings import WHO_WORKS_HERE, not_reviewed
from everproof.context.models import (
    CommunicationPlan,
    CommunicationRecord,
    Concern,
    InterestedParty,
    LegalRequirement,
    Topic,
)
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation, late_steps
from everproof.kernel.people.checks import valid_today
from everproof.kernel.people.models import Person, Role
from everproof.kernel.records.lists import names_one_of
from everproof.kernel.work.models import Action

PLANS, HELD = "context:communication_create", "context:communicated_create"
Compliance = LegalRequirement.Compliance


# Top management speaks ------------------------------------------------------------------------------------------------


def held_lately(at: Situation) -> QuerySet[CommunicationRecord]:
    """What took place in the period in which top management has to have spoken."""
    return at.records(CommunicationRecord).filter(held_on__gte=at.days_ago("leadership_comm_days"))


def by_top_management(at: Situation, topic: str) -> QuerySet[CommunicationRecord]:
    """What top management said about a topic in that period."""
    top = valid_today(at).filter(role__top_management=True, role__voided_at=None)
    about = held_lately(at).annotate(about=Cast("topics", TextField())).filter(about__contains=f'"{topic}"')
    return about.filter(communicator__in=top.values("person"))


def promoted(at: Situation, topic: str, words: Any) -> list[Finding]:
    """The findings where top management spoke of a topic only once, or not lately: one address is no promotion.

    On two days at least, the newer one within half of the period.
    """
    days = set(by_top_management(at, topic).values_list("held_on", flat=True))
    half = at.today - timedelta(days=at["leadership_comm_days"] // 2)
    if len(days) >= 2 and max(days) >= half:
        return []
    return [Finding(words, Cure(_("Let top management speak of it, and record it"), HELD))]


def check_5_1_1_5(at: Situation) -> Evidence:
    """Top management spoke of working in processes more than once, and to everybody who owns a process."""
    words = _("Top management has not spoken of working in processes twice, the last time within half of the period.")
    findings = promoted(at, Topic.PROCESS_APPROACH, words)
    records = by_top_management(at, Topic.PROCESS_APPROACH)
    if not records.filter(to_everybody=True).exists():
        roles = {UUID(key) for keys in records.values_list("audience", flat=True) for key in keys}
        findings.append(_owners_not_reached(at, roles))
    return Evidence(held_lately(at), tuple(findings))


def _owners_not_reached(at: Situation, roles: Collection[UUID]) -> Finding:
    reached = valid_today(at).filter(role__in=roles, person=OuterRef("owner"))
    return Finding(
        _("Its owner was not among those to whom top management spoke of working in processes."),
        Cure(_("Let top management speak to all owners of processes"), HELD),
        processes_in_scope(at).exclude(Exists(reached)),
    )


def check_5_1_1_8(at: Situation) -> Evidence:
    """What top management said about why quality matters reached most people."""
    spoken = by_top_management(at, Topic.IMPORTANCE)
    reached = spoken.aggregate(number=Sum("audience_size"))["number"] or 0
    people = at.records(Person).filter(active=True, external=False).count()
    if people and reached * 100 >= at["leadership_reach_pct"] * people:
        return Evidence(spoken)
    reason = _now("Top management reached %(reached)d of %(people)d people with why quality matters.") % {
        "reached": reached,
        "people": people,
    }
    return Evidence(held_lately(at), (Finding(reason, Cure(_("Speak to those who were not there"), HELD)),))


def check_5_1_1_13(at: Situation) -> Evidence:
    """Top management spoke of what is done and not done here, and whoever was worried got an answer in time (2026)."""
    concerns = at.records(Concern)
    days = at["concern_answer_days"]
    unspoken = Finding(
        _("Top management has not spoken lately of quality culture and ethical behaviour."),
        Cure(_("Let top management speak of it, and record it"), HELD),
    )
    answered = concerns.filter(answered_on__gte=at.days_ago("event_window_days"))
    answers = late_steps(
        at,
        missing=concerns.filter(answered_on=None, raised_on__lt=at.days_ago(days)),
        late=answered.filter(answered_on__gt=DaysAfter("raised_on", days)),
        done=answered,
        reason=_("Whoever raised it has waited too long for an answer."),
        late_reason=_("It was answered late."),
        cure=Cure(_("Answer it")),
    )
    spoken = by_top_management(at, Topic.CULTURE)
    looked_at = at.count(held_lately(at)) + at.count(concerns)
    return Evidence(looked_at, (*(() if spoken.exists() else (unspoken,)), *answers))


# What is planned ------------------------------------------------------------------------------------------------------


def active_plans(at: Situation) -> QuerySet[CommunicationPlan]:
    return at.records(CommunicationPlan).filter(status="active")


def check_7_4_1(at: Situation) -> Evidence:
    """Communication inside and outside is planned, with all topics that the company asks for, and reviewed."""
    plans = active_plans(at)
    there = set(plans.values_list("direction", "topic"))
    findings = [not_reviewed(plans, at.days_ago("communication_review_days"), Cure(_("Review the plan")))]
    directions = {direction for direction, _topic in there}
    for direction, label in CommunicationPlan.Direction.choices:
        if direction not in directions:
            reason = _now("Nothing is planned in the direction “%(direction)s”.") % {"direction": label}
            findings.append(Finding(reason, Cure(_("Plan communication"), PLANS)))
    topics = {topic for _direction, topic in there}
    labels = dict(Topic.choices)
    missing = [str(labels.get(one, one)) for one in at["required_communication_topics"] if one not in topics]
    if missing:
        reason = _now("No plan covers: %(topics)s.") % {"topics": ", ".join(missing)}
        findings.append(Finding(reason, Cure(_("Plan communication"), PLANS)))
    return Evidence(at.records(CommunicationPlan), tuple(findings))


def check_7_4_2(at: Situation) -> Evidence:
    """Every plan says what is communicated."""
    plans = active_plans(at)
    silent = plans.filter(Q(topic="") | Q(content=""))
    return Evidence(plans, (Finding(_("It does not say what is communicated."), Cure(_("Say what")), silent),))


def check_7_4_3(at: Situation) -> Evidence:
    """Every plan says when, and what was due took place."""
    plans = active_plans(at)
    grace = at["communication_grace_days"]
    held = at.records(CommunicationRecord).filter(plan=OuterRef("pk"), held_on__gte=OuterRef("next_due_on"))
    missed = plans.filter(next_due_on__lt=at.days_ago(grace)).exclude(Exists(held))
    return Evidence(
        plans,
        (
            Finding(_("It does not say when."), Cure(_("Say when")), plans.filter(timing="")),
            Finding(_was_due, Cure(_("Hold it, and record it")), missed),
        ),
    )


def _was_due(plan: CommunicationPlan) -> Any:
    return _now("It was due on %(day)s, and nothing took place.") % {"day": f"{plan.next_due_on:%Y-%m-%d}"}


def check_7_4_4(at: Situation) -> Evidence:
    """Every plan says with whom: everybody here, roles, or interested parties that still are some."""
    plans = active_plans(at)
    parties = at.records(InterestedParty).filter(status="active")
    somebody = (
        Q(to_everybody=True) | Q(names_one_of("audience", at.records(Role))) | Q(names_one_of("parties", parties))
    )
    return Evidence(
        plans, (Finding(_("It does not say with whom."), Cure(_("Say with whom")), plans.exclude(somebody)),)
    )


def check_7_4_5(at: Situation) -> Evidence:
    """Every plan says how."""
    plans = active_plans(at)
    return Evidence(plans, (Finding(_("It does not say how."), Cure(_("Say how")), plans.filter(channel="")),))


def check_7_4_6(at: Situation) -> Evidence:
    """Every plan names who communicates: somebody who works here, or a role that somebody holds."""
    plans = active_plans(at)
    held = valid_today(at).filter(role=OuterRef("communicator_role"), role__voided_at=None)
    named = plans.filter(Q(communicator__active=True, communicator__voided_at=None) | Exists(held))
    nobody = plans.exclude(pk__in=named.values("pk"))
    return Evidence(plans, (Finding(_("Nobody who works here communicates it."), Cure(_("Say who")), nobody),))


# Obligations ----------------------------------------------------------------------------------------------------------


def check_5_1_2_2(at: Situation) -> Evidence:
    """Every obligation has an owner, was evaluated in time, and is met or being seen to."""
    obligations = at.records(LegalRequirement).filter(status="active")
    being_done = Action.objects.filter(
        organization_id=at.organization_id,
        source_type=LegalRequirement.type_name,
        source_id=OuterRef("pk"),
        status="open",
        voided_at=None,
        due_on__gte=at.today,
    )
    met = Q(compliance_status=Compliance.COMPLIANT)
    planned = Q(compliance_status=Compliance.ACTION_PLANNED) & Q(Exists(being_done))
    return Evidence(
        obligations,
        (
            Finding(
                _("Nobody who works here sees that it is met."),
                Cure(_("Name an owner")),
                obligations.exclude(pk__in=obligations.filter(**WHO_WORKS_HERE).values("pk")),
            ),
            not_reviewed(obligations, at.days_ago("legal_review_days"), Cure(_("Evaluate compliance"))),
            Finding(
                _("It is not complied with, and no action that is on time changes that."),
                Cure(_("Plan an action, or finish the late one")),
                obligations.exclude(met | planned),
            ),
        ),
    )
