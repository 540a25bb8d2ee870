"""Strategic direction and scope statement."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.context.actions import direction as actions
from everproof.context.declarations.common import (
    BY_REVIEW,
    NEWEST,
    NUMBER,
    OWNER,
    REVIEW_DUE,
    REVIEWED,
    STATE,
    review_filter,
)
from everproof.context.lifecycle import DIRECTION_LIFECYCLE, SCOPE_LIFECYCLE
from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.modules import Act, Column, RecordType
from everproof.kernel.ui.filters import state_filter

APPROVED = (
    Column("approved_on", _("Approved"), kind="day"),
    Column("approved_by", _("Approved by"), source="approved_by.title", kind="person", related="approved_by"),
)

STRATEGIC_DIRECTION = RecordType(
    model=StrategicDirection,
    label=_("Strategic direction"),
    plural=_("Strategic directions"),
    path="directions",
    prefix="SD",
    lifecycle=DIRECTION_LIFECYCLE,
    columns=(NUMBER, Column("title", _("Direction")), STATE, *APPROVED, OWNER, REVIEWED, REVIEW_DUE),
    sorts=(NEWEST, BY_REVIEW),
    search=("number", "title", "text"),
    filters=(state_filter(DIRECTION_LIFECYCLE), review_filter(("approved",))),
    owner="owner",
    powers={"create": APPROVE},
    acts={
        "create": Act(actions.draft_direction),
        "update": Act(fields=("title", "text", "owner", "review_due_on")),
        "approve": Act(actions.approve_direction),
        "review": Act(actions.review_direction),
    },
    about=_("What the company is for and where it wants to go, in a few sentences that top management stands for."),
    clause="5.1.1",
    icon="compass",
)

SCOPE_STATEMENT = RecordType(
    model=ScopeStatement,
    label=_("Scope statement"),
    plural=_("Scope statements"),
    path="scopes",
    prefix="SCP",
    lifecycle=SCOPE_LIFECYCLE,
    columns=(NUMBER, Column("title", _("Scope")), STATE, *APPROVED, OWNER, REVIEWED, REVIEW_DUE),
    sorts=(NEWEST, BY_REVIEW),
    search=("number", "title", "text"),
    filters=(state_filter(SCOPE_LIFECYCLE), review_filter(("approved",))),
    owner="owner",
    powers={"create": MANAGE},
    lists={
        "sites": UUID,
        "processes": UUID,
        "products_services": str,
        "considered_issues": UUID,
        "considered_parties": UUID,
    },
    acts={
        "create": Act(actions.draft_scope),
        "update": Act(
            fields=(
                "title",
                "text",
                "sites",
                "processes",
                "products_services",
                "considered_issues",
                "considered_parties",
                "owner",
                "review_due_on",
            )
        ),
        "approve": Act(actions.approve_scope),
        "review": Act(actions.review_scope),
    },
    about=_(
        "What the quality system covers: sites, processes, products and services, and what does not apply, with why."
    ),
    clause="4.3",
    icon="scan",
)
