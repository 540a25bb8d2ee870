"""Changes."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import CONTRIBUTE
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter, yes_no_filter
from everproof.risks.actions import changes as actions
from everproof.risks.declarations.register import NEWEST, NUMBER, OWNER, SITE, STATE
from everproof.risks.lifecycle import CHANGE_LIFECYCLE
from everproof.risks.lifecycle.changes import THOUGHT_THROUGH
from everproof.risks.models import Change

WRITTEN = ("title", "kind", "planned", "owner", "processes", "products", *THOUGHT_THROUGH, "information", "planned_for")
# What came of a change that was carried out before it is recorded here, as an import brings it.
OUTCOME = ("implemented_on", "review_result", "adverse_effects", "effectiveness_result")

CHANGE = RecordType(
    model=Change,
    label=_("Change"),
    plural=_("Changes"),
    path="changes",
    prefix="CG",
    lifecycle=CHANGE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Change")),
        STATE,
        Column("kind", _("Of what"), kind="choice"),
        Column("planned", _("Planned"), kind="boolean", shown=False),
        OWNER,
        Column("planned_for", _("Planned for"), kind="day"),
        Column("implemented_on", _("Carried out"), kind="day"),
        Column("approved_on", _("Approved"), kind="day", shown=False),
        Column("effectiveness_result", _("Effect"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("planned_for", _("By planned day"), "planned_for")),
    search=("number", "title", "purpose", "consequences", "review_result"),
    filters=(
        state_filter(CHANGE_LIFECYCLE),
        choice_filter("kind", _("Of what"), Change.Kind, _("of")),
        yes_no_filter("planned", _("Planned"), _("planned"), _("not planned")),
        owner_filter(),
        due_filter("planned_for", CHANGE_LIFECYCLE),
    ),
    natural_key=("title",),
    owner="owner",
    due="planned_for",
    powers={"create": CONTRIBUTE},
    lists={"processes": UUID, "products": UUID},
    acts={
        "create": Act(actions.propose_change, (*WRITTEN, *OUTCOME, "site")),
        "update": Act(fields=(*WRITTEN, "site")),
        "approve": Act(actions.approve_change),
        "implement": Act(actions.implement_change),
        "review": Act(actions.review_change),
        "reopen": Act(actions.reopen_change),
    },
    about=_(
        "A change thought through before it is made: what for, what it touches, who does it, how its effect is seen."
    ),
    clause="6.3",
    icon="git-compare",
)
