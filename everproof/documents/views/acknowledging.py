"""Reading a revision and confirming it: on a screen, and on a phone beside the machine in two taps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from everproof.documents import content
from everproof.documents.models import AccessEvent, Acknowledgement, ComprehensionQuestion, DocumentRevision
from everproof.documents.reading import acknowledging, note_access, questions_of
from everproof.documents.reading.work import reading_url
from everproof.documents.views.attached import attached_file
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people.models import Responsibility
from everproof.kernel.ui import addresses, finding
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it; `chosen` is what was chosen at the last try."""

    question: ComprehensionQuestion
    chosen: int | None = None
    is_wrong: bool = False

    @property
    def name(self) -> str:
        return f"answer-{self.question.position}"

    @property
    def choices(self) -> list[tuple[int, str, bool]]:
        return [(place, text, place == self.chosen) for place, text in enumerate(self.question.choices)]


class MyReading(OrganizationView):
    """What waits to be read, and what was confirmed."""

    place = "work"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        waiting = acknowledging.open_requests(self.actor).select_related("revision").order_by("due_on", "id")
        own = Acknowledgement.objects.filter(organization=self.organization, person=self.actor.person)
        done = own.filter(done_at__isnull=False, withdrawn_at=None).select_related("revision").order_by("-done_at")
        context = {
            "page": {"title": _("To read"), "lead": _("Documents that changed for you. Read, then confirm.")},
            "waiting": [self._line(row) for row in waiting[:SHOWN]],
            "done": [self._line(row) for row in done[:SHOWN]],
        }
        return render(request, "documents/reading/mine.html", context)

    def _line(self, row: Acknowledgement) -> dict[str, Any]:
        return {"row": row, "revision": row.revision, "url": reading_url(self.organization.slug, row.revision.number)}


class Read(OrganizationView):
    """One revision to be read: what changes for me first, then its text, then the button."""

    place = "work"

    @cached_property
    def revision(self) -> DocumentRevision:
        found = finding.record(DocumentRevision, self.kwargs["reference"], self.actor, relations=("document", "author"))
        if found is None:
            raise Http404
        return found

    @cached_property
    def questions(self) -> list[ComprehensionQuestion]:
        return questions_of(self.revision)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        note_access(self.actor, self.revision.document, self.revision, AccessEvent.Verb.OPENED)
        return self.shown([Asked(question) for question in self.questions])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        chosen = [self._chosen(question) for question in self.questions]
        try:
            answers = [place for place in chosen if place is not None]
            answered = acknowledging.acknowledge(self.revision, by=self.actor, answers=answers)
        except NotAllowed:
            raise
        except Refused as refusal:
            asked = [Asked(*pair) for pair in zip(self.questions, chosen, strict=True)]
            return self.shown(asked, problems=refusal.reasons, status=422)
        if not answered.is_done:
            wrong = {question.pk for question in answered.wrong}
            asked = [Asked(one, place, one.pk in wrong) for one, place in zip(self.questions, chosen, strict=True)]
            return self.shown(asked, status=422)
        messages.success(request, _("Confirmed: %(number)s.") % {"number": self.revision.number})
        return HttpResponseRedirect(self._next())

    def _chosen(self, question: ComprehensionQuestion) -> int | None:
        given = self.request.POST.get(f"answer-{question.position}", "")
        return int(given) if given.isdecimal() and len(given) < 3 else None

    def _next(self) -> str:
        """The next one that waits, else the list."""
        waiting = acknowledging.open_requests(self.actor).select_related("revision").order_by("due_on", "id").first()
        if waiting is not None:
            return reading_url(self.organization.slug, waiting.revision.number)
        return self._mine()

    def _mine(self) -> str:
        return addresses.reverse("documents:my_reading", args=[self.organization.slug])

    def shown(self, asked: Sequence[Asked], *, problems: Sequence[Any] = (), status: int = 200) -> HttpResponse:
        request_row = acknowledging.request_of(self.revision, self.actor)
        revision = self.revision
        revision.organization = self.organization
        context = {
            "page": {"title": revision.title, "crumbs": [Link(_("To read"), self._mine())]},
            "revision": revision,
            "asked_for": request_row,
            "may_confirm": request_row is not None and request_row.done_at is None and self._is_readable(),
            "for_me": self._for_me(),
            "body": self._body(),
            "file": attached_file(revision) if revision.content_kind == DocumentRevision.ContentKind.FILE else None,
            "questions": asked,
            "wrong": sum(one.is_wrong for one in asked),
            "problems": problems,
            "record_url": addresses.of_record(revision),
        }
        return render(self.request, "documents/reading/read.html", context, status=status)

    def _is_readable(self) -> bool:
        return self.revision.status in acknowledging.READABLE and not acknowledging.is_shared(self.actor)

    def _body(self) -> Any:
        written = self.revision.content_kind == DocumentRevision.ContentKind.WRITTEN
        return content.render(self.revision, self.actor) if written else ""

    def _for_me(self) -> list[str]:
        """What the revision says that it changes for a role that the reader holds; one statement, where it says so."""
        said = {str(entry["role"]): entry["text"] for entry in self.revision.what_changes_for}
        if not said or self.actor.person_id is None:
            return []
        held = Responsibility.objects.in_force().filter(
            organization=self.organization,
            person_id=self.actor.person_id,
            role_id__in=list(said),
            from_on__lte=self.today,
        )
        keys = held.exclude(to_on__lt=self.today).values_list("role_id", flat=True).distinct()
        return [said[str(key)] for key in keys]
