"""Sends the requirements of an edition with their outcome as a file: all of them, or those that the page shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from everproof.conformity.queries_for_pages import Choice
from everproof.conformity.views.base import ConformityView, edition_name
from everproof.conformity.views.readiness import choice_of
from everproof.kernel import ledger
from everproof.kernel.exchange import export
from everproof.kernel.ui.strip import OUTCOMES
from everproof.kernel.ui.views.export import MEDIA_TYPES


class Export(ConformityView):
    """A post, because every export leaves an entry in the ledger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        kind = self.kwargs["format"]
        if kind not in MEDIA_TYPES:
            raise Http404
        choice = choice_of(request, self.stored)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"export.{kind}"
            count = self._write(path, kind, choice)
            content = path.read_bytes()
        self._note(kind, count, choice)
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        name = f"{self.organization.slug}-{self.catalogue.id}-{self.today:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _write(self, path: Path, kind: str, choice: Choice) -> int:
        headings = [
            _("Requirement"),
            _("Clause"),
            _("What it asks, in our own words"),
            _("Outcome"),
            _("Since"),
            _("Records looked at"),
            _("Findings"),
            _("Reason"),
        ]
        if kind == "csv":
            return export.write_csv(path, headings, self._rows(choice))
        return export.write_xlsx(path, edition_name(self.catalogue).replace(":", " "), headings, self._rows(choice))

    def _rows(self, choice: Choice) -> Iterator[list[Any]]:
        for one in self.stored.requirements:
            if choice.takes(one):
                clause = self.catalogue.clause(one.atom.clause)
                outcome = str(OUTCOMES[one.outcome])
                named = f"{clause.number} {clause.title}"
                yield [one.atom.id, named, one.atom.text, outcome, one.since, one.looked_at, one.total, one.reason]

    def _note(self, kind: str, count: int, choice: Choice) -> None:
        chosen = [name for name in Choice.__dataclass_fields__ if getattr(choice, name)]
        facts = {"format": kind, "rows": count, "columns": [self.catalogue.id], "filters": chosen}
        with transaction.atomic():
            ledger.note(self.actor, "kernel.export", type="requirement", record_id="", facts=facts)
