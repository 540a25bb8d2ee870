"""Checks of objectives, KPIs, their values and analyses (4.4.1, 6.2, 9.1.1, 9.1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from everproof.kernel import modules
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.records.lists import is_named_by
from everproof.kernel.work.models import Action
from everproof.processes.evidence import left_records
from everproof.processes.models import Analysis, Kpi, Objective, Process
from everproof.processes.periods import DAYS
from everproof.processes.queries.performance import overdue_actions
from everproof.processes.queries.values import VALUE, measured

KPI_LIST, VALUES, OBJECTIVES, ANALYSES = (
    "processes:kpi_list",
    "processes:values",
    "processes:objective_tree",
    "processes:analysis_list",
)
HALF_A_DAY = timedelta(hours=12)
"""A value stands at noon of its place, which may be so far from noon in UTC."""
AGREES_WITHIN_PCT = 10


# What the checks share ------------------------------------------------------------------------------------------------


def _active_kpis(at: Situation) -> QuerySet[Kpi]:
    return at.records(Kpi).filter(status="active")


def _active_objectives(at: Situation) -> QuerySet[Objective]:
    return at.records(Objective).filter(status="active")


def _processes(at: Situation) -> QuerySet[Process]:
    """The processes that the quality system needs: active and inside it."""
    return at.records(Process).filter(status="active", in_scope=True)


def _newest(at: Situation, kpi: str, field: str = "at") -> Subquery:
    """The moment (or value) of the newest measurement of the KPI that `kpi` names."""
    values = measured(at.organization_id).filter(series__name=VALUE, series__subject_id=OuterRef(kpi))
    return Subquery(values.order_by("-at", "-id").values(field)[:1])


def _stale(at: Situation, kpi: str = "") -> Q:
    """The condition that a KPI has no value as new as its rhythm and kpi_grace_days ask; `kpi` is the path to it.

    It needs the annotation `newest_at`. One that is measured for less than that time is not stale yet.
    """
    condition = Q(pk=None)
    for period, days in DAYS.items():
        oldest = at.days_ago(days + at["kpi_grace_days"])
        is_old = Q(newest_at__lt=_start_of(oldest)) | Q(newest_at=None, **{f"{kpi}measured_from__lt": oldest})
        condition |= Q(**{f"{kpi}period": period}) & is_old
    return condition


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC) - HALF_A_DAY


def _older_than_own(at: Situation, records: QuerySet[Any], days: str, field: str, *, grace: int = 0) -> Q:
    """The condition that a day lies longer back than the record's own number of days; one statement for the numbers."""
    condition = Q(pk=None)
    for number in records.order_by().values_list(days, flat=True).distinct():
        condition |= Q(**{days: number, f"{field}__lt": at.days_ago(number + grace)})
    return condition


def stale_kpis(at: Situation, kpis: QuerySet[Kpi]) -> QuerySet[Kpi]:
    return kpis.annotate(newest_at=_newest(at, "pk")).filter(_stale(at))


def _no_value_in_time(kpi: Any) -> Any:
    if kpi.newest_at is None:
        return _("It has never had a value.")
    return _("Its newest value is of %(day)s.") % {"day": f"{kpi.newest_at:%Y-%m-%d}"}


ENTER = Cure(_("Enter the value"), VALUES)


# Processes ------------------------------------------------------------------------------------------------------------


def check_4_4_1_1(at: Situation) -> Evidence:
    """Each group has an active process inside the system, and each of these left a record of its kinds in time.

    A record counts for a process only if it belongs to it (see `evidence`), and a value of a KPI for the KPI's process.
    """
    processes = _processes(at)
    groups = set(processes.order_by().values_list("group", flat=True).distinct())
    names = dict(Process.Group.choices)
    missing = [
        Finding(_("No active process belongs to the group “%(group)s”.") % {"group": names[group]}, _DESCRIBE)
        for group in at["required_process_groups"]
        if group not in groups
    ]
    leaves = list(processes.values_list("pk", "record_types"))
    lived = _lived(at, {name for _key, kinds in leaves for name in kinds})
    idle = [key for key, kinds in leaves if not any(key in lived.get(name, ()) for name in kinds)]
    reason = _("It has left no record of its kinds in the last %(days)s days.") % {"days": at["process_activity_days"]}
    return Evidence(
        processes,
        (
            *missing,
            Finding(reason, Cure(_("Say which records it leaves, and keep them")), processes.filter(pk__in=idle)),
        ),
    )


_DESCRIBE = Cure(_("Describe the process"), type_name="process")


def _lived(at: Situation, kinds: set[str]) -> dict[str, set[UUID]]:
    """For each kind of record, the processes of which one was made in the period."""
    since = _start_of(at.days_ago("process_activity_days"))
    found = left_records(at, kinds, since)
    if "measurement" in kinds:
        keys = measured(at.organization_id).filter(at__gte=since).values("series__subject_id")
        found["measurement"] = set(at.records(Kpi).filter(pk__in=keys).values_list("process_id", flat=True))
    return found


def check_4_4_1_7(at: Situation) -> Evidence:
    """Each process has criteria, methods and an active KPI whose newest value is as new as its rhythm asks."""
    processes = _processes(at)
    kpis = _active_kpis(at).filter(process__in=processes)
    return Evidence(
        processes,
        (
            Finding(
                _("Its criteria or its methods are not described."),
                Cure(_("Describe criteria and methods")),
                processes.filter(Q(criteria="") | Q(methods="")),
            ),
            Finding(
                _("No active KPI tells how well it does."),
                Cure(_("Define a KPI for it"), "processes:kpi_create"),
                processes.exclude(pk__in=kpis.values("process")),
            ),
            Finding(_no_value_in_time, ENTER, stale_kpis(at, kpis)),
        ),
    )


# Objectives -----------------------------------------------------------------------------------------------------------


def check_6_2_1_1(at: Situation) -> Evidence:
    """Active objectives exist at each level that needs one, and enough core processes appear in them."""
    active = _active_objectives(at)
    levels = set(active.order_by().values_list("level", flat=True).distinct())
    names = dict(Objective.Level.choices)
    missing = [
        Finding(
            _("No active objective stands at the level “%(level)s”.") % {"level": names[level]},
            Cure(_("Set one at this level"), "processes:objective_create"),
        )
        for level in at["required_objective_levels"]
        if level not in levels
    ]
    core = _processes(at).filter(group=Process.Group.CORE)
    named = core.filter(is_named_by(active, "processes"))
    number, total = named.count(), core.count()
    if number * 100 < at["objective_process_coverage_pct"] * total:
        reason = ngettext(
            "Only %(number)s of %(total)s core process appears in an active objective.",
            "Only %(number)s of %(total)s core processes appear in an active objective.",
            total,
        ) % {"number": number, "total": total}
        cure = Cure(_("Set an objective for it"), "processes:objective_create")
        missing.append(Finding(reason, cure, core.exclude(pk__in=named.values("pk"))))
    return Evidence(active, tuple(missing))


def check_6_2_1_3(at: Situation) -> Evidence:
    """Each active objective has an active KPI, a target and a unit."""
    active = _active_objectives(at)
    return Evidence(
        active,
        (
            Finding(
                _("No active KPI measures it."),
                Cure(_("Choose the KPI that measures it")),
                active.filter(Q(kpi=None) | ~Q(kpi__status="active") | Q(kpi__voided_at__isnull=False)),
            ),
            Finding(
                _("It has no target with a unit."),
                Cure(_("Set a target with its unit")),
                active.filter(Q(target=None) | Q(unit="")),
            ),
        ),
    )


def check_6_2_1_5(at: Situation) -> Evidence:
    """Each active objective says what it makes a difference to, and together they cover products and customers."""
    active = _active_objectives(at)
    said = {value for values in active.values_list("relevance", flat=True) for value in values}
    names = dict(Objective.Relevance.choices)
    missing = [
        Finding(
            _("No active objective makes a difference to: %(what)s.") % {"what": names[value]},
            Cure(_("Set one that does"), "processes:objective_create"),
        )
        for value in Objective.Relevance.values
        if value not in said
    ]
    unsaid = Finding(
        _("Nobody has said what it makes a difference to."),
        Cure(_("Say what it makes a difference to")),
        active.filter(relevance=[]),
    )
    return Evidence(active, (unsaid, *missing))


def check_6_2_1_6(at: Situation) -> Evidence:
    """The KPI of each active objective has a value in time, and each was reviewed in time."""
    active = _active_objectives(at)
    late = _older_than_own(at, active, "review_interval_days", "reviewed_on")
    never = _older_than_own(at, active, "review_interval_days", "approved_on") & Q(reviewed_on=None)
    unmeasured = active.filter(kpi__isnull=False).annotate(newest_at=_newest(at, "kpi"))
    return Evidence(
        active,
        (
            Finding(_("Its KPI has no value in time."), ENTER, unmeasured.filter(_stale(at, "kpi__"))),
            Finding(_was_reviewed, Cure(_("Review it")), active.filter(late | never)),
        ),
    )


def _was_reviewed(objective: Any) -> Any:
    if objective.reviewed_on is None:
        return _("It has not been reviewed since it was approved.")
    return _("It was last reviewed on %(day)s.") % {"day": objective.reviewed_on.isoformat()}


def _actions(at: Situation) -> QuerySet[Action]:
    """The actions of active objectives that were not given up."""
    return (
        at.records(Action)
        .filter(source_type=Objective.type_name, source_id__in=_active_objectives(at).values("pk"))
        .exclude(status="cancelled")
    )


def check_6_2_2_1(at: Situation) -> Evidence:
    """Each active objective has an action."""
    active = _active_objectives(at)
    without = active.exclude(pk__in=_actions(at).values("source_id"))
    return Evidence(
        active, (Finding(_("No action says what will be done."), Cure(_("Add the actions that lead to it")), without),)
    )


def check_6_2_2_3(at: Situation) -> Evidence:
    """Each active objective, and each of its open actions, has an owner who works here."""
    active = _active_objectives(at)
    left = Q(owner__active=False) | Q(owner__voided_at__isnull=False)
    cure = Cure(_("Give it another owner"))
    return Evidence(
        active,
        (
            Finding(_("It has no owner."), Cure(_("Name an owner")), active.filter(owner=None)),
            Finding(_("Its owner has left."), cure, active.filter(left)),
            Finding(_("The owner of this action has left."), cure, _actions(at).filter(left, status="open")),
        ),
    )


def check_6_2_2_4(at: Situation) -> Evidence:
    """Each active objective is due after it starts, and none of its actions is due later than the objective."""
    active = _active_objectives(at)
    ends = Subquery(_active_objectives(at).filter(pk=OuterRef("source_id")).values("due_on")[:1])
    return Evidence(
        active,
        (
            Finding(
                _("It has no due day after its start."),
                Cure(_("Say when it starts and when it is due")),
                active.filter(Q(due_on=None) | Q(start_on=None) | Q(due_on__lte=F("start_on"))),
            ),
            Finding(
                _("This action is due after its objective."),
                Cure(_("Bring the two days into line")),
                _actions(at).annotate(objective_due_on=ends).filter(due_on__gt=F("objective_due_on")),
            ),
        ),
    )


def check_6_2_2_5(at: Situation) -> Evidence:
    """Each active objective says how it is judged; what was judged agrees with what was measured until then."""
    pursued = at.records(Objective).filter(status__in=("active", "achieved", "missed"))
    ended = pursued.exclude(status="active")
    values = measured(at.organization_id).filter(
        series__name=VALUE, series__subject_id=OuterRef("kpi"), at__date__lte=OuterRef("evaluated_on")
    )
    judged = ended.annotate(last_value=Subquery(values.order_by("-at", "-id").values("value")[:1]))
    judged = judged.filter(last_value__isnull=False, target__isnull=False)
    reaches = _reaches_target()
    return Evidence(
        pursued,
        (
            Finding(
                _("Nobody has said how it will be judged."),
                Cure(_("Say how it will be judged")),
                pursued.filter(status="active", evaluation_method=""),
            ),
            Finding(_("It has ended without a result."), Cure(_("Say what came of it")), ended.filter(result="")),
            Finding(
                _("It counts as achieved, but the last value before that misses the target."),
                Cure(_("Judge it anew")),
                judged.filter(status="achieved").exclude(reaches),
            ),
            Finding(
                _("It counts as missed, but the last value before that reaches the target."),
                Cure(_("Judge it anew")),
                judged.filter(reaches, status="missed"),
            ),
        ),
    )


def _reaches_target() -> Q:
    """The condition that `last_value` is as good as the objective's target, by the direction of its KPI."""
    at_least, at_most = Q(last_value__gte=F("target")), Q(last_value__lte=F("target"))
    in_range = at_least & (Q(kpi__target_to=None) | Q(last_value__lte=F("kpi__target_to")))
    return (
        (Q(kpi__direction=Kpi.Direction.HIGHER) & at_least)
        | (Q(kpi__direction=Kpi.Direction.LOWER) & at_most)
        | (Q(kpi__direction=Kpi.Direction.RANGE) & in_range)
    )


# KPIs -----------------------------------------------------------------------------------------------------------------


def check_9_1_1_2(at: Situation) -> Evidence:
    """Each active KPI says how it is measured and analysed, and why that gives a true picture."""
    active = _active_kpis(at)
    unsaid = active.filter(Q(method="") | Q(analysis_method="") | Q(validity_note=""))
    return Evidence(
        active,
        (
            Finding(
                _("It does not say how it is measured and analysed, and why that gives a true picture."),
                Cure(_("Describe its method")),
                unsaid,
            ),
        ),
    )


def check_9_1_1_3(at: Situation) -> Evidence:
    """Each active KPI has a value as new as its rhythm asks."""
    active = _active_kpis(at)
    return Evidence(active, (Finding(_no_value_in_time, ENTER, stale_kpis(at, active)),))


def check_9_1_1_4(at: Situation) -> Evidence:
    """Each active KPI was part of an analysis that was concluded within its own number of days."""
    active = _active_kpis(at)
    grace = at["kpi_grace_days"]
    covered: set[UUID] = set()
    for days in active.order_by().values_list("analysis_interval_days", flat=True).distinct():
        recent = at.records(Analysis).filter(status="concluded", concluded_on__gte=at.days_ago(days + grace))
        named = active.filter(is_named_by(recent, "kpis"), analysis_interval_days=days)
        covered.update(named.values_list("pk", flat=True))
    old_enough = _older_than_own(at, active, "analysis_interval_days", "measured_from", grace=grace)
    return Evidence(
        active,
        (
            Finding(
                _("No analysis in its rhythm looked at its values."),
                Cure(_("Analyse it"), "processes:analysis_create"),
                active.filter(old_enough).exclude(pk__in=covered),
            ),
        ),
    )


# Analyses -------------------------------------------------------------------------------------------------------------


def check_9_1_3_1(at: Situation) -> Evidence:
    """Each topic has a concluded analysis with data, method and conclusion within analysis_interval_days."""
    recent = at.records(Analysis).filter(status="concluded", concluded_on__gte=at.days_ago("analysis_interval_days"))
    whole = recent.exclude(data="").exclude(method="").exclude(conclusion="")
    done = set(whole.order_by().values_list("topic", flat=True).distinct())
    wanted = [
        topic
        for topic in Analysis.Topic.values
        if topic != Analysis.Topic.EXTERNAL_PROVIDERS or _holds(at, "if-external-provision")
    ]
    names = dict(Analysis.Topic.choices)
    reason = _("Not analysed in the last %(days)s days: %(topic)s.")
    return Evidence(
        recent,
        tuple(
            Finding(
                reason % {"days": at["analysis_interval_days"], "topic": names[topic]},
                Cure(_("Analyse this topic"), "processes:analysis_create"),
            )
            for topic in wanted
            if topic not in done
        ),
    )


def _holds(at: Situation, flag: str) -> bool:
    """Whether a flag of the catalogue holds, as far as the rooms that exist can say."""
    return any(module.flags[flag](at) for module in modules.all_modules() if flag in module.flags)


def _newest_of(at: Situation, topic: str) -> tuple[QuerySet[Analysis], QuerySet[Analysis]]:
    """All concluded analyses of a topic, and the newest of them."""
    concluded = at.records(Analysis).filter(status="concluded", topic=topic)
    keys = list(concluded.order_by("-concluded_on", "-id").values_list("pk", flat=True)[:1])
    return concluded, concluded.filter(pk__in=keys)


def _old_or_unjudged(at: Situation, newest: QuerySet[Analysis]) -> Sequence[Finding]:
    return (
        Finding(
            _("It is the newest of its topic and too old."),
            Cure(_("Analyse this topic again"), "processes:analysis_create"),
            newest.filter(concluded_on__lt=at.days_ago("analysis_interval_days")),
        ),
        Finding(_("It has no verdict."), Cure(_("Give a verdict")), newest.filter(verdict="")),
    )


def check_9_1_3_4(at: Situation) -> Evidence:
    """The newest analysis of the system's performance is recent, has a verdict and covers enough of the KPIs."""
    concluded, newest = _newest_of(at, Analysis.Topic.QMS_PERFORMANCE)
    active = _active_kpis(at)
    covered, total = active.filter(is_named_by(newest, "kpis")).count(), active.count()
    findings = list(_old_or_unjudged(at, newest))
    if covered * 100 < at["kpi_analysis_coverage_pct"] * total:
        reason = _("It covers %(covered)s of %(total)s active KPIs.") % {"covered": covered, "total": total}
        findings.append(Finding(reason, Cure(_("Analyse the others, too"), "processes:analysis_create"), newest))
    return Evidence(concluded, tuple(findings))


def check_9_1_3_5(at: Situation) -> Evidence:
    """The newest analysis of planning is recent, has a verdict, names objectives, and counts overdue actions right.

    Its count may differ by one or a tenth, because due days are moved afterwards.
    """
    concluded, newest = _newest_of(at, Analysis.Topic.PLANNING_EFFECTIVENESS)
    findings = list(_old_or_unjudged(at, newest))
    findings.append(
        Finding(
            _("It does not refer to objectives and actions."),
            Cure(_("Name the objectives and count the actions")),
            newest.filter(Q(objectives=[]) | Q(overdue_actions=None)),
        )
    )
    for said, until in newest.exclude(overdue_actions=None).values_list("overdue_actions", "period_to"):
        assert said is not None
        found = overdue_actions(at.organization_id, until).count()
        if abs(said - found) > max(1, found * AGREES_WITHIN_PCT // 100):
            reason = _("It counts %(said)s overdue actions at the end of its period; there were %(found)s.")
            words = reason % {"said": said, "found": found}
            findings.append(Finding(words, Cure(_("Conclude it anew with the right figures")), newest))
    return Evidence(concluded, tuple(findings))
