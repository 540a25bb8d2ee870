"""The lives of risks and opportunities: rated again and again, treated or decided upon, judged, closed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.queries import open_actions_of
from everproof.risks.models import Opportunity, Risk


@settled_by("likelihood", "impact")
def it_is_rated(risk: Risk) -> Any:
    """6.1.1: a risk is determined with how likely and how grave it is."""
    return None if risk.likelihood and risk.impact else _("Nobody has said how likely and how grave it is.")


@settled_by("feasibility", "benefit_rating")
def value_is_rated(opportunity: Opportunity) -> Any:
    """6.1.1: an opportunity is determined with what it is worth."""
    if opportunity.feasibility and opportunity.benefit_rating:
        return None
    return _("Nobody has said how feasible it is and how much it could bring.")


@settled_by("treatment")
def treatment_is_decided(risk: Risk) -> Any:
    """6.1.2: what is done about it is planned; accepting it is a step of its own."""
    if risk.treatment in (Risk.Treatment.REDUCE, Risk.Treatment.AVOID, Risk.Treatment.SHARE):
        return None
    return _("Say whether it is reduced, avoided or shared. Accepting it is a step of its own.")


@settled_by("acceptance_rationale")
def acceptance_has_a_reason(risk: Risk) -> Any:
    """6.1.2: whoever accepts a risk says why."""
    return None if risk.acceptance_rationale.strip() else _("Nobody has said why it is accepted.")


@settled_by("accepted_until")
def acceptance_ends(risk: Risk) -> Any:
    """6.1.2: an acceptance is looked at again."""
    if risk.accepted_until is None:
        return _("There is no day until which it is accepted.")
    if risk.accepted_on is not None and risk.accepted_until <= risk.accepted_on:
        return _("The acceptance ends before it begins.")
    return None


@settled_by("decision")
def decision_is_taken(opportunity: Opportunity) -> Any:
    """6.1.2: an opportunity is decided upon."""
    undecided = opportunity.decision in ("", Opportunity.Decision.NONE)
    return _("Say whether it is pursued, deferred or declined.") if undecided else None


@settled_by("decision_rationale")
def decision_has_a_reason(opportunity: Opportunity) -> Any:
    """6.1.2: the decision can be followed later."""
    return None if opportunity.decision_rationale.strip() else _("Nobody has said why.")


def every_action_is_done(record: Risk | Opportunity) -> Any:
    """6.1.2: the effect of actions is judged once they are done."""
    return _("An action is still open.") if open_actions_of(record).exists() else None


@settled_by("effectiveness_result")
def effect_is_judged(record: Risk | Opportunity) -> Any:
    """6.1.2 b 2: it is judged whether the actions worked."""
    return None if record.effectiveness_result else _("Nobody has said whether it worked.")


@settled_by("effectiveness_rationale")
def judgement_rests_on_something(record: Risk | Opportunity) -> Any:
    """6.1.2 b 2: a judgement is more than a tick."""
    return None if record.effectiveness_rationale.strip() else _("Nobody has said what the judgement rests on.")


_CLOSE = Transition(
    "close",
    _("Close"),
    ("open",),
    "closed",
    guards=(every_action_is_done,),
    reason_needed=True,
    help=_("It no longer counts in the register. Its history stays."),
)
_SETTLE = Transition("settle", _("Closed elsewhere"), ("open",), "closed")
_REOPEN = Transition("reopen", _("Reopen"), ("closed",), "open", reason_needed=True)
_JUDGE = Transition(
    "judge",
    _("Judge the effect"),
    ("open",),
    "open",
    guards=(every_action_is_done, effect_is_judged, judgement_rests_on_something),
    fields=("effectiveness_result", "effectiveness_rationale"),
    help=_("Did what was done about it work?"),
)
_STATES = (State("open", _("Open"), tone="progress"), State("closed", _("Closed"), tone="neutral", closed=True))

RISK_LIFECYCLE = Lifecycle(
    states=_STATES,
    steps=(
        Transition(
            "assess",
            _("Assess"),
            ("open",),
            "open",
            owner_may=True,
            guards=(it_is_rated,),
            fields=("likelihood", "impact", "controls", "inherent_likelihood", "inherent_impact", "review_due_on"),
            help=_("How likely it is and how grave it would be, with the controls there are now."),
        ),
        Transition(
            "treat",
            _("Decide the treatment"),
            ("open",),
            "open",
            power=MANAGE,
            owner_may=True,
            guards=(it_is_rated, treatment_is_decided),
            fields=("treatment", "residual_likelihood", "residual_impact"),
            help=_("What is done about it, and how it stands once that is done."),
        ),
        Transition(
            "accept",
            _("Accept"),
            ("open",),
            "open",
            power=APPROVE,
            guards=(it_is_rated, acceptance_has_a_reason, acceptance_ends),
            fields=("acceptance_rationale", "accepted_until"),
            help=_("Live with it as it stands, until a day on which it is looked at again."),
        ),
        _JUDGE,
        _CLOSE,
        _REOPEN,
    ),
    initial="open",
    imported=(_SETTLE,),
    order=("open", "closed"),
)

OPPORTUNITY_LIFECYCLE = Lifecycle(
    states=_STATES,
    steps=(
        Transition(
            "assess",
            _("Assess"),
            ("open",),
            "open",
            owner_may=True,
            guards=(value_is_rated,),
            fields=("feasibility", "benefit_rating", "benefit", "review_due_on"),
            help=_("How feasible it is and how much it could bring."),
        ),
        Transition(
            "decide",
            _("Decide"),
            ("open",),
            "open",
            power=APPROVE,
            guards=(value_is_rated, decision_is_taken, decision_has_a_reason),
            fields=("decision", "decision_rationale"),
            help=_("Pursue it, defer it or decline it."),
        ),
        _JUDGE,
        _CLOSE,
        _REOPEN,
    ),
    initial="open",
    imported=(_SETTLE,),
    order=("open", "closed"),
)
