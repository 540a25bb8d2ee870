"""What the figures show is followed by something: of processes, indicators and analyses (4.4.1, 9.1.3, 10.1, 10.3)."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Improvement
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.links.models import Link
from everproof.kernel.measurements import Measurement
from everproof.kernel.records.lists import is_named_by
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.work.models import Action
from everproof.processes.models import Analysis, Kpi, Process
from everproof.risks.models import Change

# What may follow and say so by a link.
FOLLOWING = ("action", "corrective-action", "improvement", "change")
FROM_ANALYSIS = FOLLOWING[:3]
NEWEST = 24
YEAR = 365


def check_4_4_1_11(at: Situation) -> Evidence:
    """Every process is judged by what it brings, and where that is not enough something follows."""
    processes = at.records(Process).filter(status="active", in_scope=True)
    unjudged = Q(evaluated_on=None) | Q(evaluated_on__lt=at.days_ago("process_review_days")) | Q(evaluation_result="")
    failing = processes.filter(evaluation_result=Process.EvaluationResult.NOT_ACHIEVING)
    of_its_cases = _corrective(at).filter(
        nonconformity__process=OuterRef("pk"), recorded_at__date__gte=OuterRef("evaluated_on")
    )
    changes = at.records(Change).exclude(status="rejected").filter(recorded_at__date__gte=OuterRef("evaluated_on"))
    left = failing.exclude(
        followed(at, "process", since="evaluated_on") | Exists(of_its_cases) | Q(is_named_by(changes, "processes"))
    )
    return Evidence(
        processes,
        (
            Finding(
                _("Nobody has judged lately whether it achieves what it should."),
                Cure(_("Evaluate the process")),
                processes.filter(unjudged),
            ),
            Finding(
                _("It does not achieve what it should, and nothing followed."), Cure(_("Plan what changes that")), left
            ),
        ),
    )


def check_4_4_1_12(at: Situation) -> Evidence:
    """An indicator that misses its target again and again is followed by something."""
    kpis = at.records(Kpi).filter(status="active", process__in_scope=True, process__voided_at=None)
    since = _missing_since(at, list(kpis.exclude(target=None)))
    measured = kpis.filter(pk__in=_measured(at).values("series__subject_id"))
    if not since:
        return Evidence(measured)
    whens = [When(pk=key, then=Value(day)) for key, day in since.items()]
    missing = kpis.filter(pk__in=since).annotate(_since=Case(*whens, output_field=DateField()))
    of_its_cases = _corrective(at).filter(
        nonconformity__process=OuterRef("process"), recorded_at__date__gte=OuterRef("_since")
    )
    cured = (
        followed(at, "kpi", since="_since")
        | followed(at, "process", since="_since", of="process")
        | Exists(of_its_cases)
    )
    reason = _("It has missed its target time after time, and nothing was started.")
    return Evidence(measured, (Finding(reason, Cure(_("Start what brings it back")), missing.exclude(cured)),))


def check_9_1_3_8(at: Situation) -> Evidence:
    """Where the system needs to improve is analysed regularly, and acted upon or dismissed with a reason."""
    concluded = at.records(Analysis).filter(topic=Analysis.Topic.IMPROVEMENT_NEEDS).exclude(concluded_on=None)
    newest_day = concluded.aggregate(newest=Max("concluded_on"))["newest"]
    if newest_day is not None and newest_day < at.days_ago("analysis_interval_days"):
        old = Finding(
            _("The newest analysis of the need to improve is too old."),
            Cure(_("Analyse where the quality system needs to improve")),
            concluded.filter(concluded_on=newest_day),
        )
        return Evidence(concluded, (old,))
    newest = concluded.filter(concluded_on=newest_day)
    left = newest.filter(no_actions_reason="").exclude(followed(at, "analysis", by=FROM_ANALYSIS))
    reason = _("Nothing followed from it, and it gives no reason.")
    return Evidence(concluded, (Finding(reason, Cure(_("Plan what follows, or say why nothing has to")), left),))


def check_10_3_2(at: Situation) -> Evidence:
    """A poor analysis is followed by something, and improvements come from analyses."""
    concluded = at.records(Analysis).exclude(concluded_on=None)
    analyses = concluded.filter(concluded_on__gte=at.days_ago("event_window_days"))
    left = analyses.filter(verdict=Analysis.Verdict.POOR).exclude(followed(at, "analysis", by=FROM_ANALYSIS))
    young = at.records(Improvement).filter(recorded_at__date__gte=at.days_ago(YEAR))
    linked = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    from_analysis = (
        Q(source_type="analysis")
        | Q(pk__in=linked.filter(from_type="improvement", to_type="analysis").values("from_id"))
        | Q(pk__in=linked.filter(to_type="improvement", from_type="analysis").values("to_id"))
    )
    nothing = Finding(
        _("No improvement of the last year came from an analysis."),
        Cure(_("Propose an improvement from an analysis"), "improvement:improvement_list"),
    )
    return Evidence(
        analyses,
        (
            Finding(_("It is poor, and nothing followed."), Cure(_("Plan what follows from it")), left),
            *(() if young.filter(from_analysis).exists() else (nothing,)),
        ),
    )


def check_6_3_9(at: Situation) -> Evidence:
    """What a change of the system brought is reviewed, and where it missed its purpose something follows (2026)."""
    changes = at.records(Change).filter(
        at.in_window("implemented_on", still_open=Q(status="implemented")),
        kind=Change.Kind.QMS,
        implemented_on__lt=at.days_ago("change_effectiveness_days"),
    )
    unreviewed = Q(reviewed_on=None) | Q(reviewed_by=None) | Q(review_result="")
    missed = changes.filter(Q(effectiveness_result="not-effective") | Q(action_needed=True))
    left = missed.exclude(followed(at, "change", since="implemented_on", by=(*FOLLOWING, "nonconformity")))
    return Evidence(
        changes,
        (
            Finding(
                _("Nobody has reviewed what it brought."), Cure(_("Review the change")), changes.filter(unreviewed)
            ),
            Finding(_("It missed its purpose, and nothing followed."), Cure(_("Plan what follows from it")), left),
        ),
    )


def followed(at: Situation, subject: str, *, since: str = "", of: str = "pk", by: tuple[str, ...] = FOLLOWING) -> Any:
    """Whether something was raised from the outer record or linked with it; `since` names its field with the day.

    `of` is the outer record's field with the id of the subject, `by` the types whose link counts.
    """

    def young(field: str) -> dict[str, Any]:
        return {f"{field}__date__gte": OuterRef(since)} if since else {}

    raised = {"source_type": subject, "source_id": OuterRef(of), **young("recorded_at")}
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None, **young("created_at"))
    return (
        Q(Exists(at.records(Action).exclude(status="cancelled").filter(**raised)))
        | Q(Exists(at.records(Improvement).exclude(status="declined").filter(**raised)))
        | Q(Exists(links.filter(from_type__in=by, to_type=subject, to_id=OuterRef(of))))
        | Q(Exists(links.filter(to_type__in=by, from_type=subject, from_id=OuterRef(of))))
    )


def _corrective(at: Situation) -> QuerySet[CorrectiveAction]:
    return at.records(CorrectiveAction).exclude(status="cancelled")


def _measured(at: Situation) -> QuerySet[Measurement]:
    return Measurement.objects.filter(
        organization_id=at.organization_id, series__subject_type="kpi", series__name="value", withdrawn_at=None
    )


def _missing_since(at: Situation, kpis: list[Kpi]) -> dict[Any, date]:
    """For each KPI whose newest values all miss the target, in a row long enough, the day of the first miss.

    There are few KPIs, and one statement brings the newest values of all; what meets a target only the KPI knows.
    """
    zone = ZoneInfo(Organization.objects.values_list("zone", flat=True).get(pk=at.organization_id))
    row = Window(RowNumber(), partition_by=F("series__subject_id"), order_by=F("at").desc())
    newest = _measured(at).filter(series__subject_id__in=[kpi.pk for kpi in kpis]).annotate(_row=row)
    rows = newest.filter(_row__lte=NEWEST).order_by("series__subject_id", "-at")
    by_id = {kpi.pk: kpi for kpi in kpis}
    found = {}
    for key, values in groupby(rows.values_list("series__subject_id", "at", "value"), key=lambda value: value[0]):
        misses = partial(_misses, by_id[key])
        days = [moment.astimezone(zone).date() for _key, moment, _value in takewhile(misses, values)]
        if len(days) >= at["kpi_miss_streak"]:
            found[key] = days[-1]
    return found


def _misses(kpi: Kpi, row: tuple[Any, Any, float]) -> bool:
    return kpi.meets_target(row[2]) is False
