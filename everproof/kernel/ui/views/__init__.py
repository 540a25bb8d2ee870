"""The generic pages. Each kind of page is one file that shows a whole request; rooms subclass what they need."""

from everproof.kernel.ui.views.bulk import BulkPage
from everproof.kernel.ui.views.create import CreatePage
from everproof.kernel.ui.views.edit import EditPage
from everproof.kernel.ui.views.export import ExportView
from everproof.kernel.ui.views.links import LinkPage, UnlinkPage
from everproof.kernel.ui.views.list import RecordList
from everproof.kernel.ui.views.organization import OrganizationView, RecordView, TypeView
from everproof.kernel.ui.views.public import PublicPage
from everproof.kernel.ui.views.record import Part, RecordPage
from everproof.kernel.ui.views.saved import DropView, SaveView
from everproof.kernel.ui.views.step import TransitionPage
from everproof.kernel.ui.views.voiding import ReinstatePage, VoidPage

__all__ = [
    "BulkPage",
    "CreatePage",
    "DropView",
    "EditPage",
    "ExportView",
    "LinkPage",
    "OrganizationView",
    "Part",
    "PublicPage",
    "RecordList",
    "RecordPage",
    "RecordView",
    "ReinstatePage",
    "SaveView",
    "TransitionPage",
    "TypeView",
    "UnlinkPage",
    "VoidPage",
]
