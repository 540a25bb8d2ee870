"""The life of an obligation: it applies and is evaluated again and again, until it is repealed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.context.lifecycle.steps import kept_until, review
from everproof.context.models import LegalRequirement
from everproof.kernel.lifecycle import settled_by
from everproof.kernel.work.queries import open_actions_of


@settled_by("compliance_status")
def compliance_is_judged(obligation: LegalRequirement) -> Any:
    """5.1.2 a: whether it is met is known."""
    return None if obligation.compliance_status else _("Nobody has judged whether it is complied with.")


@settled_by("evaluation")
def judgement_rests_on_something(obligation: LegalRequirement) -> Any:
    """5.1.2 a: the judgement can be followed."""
    return None if obligation.evaluation.strip() else _("The judgement says nothing about what it rests on.")


@settled_by("compliance_status")
def a_planned_action_is_open(obligation: LegalRequirement) -> Any:
    """5.1.2 a: where something is missing, somebody does something about it."""
    if obligation.compliance_status != LegalRequirement.Compliance.ACTION_PLANNED:
        return None
    return None if open_actions_of(obligation).exists() else _("“Action planned” needs an open action. Add one first.")


OBLIGATION_LIFECYCLE = kept_until(
    "repealed",
    _("Repealed"),
    "repeal",
    _("No longer applies"),
    review(
        ("compliance_status", "evaluation", "due_on"),
        compliance_is_judged,
        judgement_rests_on_something,
        a_planned_action_is_open,
        label=_("Evaluate compliance"),
        help=_("Is it complied with today, and what shows it?"),
    ),
)
