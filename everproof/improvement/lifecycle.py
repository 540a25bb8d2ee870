"""The life of a nonconformity: reported, taken up, contained, analysed, acted upon, closed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Nonconformity
from everproof.kernel import parameters
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.work.queries import open_actions_of


@settled_by("owner")
def owner_is_named(nonconformity: Nonconformity) -> Any:
    """10.2.1 a: somebody reacts to it."""
    return None if nonconformity.owner_id else _("It has no owner yet.")


@settled_by("severity")
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


def every_action_is_done(nonconformity: Nonconformity) -> Any:
    """10.2.1 c: the actions needed are carried out."""
    count = open_actions_of(nonconformity).count()
    return _("%(count)s of its actions are still open.") % {"count": count} if count else None


CLOSING_SIGNED = "nonconformity_closing_signed"


def closing_is_signed(nonconformity: Nonconformity) -> str:
    """The organisation decides by a parameter whether closing needs a signature, and so an approval in writing."""
    return Meaning.APPROVAL if parameters.value(nonconformity.organization_id, CLOSING_SIGNED) else ""


LIFECYCLE = Lifecycle(
    states=(
        State("reported", _("Reported"), tone="warn"),
        State("open", _("In work"), tone="progress"),
        State("contained", _("Contained"), tone="progress"),
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
            fields=("severity", "owner", "due_on", "source"),
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
            fields=("correction", "corrected_on"),
            help=_("Say what was done at once, so that it does no further harm."),
        ),
        Transition(
            "close",
            _("Close"),
            ("contained",),
            "closed",
            owner_may=True,
            guards=(correction_is_described, need_is_evaluated, cause_is_known, every_action_is_done),
            signature=closing_is_signed,
            fields=("action_needed", "need_rationale", "cause", "cause_category"),
            help=_("Decide whether the cause has to be removed, and say why."),
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
    order=("reported", "open", "contained", "closed"),
)
