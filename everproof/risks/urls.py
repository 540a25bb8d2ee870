"""Addresses of the risks room inside an organisation; everything else are the generic pages."""

from django.urls import path

from everproof.risks import views

app_name = "risks"
urlpatterns = [
    path("risks/", views.RiskList.as_view(), name="risk_list"),
    path("opportunities/", views.OpportunityList.as_view(), name="opportunity_list"),
    path("fmeas/", views.FmeaList.as_view(), name="fmea_list"),
    path("changes/", views.ChangeList.as_view(), name="change_list"),
]
