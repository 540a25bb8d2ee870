"""Sends rows as a CSV or Excel file, with an entry in the ledger that it was done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse

from everproof.kernel import ledger
from everproof.kernel.exchange import export
from everproof.kernel.ui.views import OrganizationView
from everproof.kernel.ui.views.export import MEDIA_TYPES


def sent(
    view: OrganizationView,
    kind: str,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    about: str,
    filters: Sequence[str] = (),
) -> HttpResponse:
    """The file, written before it is sent; 404 for a kind of file that is none of ours."""
    if kind not in MEDIA_TYPES:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{kind}"
        if kind == "csv":
            count = export.write_csv(path, headings, rows)
        else:
            count = export.write_xlsx(path, name, headings, rows)
        content = path.read_bytes()
    facts = {"format": kind, "rows": count, "columns": [], "filters": list(filters)}
    with transaction.atomic():
        ledger.note(view.actor, "kernel.export", type=about, record_id="", facts=facts)
    response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    file_name = f"{view.organization.slug}-{name}-{view.today:%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
