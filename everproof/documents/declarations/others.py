"""Policies, retention rules and words that documents share."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.documents import actions
from everproof.documents.declarations.common import NEWEST, NUMBER, OWNER, STATE
from everproof.documents.lifecycle import POLICY_LIFECYCLE, RULE_LIFECYCLE
from everproof.documents.models import Policy, RetentionRule, Snippet
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, state_filter

POLICY_FIELDS = (
    "title",
    "kind",
    "text",
    "objective_framework",
    "strategic_links",
    "context_links",
    "scope_statement",
    "document",
    "public_location",
)

POLICY = RecordType(
    model=Policy,
    label=_("Policy"),
    plural=_("Policies"),
    path="policies",
    prefix="POL",
    lifecycle=POLICY_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Policy")),
        STATE,
        Column("kind", _("Kind"), kind="choice"),
        Column("approved_by", _("Approved by"), source="approved_by.title", kind="person", related="approved_by"),
        Column("approved_on", _("Approved"), kind="day"),
        Column("reviewed_on", _("Reviewed"), kind="day"),
        Column("public_location", _("Where others find it"), shown=False),
    ),
    sorts=(NEWEST,),
    search=("number", "title", "text"),
    filters=(state_filter(POLICY_LIFECYCLE), choice_filter("kind", _("Kind"), Policy.Kind)),
    lists={"strategic_links": UUID, "context_links": UUID, "objective_framework": str},
    powers={"create": MANAGE},
    acts={
        "create": Act(actions.draft_policy),
        "update": Act(fields=POLICY_FIELDS),
        "approve": Act(actions.approve_policy),
        "publish": Act(actions.publish_policy, ("document", "public_location")),
        "review": Act(actions.review_policy),
    },
    about=_("What top management stands for, in a few sentences that everybody knows."),
    clause="5.2",
    icon="scroll-text",
)

RETENTION_RULE = RecordType(
    model=RetentionRule,
    label=_("Retention rule"),
    plural=_("Retention rules"),
    path="retention-rules",
    prefix="RET",
    lifecycle=RULE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Retention rule")),
        STATE,
        Column("record_type", _("Kind of record")),
        Column("retention_days", _("Kept for (days)"), kind="number"),
        Column("disposition", _("And then"), kind="choice"),
        OWNER,
        Column("basis", _("Why so long"), shown=False),
    ),
    sorts=(Sort("type", _("By kind of record"), "record_type"), NEWEST),
    search=("number", "title", "record_type", "basis"),
    filters=(state_filter(RULE_LIFECYCLE), choice_filter("disposition", _("And then"), RetentionRule.Disposition)),
    natural_key=("record_type",),
    powers={"create": MANAGE, "update": MANAGE},
    owner="owner",
    about=_("How long records of a kind are kept, and what happens to them then."),
    clause="7.5.3.2",
    icon="archive",
)

SNIPPET = RecordType(
    model=Snippet,
    label=_("Snippet"),
    plural=_("Snippets and variables"),
    path="snippets",
    prefix="SNP",
    columns=(
        NUMBER,
        Column("title", _("Snippet")),
        Column("key", _("Key")),
        Column("kind", _("Kind"), kind="choice"),
    ),
    sorts=(Sort("title", _("By title"), "title"), NEWEST),
    search=("number", "title", "key", "text"),
    filters=(choice_filter("kind", _("Kind"), Snippet.Kind),),
    natural_key=("key",),
    powers={"create": MANAGE},
    about=_("Words that many documents share. Change them here, and every document says them alike."),
    clause="7.5.2",
    icon="text-quote",
)
