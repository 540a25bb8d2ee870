"""The action as a record type: its life, its lists, its settings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.modules import Act, Column, DueWork, Reaction, RecordType, Sort
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.ui.filters import due_filter, owner_filter, state_filter
from everproof.kernel.work import actions
from everproof.kernel.work.models import Action
from everproof.kernel.work.my_work import my_actions, open_actions_of
from everproof.kernel.work.tasks import escalate_late_actions, remind_owners, tell_owner


@settled_by("evidence")
def evidence_is_given(action: Action) -> Any:
    """10.2.2: what was done is retained as evidence."""
    return None if action.evidence.strip() else _("Nobody has said what was done or where the proof is.")


@settled_by("effectiveness_result")
def effect_is_named(action: Action) -> Any:
    """6.1.2 b 2: it is judged whether the action worked."""
    return None if action.effectiveness_result else _("Nobody has said whether it worked.")


LIFECYCLE = Lifecycle(
    states=(
        State("open", _("Open"), tone="progress"),
        State("completed", _("Completed"), tone="good", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "complete",
            _("Complete"),
            ("open",),
            "completed",
            owner_may=True,
            guards=(evidence_is_given,),
            fields=("completed_on", "evidence", "effectiveness_due_on"),
        ),
        Transition(
            "judge",
            _("Judge the effect"),
            ("completed",),
            "completed",
            power=MANAGE,
            guards=(effect_is_named,),
            reason_needed=True,
            fields=("effectiveness_result",),
            help=_("Did it do what it was for?"),
        ),
        Transition("cancel", _("Cancel"), ("open",), "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("completed", "cancelled"), "open", power=MANAGE, reason_needed=True),
    ),
    initial="open",
)

PLANNED = ("title", "description", "owner", "due_on", "effectiveness_due_on")

ACTION = RecordType(
    model=Action,
    label=_("Action"),
    plural=_("Actions"),
    path="actions",
    prefix="AC",
    lifecycle=LIFECYCLE,
    columns=(
        Column("number", _("Number")),
        Column("title", _("Action")),
        Column("status", _("State"), kind="state"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("due_on", _("Due"), kind="day"),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
        Column("completed_on", _("Completed"), kind="day", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("due", _("By due day"), "due_on"),
    ),
    search=("number", "title", "description", "evidence"),
    filters=(state_filter(LIFECYCLE), owner_filter(), due_filter("due_on", LIFECYCLE)),
    owner="owner",
    due="due_on",
    acts={
        "create": Act(actions.raise_action, PLANNED),
        "update": Act(fields=PLANNED),
        "complete": Act(actions.complete_action),
        "judge": Act(actions.judge_action, ("effectiveness_result",)),
        "cancel": Act(actions.cancel_action),
        "reopen": Act(actions.reopen_action, ("due_on",)),
    },
    about=_("A planned step with one owner and a due day, raised from any record."),
    clause="6.1",
    icon="list-checks",
)

WORK_PARAMETERS = (
    Parameter(
        "action_escalation_days",
        _("Days until a late action is escalated"),
        "integer",
        7,
        meaning=_("So many days after its due day an open action is shown to the owner's supervisor."),
        unit=_("days"),
        least=0,
        most=365,
    ),
    Parameter(
        "action_reminder_days",
        _("Days before the due day that the owner is reminded"),
        "integer",
        3,
        meaning=_("So many days before its due day the owner of an open action is reminded."),
        unit=_("days"),
        least=0,
        most=90,
    ),
)

WORK = (DueWork("actions", _("Actions"), lambda actor: my_actions(actor, _("Complete this action")), open_actions_of),)

WORK_REACTIONS = (
    Reaction("kernel.action.create", tell_owner),
    Reaction("kernel.action.update", tell_owner),
    Reaction("kernel.action.reopen", tell_owner),
)

WORK_SCHEDULES = (
    ScheduledTask("remind-owners", remind_owners, "FREQ=DAILY;BYHOUR=5;BYMINUTE=0;BYSECOND=0"),
    ScheduledTask("escalate-late-actions", escalate_late_actions, "FREQ=DAILY;BYHOUR=5;BYMINUTE=10;BYSECOND=0"),
)

WORK_NOTIFICATIONS = (
    NotificationKind(
        "action-given",
        _("An action is given to me"),
        _("%(number)s is yours, due on %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "action-due",
        _("An action of mine is due soon"),
        _("%(number)s is due on %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "action-late",
        _("An action of someone I supervise is late"),
        _("%(number)s of %(owner)s was due on %(due)s and is still open: %(title)s"),
        days=("due",),
    ),
)
