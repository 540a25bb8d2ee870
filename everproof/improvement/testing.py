"""Records of this room for tests of every type."""

from datetime import timedelta

from everproof.improvement import actions
from everproof.improvement.models import CorrectiveAction, Improvement, ImprovementPlan, Nonconformity, ReportingPoint
from everproof.kernel import clock, records
from everproof.kernel.testing.cast import Cast


def _nonconformity(cast: Cast, number: int) -> Nonconformity:
    return actions.report_nonconformity(
        title=f"Canary leak {number}", description="A drop a minute.", by=cast.manager, site=cast.main_site
    )


def _corrective_action(cast: Cast, number: int) -> CorrectiveAction:
    return actions.plan_corrective_action(
        nonconformity=_nonconformity(cast, number),
        title=f"Canary cure {number}",
        owner=cast.person("member"),
        due_on=clock.today("Europe/Berlin") + timedelta(days=number % 40),
        by=cast.manager,
    )


def _improvement(cast: Cast, number: int) -> Improvement:
    return actions.propose_improvement(title=f"Canary idea {number}", by=cast.manager, site=cast.main_site)


def _improvement_plan(cast: Cast, number: int) -> ImprovementPlan:
    idea = actions.select_improvement(
        improvement=_improvement(cast, number),
        by=cast.manager,
        owner=cast.person("member"),
        due_on=clock.today("Europe/Berlin") + timedelta(days=90),
    )
    return actions.plan_improvement(
        improvement=idea,
        title=f"Canary plan {number}",
        owner=cast.person("member"),
        due_on=clock.today("Europe/Berlin") + timedelta(days=60),
        by=cast.manager,
    )


def _reporting_point(cast: Cast, number: int) -> ReportingPoint:
    return records.create(ReportingPoint, by=cast.manager, title=f"Canary bench {number}", site=cast.main_site)


FACTORIES = {
    "nonconformity": _nonconformity,
    "corrective-action": _corrective_action,
    "improvement": _improvement,
    "improvement-plan": _improvement_plan,
    "reporting-point": _reporting_point,
}
