"""Change requests and reviews: asked, answered, recorded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions
from everproof.documents.forms.others import WishForm
from everproof.documents.models import ChangeRequest, Document, PeriodicReview
from everproof.documents.views.common import StepForm
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import Part, RecordList, RecordPage


def wish_url(organization: Organization, number: str) -> str:
    """The page of a change request."""
    return addresses.of_type(organization, modules.type_of(ChangeRequest), "record", reference=number)


class WishList(RecordList):
    model = ChangeRequest

    def add_create(self, page: pages.ListPage) -> None:
        """A change is asked for on the page of the document."""

    def empty(self) -> pages.Empty:
        page = super().empty()
        return pages.Empty(page.title, page.purpose, page.clause)


class OfDocument(RecordPage):
    """A record that belongs to a document, with the way back to it."""

    takes_actions = False
    related: tuple[str, ...] = ("document",)

    def page(self) -> pages.RecordPage:
        page = super().page()
        document = self.record.document
        document.organization = self.organization
        page.crumbs = [
            Link(str(self.record_type.plural), self.address()),
            Link(f"{document.number} {document.title}", document.get_absolute_url()),
        ]
        return page


class WishPage(OfDocument):
    model = ChangeRequest
    related = ("document", "revision")
    parts = (
        Part(gettext_lazy("What should change"), ("what",)),
        Part(gettext_lazy("Why"), ("why",), hidden_while_empty=True),
        Part(gettext_lazy("Answer"), ("answer",), hidden_while_empty=True),
        Part(
            gettext_lazy("At a glance"),
            ("document", "urgency", "raised_by", "decided_by", "decided_on", "revision"),
        ),
    )


class ReviewPage(OfDocument):
    model = PeriodicReview
    parts = (
        Part(gettext_lazy("Reasons"), ("reasons",), gettext_lazy("None given: it stays as it is.")),
        Part(
            gettext_lazy("At a glance"),
            ("document", "revision", "verdict", "reviewed_by", "reviewed_on", "next_due_on"),
        ),
    )


class ReviewList(RecordList):
    model = PeriodicReview

    def add_create(self, page: pages.ListPage) -> None:
        """A review is recorded on the page of the document."""

    def empty(self) -> pages.Empty:
        page = super().empty()
        return pages.Empty(page.title, page.purpose, page.clause)


class AskForChange(StepForm):
    """Anyone who reads a document says what should change in it."""

    model = Document
    title = gettext_lazy("Ask for a change")
    lead = gettext_lazy("Its owner answers you.")
    submit_label = gettext_lazy("Ask")

    def check(self) -> None:
        access.require(self.actor, "create", ChangeRequest)

    def form(self, data: Any = None) -> RecordForm:
        return WishForm(data, actor=self.actor, initial={"urgency": ChangeRequest.Urgency.NORMAL})

    def missing(self) -> list[pages.Missing]:
        if self.record.is_voided or self.record.status == "obsolete":
            return [pages.Missing(_("This document is out of use."))]
        return []

    def act(self, form: RecordForm) -> Record:
        return actions.request_change(document=self.record, by=self.actor, **form.values)

    def done(self, record: Record) -> str:
        return _("%(number)s is recorded. You hear what becomes of it.") % {"number": record.number}
