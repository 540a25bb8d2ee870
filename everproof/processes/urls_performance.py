"""Addresses of KPIs, their values, objectives and analyses."""

from django.urls import path

from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)
from everproof.processes.views import analyses, kpis, objectives, values

PERFORMANCE_URLS = [
    path("values/", values.ValuesPage.as_view(), name="values"),
    path("kpis/", kpis.KpiList.as_view(), name="kpi_list"),
    path("kpis/new/", kpis.CreateKpi.as_view(), name="kpi_create"),
    path("kpis/<reference:reference>/", kpis.KpiPage.as_view(), name="kpi"),
    path("kpis/<reference:reference>/edit/", kpis.EditKpi.as_view(), name="kpi_edit"),
    path("kpis/<reference:reference>/enter/", kpis.EnterValue.as_view(), name="kpi_enter"),
    path("kpis/<reference:reference>/values/<str:day>/", kpis.CorrectValue.as_view(), name="kpi_correct"),
    path("kpis/<reference:reference>/comment/<str:day>/", kpis.CommentOnKpi.as_view(), name="kpi_comment"),
    path("kpis/<reference:reference>/limits/", kpis.KeepLimits.as_view(), name="kpi_limits"),
    path("kpi-comments/<reference:reference>/edit/", kpis.EditComment.as_view(), name="kpi_comment_edit"),
    path("objectives/tree/", objectives.ObjectiveTree.as_view(), name="objective_tree"),
    path("objectives/", objectives.ObjectiveList.as_view(), name="objective_list"),
    path("objectives/new/", objectives.CreateObjective.as_view(), name="objective_create"),
    path("objectives/<reference:reference>/", objectives.ObjectivePage.as_view(), name="objective"),
    path("objectives/<reference:reference>/edit/", objectives.EditObjective.as_view(), name="objective_edit"),
    path("objectives/<reference:reference>/review/", objectives.ReviewObjective.as_view(), name="objective_review"),
    path(
        "objectives/<reference:reference>/achieve/",
        objectives.EndObjective.as_view(transition="achieve"),
        name="objective_achieve",
    ),
    path(
        "objectives/<reference:reference>/miss/",
        objectives.EndObjective.as_view(transition="miss"),
        name="objective_miss",
    ),
    path("analyses/", analyses.AnalysisList.as_view(), name="analysis_list"),
    path("analyses/new/", analyses.StartAnalysis.as_view(), name="analysis_create"),
    path("analyses/<reference:reference>/", analyses.AnalysisPage.as_view(), name="analysis"),
    path("analyses/<reference:reference>/edit/", analyses.EditAnalysis.as_view(), name="analysis_edit"),
    path("analyses/<reference:reference>/conclude/", analyses.ConcludeAnalysis.as_view(), name="analysis_conclude"),
]
