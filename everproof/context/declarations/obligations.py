"""Obligations."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.context.actions import obligations as actions
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
from everproof.context.lifecycle import OBLIGATION_LIFECYCLE
from everproof.context.models import LegalRequirement
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, owner_filter, state_filter

LEGAL_REQUIREMENT = RecordType(
    model=LegalRequirement,
    label=_("Obligation"),
    plural=_("Obligations"),
    path="obligations",
    prefix="OB",
    lifecycle=OBLIGATION_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Obligation")),
        Column("compliance_status", _("Compliance"), kind="choice"),
        Column("citation", _("Citation")),
        Column("applies_to", _("Applies to")),
        OWNER,
        REVIEWED,
        REVIEW_DUE,
        Column("due_on", _("Next deadline"), kind="day"),
        Column("kind", _("Kind"), kind="choice", shown=False),
        Column("status", STATE.label, kind="state", shown=False),
        Column("obligation", _("What has to be done"), shown=False),
        Column("evaluation", _("What the judgement rests on"), shown=False),
        SITE,
    ),
    sorts=(NEWEST, BY_REVIEW, Sort("deadline", _("By deadline"), "due_on"), Sort("title", _("By name"), "title")),
    search=("number", "title", "citation", "obligation", "applies_to", "evaluation"),
    filters=(
        state_filter(OBLIGATION_LIFECYCLE),
        choice_filter("compliance_status", _("Compliance"), LegalRequirement.Compliance),
        choice_filter("kind", _("Kind"), LegalRequirement.Kind, _("from")),
        owner_filter(),
        review_filter(),
    ),
    natural_key=("citation",),
    owner="owner",
    lists={"products": UUID, "processes": UUID},
    acts={"create": Act(actions.add_obligation), "review": Act(actions.evaluate_compliance)},
    about=_("Something that has to be fulfilled: a law, a permit, what a customer demands of all that he buys."),
    clause="5.1.2",
    icon="scale",
)
