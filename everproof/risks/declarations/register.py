"""Risks, opportunities and their ratings."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import CONTRIBUTE, MANAGE
from everproof.kernel.modules import Act, Column, Filter, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter
from everproof.risks.actions import register as actions
from everproof.risks.lifecycle import OPPORTUNITY_LIFECYCLE, RISK_LIFECYCLE
from everproof.risks.models import Opportunity, Rating, Risk
from everproof.risks.models.register import LEAST, MOST, Affects

NUMBER = Column("number", _("Number"))
STATE = Column("status", _("State"), kind="state")
OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
ASSESSED = Column("assessed_on", _("Assessed"), kind="day", shown=False)
REVIEW_DUE = Column("review_due_on", _("Assess again by"), kind="day")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)
BY_REVIEW = Sort("review", _("By next assessment"), "review_due_on")
# What a person writes in the form; scores and decisions belong to steps of their own.
WRITTEN = ("title", "description", "issues", "parties", "processes", "affects", "owner", "site")
LISTS = {"issues": UUID, "parties": UUID, "processes": UUID, "affects": Affects}


def _scores(value: str, _actor: Actor) -> Q:
    likelihood, _dash, impact = value.partition("-")
    return Q(likelihood=int(likelihood), impact=int(impact))


def _score_choices(_actor: Actor) -> list[tuple[str, Any]]:
    return [
        (f"{one}-{two}", _("likelihood %(one)s, impact %(two)s") % {"one": one, "two": two})
        for one in range(LEAST, MOST + 1)
        for two in range(LEAST, MOST + 1)
    ]


RISK = RecordType(
    model=Risk,
    label=_("Risk"),
    plural=_("Risks"),
    path="risks",
    prefix="RI",
    lifecycle=RISK_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Risk")),
        STATE,
        Column("level", _("Level"), kind="number"),
        Column("likelihood", _("Likelihood"), kind="number", shown=False),
        Column("impact", _("Impact"), kind="number", shown=False),
        Column("residual_level", _("After treatment"), kind="number"),
        Column("treatment", _("Treatment"), kind="choice"),
        OWNER,
        REVIEW_DUE,
        ASSESSED,
        Column("accepted_until", _("Accepted until"), kind="day", shown=False),
        Column("effectiveness_result", _("Effect"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(Sort("level", _("Highest first"), "level", descending=True), NEWEST, BY_REVIEW),
    search=("number", "title", "description", "source", "controls"),
    filters=(
        state_filter(RISK_LIFECYCLE),
        choice_filter("treatment", _("Treatment"), Risk.Treatment, _("to be")),
        owner_filter(),
        due_filter("review_due_on", RISK_LIFECYCLE),
        Filter("scores", _("Scores"), _score_choices, _scores, _("rated")),
    ),
    natural_key=("title",),
    owner="owner",
    due="review_due_on",
    powers={"create": MANAGE},
    lists={**LISTS, "threatens": UUID},
    acts={
        "create": Act(actions.raise_risk, (*WRITTEN, "threatens", "controls", "likelihood", "impact", "review_due_on")),
        "update": Act(fields=(*WRITTEN, "threatens", "controls")),
        "assess": Act(actions.assess_risk),
        "treat": Act(actions.treat_risk),
        "accept": Act(actions.accept_risk),
        "judge": Act(actions.judge_risk),
    },
    about=_("Something uncertain that could harm results, rated on a scale of your own, with what is done about it."),
    clause="6.1",
    icon="shield-alert",
)

OPPORTUNITY = RecordType(
    model=Opportunity,
    label=_("Opportunity"),
    plural=_("Opportunities"),
    path="opportunities",
    prefix="OP",
    lifecycle=OPPORTUNITY_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Opportunity")),
        STATE,
        Column("value_rating", _("Value"), kind="number"),
        Column("decision", _("Decision"), kind="choice"),
        OWNER,
        REVIEW_DUE,
        ASSESSED,
        Column("benefit", _("What it could bring"), shown=False),
        Column("effectiveness_result", _("Effect"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(Sort("value", _("Most valuable first"), "value_rating", descending=True), NEWEST, BY_REVIEW),
    search=("number", "title", "description", "source", "benefit"),
    filters=(
        state_filter(OPPORTUNITY_LIFECYCLE),
        choice_filter("decision", _("Decision"), Opportunity.Decision, _("to be")),
        owner_filter(),
        due_filter("review_due_on", OPPORTUNITY_LIFECYCLE),
    ),
    natural_key=("title",),
    owner="owner",
    due="review_due_on",
    powers={"create": MANAGE},
    lists={**LISTS, "objectives": UUID, "directions": UUID},
    acts={
        "create": Act(
            actions.raise_opportunity,
            (*WRITTEN, "objectives", "directions", "benefit", "feasibility", "benefit_rating", "review_due_on"),
        ),
        "update": Act(fields=(*WRITTEN, "objectives", "directions", "benefit")),
        "assess": Act(actions.assess_opportunity),
        "decide": Act(actions.decide_opportunity),
        "judge": Act(actions.judge_opportunity),
    },
    about=_("A circumstance that could bring a benefit. Decide which to pursue, so that good ideas do not pass by."),
    clause="6.1",
    icon="lightbulb",
)

RATING = RecordType(
    model=Rating,
    label=_("Rating"),
    plural=_("Ratings"),
    path="ratings",
    prefix="RA",
    columns=(
        NUMBER,
        Column("title", _("Of what")),
        Column("kind", _("Kind"), kind="choice"),
        Column("first", _("First score"), kind="number"),
        Column("second", _("Second score"), kind="number"),
        Column("level", _("Level"), kind="number"),
        Column("rated_on", _("Rated"), kind="day"),
        Column("rationale", _("Why"), shown=False),
    ),
    sorts=(NEWEST,),
    # Whoever may assess may keep what was given: an owner does so without managing the register.
    powers={"create": MANAGE, "update": MANAGE, "rate": CONTRIBUTE},
    # A rating is given by assessing; what was given on a day is not written again.
    acts={"update": Act(fields=("rationale",))},
    about=_("The scores that a risk or an opportunity was given, day by day. Assessing writes them."),
    clause="6.1",
    icon="history",
)
