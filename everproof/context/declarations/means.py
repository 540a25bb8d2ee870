"""Resource needs and know-how."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.context.actions import means as actions
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
from everproof.context.lifecycle import KNOWLEDGE_LIFECYCLE, RESOURCE_LIFECYCLE
from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter, yes_no_filter

PLANNED = (
    "title",
    "kind",
    "need",
    "process",
    "period",
    "role",
    "headcount",
    "internal_capability",
    "internal_constraint",
    "source",
    "owner",
    "due_on",
    "site",
)

RESOURCE_PLAN = RecordType(
    model=ResourcePlan,
    label=_("Resource need"),
    plural=_("Resource needs"),
    path="resources",
    prefix="RES",
    lifecycle=RESOURCE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Need")),
        Column("kind", _("Kind"), kind="choice"),
        STATE,
        Column("decision", _("Decision"), kind="choice"),
        Column("process", _("Process"), source="process.title", related="process"),
        OWNER,
        Column("due_on", _("Needed by"), kind="day"),
        Column("source", _("Comes"), kind="choice", shown=False),
        Column("period", _("Period"), shown=False),
        Column("decided_on", _("Decided"), kind="day", shown=False),
        Column("provided_on", _("Provided"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("due", _("By day needed"), "due_on")),
    search=("number", "title", "need", "internal_capability", "internal_constraint"),
    filters=(
        state_filter(RESOURCE_LIFECYCLE),
        choice_filter("kind", _("Kind"), ResourcePlan.Kind),
        choice_filter("decision", _("Decision"), ResourcePlan.Decision),
        owner_filter(),
        due_filter("due_on", RESOURCE_LIFECYCLE),
    ),
    owner="owner",
    due="due_on",
    acts={
        "create": Act(actions.plan_resource, PLANNED),
        "update": Act(fields=PLANNED),
        "decide": Act(actions.decide_on_resource),
        "reject": Act(actions.reject_resource),
        "provide": Act(actions.provide_resource),
        "reopen": Act(actions.reopen_resource),
    },
    about=_("Something the quality system needs: people, machines, gauges, know-how, money, with what was decided."),
    clause="7.1.1",
    icon="boxes",
)

KNOWLEDGE_ITEM = RecordType(
    model=KnowledgeItem,
    label=_("Know-how"),
    plural=_("Know-how"),
    path="knowledge",
    prefix="KN",
    lifecycle=KNOWLEDGE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Know-how")),
        Column("critical", _("Critical"), kind="boolean"),
        Column("kept_as", _("Kept"), kind="choice"),
        Column("kept_where", _("Where")),
        Column("current_sufficient", _("Enough"), kind="boolean"),
        STATE,
        OWNER,
        REVIEWED,
        REVIEW_DUE,
        Column("source", _("Comes from"), kind="choice", shown=False),
        Column("shared_on", _("Passed on"), kind="day", shown=False),
        Column("acquisition_due_on", _("Acquired by"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, BY_REVIEW, Sort("title", _("By name"), "title")),
    search=("number", "title", "description", "kept_where", "gap_reason", "acquisition"),
    filters=(
        state_filter(KNOWLEDGE_LIFECYCLE),
        yes_no_filter("critical", _("Critical"), _("critical"), _("not critical")),
        choice_filter("kept_as", _("Kept"), KnowledgeItem.Kept),
        yes_no_filter("current_sufficient", _("Enough"), _("sufficient"), _("not sufficient")),
        owner_filter(),
        review_filter(),
    ),
    natural_key=("title",),
    owner="owner",
    lists={"processes": UUID, "applied_in": UUID, "holders": UUID, "available_to": UUID},
    acts={
        "create": Act(actions.add_knowledge),
        "update": Act(
            fields=(
                "title",
                "description",
                "processes",
                "applied_in",
                "source",
                "critical",
                "holders",
                "kept_as",
                "kept_where",
                "available_to_everybody",
                "available_to",
                "current_sufficient",
                "gap_reason",
                "acquisition",
                "acquisition_due_on",
                "owner",
                "review_due_on",
                "site",
            )
        ),
        "review": Act(actions.review_knowledge),
        "share": Act(actions.share_knowledge),
    },
    about=_("What people here know that processes depend on: who has it, where it is kept, how easily it is lost."),
    clause="7.1.6",
    icon="lightbulb",
)
