"""Sends a list as a file: the same rows in the same order with the same columns as the list shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from everproof.kernel import access, ledger
from everproof.kernel.access.roles import REPORT
from everproof.kernel.errors import NotAllowed
from everproof.kernel.exchange import export
from everproof.kernel.ui import paging, values
from everproof.kernel.ui.listing import Listing
from everproof.kernel.ui.surroundings import surroundings
from everproof.kernel.ui.views.organization import TypeView

CHUNK = 2_000
MOST_ROWS = 100_000
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportView(TypeView):
    """Writes the file first and sends it then, so that no query runs while somebody's slow line takes it in.

    A post, because every export leaves an entry in the ledger.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = self.kwargs["format"]
        if kind not in MEDIA_TYPES:
            raise Http404
        answer = access.may(self.actor, "export", self.record_type.model)
        if not answer and not self.actor.has(REPORT):
            raise NotAllowed(answer.reason)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export.{kind}"
            count = self._write(path, kind)
            content = path.read_bytes()
        self._note(kind, count)
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        name = f"{self.organization.slug}-{self.record_type.path}-{self.today:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @cached_property
    def listing(self) -> Listing:
        around = surroundings(self.request)
        return Listing(self.record_type, self.actor, self.request.GET, sites=around.sites, site_id=around.site_id)

    def _write(self, path: Path, kind: str) -> int:
        headings = [str(column.label) for column in self.listing.columns]
        if kind == "csv":
            return export.write_csv(path, headings, self._rows())
        return export.write_xlsx(path, str(self.record_type.plural), headings, self._rows())

    def _rows(self) -> Iterator[list[Any]]:
        readers = [values.exported(column, self.record_type) for column in self.listing.columns]
        for record in in_chunks(self.listing):
            yield [read(record) for read in readers]

    def _note(self, kind: str, count: int) -> None:
        facts = {
            "format": kind,
            "rows": count,
            "columns": [column.name for column in self.listing.columns],
            "filters": [chosen.filter.name for chosen in self.listing.chosen],
        }
        with transaction.atomic():
            ledger.note(self.actor, "kernel.export", type=self.record_type.name, record_id="", facts=facts)


def in_chunks(listing: Listing) -> Iterator[Any]:
    """All records of a list in its order, a page at a time, up to MOST_ROWS."""
    queryset, start, given = listing.queryset(), None, 0
    while given < MOST_ROWS:
        found = paging.page(queryset, listing.order, min(CHUNK, MOST_ROWS - given), after=start)
        yield from found.rows
        given += len(found.rows)
        if not found.has_older:
            return
        start = paging.position_of(found.rows[-1], listing.order)
