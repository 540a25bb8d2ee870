"""KPIs, comments, objectives and analyses for tests."""

from datetime import date

from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast
from everproof.processes.actions import analyses, kpis, objectives
from everproof.processes.models import Kpi


def _kpi(cast: Cast, number: int) -> Kpi:
    return kpis.define_kpi(
        title=f"Canary yield {number}",
        by=cast.manager,
        owner=cast.person("member"),
        unit="%",
        measured_from=date(2026, 1, 1),
    )


def _comment(cast: Cast, number: int) -> Record:
    return kpis.comment_on_kpi(
        kpi=_kpi(cast, number), period_on=date(2026, 1, 31), title=f"Canary strike {number}", by=cast.manager
    )


def _objective(cast: Cast, number: int) -> Record:
    return objectives.set_objective(title=f"Canary aim {number}", by=cast.manager, owner=cast.person("member"))


def _analysis(cast: Cast, number: int) -> Record:
    return analyses.start_analysis(
        title=f"Canary quarter {number}",
        topic="qms-performance",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 3, 31),
        by=cast.manager,
    )


PERFORMANCE_FACTORIES = {
    "kpi": _kpi,
    "kpi-comment": _comment,
    "objective": _objective,
    "analysis": _analysis,
}
