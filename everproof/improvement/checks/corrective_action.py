"""10.2.1 c, d and g: corrective actions are carried out, work, and fit the effect."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.improvement.checks.cases import cases, corrective_actions, days_after, evidence, needing_action
from everproof.improvement.lifecycle.corrective_action import TO_DO, UNPROVEN
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Cure, Evidence, Finding, Situation, late_steps


def check_10_2_1_7(at: Situation) -> Evidence:
    """What needs action gets it, and no corrective action is long overdue."""
    longest = at.days_ago("action_overdue_days")
    without = needing_action(at).exclude(Exists(_of_case(at))).filter(need_evaluated_on__lt=longest)
    overdue = corrective_actions(at).filter(status__in=TO_DO, due_on__lt=longest)
    return evidence(
        at,
        cases(at),
        Finding(_("It has no corrective action."), Cure(_("Plan a corrective action")), without),
        Finding(_late, Cure(_("Complete it, or agree another day")), overdue),
    )


def check_10_2_1_8(at: Situation) -> Evidence:
    """Whether a corrective action worked is judged by somebody else, and what did not work is followed by more."""
    found = corrective_actions(at)
    done = found.exclude(status__in=TO_DO)
    latest = days_after("completed_on", at["ca_effectiveness_days"])
    without_day = done.filter(Q(effectiveness_due_on=None) | Q(effectiveness_due_on__gt=latest))
    judged = done.exclude(effectiveness_reviewed_on=None)
    own = judged.none() if at["allow_self_approval"] else judged.filter(effectiveness_reviewed_by=F("owner"))
    later = _same_case(at).filter(recorded_at__date__gte=OuterRef("effectiveness_reviewed_on"))
    left = done.filter(effectiveness_result="not-effective").exclude(Exists(later.exclude(pk=OuterRef("pk"))))
    closed = needing_action(at).filter(status="closed")
    unproven = closed.filter(Exists(_of_case(at).filter(status__in=UNPROVEN)))
    return evidence(
        at,
        found,
        Finding(
            _("No day is set, or one too far off, on which its effect is judged."),
            Cure(_("Set a day on which the effect is judged")),
            without_day,
        ),
        *late_steps(
            at,
            missing=done.filter(effectiveness_reviewed_on=None, effectiveness_due_on__lt=at.today),
            late=judged.filter(effectiveness_reviewed_on__gt=F("effectiveness_due_on")),
            done=judged,
            reason=_("Nobody has judged whether it worked."),
            late_reason=_("Whether it worked was judged late."),
            cure=Cure(_("Judge whether it worked")),
        ),
        Finding(_("Its owner judged its effect."), Cure(_("Let somebody else judge it")), own),
        Finding(_("It did not work, and nothing followed."), Cure(_("Plan another corrective action")), left),
        Finding(
            _("It was closed before its corrective actions were found effective."),
            Cure(_("Reopen it until the effect is proved")),
            unproven,
        ),
    )


def check_10_2_1_11(at: Situation) -> Evidence:
    """What is severe is acted upon with some effort, and a heavy action after a small matter has its reason."""
    longest = at.days_ago("action_overdue_days")
    found = cases(at)
    severe = found.filter(severity=Nonconformity.Severity.HIGH)
    dropped = severe.filter(action_needed=False)
    decided = severe.filter(action_needed=True, need_evaluated_on__lt=longest)
    strong = _of_case(at).exclude(effort=CorrectiveAction.Effort.LIGHT)
    heavy = corrective_actions(at).filter(
        nonconformity__severity=Nonconformity.Severity.LOW, effort=CorrectiveAction.Effort.HEAVY, effort_rationale=""
    )
    return evidence(
        at,
        found,
        Finding(_("It is severe and no action was taken."), Cure(_("Remove the cause")), dropped),
        Finding(
            _("It is severe and was met with light actions alone."),
            Cure(_("Plan an action that is strong enough")),
            decided.exclude(Exists(strong)),
        ),
        Finding(
            _("It is a heavy action after something of low severity, and nobody says why."),
            Cure(_("Say why this effort")),
            heavy,
        ),
    )


def _late(action: CorrectiveAction) -> str:
    return str(_("It was due on %(day)s and is not done.") % {"day": action.due_on})


def _of_case(at: Situation) -> QuerySet[CorrectiveAction]:
    """The corrective actions of the outer nonconformity."""
    return at.records(CorrectiveAction).filter(nonconformity=OuterRef("pk")).exclude(status="cancelled")


def _same_case(at: Situation) -> QuerySet[CorrectiveAction]:
    """The corrective actions of the nonconformity that the outer one belongs to."""
    return at.records(CorrectiveAction).filter(nonconformity=OuterRef("nonconformity")).exclude(status="cancelled")
