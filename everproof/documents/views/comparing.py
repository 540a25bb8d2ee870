"""Two revisions of a document beside each other, or in one text, with what changed marked."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from everproof.documents import content
from everproof.documents.content import pictures
from everproof.documents.content.comparing import Comparison, Row, Side
from everproof.documents.models import Document, DocumentRevision
from everproof.documents.visibility import may_see_revision
from everproof.kernel.ui import addresses
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.organization import RecordView

MOST_OFFERED = 200


class ComparePage(RecordView):
    """`old` and `new` are places in the order of revisions; without them the newest and the one before it."""

    model = Document

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if len(self.revisions) < 2:
            return render(request, "documents/content/compare.html", self.context(None))
        old, new = self.pair
        if old.content_kind == new.content_kind == DocumentRevision.ContentKind.WRITTEN:
            return render(request, "documents/content/compare.html", self.context(content.compare(old.body, new.body)))
        return render(request, "documents/content/compare.html", self.context(None))

    @cached_property
    def revisions(self) -> list[DocumentRevision]:
        """What the reader may see of them, the newest first; the texts only of those that are compared."""
        seen = DocumentRevision.objects.filter(may_see_revision(self.actor), organization=self.organization)
        rows = seen.filter(document=self.record, voided_at=None).defer("body", "plain_text")
        found = list(rows.order_by("-position")[:MOST_OFFERED])
        for row in found:
            row.organization, row.document = self.organization, self.record
        return found

    @cached_property
    def pair(self) -> tuple[DocumentRevision, DocumentRevision]:
        by_place = {row.position: row for row in self.revisions}
        new = self._asked("new", by_place) or self.revisions[0]
        before = [row for row in self.revisions if row.position < new.position]
        old = self._asked("old", by_place) or (before[0] if before else self.revisions[-1])
        return old, new

    def _asked(self, name: str, by_place: dict[int, DocumentRevision]) -> DocumentRevision | None:
        given = self.request.GET.get(name, "")
        if not given:
            return None
        if not given.isdecimal() or int(given) not in by_place:
            raise Http404
        return by_place[int(given)]

    def context(self, comparison: Comparison | None) -> dict[str, Any]:
        title = self.record.title
        document = self.record.number or title
        crumbs = [Link(_("Documents"), self.address()), Link(document, addresses.of_record(self.record))]
        found: dict[str, Any] = {
            "page": {"title": _("What changed: %(title)s") % {"title": title}, "crumbs": crumbs},
            "document": self.record,
            "revisions": self.revisions,
        }
        if len(self.revisions) < 2:
            return found
        old, new = self.pair
        inline = self.request.GET.get("view") == "inline"
        whole = self.request.GET.get("show") == "whole"
        found |= {"old": old, "new": new, "inline": inline, "whole": whole, "comparison": comparison}
        if comparison is None:
            return found
        shown = Shown(pictures_of(old, new))
        found["parts"] = shown.parts(comparison, whole=whole)
        found["links"] = {
            name: self.link(old, new, **given)
            for name, given in {
                "inline": {"view": "inline", "show": "whole" if whole else ""},
                "beside": {"view": "", "show": "whole" if whole else ""},
                "whole": {"view": "inline" if inline else "", "show": "whole"},
                "changed": {"view": "inline" if inline else "", "show": ""},
            }.items()
        }
        return found

    def link(self, old: DocumentRevision, new: DocumentRevision, **given: str) -> str:
        kwargs = {"organization": self.organization.slug, "reference": self.record.reference}
        asked = {"old": old.position, "new": new.position, **{name: value for name, value in given.items() if value}}
        return f"{reverse('documents:compare', kwargs=kwargs)}?{urlencode(asked)}"


def pictures_of(*revisions: DocumentRevision) -> dict[str, str]:
    """Where the pictures of these bodies are shown, by digest."""
    found: dict[str, str] = {}
    for revision in revisions:
        for digest, picture in pictures.of(revision, pictures.named_in(revision.body)).items():
            found[digest] = picture.url
    return found


class Shown:
    """Rows as the template draws them: changed ones, and between them how many stay hidden."""

    def __init__(self, picture_urls: dict[str, str]) -> None:
        self.picture_urls = picture_urls
        self.changes = 0

    def parts(self, comparison: Comparison, *, whole: bool) -> list[dict[str, Any]]:
        rows = comparison.rows
        kept = [whole or self._is_near(rows, place) for place in range(len(rows))]
        parts: list[dict[str, Any]] = []
        hidden, within = 0, False
        for row, is_kept in zip(rows, kept, strict=True):
            if not is_kept:
                hidden += 1
                within = False
                continue
            if hidden:
                parts.append({"hidden": hidden})
                hidden = 0
            starts = row.is_change and not within
            self.changes += starts
            within = row.is_change
            parts.append(self._row(row, self.changes if starts else 0))
        if hidden:
            parts.append({"hidden": hidden})
        return parts

    def _is_near(self, rows: list[Row], place: int) -> bool:
        """A changed passage, or a neighbour that shows where it stands."""
        return any(row.is_change for row in rows[max(0, place - 1) : place + 2])

    def _row(self, row: Row, change: int) -> dict[str, Any]:
        sides = {name: self._side(getattr(row, name)) for name in ("old", "new", "merged")}
        return {"kind": row.kind, "change": change, **sides}

    def _side(self, side: Side | None) -> dict[str, Any] | None:
        if side is None:
            return None
        html = side.html
        for digest, url in self.picture_urls.items():
            html = html.replace(f'data-file="{digest}"', f'src="{url}" loading="lazy"')
        # The comparison escapes every text; the addresses are our own.
        return {"kind": side.kind, "label": side.label, "depth": side.depth, "html": mark_safe(html)}  # noqa: S308
