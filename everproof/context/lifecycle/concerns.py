"""The life of a concern: raised, answered, and closed once it is known that it brought nobody a disadvantage."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.context.models import Concern
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.queries import open_actions_of


@settled_by("answer")
def it_is_answered(concern: Concern) -> Any:
    """Who raises a concern hears what became of it."""
    return None if concern.answer.strip() else _("It has no answer yet.")


def nobody_suffers_for_it(concern: Concern) -> Any:
    """Whoever gave a name was asked afterwards whether it brought a disadvantage."""
    if concern.anonymous or concern.retaliation_checked_on:
        return None
    return _("Nobody has asked whether it brought the person a disadvantage.")


def every_action_is_done(concern: Concern) -> Any:
    """What was promised was done."""
    count = open_actions_of(concern).count()
    return _("%(count)s of its actions are still open.") % {"count": count} if count else None


CONCERN_LIFECYCLE = Lifecycle(
    states=(
        State("open", _("Open"), tone="warn"),
        State("answered", _("Answered"), tone="progress"),
        State("closed", _("Closed"), tone="good", closed=True),
    ),
    steps=(
        Transition(
            "answer",
            _("Answer"),
            ("open",),
            "answered",
            power=MANAGE,
            owner_may=True,
            guards=(it_is_answered,),
            fields=("answer",),
            help=_("Say what you found and what follows. Who raised it reads this."),
        ),
        Transition(
            "check",
            _("It brought no disadvantage"),
            ("answered",),
            "answered",
            power=MANAGE,
            owner_may=True,
            help=_("You asked the person some time later, and it did them no harm."),
        ),
        Transition(
            "close",
            _("Close"),
            ("answered",),
            "closed",
            power=MANAGE,
            owner_may=True,
            guards=(every_action_is_done, nobody_suffers_for_it),
        ),
        Transition("reopen", _("Reopen"), ("answered", "closed"), "open", power=MANAGE, reason_needed=True),
    ),
    initial="open",
    order=("open", "answered", "closed"),
)
