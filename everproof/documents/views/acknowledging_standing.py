"""Who has read what: of one revision for its owner, of everything for who leads people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.models import Acknowledgement, DocumentRevision
from everproof.documents.reading import standing
from everproof.documents.views.sending import sent
from everproof.kernel import access
from everproof.kernel.access.roles import APPROVE, AUDIT, MANAGE
from everproof.kernel.errors import NotAllowed
from everproof.kernel.people.models import Person
from everproof.kernel.ui import addresses, finding
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

MOST_ROWS = 500
VIEWS = (
    ("revision", gettext_lazy("By document")),
    ("person", gettext_lazy("By person")),
    ("role", gettext_lazy("By role")),
)
EXPORTS = (("csv", gettext_lazy("As CSV")), ("xlsx", gettext_lazy("As Excel file")))


class ReadersView(OrganizationView):
    """A page about who has read one revision."""

    @cached_property
    def revision(self) -> DocumentRevision:
        found = finding.record(DocumentRevision, self.kwargs["reference"], self.actor, relations=("document",))
        if found is None:
            raise Http404
        return found

    def require_reader(self) -> None:
        """Raise NotAllowed unless the actor looks after documents, audits them, or owns this one."""
        owner = self.revision.document.owner_id
        mine = self.actor.person_id is not None and self.actor.person_id in (owner, self.revision.author_id)
        if not (mine or any(self.actor.has(power) for power in (MANAGE, APPROVE, AUDIT))):
            raise NotAllowed(_("Who has read a document is seen by its owner and by who looks after documents."))


class Readers(ReadersView):
    """Each person who is asked, until when, and when they confirmed; what is open comes first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        revision = self.revision
        revision.organization = self.organization
        rows = list(standing.requests_of(revision)[: MOST_ROWS + 1])
        here = [self.organization.slug, revision.number]
        context = {
            "page": {
                "title": _("Who has read it"),
                "lead": f"{revision.number} · {revision.title}",
                "crumbs": [Link(revision.number, addresses.of_record(revision))],
            },
            "rows": rows[:MOST_ROWS],
            "more": len(rows) > MOST_ROWS,
            "standing": standing.counts_of(revision, self.today),
            "today": self.today,
            "exports": [
                Link(str(label), reverse("documents:readers_export", args=[*here, kind])) for kind, label in EXPORTS
            ],
        }
        return render(request, "documents/reading/readers.html", context)


class ExportReaders(ReadersView):
    """The same as a file; a post, because every export leaves an entry in the ledger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        headings = [_("Person"), _("Job title"), _("Asked"), _("Due"), _("Confirmed"), _("Right at the first try, %")]
        name = f"{self.revision.number}-readers"
        return sent(self, self.kwargs["format"], name, headings, self._rows(), about="reading")

    def _rows(self) -> Iterator[Sequence[Any]]:
        for row in standing.requests_of(self.revision).iterator():
            yield [row.person.title, row.person.job_title, row.asked_at, row.due_on, row.done_at, row.score]


class PeopleView(OrganizationView):
    """A page about the reading of people: all whom a manager sees, or those whom somebody leads."""

    @cached_property
    def people(self) -> QuerySet[Person]:
        own = Person.objects.in_force().filter(organization=self.organization, active=True, external=False)
        if self.looks_after_all:
            return access.visible(self.actor, own)
        return own.filter(supervisor_id=self.actor.person_id)

    @cached_property
    def looks_after_all(self) -> bool:
        return any(self.actor.has(power) for power in (MANAGE, APPROVE, AUDIT))

    def require_leader(self) -> None:
        """Raise NotAllowed for who neither looks after documents nor leads anybody."""
        if not self.looks_after_all and (self.actor.person_id is None or not self.people.exists()):
            raise NotAllowed(_("Who has read what is seen by those who look after documents, or lead people."))

    @property
    def view(self) -> str:
        wanted = self.request.GET.get("by", "")
        known = [name for name, _label in VIEWS if name != "revision" or self.looks_after_all]
        return wanted if wanted in known else known[0]

    def standings(self) -> list[standing.Standing]:
        if self.view == "revision":
            return standing.by_revision(self.actor, self.today)
        find = standing.by_person if self.view == "person" else standing.by_role
        return find(self.actor, self.today, self.people)


class ReadingOverview(PeopleView):
    """By document, by person or by role: how many are asked, have confirmed, are late."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_leader()
        slug = self.organization.slug
        found = self.standings()
        address = reverse("documents:reading_overview", args=[slug])
        context = {
            "page": {
                "title": _("Who has read what"),
                "lead": _("Open requests to read documents that apply, or will."),
            },
            "tabs": [
                Link(str(label), f"{address}?by={name}", current=name == self.view)
                for name, label in VIEWS
                if name != "revision" or self.looks_after_all
            ],
            "view": self.view,
            "rows": [(one, self._url(one)) for one in found[:MOST_ROWS]],
            "more": len(found) > MOST_ROWS,
            "late": sum(one.late for one in found),
            "exports": [
                Link(str(label), f"{reverse('documents:reading_export', args=[slug, kind])}?by={self.view}")
                for kind, label in EXPORTS
            ],
        }
        return render(request, "documents/reading/overview.html", context)

    def _url(self, one: standing.Standing) -> str:
        slug = self.organization.slug
        if self.view == "revision":
            return reverse("documents:readers", args=[slug, one.label.split(" · ")[0]])
        return reverse("documents:reading_of_person", args=[slug, one.key]) if self.view == "person" else ""


class ExportReading(PeopleView):
    """The same as a file."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_leader()
        headings = [str(dict(VIEWS)[self.view]), _("Asked"), _("Confirmed"), _("Open"), _("Late")]
        rows = ([one.label, one.asked, one.done, one.open, one.late] for one in self.standings())
        return sent(self, self.kwargs["format"], f"reading-by-{self.view}", headings, rows, about="reading")


class ReadingOfPerson(PeopleView):
    """What one person was asked to read, open first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_leader()
        person = self.people.filter(pk=self.kwargs["person"]).first()
        if person is None:
            raise Http404
        seen = access.visible(self.actor, DocumentRevision.objects.all()).values("pk")
        rows: QuerySet[Acknowledgement] = standing.requests(self.organization.pk).filter(
            person=person, revision__in=seen
        )
        rows = rows.select_related("revision").order_by("done_at", "due_on", "id")
        address = reverse("documents:reading_overview", args=[self.organization.slug])
        context = {
            "page": {
                "title": person.title,
                "lead": person.job_title,
                "crumbs": [Link(_("Who has read what"), f"{address}?by=person")],
            },
            "rows": rows[:MOST_ROWS],
            "today": self.today,
        }
        return render(request, "documents/reading/person.html", context)
