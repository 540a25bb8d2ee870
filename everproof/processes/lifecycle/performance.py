"""The lives of KPIs, objectives and analyses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.queries import actions_of
from everproof.processes.models import Analysis, KpiStanding, Objective
from everproof.processes.models.performance import meets

KPI_LIFECYCLE = Lifecycle(
    states=(
        State("active", _("Active"), tone="good"),
        State("retired", _("Retired"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "enter",
            _("Enter a value"),
            ("active",),
            "active",
            owner_may=True,
            fields=("period_on", "value", "numerator", "denominator"),
        ),
        Transition(
            "retire",
            _("Retire"),
            ("active",),
            "retired",
            power=MANAGE,
            reason_needed=True,
            help=_("Its values stay; nobody is asked for new ones."),
        ),
        Transition(
            "reactivate",
            _("Measure again"),
            ("retired",),
            "active",
            power=MANAGE,
            reason_needed=True,
            help=_("Values are asked for again. Periods that passed meanwhile are settled by a comment."),
        ),
    ),
    initial="active",
)


# Objectives -----------------------------------------------------------------------------------------------------------


@settled_by("owner")
def owner_is_named(objective: Objective) -> Any:
    """6.2.2 c: somebody is responsible."""
    return None if objective.owner_id else _("It has no owner yet.")


@settled_by("kpi", "target", "unit")
def target_is_measurable(objective: Objective) -> Any:
    """6.2.1 b: it is measurable."""
    if objective.kpi_id is None:
        return _("No KPI says how it is measured.")
    if objective.target is None or not objective.unit.strip():
        return _("It has no target with a unit.")
    return None


@settled_by("start_on", "due_on")
def time_is_planned(objective: Objective) -> Any:
    """6.2.2 d: it is known when it will be finished."""
    if objective.due_on is None:
        return _("It has no due day.")
    if objective.start_on is not None and objective.due_on <= objective.start_on:
        return _("It is due before it starts.")
    return None


@settled_by("evaluation_method")
def judging_is_planned(objective: Objective) -> Any:
    """6.2.2 e: it is known how the results will be judged."""
    return None if objective.evaluation_method.strip() else _("Nobody has said how it will be judged.")


@settled_by("resources")
def resources_are_planned(objective: Objective) -> Any:
    """6.2.2 b: it is known what it takes."""
    return None if objective.resources.strip() else _("Nobody has said what it takes; “none needed” is an answer.")


def an_action_says_what_is_done(objective: Objective) -> Any:
    """6.2.2 a: it is known what will be done."""
    return (
        None if actions_of(objective).exclude(status="cancelled").exists() else _("No action says what will be done.")
    )


@settled_by("progress")
def progress_is_said(objective: Objective) -> Any:
    """6.2.1 e: it is monitored."""
    return None if objective.progress.strip() else _("Nobody has said how it stands.")


@settled_by("result")
def result_is_said(objective: Objective) -> Any:
    """6.2.2 e: the result is evaluated."""
    return None if objective.result.strip() else _("Nobody has said what came of it.")


def newest_value_reaches_the_target(objective: Objective) -> Any:
    """6.2.2 e: what was measured decides whether it is achieved."""
    if objective.kpi_id is None or objective.target is None:
        return None
    standing = KpiStanding.objects.filter(kpi_id=objective.kpi_id).select_related("kpi").first()
    if standing is None or standing.newest_value is None:
        return _("Its KPI has no value yet.")
    if meets(standing.kpi.direction, objective.target, standing.kpi.target_to, standing.newest_value):
        return None
    return _("The newest value, %(value)s, misses the target.") % {"value": standing.newest_typed}


PLANNED = ("owner", "kpi", "baseline", "target", "unit", "start_on", "due_on", "resources", "evaluation_method")

OBJECTIVE_LIFECYCLE = Lifecycle(
    states=(
        State("draft", _("Draft"), tone="neutral"),
        State("active", _("Active"), tone="progress"),
        State("achieved", _("Achieved"), tone="good", closed=True),
        State("missed", _("Missed"), tone="bad", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "approve",
            _("Approve"),
            ("draft",),
            "active",
            power=APPROVE,
            guards=(
                owner_is_named,
                target_is_measurable,
                time_is_planned,
                resources_are_planned,
                judging_is_planned,
                an_action_says_what_is_done,
            ),
            fields=PLANNED,
            help=_("From now on it is followed, reviewed and judged."),
        ),
        Transition(
            "review",
            _("Review"),
            ("active",),
            "active",
            owner_may=True,
            guards=(progress_is_said,),
            fields=("progress", "off_track_since", "reviewed_on"),
            help=_("Say how it stands, and whether it will be reached."),
        ),
        Transition(
            "achieve",
            _("Achieved"),
            ("active",),
            "achieved",
            owner_may=True,
            guards=(newest_value_reaches_the_target, result_is_said),
            fields=("result", "evaluated_on"),
            help=_("The newest value reaches the target. Say what came of it and what shows it."),
        ),
        Transition(
            "miss",
            _("Missed"),
            ("active",),
            "missed",
            owner_may=True,
            guards=(result_is_said,),
            fields=("result", "evaluated_on"),
            help=_("Say what came of it, and whether another objective takes its place."),
        ),
        Transition("cancel", _("Cancel"), ("draft", "active"), "cancelled", power=APPROVE, reason_needed=True),
        Transition(
            "reopen",
            _("Pursue again"),
            ("achieved", "missed", "cancelled"),
            "draft",
            power=APPROVE,
            reason_needed=True,
            help=_("It is a draft again, to be planned and approved anew."),
        ),
    ),
    initial="draft",
    imported=(
        Transition("settle-achieved", _("Achieved elsewhere"), ("draft",), "achieved", guards=(result_is_said,)),
        Transition("settle-missed", _("Missed elsewhere"), ("draft",), "missed", guards=(result_is_said,)),
    ),
    order=("draft", "active", "achieved"),
)


# Analyses -------------------------------------------------------------------------------------------------------------


@settled_by("data")
def data_are_named(analysis: Analysis) -> Any:
    """9.1.3: it is known what was analysed."""
    return None if analysis.data.strip() else _("Nobody has said which data it rests on.")


@settled_by("method")
def method_is_said(analysis: Analysis) -> Any:
    """9.1.1 b: the method is known."""
    return None if analysis.method.strip() else _("Nobody has said how the data were analysed.")


@settled_by("conclusion", "verdict")
def conclusion_is_drawn(analysis: Analysis) -> Any:
    """9.1.3: the data are evaluated, too."""
    if not analysis.conclusion.strip():
        return _("It has no conclusion yet.")
    return None if analysis.verdict else _("It has no verdict yet.")


ANALYSIS_LIFECYCLE = Lifecycle(
    states=(
        State("open", _("In work"), tone="progress"),
        State("concluded", _("Concluded"), tone="good", closed=True),
    ),
    steps=(
        Transition(
            "conclude",
            _("Conclude"),
            ("open",),
            "concluded",
            owner_may=True,
            guards=(data_are_named, method_is_said, conclusion_is_drawn),
            fields=("data", "method", "conclusion", "verdict", "no_actions_reason"),
            help=_("How its KPIs stand now is kept with it as figures."),
        ),
        Transition("reopen", _("Reopen"), ("concluded",), "open", power=MANAGE, reason_needed=True),
    ),
    initial="open",
)
