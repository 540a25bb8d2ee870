"""10.2.1 and 10.2.2, as far as they are about the nonconformity itself."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from everproof.improvement.checks.cases import cases, days_after, evidence, needing_action
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Cure, Evidence, Finding, Situation, late_steps
from everproof.kernel.links.models import Link
from everproof.kernel.records import Record
from everproof.risks.models import Change, Opportunity, Risk

MOST_GROUPS = 100
# What somebody writes where it led to nothing.
NO_CONSEQUENCES = "none"


def check_10_2_1_2(at: Situation) -> Evidence:
    """What it led to is known in time, and dealt with."""
    found = cases(at)
    days = at["nc_consequence_days"]
    latest = days_after("detected_on", days)
    known = found.exclude(consequences="")
    grave = known.exclude(consequences__iexact=NO_CONSEQUENCES)
    open_ended = Q(consequences="") | ~Q(consequences__iexact=NO_CONSEQUENCES) & Q(consequences_handled_on=None)
    return evidence(
        at,
        found,
        *late_steps(
            at,
            missing=found.filter(open_ended, at.before("detected_on", days)),
            late=grave.filter(consequences_handled_on__gt=latest),
            done=known.exclude(open_ended),
            reason=_what_is_missing,
            late_reason=_("What it led to was dealt with late."),
            cure=Cure(_("Say what it led to, and deal with it")),
        ),
    )


def _what_is_missing(case: Nonconformity) -> Any:
    if not case.consequences:
        return _("Nobody has said what it led to.")
    return _("What it led to has not been dealt with.")


def check_10_2_1_3(at: Situation) -> Evidence:
    """Whether action is needed is decided in time, with a reason, and repeats are not waved through."""
    found = cases(at)
    days = at["nc_evaluation_days"]
    undecided = Q(action_needed=None) | Q(need_evaluated_on=None)
    waved = found.annotate(_reason_length=Length("need_rationale")).filter(
        action_needed=False, _reason_length__lt=at["min_rationale_chars"]
    )
    return evidence(
        at,
        found,
        *late_steps(
            at,
            missing=found.filter(undecided, at.before("detected_on", days)),
            late=found.filter(need_evaluated_on__gt=days_after("detected_on", days)),
            done=found.exclude(need_evaluated_on=None),
            reason=_("Nobody has decided whether its cause has to be removed."),
            late_reason=_("Whether its cause has to be removed was decided late."),
            cure=Cure(_("Decide whether the cause has to be removed")),
        ),
        Finding(_("The reason against action is too short."), Cure(_("Give a reason that others understand")), waved),
        Finding(
            _("The same cause came back in the same process, and each time no action was found to be needed."),
            Cure(_("Remove the cause for good")),
            _repeated_without_action(at),
        ),
    )


def check_10_2_1_4(at: Situation) -> Evidence:
    """Every nonconformity that needs action was analysed in time, and its effect is known."""
    needing = needing_action(at)
    days = at["nc_evaluation_days"]
    due = needing.filter(at.before("detected_on", days))
    return evidence(
        at,
        cases(at),
        *late_steps(
            at,
            missing=due.filter(analysed_on=None),
            late=needing.filter(analysed_on__gt=days_after("detected_on", days)),
            done=needing.exclude(analysed_on=None),
            reason=_("Nobody has analysed it."),
            late_reason=_("It was analysed late."),
            cure=Cure(_("Analyse it")),
        ),
        Finding(_("Its effect is not known."), Cure(_("Say what its effect is")), due.filter(effect="")),
    )


def check_10_2_1_5(at: Situation) -> Evidence:
    """Its cause is known in time, found by some method, and known before anything is done about it."""
    needing = needing_action(at)
    days = at["nc_cause_days"]
    unknown = Q(cause="") | Q(cause_method="") | Q(cause_determined_on=None)
    begun = (
        at.records(CorrectiveAction).filter(nonconformity=OuterRef("pk")).exclude(status__in=("planned", "cancelled"))
    )
    repeated = Q(cause=F("title")) | Q(cause=F("description")) | Q(cause=F("correction"))
    return evidence(
        at,
        cases(at),
        *late_steps(
            at,
            missing=needing.filter(unknown).filter(at.before("detected_on", days) | Exists(begun)),
            late=needing.filter(cause_determined_on__gt=days_after("detected_on", days)),
            done=needing.exclude(unknown),
            reason=_("Its cause, or how it was found, is not known."),
            late_reason=_("Its cause was determined late."),
            cure=Cure(_("Determine the cause")),
        ),
        Finding(
            _("Its cause only repeats what happened or what was done."),
            Cure(_("Ask why it happened")),
            needing.exclude(cause="").filter(repeated),
        ),
    )


def check_10_2_1_6(at: Situation) -> Evidence:
    """Nothing that needs action is closed before somebody looked for the same elsewhere."""
    closed = needing_action(at).filter(status="closed")
    not_sought = Q(similar_checked_on=None) | Q(similar_found=None) | Q(similar_looked_at="")
    unsought = closed.filter(not_sought | Q(similar_checked_on__gt=F("closed_on")))
    reason = _("It was closed and nobody had looked for the same elsewhere.")
    return evidence(at, cases(at), Finding(reason, Cure(_("Reopen it and look for the same elsewhere")), unsought))


def check_10_2_1_9(at: Situation) -> Evidence:
    """Before it was closed somebody asked whether risks and opportunities change, and they were updated."""
    closed = needing_action(at).filter(status="closed")
    updating = closed.filter(risk_update_needed=True)
    untouched = updating.exclude(_linked(at, "risk", Risk) | _linked(at, "opportunity", Opportunity))
    return evidence(
        at,
        cases(at),
        Finding(
            _("It was closed and nobody had asked whether risks and opportunities change."),
            Cure(_("Reopen it and decide")),
            closed.filter(risk_update_needed=None),
        ),
        Finding(
            _("Risks and opportunities have to be updated, and no day says when they were."),
            Cure(_("Update them and enter the day")),
            updating.filter(risks_updated_on=None),
        ),
        Finding(
            _("No risk or opportunity that is linked with it was updated since."),
            Cure(_("Update the risk and link it")),
            untouched,
        ),
    )


def check_10_2_1_10(at: Situation) -> Evidence:
    """Before it was closed somebody asked whether the quality system changes, and the change was carried out."""
    closed = needing_action(at).filter(status="closed")
    carried_out = _linked(at, "change", Change, status__in=("implemented", "closed"))
    return evidence(
        at,
        cases(at),
        Finding(
            _("It was closed and nobody had asked whether the quality system changes."),
            Cure(_("Reopen it and decide")),
            closed.filter(change_needed=None),
        ),
        Finding(
            _("The quality system has to be changed, and no change that is linked with it was carried out."),
            Cure(_("Carry out the change and link it")),
            closed.filter(change_needed=True).exclude(carried_out),
        ),
    )


def _linked(at: Situation, type_name: str, model: type[Record], **having: Any) -> Q:
    """The condition that a nonconformity is linked with a record of a type that has these values.

    Without any, the record has to have been updated since the nonconformity was detected.
    """
    wanted = having or {"updated_at__date__gte": OuterRef(OuterRef("detected_on"))}
    ends = at.records(model).filter(**wanted).values("pk")
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    away = links.filter(from_type="nonconformity", from_id=OuterRef("pk"), to_type=type_name, to_id__in=ends)
    here = links.filter(to_type="nonconformity", to_id=OuterRef("pk"), from_type=type_name, from_id__in=ends)
    return Q(Exists(away)) | Q(Exists(here))


def _repeated_without_action(at: Situation) -> QuerySet[Nonconformity]:
    """Nonconformities of one process and cause that were left without action more often than the company tolerates."""
    left = at.records(Nonconformity).exclude(status="rejected").exclude(cause_code="")
    left = left.filter(action_needed=False, process__isnull=False)
    left = left.filter(detected_on__gte=at.days_ago("recurrence_window_days"))
    groups = left.values_list("process", "cause_code").annotate(times=Count("pk"))
    often = list(groups.filter(times__gt=at["recurrence_limit"]).order_by("-times")[:MOST_GROUPS])
    if not often:
        return left.none()
    return left.filter(reduce(or_, [Q(process=process, cause_code=code) for process, code, _times in often]))
