"""Pages of documents and clauses: what is proposed, confirm or reject it, read anew, export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.documents.gaps import service
from everproof.documents.models import ClauseProposal, GapReading
from everproof.documents.views.common import at
from everproof.documents.views.sending import sent
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

MOST_ROWS = 2000


class GapView(OrganizationView):
    """A page about documents and the clauses that they may answer."""

    def address(self, name: str = "gaps", *args: Any) -> str:
        return reverse(f"documents:{name}", args=[self.organization.slug, *args])

    def rows(self) -> list[ClauseProposal]:
        found = list(service.visible_proposals(self.actor)[:MOST_ROWS])
        for row in found:
            row.document.organization = self.organization
        return found


class Gaps(GapView):
    """Clause by clause: what is confirmed, what is proposed with its passage, and where nothing speaks of it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service.require_gaps(self.actor)
        kept = GapReading.objects.filter(organization_id=self.organization.pk, standard=service.STANDARD).first()
        rows = self.rows()
        clauses = service.clauses_of(service.STANDARD)
        context = {
            "page": {
                "title": _("Documents and clauses"),
                "lead": _(
                    "Which of your documents may answer which clause, guessed by their words. You decide; nothing here "
                    "counts as evidence, and no verdict changes by it."
                ),
                "crumbs": [Link(_("Documents"), at(self.actor, "document_list"))],
            },
            "kept": kept,
            "counts": service.counted(rows, clauses),
            "clauses": self._by_clause(rows) if kept else [],
            "read_url": self.address("gaps_read"),
            "bring_in_url": self.address("intakes"),
            "exports": [
                Link(_("As CSV"), self.address("gaps_export", "csv")),
                Link(_("As Excel file"), self.address("gaps_export", "xlsx")),
            ],
        }
        return render(request, "documents/gaps/gaps.html", context)

    def _by_clause(self, rows: Sequence[ClauseProposal]) -> list[dict[str, Any]]:
        """{clause, confirmed, proposed, rejected} of each clause; each proposal with its addresses."""
        found = []
        for clause in service.clauses_of(service.STANDARD):
            own = [(row, self.address("gap_decide", row.pk)) for row in rows if row.clause == clause.number]
            found.append(
                {
                    "number": clause.number,
                    "title": clause.title[:1].upper() + clause.title[1:],
                    **{
                        name: [one for one in own if one[0].decision == name] for name in ClauseProposal.Decision.values
                    },
                }
            )
        return found


class ReadGaps(GapView):
    """Reads all documents anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            service.begin(by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.address())


class DecideProposal(GapView):
    """Takes the decision about one proposal."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, proposal: int, **kwargs: Any) -> HttpResponse:
        service.require_gaps(self.actor)
        found = service.visible_proposals(self.actor).filter(pk=proposal).first()
        if found is None:
            raise Http404
        try:
            service.decide(found, by=self.actor, decision=request.POST.get("decision", ""))
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{self.address()}#c-{found.clause}")


class ExportGaps(GapView):
    """The same as a file; a post, because every export leaves an entry in the ledger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service.require_gaps(self.actor)
        headings = [_("Clause"), _("Title"), _("Number"), _("Document"), _("Decision"), _("Heading"), _("Passage")]
        return sent(self, self.kwargs["format"], "documents-and-clauses", headings, self._lines(), about="gaps")

    def _lines(self) -> Iterator[Sequence[Any]]:
        rows = self.rows()
        for clause in service.clauses_of(service.STANDARD):
            own = [row for row in rows if row.clause == clause.number]
            if not own:
                yield [clause.number, clause.title, "", "", _("Nothing found"), "", ""]
            for row in own:
                said = [row.document.number, row.document.title, row.get_decision_display(), row.heading, row.passage]
                yield [clause.number, clause.title, *said]
