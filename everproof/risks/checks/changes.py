"""Changes: thought through before, approved by somebody with the power, looked at afterwards."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Trim
from django.utils.translation import gettext_lazy as _

from everproof.context.models import CommunicationRecord, KnowledgeItem, ResourcePlan
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation, late_steps
from everproof.kernel.links.models import Link
from everproof.kernel.people.checks import roles_with_duty
from everproof.kernel.people.models import Responsibility, Role
from everproof.kernel.records.lists import is_named_by, names_one_of
from everproof.processes.models import Process
from everproof.risks.checks.shared import has_action
from everproof.risks.models import Change

DONE = ("implemented", "closed")
DECIDED = ("approved", *DONE)
WRITE = Cure(_("Think it through and write it down"))
NONE_NEEDED = Q(resources__iexact=Change.NOTHING)


def check_5_3_9(at: Situation) -> Evidence:
    """Somebody keeps the system whole through change, and each change says how."""
    lately = _decided(at).filter(approved_on__gte=at.days_ago(365), integrity_assessment="")
    findings = [Finding(_("Nobody has said how the system stays whole."), WRITE, lately)]
    if not roles_with_duty(at, Role.Duty.CHANGE_INTEGRITY):
        reason = _("Nobody who works here now has the duty to keep the system whole through change.")
        findings.append(Finding(reason, Cure(_("Give this duty to a role with a holder"), "kernel:roles")))
    return Evidence(at.records(Role), tuple(findings))


def check_6_3_1(at: Situation) -> Evidence:
    """Changes of the quality system were planned and approved before they were made."""
    made = _made(at, Change.Kind.QMS)
    unplanned = made.filter(Q(planned=False) | Q(planned_for=None))
    early = made.filter(Q(approved_on=None) | Q(approved_by=None) | Q(approved_on__gt=F("implemented_on")))
    return Evidence(
        made,
        (
            Finding(_("It was made without a plan."), Cure(_("Review it and say what it brought about")), unplanned),
            Finding(
                _("It was made before it was approved."), Cure(_("Review it, and approve the next one first")), early
            ),
        ),
    )


def check_6_3_2(at: Situation) -> Evidence:
    """It is said what each change is for."""
    changes = _decided(at).annotate(length=Length(Trim("purpose")))
    thin = changes.filter(length__lt=at["min_rationale_chars"])
    return Evidence(changes, (Finding(_("Its purpose is missing or too short to be one."), WRITE, thin),))


def check_6_3_3(at: Situation) -> Evidence:
    """It is said what each change may bring about, and what it touches is known or said to be nothing."""
    changes = _decided(at).annotate(length=Length(Trim("consequences")))
    silent = changes.filter(consequences="")
    unknown = changes.exclude(consequences="").filter(affected=[], length__lt=at["min_rationale_chars"])
    return Evidence(
        changes,
        (
            Finding(_("Nobody has said what it may bring about."), WRITE, silent),
            Finding(_("It touches no record, and nobody has said why."), Cure(_("Name what it changes")), unknown),
        ),
    )


def check_6_3_6(at: Situation) -> Evidence:
    """Duties and powers are said to be unchanged, or they were given before the change was made."""
    changes = _decided(at)
    silent = changes.filter(responsibilities="")
    moved = (
        changes.filter(status__in=DONE)
        .exclude(responsibilities="")
        .exclude(responsibilities__istartswith=Change.UNCHANGED)
    )
    late = at.records(Responsibility).filter(from_on__gt=OuterRef(OuterRef("implemented_on")))
    ungiven = moved.exclude(Exists(_links_with(at, "responsibility")))
    given_late = moved.filter(Exists(_links_with(at, "responsibility", late)))
    cure = Cure(_("Link the responsibility that was given for it"))
    return Evidence(
        changes,
        (
            Finding(_("Nobody has said how duties and powers change."), WRITE, silent),
            Finding(_("No responsibility is linked that was given for it."), cure, ungiven),
            Finding(_("A duty was given only after it was made."), Cure(_("Review what went without")), given_late),
        ),
    )


def check_6_3_7(at: Situation) -> Evidence:
    """It is said how each change is made known, and those affected were told before (2026)."""
    changes = _decided(at)
    silent = changes.filter(communication="")
    told = at.records(CommunicationRecord).filter(held_on__lte=OuterRef(OuterRef("implemented_on")))
    untold = changes.filter(status__in=DONE).exclude(Exists(_links_with(at, "communication-record", told)))
    cure = Cure(_("Link the communication with the change"))
    return Evidence(
        changes,
        (
            Finding(_("Nobody has said how it is made known."), WRITE, silent),
            Finding(_("No communication about it is dated before it was made."), cure, untold),
        ),
    )


def check_6_3_8(at: Situation) -> Evidence:
    """It is said how the working of each change is watched, and it was judged in time (2026)."""
    changes = _decided(at)
    unjudged = changes.filter(
        status__in=DONE, implemented_on__lt=at.days_ago("change_effectiveness_days"), effectiveness_result=""
    )
    return Evidence(
        changes,
        (
            Finding(_("Nobody has said how its working is watched."), WRITE, changes.filter(monitoring_plan="")),
            Finding(_("Whether it worked was never judged."), Cure(_("Review the change")), unjudged),
        ),
    )


def check_7_1_6_4(at: Situation) -> Evidence:
    """After a change of a process its knowledge was looked at again."""
    days = at["knowledge_followup_days"]
    changes = at.records(Change).filter(
        status__in=DONE, implemented_on__gte=at.days_ago("change_window_days"), implemented_on__lt=at.days_ago(days)
    )
    unseen = Q(reviewed_on=None) | Q(reviewed_on__lt=OuterRef(OuterRef("implemented_on")))
    items = at.records(KnowledgeItem).filter(unseen, status="active")
    forgotten = changes.filter(names_one_of("processes", at.records(Process).filter(is_named_by(items, "processes"))))
    cure = Cure(_("Review what has to be known in its processes"))
    every = at.records(Change).filter(status__in=DONE, implemented_on__gte=at.days_ago("change_window_days"))
    return Evidence(every, (Finding(_("Know-how of its processes was not looked at since."), cure, forgotten),))


def check_8_1_12(at: Situation) -> Evidence:
    """What unplanned changes led to was looked at in time."""
    unplanned = (
        at.records(Change)
        .filter(planned=False)
        .filter(Q(implemented_on__gte=at.days_ago("event_window_days")) | ~Q(status="closed"))
    )
    days = at["unplanned_change_days"]
    made = unplanned.exclude(implemented_on=None)
    cure = Cure(_("Review the change"))
    return Evidence(
        unplanned,
        (
            *late_steps(
                at,
                missing=made.filter(reviewed_on=None, implemented_on__lt=at.days_ago(days)),
                late=made.filter(reviewed_on__gt=DaysAfter("implemented_on", days)),
                done=made.exclude(reviewed_on=None),
                reason=_("Nobody has looked at what it led to."),
                late_reason=_("It was looked at later than the rule allows."),
                cure=cure,
            ),
            Finding(
                _("Nobody has said which bad effects it had."),
                cure,
                made.exclude(reviewed_on=None).filter(adverse_effects=""),
            ),
        ),
    )


def check_8_1_13(at: Situation) -> Evidence:
    """Bad effects of unplanned changes are acted upon in time."""
    bad = (
        at.records(Change)
        .filter(planned=False)
        .exclude(adverse_effects="")
        .exclude(adverse_effects__iexact=Change.NOTHING)
    )
    late = bad.filter(has_action(at, "change", status="open", due_on__lt=at.days_ago("action_overdue_days")))
    return Evidence(
        bad,
        (
            Finding(_("Nothing is done about its bad effects."), Cure(_("Plan an action")), bad.exclude(_acted(at))),
            Finding(_("An action on its bad effects is overdue."), Cure(_("Complete the action")), late),
        ),
    )


def check_8_5_6_1(at: Situation) -> Evidence:
    """Changes of production were reviewed before they were made; unplanned ones soon after."""
    made = _made(at, Change.Kind.PRODUCTION)
    late = made.filter(planned=True).filter(Q(reviewed_on=None) | Q(reviewed_on__gt=F("implemented_on")))
    days = at["unplanned_change_days"]
    waiting = made.filter(planned=False).filter(
        Q(reviewed_on=None, implemented_on__lt=at.days_ago(days)) | Q(reviewed_on__gt=DaysAfter("implemented_on", days))
    )
    cure = Cure(_("Review the change"))
    return Evidence(
        made,
        (
            Finding(_("It was made before it was reviewed."), cure, late),
            Finding(_("It was not reviewed in time."), cure, waiting),
        ),
    )


def check_8_5_6_4(at: Situation) -> Evidence:
    """Whoever authorised a change of production had the power to."""
    made = at.records(Change).filter(kind=Change.Kind.PRODUCTION, status__in=DONE, planned=True)
    # Few roles: a list in JSON is searched alike on every database here.
    roles = [key for key, powers in at.records(Role).values_list("pk", "authorities") if "change-approval" in powers]
    held = at.records(Responsibility).filter(
        role__in=roles, person=OuterRef("approved_by"), from_on__lte=OuterRef("approved_on")
    )
    powerful = Exists(held.filter(Q(to_on=None) | Q(to_on__gte=OuterRef("approved_on"))))
    cure = Cure(_("Give the approver a role that may approve changes, or have it approved again"))
    return Evidence(
        made,
        (
            Finding(_("Nobody approved it."), cure, made.filter(approved_by=None)),
            Finding(
                _("Whoever approved it held no role that may approve changes."),
                cure,
                made.exclude(approved_by=None).exclude(powerful),
            ),
        ),
    )


def check_8_5_6_5(at: Situation) -> Evidence:
    """What the review of a change of production asked for has become an action."""
    reviewed = at.records(Change).filter(kind=Change.Kind.PRODUCTION).exclude(reviewed_on=None)
    return Evidence(
        reviewed,
        (
            Finding(
                _("Nobody has said whether the review asks for action."),
                Cure(_("Say whether action is needed")),
                reviewed.filter(action_needed=None),
            ),
            Finding(
                _("The review asks for action, and there is none."),
                Cure(_("Plan an action")),
                reviewed.filter(action_needed=True).exclude(_acted(at)),
            ),
        ),
    )


def check_6_3_5(at: Situation) -> Evidence:
    """The resources of each change are planned in time, or it needs none."""
    changes = _decided(at)
    silent = changes.filter(resources="")
    plans = at.records(ResourcePlan)
    needing = changes.exclude(resources="").exclude(NONE_NEEDED)
    uncovered = needing.exclude(Exists(_links_with(at, "resource-plan")))
    late = plans.filter(
        Q(provided_on=None)
        | Q(due_on__gt=OuterRef(OuterRef("planned_for")))
        | Q(provided_on__gt=OuterRef(OuterRef("implemented_on")))
    )
    without = needing.filter(status__in=DONE).filter(Exists(_links_with(at, "resource-plan", late)))
    cure = Cure(_("Link the plan for the resources"))
    uninformed = changes.filter(information="") if at.standard == "iso9001-2026" else changes.none()
    return Evidence(
        changes,
        (
            Finding(_("Nobody has said which information it needs."), WRITE, uninformed),
            Finding(_("Nobody has said which resources it needs."), WRITE, silent),
            Finding(_("No resource plan covers what it needs."), cure, uncovered),
            Finding(_("It was made before its resources were there."), Cure(_("Provide what is missing")), without),
        ),
    )


def _decided(at: Situation) -> QuerySet[Change]:
    """Changes of the quality system that were approved."""
    return at.records(Change).filter(kind=Change.Kind.QMS, status__in=DECIDED)


def _made(at: Situation, kind: str) -> QuerySet[Change]:
    """Changes of a kind that were made within the window."""
    return at.records(Change).filter(kind=kind, status__in=DONE, implemented_on__gte=at.days_ago("change_window_days"))


def _acted(at: Situation) -> Exists:
    return has_action(at, "change")


def _links_with(at: Situation, type_name: str, records: QuerySet[Any] | None = None) -> QuerySet[Link]:
    """Links between the outer change and records of a type, or those of a query set, whose own outer is the link."""
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    there, here = Q(from_id=OuterRef("pk"), to_type=type_name), Q(to_id=OuterRef("pk"), from_type=type_name)
    if records is not None:
        keys = records.values("pk")
        there &= Q(to_id__in=keys)
        here &= Q(from_id__in=keys)
    return links.filter(there | here)
