"""Addresses of the improvement room inside an organisation."""

from django.urls import path

from everproof.improvement.views import (
    analysis,
    cause,
    corrective_action,
    eight_d,
    improvement,
    nonconformity,
    plan,
    reporting,
)
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

CASE = "nonconformities/<reference:reference>/"
ACTION = "corrective-actions/<reference:reference>/"
POINT = "reporting-points/<reference:reference>/"
IDEA = "improvements/<reference:reference>/"
PLAN = "improvement-plans/<reference:reference>/"

app_name = "improvement"
urlpatterns = [
    path("report/", nonconformity.ReportProblem.as_view(), name="report"),
    path("analysis/", analysis.AnalysisPage.as_view(), name="analysis"),
    path("queue/", reporting.TriageQueue.as_view(), name="queue"),
    path("codes/", reporting.CodeSheet.as_view(), name="codes"),
    path("reporting-points/", reporting.ReportingPointList.as_view(), name="reporting_point_list"),
    path("reporting-points/new/", reporting.AddReportingPoint.as_view(), name="reporting_point_create"),
    path(POINT, reporting.ReportingPointPage.as_view(), name="reporting_point"),
    path(f"{POINT}edit/", reporting.EditReportingPoint.as_view(), name="reporting_point_edit"),
    path(f"{POINT}renew/", reporting.RenewCode.as_view(), name="renew_code"),
    path("nonconformities/", nonconformity.NonconformityList.as_view(), name="nonconformity_list"),
    path("nonconformities/new/", nonconformity.ReportProblem.as_view(), name="nonconformity_create"),
    path(CASE, nonconformity.NonconformityPage.as_view(), name="nonconformity"),
    path(f"{CASE}edit/", nonconformity.EditNonconformity.as_view(), name="nonconformity_edit"),
    path(f"{CASE}triage/", nonconformity.TriageNonconformity.as_view(), name="triage"),
    path(f"{CASE}reject/", nonconformity.RejectNonconformity.as_view(), name="reject"),
    path(f"{CASE}merge/", reporting.MergeReport.as_view(), name="merge"),
    path(f"{CASE}answer/", reporting.AnswerReporter.as_view(), name="answer"),
    path(f"{CASE}contain/", nonconformity.ContainNonconformity.as_view(), name="contain"),
    path(f"{CASE}analyse/", nonconformity.AnalyseNonconformity.as_view(), name="analyse"),
    path(f"{CASE}verify-cause/", nonconformity.VerifyCause.as_view(), name="verify_cause"),
    path(f"{CASE}cause/", cause.CausePage.as_view(), name="cause"),
    path(f"{CASE}8d/", eight_d.EightDPage.as_view(), name="eight_d"),
    path(f"{CASE}8d/print/", eight_d.PrintEightD.as_view(), name="eight_d_print"),
    path(f"{CASE}repeats/", cause.MarkRecurrence.as_view(), name="repeats"),
    path(f"{CASE}pieces/", nonconformity.PiecesOfNonconformity.as_view(), name="pieces"),
    path(f"{CASE}close/", nonconformity.CloseNonconformity.as_view(), name="close"),
    path(f"{CASE}reopen/", nonconformity.ReopenNonconformity.as_view(), name="reopen"),
    path(f"{CASE}corrective-action/", corrective_action.PlanCorrectiveAction.as_view(), name="plan_corrective_action"),
    path("corrective-actions/", corrective_action.CorrectiveActionList.as_view(), name="corrective_action_list"),
    path(ACTION, corrective_action.CorrectiveActionPage.as_view(), name="corrective_action"),
    path(f"{ACTION}edit/", corrective_action.EditCorrectiveAction.as_view(), name="corrective_action_edit"),
    path(f"{ACTION}approve/", corrective_action.ApproveCorrectiveAction.as_view(), name="approve"),
    path(f"{ACTION}weigh/", corrective_action.WeighCorrectiveAction.as_view(), name="weigh"),
    path(f"{ACTION}deploy/", corrective_action.DeployCorrectiveAction.as_view(), name="deploy"),
    path(f"{ACTION}complete/", corrective_action.CompleteCorrectiveAction.as_view(), name="complete"),
    path(f"{ACTION}confirm/", corrective_action.ConfirmCorrectiveAction.as_view(), name="confirm"),
    path(f"{ACTION}disprove/", corrective_action.DisproveCorrectiveAction.as_view(), name="disprove"),
    path("improvements/", improvement.ImprovementList.as_view(), name="improvement_list"),
    path("improvements/new/", improvement.ProposeImprovement.as_view(), name="improvement_create"),
    path(IDEA, improvement.ImprovementPage.as_view(), name="improvement"),
    path(f"{IDEA}edit/", improvement.EditImprovement.as_view(), name="improvement_edit"),
    path(f"{IDEA}select/", improvement.SelectImprovement.as_view(), name="select"),
    path(f"{IDEA}complete/", improvement.CompleteImprovement.as_view(), name="complete_improvement"),
    path(f"{IDEA}answer/", reporting.AnswerProposer.as_view(), name="answer_proposer"),
    path(f"{IDEA}plan/", plan.PlanImprovement.as_view(), name="plan_improvement"),
    path("improvement-plans/", plan.PlanList.as_view(), name="plan_list"),
    path(PLAN, plan.PlanPage.as_view(), name="plan"),
    path(f"{PLAN}edit/", plan.EditPlan.as_view(), name="plan_edit"),
    path(f"{PLAN}a3/", plan.PrintA3.as_view(), name="plan_a3"),
    path(f"{PLAN}begin/", plan.BeginPlan.as_view(), name="begin_plan"),
    path(f"{PLAN}confirm-benefit/", plan.ConfirmBenefit.as_view(), name="confirm_benefit"),
]
