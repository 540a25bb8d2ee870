"""Addresses of the process map, the interfaces, processes and their parts."""

from django.urls import path

from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)
from everproof.processes.views import interfaces, landscape, map, parts

PROCESS = "processes/<reference:reference>"

LANDSCAPE_URLS = [
    path("map/", map.MapPage.as_view(), name="map"),
    path("map/arrange/", map.ArrangeMap.as_view(), name="arrange"),
    path("interfaces/", interfaces.InterfaceList.as_view(), name="interfaces"),
    path("interfaces/settle/", interfaces.SettleInterface.as_view(), name="settle"),
    path("processes/", landscape.ProcessList.as_view(), name="process_list"),
    path("processes/new/", landscape.NewProcess.as_view(), name="process_create"),
    path(f"{PROCESS}/", landscape.ProcessPage.as_view(), name="process"),
    path(f"{PROCESS}/edit/", landscape.EditProcess.as_view(), name="process_edit"),
    path(f"{PROCESS}/review/", landscape.ReviewProcess.as_view(), name="review"),
    path(f"{PROCESS}/evaluate/", landscape.EvaluateProcess.as_view(), name="evaluate"),
    path(f"{PROCESS}/hand-over/", landscape.HandOverProcess.as_view(), name="hand_over"),
    path(f"{PROCESS}/deputy/", landscape.NameDeputy.as_view(), name="deputy"),
    path(f"{PROCESS}/inputs/new/", parts.NewInput.as_view(), name="input_create"),
    path(f"{PROCESS}/outputs/new/", parts.NewOutput.as_view(), name="output_create"),
    path(f"{PROCESS}/steps/new/", parts.NewStep.as_view(), name="step_create"),
    path(f"{PROCESS}/steps/order/", parts.OrderSteps.as_view(), name="step_order"),
    path(f"{PROCESS}/duties/", parts.DutiesPage.as_view(), name="duties"),
    path(f"{PROCESS}/duties/<slug:format>/", parts.ExportDuties.as_view(), name="duties_export"),
    path("process-inputs/<reference:reference>/edit/", parts.EditInput.as_view(), name="input_edit"),
    path("process-outputs/<reference:reference>/edit/", parts.EditOutput.as_view(), name="output_edit"),
    path("process-steps/<reference:reference>/edit/", parts.EditStep.as_view(), name="step_edit"),
]
