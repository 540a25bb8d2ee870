"""The life of feedback: received, looked at, answered or settled without an answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Feedback
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


@settled_by("owner")
def owner_is_named(feedback: Feedback) -> Any:
    """9.1.2: somebody sees to it."""
    return None if feedback.owner_id else _("It has no owner yet.")


@settled_by("answer")
def answer_is_given(feedback: Feedback) -> Any:
    """8.2.1 c: who said it hears what came of it."""
    return None if feedback.answer.strip() else _("Say what you answered.")


@settled_by("outcome")
def outcome_is_known(feedback: Feedback) -> Any:
    """9.1.2: what was said led to something, or there is a reason why not."""
    return None if feedback.outcome.strip() else _("Say what came of it.")


def no_answer_is_owed(feedback: Feedback) -> Any:
    """8.2.1 c: who waits for an answer gets one."""
    return _("It waits for an answer. Answer it instead.") if feedback.answer_needed else None


LIFECYCLE = Lifecycle(
    states=(
        State("received", _("Received"), tone="warn"),
        State("reviewed", _("Looked at"), tone="progress"),
        State("answered", _("Answered"), tone="good", closed=True),
        State("settled", _("Settled"), tone="good", closed=True),
    ),
    steps=(
        Transition(
            "review",
            _("Look at it"),
            ("received",),
            "reviewed",
            owner_may=True,
            guards=(owner_is_named,),
            fields=("kind", "owner", "answer_needed", "due_on", "outcome"),
            help=_("Say what kind it is, who sees to it, and whether an answer is owed."),
        ),
        Transition(
            "answer",
            _("Answer"),
            ("reviewed",),
            "answered",
            owner_may=True,
            guards=(answer_is_given, outcome_is_known),
            fields=("outcome", "answer"),
            help=_("Write down what came of it and what you answered, by whatever way."),
        ),
        Transition(
            "settle",
            _("Settle without an answer"),
            ("reviewed",),
            "settled",
            owner_may=True,
            guards=(no_answer_is_owed, outcome_is_known),
            fields=("outcome",),
        ),
        Transition("reopen", _("Reopen"), ("answered", "settled"), "reviewed", power=MANAGE, reason_needed=True),
    ),
    initial="received",
    order=("received", "reviewed", "answered"),
)
