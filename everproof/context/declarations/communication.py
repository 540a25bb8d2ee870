"""Communication plans and what took place."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.context.actions import communication as actions
from everproof.context.declarations.common import (
    BY_REVIEW,
    NEWEST,
    NUMBER,
    OWNER,
    REVIEW_DUE,
    REVIEWED,
    SITE,
    STATE,
    review_filter,
)
from everproof.context.lifecycle import PLAN_LIFECYCLE
from everproof.context.models import CommunicationPlan, CommunicationRecord, Topic
from everproof.kernel.access.roles import CONTRIBUTE
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import age_filter, choice_filter, owner_filter, state_filter

AUDIENCE = {"audience": UUID, "parties": UUID}
BY_WHOM = Column("communicator", _("By whom"), source="communicator.title", kind="person", related="communicator")

COMMUNICATION_PLAN = RecordType(
    model=CommunicationPlan,
    label=_("Planned communication"),
    plural=_("Planned communication"),
    path="communication",
    prefix="CPL",
    lifecycle=PLAN_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Communication")),
        Column("topic", _("Topic"), kind="choice"),
        Column("direction", _("Direction"), kind="choice"),
        Column("timing", _("When"), kind="choice"),
        Column("next_due_on", _("Next due"), kind="day"),
        Column("channel", _("How")),
        BY_WHOM,
        STATE,
        OWNER,
        Column("content", _("What"), shown=False),
        Column("relevance", _("Why"), shown=False),
        Column("reviewed_on", REVIEWED.label, kind="day", shown=False),
        Column("review_due_on", REVIEW_DUE.label, kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("due", _("By day due"), "next_due_on"), BY_REVIEW),
    search=("number", "title", "content", "relevance", "channel"),
    filters=(
        state_filter(PLAN_LIFECYCLE),
        choice_filter("direction", _("Direction"), CommunicationPlan.Direction),
        choice_filter("topic", _("Topic"), Topic, _("about")),
        owner_filter(),
        review_filter(),
    ),
    natural_key=("title",),
    powers={"advance": CONTRIBUTE},
    owner="owner",
    lists=AUDIENCE,
    acts={"create": Act(actions.plan_communication), "review": Act(actions.review_plan)},
    about=_("What is said about quality, inside and outside: what, when, to whom, how, by whom."),
    clause="7.4",
    icon="megaphone",
)

COMMUNICATION_RECORD = RecordType(
    model=CommunicationRecord,
    label=_("Communication held"),
    plural=_("Communication held"),
    path="communicated",
    prefix="CRC",
    columns=(
        NUMBER,
        Column("title", _("Subject")),
        Column("held_on", _("Took place"), kind="day"),
        Column("plan", _("As planned in"), source="plan.title", related="plan"),
        BY_WHOM,
        Column("audience_size", _("People reached"), kind="number"),
        Column("channel", _("How"), shown=False),
        SITE,
    ),
    sorts=(Sort("held", _("Latest first"), "held_on", descending=True), NEWEST),
    search=("number", "title", "channel", "outcome"),
    filters=(age_filter("held_on"),),
    lists={**AUDIENCE, "topics": Topic},
    acts={"create": Act(actions.record_communication)},
    about=_("What was said, when, by whom, and how many it reached."),
    clause="7.4",
    icon="message-circle",
)
