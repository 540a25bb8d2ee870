"""The whole history of one record, as far back as anyone wants to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.history import History
from everproof.kernel.ui.views.organization import RecordView

MOST_ENTRIES = 500


class HistoryPage(RecordView):
    """The timeline alone, with every change of a field."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        history = History(self.record, limit=MOST_ENTRIES)
        page = {
            "title": _("History of %(what)s") % {"what": self.record.number or self.record.title},
            "crumbs": [Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())],
            "timeline": history.events,
            "is_cut": history.is_cut,
            "most": MOST_ENTRIES,
        }
        return render(request, "ui/history.html", {"page": page, "record": self.record})
