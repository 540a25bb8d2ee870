"""The life of a nonconformity: reported, taken up, contained, analysed, acted upon, closed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle.corrective_action import UNPROVEN
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import parameters
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.work.queries import open_actions_of


@settled_by("owner")
def owner_is_named(nonconformity: Nonconformity) -> Any:
    """10.2.1 a: somebody reacts to it."""
    return None if nonconformity.owner_id else _("It has no owner yet.")


@settled_by("severity", "consequence")
def severity_is_judged(nonconformity: Nonconformity) -> Any:
    """10.2.2: actions fit the effect."""
    return None if nonconformity.severity else _("Its severity is not judged yet.")


@settled_by("correction")
def correction_is_described(nonconformity: Nonconformity) -> Any:
    """10.2.1 a 1: it is controlled and corrected."""
    return None if nonconformity.correction.strip() else _("What was done at once is not described.")


@settled_by("action_needed", "need_rationale")
def need_is_evaluated(nonconformity: Nonconformity) -> Any:
    """10.2.1 b: the need to remove the cause is evaluated."""
    if nonconformity.action_needed is None:
        return _("Nobody has decided whether the cause has to be removed.")
    return None if nonconformity.need_rationale.strip() else _("The decision about the cause has no reason.")


@settled_by("cause")
def cause_is_known(nonconformity: Nonconformity) -> Any:
    """10.2.1 b 2: the causes are determined, where action is needed."""
    if nonconformity.action_needed and not nonconformity.cause.strip():
        return _("The cause is not determined.")
    return None


def cause_is_determined(nonconformity: Nonconformity) -> Any:
    """10.2.1 b 2: there is a cause to verify."""
    return None if nonconformity.cause.strip() else _("The cause is not determined.")


@settled_by("cause_evidence")
def evidence_proves_the_cause(nonconformity: Nonconformity) -> Any:
    """10.2.1 b 2: the cause is more than a guess."""
    return None if nonconformity.cause_evidence.strip() else _("Nobody has said what proves the cause.")


@settled_by("similar_found", "similar_looked_at")
def similar_cases_were_sought(nonconformity: Nonconformity) -> Any:
    """10.2.1 b 3: whether the like exists or could occur is determined, where action is needed."""
    if nonconformity.action_needed and (
        nonconformity.similar_found is None or not nonconformity.similar_looked_at.strip()
    ):
        return _("Nobody has looked whether the same exists elsewhere.")
    return None


@settled_by("risk_update_needed", "change_needed")
def planning_was_reconsidered(nonconformity: Nonconformity) -> Any:
    """10.2.1 e and f: risks and the system are updated if necessary, where action is needed."""
    if nonconformity.action_needed and None in (nonconformity.risk_update_needed, nonconformity.change_needed):
        return _("Nobody has decided whether risks or the quality system have to change.")
    return None


def every_corrective_action_worked(nonconformity: Nonconformity) -> Any:
    """10.2.1 c and d: action is taken, its effect is reviewed, and what did not work is followed by more."""
    if not nonconformity.action_needed:
        return None
    states = corrective_actions_of(nonconformity).exclude(status="cancelled").values_list("status", flat=True)
    found = list(states.order_by("id"))
    if not found:
        return _("No corrective action is planned.")
    if unproven := sum(state in UNPROVEN for state in found):
        return _("%(count)s of its corrective actions are not found effective yet.") % {"count": unproven}
    return None if found[-1] == "effective" else _("The last corrective action did not work. Plan another one.")


@settled_by("lesson")
def eight_d_is_whole(nonconformity: Nonconformity) -> Any:
    """What was worked on as 8D names its team, has a verified cause, and leaves something to learn."""
    if not nonconformity.eight_d:
        return None
    if not nonconformity.team:
        return _("D1: nobody stands in the team.")
    if nonconformity.action_needed and nonconformity.cause_verified_on is None:
        return _("D4: the cause is not verified.")
    return None if nonconformity.lesson.strip() else _("D8: nobody has said what others can learn from it.")


def every_action_is_done(nonconformity: Nonconformity) -> Any:
    """10.2.1 c: the actions needed are carried out."""
    count = open_actions_of(nonconformity).count()
    return _("%(count)s of its actions are still open.") % {"count": count} if count else None


def corrective_actions_of(nonconformity: Nonconformity) -> QuerySet[CorrectiveAction]:
    """Those in force, in the order in which they were planned."""
    return CorrectiveAction.objects.filter(
        organization_id=nonconformity.organization_id, nonconformity=nonconformity, voided_at=None
    ).order_by("id")


CLOSING_SIGNED = "nonconformity_closing_signed"


def closing_is_signed(nonconformity: Nonconformity) -> str:
    """The organisation decides by a parameter whether closing needs a signature, and so an approval in writing."""
    return Meaning.APPROVAL if parameters.value(nonconformity.organization_id, CLOSING_SIGNED) else ""


CONTAINMENT = ("correction", "corrected_on", "consequences", "consequences_handled_on")
PIECES = (
    "quantity_checked",
    "quantity_bad",
    "quantity_unit",
    "disposition",
    "disposition_rationale",
    "cost",
    "cost_kind",
)
ANALYSIS = (
    "effect",
    "process",
    "cause_method",
    "cause",
    "cause_category",
    "cause_code",
    "similar_looked_at",
    "similar_found",
    "action_needed",
    "need_rationale",
)
RECONSIDERED = ("risk_update_needed", "risks_updated_on", "change_needed", "document_update_needed")

LIFECYCLE = Lifecycle(
    states=(
        State("reported", _("Reported"), tone="warn"),
        State("open", _("In work"), tone="progress"),
        State("contained", _("Contained"), tone="progress"),
        State("analysed", _("Analysed"), tone="progress"),
        State("closed", _("Closed"), tone="good", closed=True),
        State("rejected", _("Not a nonconformity"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "triage",
            _("Take up"),
            ("reported",),
            "open",
            power=MANAGE,
            guards=(owner_is_named, severity_is_judged),
            fields=("consequence", "extent", "severity", "severity_reason", "owner", "due_on", "source", "eight_d"),
            help=_("Judge how severe it is and say who owns it."),
        ),
        Transition(
            "reject",
            _("Not a nonconformity"),
            ("reported",),
            "rejected",
            power=MANAGE,
            reason_needed=True,
            help=_("The reporter is told why."),
        ),
        Transition(
            "contain",
            _("Contain"),
            ("open",),
            "contained",
            owner_may=True,
            guards=(correction_is_described,),
            fields=(*CONTAINMENT, *PIECES),
            help=_("Say what was done at once, so that it does no further harm."),
        ),
        Transition(
            "analyse",
            _("Analyse"),
            ("contained",),
            "analysed",
            owner_may=True,
            guards=(need_is_evaluated, cause_is_known, similar_cases_were_sought),
            fields=ANALYSIS,
            help=_("Find the cause, look for the same elsewhere, and decide whether the cause has to be removed."),
        ),
        Transition(
            "close",
            _("Close"),
            ("contained", "analysed"),
            "closed",
            owner_may=True,
            guards=(
                correction_is_described,
                need_is_evaluated,
                cause_is_known,
                similar_cases_were_sought,
                every_action_is_done,
                every_corrective_action_worked,
                planning_was_reconsidered,
                eight_d_is_whole,
            ),
            signature=closing_is_signed,
            fields=("action_needed", "need_rationale", "cause", "cause_category", *RECONSIDERED, "lesson"),
            help=_("Decide whether the cause has to be removed, and say why."),
        ),
        Transition(
            "verify-cause",
            _("Verify the cause"),
            ("analysed",),
            "analysed",
            owner_may=True,
            guards=(cause_is_determined, evidence_proves_the_cause),
            fields=("cause_evidence",),
            help=_("Say what proves it: the fault was switched on and off with it, measured, or reproduced."),
        ),
        Transition(
            "reopen",
            _("Reopen"),
            ("closed", "rejected"),
            "open",
            power=MANAGE,
            reason_needed=True,
            help=_("It goes back to work. The reason stays with the record."),
        ),
    ),
    initial="reported",
    order=("reported", "open", "contained", "analysed", "closed"),
    imported=(
        Transition(
            "settle",
            _("Closed elsewhere"),
            ("reported",),
            "closed",
            guards=(correction_is_described, need_is_evaluated, cause_is_known),
            dated=("closed_on",),
        ),
    ),
)
