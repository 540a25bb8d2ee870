"""Failure mode and effects analyses with their lines and ratings."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import CONTRIBUTE, MANAGE
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter
from everproof.risks.actions import fmea as actions
from everproof.risks.declarations.register import NEWEST, NUMBER, SITE, STATE
from everproof.risks.lifecycle import FMEA_LIFECYCLE
from everproof.risks.models import FailureMode, Fmea, FmeaRating
from everproof.risks.models.fmea import Priority

ANALYSED = ("title", "kind", "scope", "process", "product", "owner", "team", "site")
LINE = ("function", "title", "effect", "cause", "prevention", "detection_control", "no_action_reason")
SCORES = ("severity", "occurrence", "detection")
AFTER = ("after_severity", "after_occurrence", "after_detection")

FMEA = RecordType(
    model=Fmea,
    label=_("FMEA"),
    plural=_("FMEAs"),
    path="fmeas",
    prefix="FM",
    lifecycle=FMEA_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Analysis")),
        Column("kind", _("Kind"), kind="choice"),
        STATE,
        Column("process", _("Process"), source="process.title", related="process"),
        Column("product", _("Product"), source="product.title", related="product", shown=False),
        Column("owner", _("Moderator"), source="owner.title", kind="person", related="owner"),
        Column("review_due_on", _("Review by"), kind="day"),
        Column("released_on", _("Released"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("review", _("By next review"), "review_due_on")),
    search=("number", "title", "scope"),
    filters=(
        state_filter(FMEA_LIFECYCLE),
        choice_filter("kind", _("Kind"), Fmea.Kind),
        owner_filter(),
        due_filter("review_due_on", FMEA_LIFECYCLE),
    ),
    natural_key=("title",),
    owner="owner",
    due="review_due_on",
    powers={"create": MANAGE},
    lists={"team": UUID},
    acts={
        "create": Act(actions.begin_fmea, ANALYSED),
        "update": Act(fields=ANALYSED),
        "release": Act(actions.release_fmea),
    },
    about=_("How something can fail, what that would cause, and what prevents or detects it; line by line."),
    clause="6.1",
    icon="table-properties",
)

FAILURE_MODE = RecordType(
    model=FailureMode,
    label=_("Failure mode"),
    plural=_("Failure modes"),
    path="failure-modes",
    prefix="FL",
    columns=(
        NUMBER,
        Column("title", _("Failure mode")),
        Column("function", _("Step or function")),
        Column("fmea", _("Analysis"), source="fmea.title", related="fmea"),
        Column("severity", _("S"), kind="number"),
        Column("occurrence", _("O"), kind="number"),
        Column("detection", _("D"), kind="number"),
        Column("priority", _("Priority"), kind="choice"),
        Column("after_priority", _("Priority after"), kind="choice", shown=False),
        Column("rated_on", _("Rated"), kind="day", shown=False),
    ),
    sorts=(NEWEST,),
    search=("number", "title", "function", "effect", "cause", "prevention", "detection_control"),
    filters=(choice_filter("priority", _("Priority"), Priority, _("with priority")),),
    powers={"create": MANAGE},
    acts={
        "create": Act(actions.add_line, ("fmea", *LINE, *SCORES)),
        "update": Act(actions.change_line, (*LINE, *SCORES, *AFTER)),
    },
    about=_("A way in which a step or a function can fail. It belongs to an analysis."),
    clause="6.1",
    icon="circle-alert",
)

FMEA_RATING = RecordType(
    model=FmeaRating,
    label=_("FMEA rating"),
    plural=_("FMEA ratings"),
    path="fmea-ratings",
    prefix="FR",
    columns=(
        NUMBER,
        Column("title", _("Failure mode")),
        Column("severity", _("S"), kind="number"),
        Column("occurrence", _("O"), kind="number"),
        Column("detection", _("D"), kind="number"),
        Column("priority", _("Priority"), kind="choice"),
        Column("rated_on", _("Rated"), kind="day"),
        Column("rationale", _("Why"), shown=False),
    ),
    sorts=(NEWEST,),
    # Whoever may assess may keep what was given: an owner does so without managing the register.
    powers={"create": MANAGE, "update": MANAGE, "rate": CONTRIBUTE},
    acts={"update": Act(fields=("rationale",))},
    about=_("The ratings that a line of an analysis was given, day by day. Rating a line writes them."),
    clause="6.1",
    icon="history",
)
