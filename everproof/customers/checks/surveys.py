"""What the catalogue asks about how customers see the company (9.1.2, 9.1.3 b)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Complaint, Feedback, Survey
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation, late_steps
from everproof.kernel.links.models import Link
from everproof.processes.models import Analysis, Kpi
from everproof.processes.queries.values import measured

SURVEYS = "customers:survey_list"
CONCLUDE = Cure(_("Analyse how satisfied customers are"), "processes:analysis_create")


def check_9_1_2_1(at: Situation) -> Evidence:
    """A survey with enough answers was closed in time, or another method brought a value; feedback was looked at."""
    closed = at.records(Survey).exclude(closed_on=None)
    enough = closed.filter(
        closed_on__gte=at.days_ago("satisfaction_interval_days"), responses__gte=at["survey_min_responses"]
    )
    kpis = _satisfaction_kpis(at)
    values = measured(at.organization_id).filter(at__date__gte=at.days_ago("satisfaction_interval_days"))
    heard = enough.exists() or kpis.filter(pk__in=values.values("series__subject_id")).exists()
    silent = Finding(
        _("No survey with enough answers was closed in the period, and no other method brought a value."),
        Cure(_("Ask customers, and remind those who do not answer"), SURVEYS),
    )
    looked_at = closed.count() + kpis.count()
    return Evidence(looked_at, (*(() if heard else (silent,)), *_unread(at)))


def check_9_1_2_2(at: Situation) -> Evidence:
    """A KPI says how satisfaction is measured and analysed, and somebody went over each survey in time."""
    kpis = _satisfaction_kpis(at)
    closed = at.records(Survey).exclude(closed_on=None)
    due = closed.filter(at.before("closed_on", "feedback_review_days"))
    described = kpis.exclude(method="").filter(analysis_interval_days__gt=0)
    none = Finding(
        _("No active KPI says how customer satisfaction is measured and how often it is analysed."),
        Cure(_("Set up a KPI of customer satisfaction with its method"), "processes:kpi_list"),
    )
    findings = late_steps(
        at,
        missing=due.filter(reviewed_on=None),
        late=closed.filter(reviewed_on__gt=DaysAfter("closed_on", at["feedback_review_days"])),
        done=closed.exclude(reviewed_on=None),
        reason=_("Its answers came in, and nobody has gone over them."),
        late_reason=_("Somebody went over it late."),
        cure=Cure(_("Go over it and say what follows")),
    )
    looked_at = kpis.count() + closed.count()
    return Evidence(looked_at, (*(() if described.exists() else (none,)), *findings))


def check_9_1_3_3(at: Situation) -> Evidence:
    """The newest analysis of satisfaction is recent, has a verdict, and names surveys, complaints or feedback of it."""
    analyses = at.records(Analysis).filter(topic=Analysis.Topic.CUSTOMER_SATISFACTION, status="concluded")
    newest = analyses.order_by("-concluded_on", "-id").first()
    if newest is None or newest.concluded_on is None:
        return Evidence(0)
    this = analyses.filter(pk=newest.pk)
    findings = []
    if newest.concluded_on < at.days_ago("analysis_interval_days"):
        findings.append(Finding(_("The newest analysis is too old."), CONCLUDE, this))
    if not newest.verdict:
        findings.append(Finding(_("It has no verdict."), Cure(_("Give a verdict")), this))
    if not any(one.exists() for one in _named_by(at, newest)):
        reason = _("It names no survey, complaint or feedback of its period.")
        findings.append(Finding(reason, Cure(_("Link it with what customers said")), this))
    return Evidence(analyses, tuple(findings))


def _satisfaction_kpis(at: Situation) -> QuerySet[Kpi]:
    return at.records(Kpi).filter(status="active", topic=Kpi.Topic.CUSTOMER_SATISFACTION)


def _unread(at: Situation) -> tuple[Finding, ...]:
    """Feedback at which nobody looked in time."""
    said = at.records(Feedback).filter(at.in_window("received_on", still_open=Q(reviewed_on=None)))
    return late_steps(
        at,
        missing=said.filter(at.before("received_on", "feedback_review_days"), reviewed_on=None),
        late=said.filter(reviewed_on__gt=DaysAfter("received_on", at["feedback_review_days"])),
        done=said.exclude(reviewed_on=None),
        reason=_("Nobody has looked at it."),
        late_reason=_("Somebody looked at it late."),
        cure=Cure(_("Look at it")),
    )


def _named_by(at: Situation, analysis: Analysis) -> list[QuerySet[Any]]:
    """What customers said in the period of an analysis and what is linked with it, by type."""
    period = (analysis.period_from, analysis.period_to)
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None).filter(
        Q(from_id=analysis.pk, to_id=OuterRef("pk")) | Q(to_id=analysis.pk, from_id=OuterRef("pk"))
    )
    return [
        at.records(Survey).filter(Exists(links), closed_on__range=period),
        at.records(Feedback).filter(Exists(links), received_on__range=period),
        at.records(Complaint).filter(Exists(links), received_on__range=period),
    ]
