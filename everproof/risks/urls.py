"""Addresses of the risks room inside an organisation; steps without a form of their own are the generic pages."""

from django.urls import path

from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)
from everproof.risks.views import bow_tie, changes, fmea, register

app_name = "risks"
urlpatterns = [
    path("matrix/", register.RiskMatrix.as_view(), name="matrix"),
    path("risks/", register.RiskList.as_view(), name="risk_list"),
    path("risks/new/", register.AddRisk.as_view(), name="risk_create"),
    path("risks/<reference:reference>/", register.RiskPage.as_view(), name="risk"),
    path("risks/<reference:reference>/edit/", register.EditRisk.as_view(), name="risk_edit"),
    path("risks/<reference:reference>/bow-tie/", bow_tie.DrawBowTie.as_view(), name="risk_bow_tie"),
    path("risks/<reference:reference>/assess/", register.AssessRisk.as_view(), name="risk_assess"),
    path("risks/<reference:reference>/treat/", register.TreatRisk.as_view(), name="risk_treat"),
    path("risks/<reference:reference>/accept/", register.AcceptRisk.as_view(), name="risk_accept"),
    path("risks/<reference:reference>/judge/", register.JudgeRisk.as_view(), name="risk_judge"),
    path("opportunities/", register.OpportunityList.as_view(), name="opportunity_list"),
    path("opportunities/new/", register.AddOpportunity.as_view(), name="opportunity_create"),
    path("opportunities/<reference:reference>/", register.OpportunityPage.as_view(), name="opportunity"),
    path("opportunities/<reference:reference>/edit/", register.EditOpportunity.as_view(), name="opportunity_edit"),
    path(
        "opportunities/<reference:reference>/assess/", register.AssessOpportunity.as_view(), name="opportunity_assess"
    ),
    path(
        "opportunities/<reference:reference>/decide/", register.DecideOpportunity.as_view(), name="opportunity_decide"
    ),
    path("opportunities/<reference:reference>/judge/", register.JudgeOpportunity.as_view(), name="opportunity_judge"),
    path("fmeas/", fmea.FmeaList.as_view(), name="fmea_list"),
    path("fmeas/new/", fmea.BeginFmea.as_view(), name="fmea_create"),
    path("fmeas/<reference:reference>/", fmea.FmeaPage.as_view(), name="fmea"),
    path("fmeas/<reference:reference>/edit/", fmea.EditFmea.as_view(), name="fmea_edit"),
    path("fmeas/<reference:reference>/release/", fmea.ReleaseFmea.as_view(), name="fmea_release"),
    path("failure-modes/new/", fmea.AddLine.as_view(), name="line_create"),
    path("failure-modes/<reference:reference>/", fmea.LinePage.as_view(), name="line"),
    path("failure-modes/<reference:reference>/edit/", fmea.EditLine.as_view(), name="line_edit"),
    path("changes/", changes.ChangeList.as_view(), name="change_list"),
    path("changes/new/", changes.ProposeChange.as_view(), name="change_create"),
    path("changes/<reference:reference>/", changes.ChangePage.as_view(), name="change"),
    path("changes/<reference:reference>/edit/", changes.EditChange.as_view(), name="change_edit"),
    path("changes/<reference:reference>/approve/", changes.ApproveChange.as_view(), name="change_approve"),
    path("changes/<reference:reference>/implement/", changes.ImplementChange.as_view(), name="change_implement"),
    path("changes/<reference:reference>/review/", changes.ReviewChange.as_view(), name="change_review"),
]
