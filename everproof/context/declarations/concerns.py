"""Concerns, which few may see."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.context.actions import concerns as actions
from everproof.context.declarations.common import NEWEST, NUMBER, OWNER, STATE
from everproof.context.lifecycle import CONCERN_LIFECYCLE
from everproof.context.models import Concern
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import APPROVE, AUDIT, HISTORY, REPORT
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, owner_filter, state_filter


def who_sees_it(actor: Actor) -> Q:
    """Who raised it, who owns it, auditors, and those who both approve and read the history: the quality manager and
    top management, but no superior who might be the one it is about."""
    if actor.has(AUDIT) or (actor.has(APPROVE) and actor.has(HISTORY)):
        return Q()
    return Q(raised_by_id=actor.person_id, anonymous=False) | Q(owner_id=actor.person_id, owner__isnull=False)


CONCERN = RecordType(
    model=Concern,
    label=_("Concern"),
    plural=_("Concerns"),
    path="concerns",
    prefix="CON",
    lifecycle=CONCERN_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Concern")),
        Column("topic", _("About"), kind="choice"),
        STATE,
        OWNER,
        Column("raised_on", _("Raised"), kind="day"),
        Column("anonymous", _("Without a name"), kind="boolean"),
        Column("answered_on", _("Answered"), kind="day"),
        Column("retaliation_checked_on", _("Asked afterwards"), kind="day", shown=False),
    ),
    sorts=(NEWEST, Sort("raised", _("Longest waiting first"), "raised_on")),
    search=("number", "title", "description"),
    filters=(
        state_filter(CONCERN_LIFECYCLE),
        choice_filter("topic", _("About"), Concern.Topic, _("about")),
        owner_filter(),
    ),
    powers={"create": REPORT},
    owner="owner",
    visibility=who_sees_it,
    acts={
        "create": Act(actions.raise_concern, ("title", "description", "topic", "anonymous")),
        "answer": Act(actions.answer_concern),
        "check": Act(actions.check_for_retaliation),
        "reopen": Act(actions.reopen_concern),
    },
    about=_("A worry about quality or conduct that anyone may raise, also without a name, and that is answered."),
    clause="5.1.1",
    icon="ear",
)
