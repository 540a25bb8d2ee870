"""The generic pages of every record type, at /<organisation>/<room>/<type>/….

A room's own `urls.py` is asked first; what it does not answer is answered here. So each record type has all pages from
the day it is declared, and each page has one name to build its address with (see addresses.py).
"""

from django.urls import path

from everproof.kernel.pages import files, printing
from everproof.kernel.pages.work import AddAction
from everproof.kernel.ui import converters, views  # noqa: F401  (registers <reference:…>)
from everproof.kernel.ui.views.choices import Choices
from everproof.kernel.ui.views.history import HistoryPage

OF_TYPE = "<slug:organization>/<slug:room>/<slug:path>/"
OF_RECORD = f"{OF_TYPE}<reference:reference>/"

urlpatterns = [
    path("<slug:organization>/files/<slug:key>/preview/<slug:size>", files.ShowPicture.as_view(), name="file_picture"),
    path("<slug:organization>/files/<slug:key>/<str:name>", files.OpenFile.as_view(), name="file"),
    path("<slug:organization>/choices/<slug:type>/", Choices.as_view(), name="choices"),
    path(OF_TYPE, views.RecordList.as_view(), name="records"),
    path(f"{OF_TYPE}new/", views.CreatePage.as_view(), name="record_create"),
    path(f"{OF_TYPE}export/<slug:format>/", views.ExportView.as_view(), name="record_export"),
    path(f"{OF_TYPE}chosen/<slug:verb>/", views.BulkPage.as_view(), name="record_bulk"),
    path(f"{OF_TYPE}views/", views.SaveView.as_view(), name="record_views"),
    path(f"{OF_TYPE}views/<int:view>/drop/", views.DropView.as_view(), name="record_view_drop"),
    path(OF_RECORD, views.RecordPage.as_view(), name="record"),
    path(f"{OF_RECORD}edit/", views.EditPage.as_view(), name="record_edit"),
    path(f"{OF_RECORD}void/", views.VoidPage.as_view(), name="record_void"),
    path(f"{OF_RECORD}reinstate/", views.ReinstatePage.as_view(), name="record_reinstate"),
    path(f"{OF_RECORD}history/", HistoryPage.as_view(), name="record_history"),
    path(f"{OF_RECORD}print/", printing.PrintRecord.as_view(), name="record_print"),
    path(f"{OF_RECORD}action/", AddAction.as_view(), name="record_action"),
    path(f"{OF_RECORD}link/", views.LinkPage.as_view(), name="record_link"),
    path(f"{OF_RECORD}link/<int:link>/remove/", views.UnlinkPage.as_view(), name="record_unlink"),
    path(f"{OF_RECORD}files/", files.AddFiles.as_view(), name="record_files"),
    path(f"{OF_RECORD}files/<uuid:id>/", files.SendFile.as_view(), name="record_file"),
    path(f"{OF_RECORD}files/<slug:key>/describe/", files.DescribeFile.as_view(), name="record_file_describe"),
    path(f"{OF_RECORD}files/<slug:key>/remove/", files.RemoveFile.as_view(), name="record_file_remove"),
    path(f"{OF_RECORD}<slug:step>/", views.TransitionPage.as_view(), name="record_step"),
]
