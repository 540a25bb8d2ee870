"""Context issues, interested parties and their needs."""

from django.utils.translation import gettext_lazy as _

from everproof.context.actions import surroundings as actions
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
from everproof.context.lifecycle import ISSUE_LIFECYCLE, PARTY_LIFECYCLE
from everproof.context.models import ContextIssue, InterestedParty, PartyNeed
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, owner_filter, state_filter, yes_no_filter

NEED_FIELDS = ("party", "title", "relevant", "how_met", "not_addressed_reason")

CONTEXT_ISSUE = RecordType(
    model=ContextIssue,
    label=_("Context issue"),
    plural=_("Context issues"),
    path="issues",
    prefix="CI",
    lifecycle=ISSUE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Issue")),
        Column("kind", _("Kind"), kind="choice"),
        Column("effect", _("Effect"), kind="choice"),
        Column("area", _("Area"), kind="choice", shown=False),
        Column("topic", _("Topic")),
        Column("relevant", _("Matters"), kind="boolean"),
        STATE,
        OWNER,
        REVIEWED,
        REVIEW_DUE,
        Column("description", _("What it is"), shown=False),
        Column("affects", _("What it affects"), shown=False),
        Column("relevance_rationale", _("Why"), shown=False),
        Column("monitored_how", _("Kept in view how"), shown=False),
        SITE,
    ),
    sorts=(NEWEST, BY_REVIEW),
    search=("number", "title", "topic", "description", "affects", "relevance_rationale"),
    filters=(
        state_filter(ISSUE_LIFECYCLE),
        choice_filter("kind", _("Kind"), ContextIssue.Kind),
        choice_filter("effect", _("Effect"), ContextIssue.Effect),
        choice_filter("area", _("Area"), ContextIssue.Area),
        yes_no_filter("relevant", _("Matters"), _("relevant"), _("not relevant")),
        owner_filter(),
        review_filter(),
    ),
    natural_key=("title",),
    owner="owner",
    acts={
        "create": Act(actions.raise_issue),
        "update": Act(
            fields=(
                "title",
                "kind",
                "effect",
                "area",
                "topic",
                "description",
                "affects",
                "relevant",
                "relevance_rationale",
                "monitored_how",
                "no_risk_rationale",
                "owner",
                "review_due_on",
                "site",
            )
        ),
        "review": Act(actions.review_issue),
    },
    about=_("A circumstance outside or inside the company that can help or hinder it in delivering what it promised."),
    clause="4.1",
    icon="wind",
)

INTERESTED_PARTY = RecordType(
    model=InterestedParty,
    label=_("Interested party"),
    plural=_("Interested parties"),
    path="parties",
    prefix="IP",
    lifecycle=PARTY_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Interested party")),
        Column("category", _("Kind"), kind="choice"),
        Column("relevant", _("Matters"), kind="boolean"),
        STATE,
        OWNER,
        REVIEWED,
        REVIEW_DUE,
        Column("relevance_rationale", _("Why"), shown=False),
        Column("watched_how", _("Kept in view how"), shown=False),
        SITE,
    ),
    sorts=(NEWEST, BY_REVIEW),
    search=("number", "title", "relevance_rationale", "watched_how"),
    filters=(
        state_filter(PARTY_LIFECYCLE),
        choice_filter("category", _("Kind"), InterestedParty.Category),
        yes_no_filter("relevant", _("Matters"), _("relevant"), _("not relevant")),
        owner_filter(),
        review_filter(),
    ),
    natural_key=("title",),
    owner="owner",
    acts={
        "create": Act(actions.add_party),
        "update": Act(
            fields=(
                "title",
                "category",
                "relevant",
                "relevance_rationale",
                "watched_how",
                "no_risk_rationale",
                "owner",
                "review_due_on",
                "site",
            )
        ),
        "review": Act(actions.review_party),
    },
    about=_("Somebody who expects something of the company, or whom it affects, with what they need."),
    clause="4.2",
    icon="users",
)

PARTY_NEED = RecordType(
    model=PartyNeed,
    label=_("Need"),
    plural=_("Needs and expectations"),
    path="needs",
    prefix="ND",
    columns=(
        NUMBER,
        Column("title", _("Need or expectation")),
        Column("party", _("Interested party"), source="party.title", related="party"),
        Column("relevant", _("Counts"), kind="boolean"),
        Column("how_met", _("How it is met")),
        Column("not_addressed_reason", _("Why nothing deals with it"), shown=False),
    ),
    sorts=(NEWEST, Sort("title", _("By words"), "title")),
    search=("number", "title", "how_met", "not_addressed_reason"),
    filters=(yes_no_filter("relevant", _("Counts"), _("relevant"), _("not relevant")),),
    powers={"create": MANAGE},
    whole="party",
    acts={"create": Act(actions.add_need), "update": Act(actions.change_need, NEED_FIELDS)},
    about=_("What an interested party needs or expects, whether it counts for the quality system, and how it is met."),
    clause="4.2",
    icon="message-square-quote",
)
