"""Pages of bringing in documents: choose files, look at what would happen, do it, take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.documents.intake import service
from everproof.documents.models import Document, Intake, IntakeItem
from everproof.documents.views.common import at
from everproof.documents.views.sending import sent
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files.incoming import uploads_of
from everproof.kernel.files.kinds import accepted
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

SHOWN, NEWEST, LEFT_SHOWN = 200, 25, 3
STATES = (*IntakeItem.State.choices,)


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; what is wrong with one is said when it is read (see kernel.files.incoming)."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data or []


class FilesForm(forms.Form):
    """The files, and what those are that say nothing about their state."""

    uploads = FilesField(
        label=gettext_lazy("Files, or a zip of them"),
        help_text=gettext_lazy(
            "Word, Markdown, HTML, PDF, ODT and other office files, up to 50 at once; a zip may hold up to 5,000. A "
            "spreadsheet among them that lists files, numbers, titles, revisions and days is read as their register."
        ),
        widget=SeveralFiles(attrs={"accept": f"{accepted()},.zip,.html,.htm,.markdown,.tsv,.xls", "multiple": True}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("What they are where nothing else is said"),
        choices=[
            ("draft", gettext_lazy("Drafts: each is approved here before it applies")),
            ("released", gettext_lazy("In force already, approved where they come from")),
        ],
        widget=forms.RadioSelect,
        initial="draft",
    )
    since = forms.DateField(
        label=gettext_lazy("In force since"),
        required=False,
        help_text=gettext_lazy("For those in force that name no day themselves."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("state") == "released" and not given.get("since") and "since" not in self.errors:
            raise ValidationError({"since": gettext_lazy("Say since when they are in force.")})
        if given.get("state") == "draft":
            given["since"] = None
        return given


class IntakeView(OrganizationView):
    """A page about documents that are brought in."""

    def crumbs(self) -> list[Link]:
        return [Link(_("Documents"), at(self.actor, "document_list")), Link(_("Bring in documents"), self.address())]

    def address(self, name: str = "intakes", *args: Any) -> str:
        return reverse(f"documents:{name}", args=[self.organization.slug, *args])


class BringInDocuments(IntakeView):
    """Takes the files; below, what was brought in before."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service.require_intake(self.actor)
        return self.shown(FilesForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        service.require_intake(self.actor)
        form = FilesForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shown(form)
        try:
            intake = service.start(uploads_of(request), by=self.actor, since=form.cleaned_data["since"])
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("uploads", [str(reason) for reason in refusal.reasons])
            return self.shown(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.shown(form)
        return redirect(self.address("intake", intake.pk))

    def shown(self, form: FilesForm) -> HttpResponse:
        rows = Intake.objects.filter(organization_id=self.organization.pk).defer("uploads", "left_out")
        context = {
            "page": {
                "title": _("Bring in documents"),
                "lead": _(
                    "What you have already, with the numbers, revisions and days that it has. Everything is shown "
                    "before anything is written, and it can be taken back."
                ),
                "crumbs": self.crumbs()[:1],
                "cancel_url": at(self.actor, "document_list"),
            },
            "form": form,
            "intakes": [
                (one, self.address("intake", one.pk))
                for one in rows.select_related("person").order_by("-created_at")[:NEWEST]
            ],
        }
        return render(self.request, "documents/intake/upload.html", context, status=422 if form.errors else 200)


class OneIntake(IntakeView):
    """What would happen, happens or has happened to each file."""

    @cached_property
    def intake(self) -> Intake:
        found = Intake.objects.filter(organization_id=self.organization.pk, pk=self.kwargs["intake"]).first()
        if found is None:
            raise Http404
        service.require_intake(self.actor)
        return found

    def get(self, request: HttpRequest, intake: UUID, **kwargs: Any) -> HttpResponse:
        kept = self.intake
        counts = kept.counts or {}
        wanted = request.GET.get("state", "")
        items = self.items(wanted)
        context = {
            "page": {"title": kept.title, "crumbs": self.crumbs()},
            "kept": kept,
            "counts": counts,
            "writes": counts.get("new", 0) + counts.get("changed", 0),
            "percent": min(100, kept.progress * 100 // kept.total) if kept.total else 0,
            "rows": [self.row(item) for item in items[:SHOWN]],
            "more": len(items) > SHOWN,
            "filters": [(label, f"?state={name}", name == wanted, counts.get(name, 0)) for name, label in STATES],
            "wanted": wanted,
            "left_out": kept.left_out,
            "run_url": self.address("intake_run", kept.pk),
            "undo_url": self.address("intake_undo", kept.pk),
            "again_url": self.address(),
            "list_url": at(self.actor, "document_list"),
            "gaps_url": at(self.actor, "gaps"),
            "exports": [
                Link(_("As CSV"), self.address("intake_export", kept.pk, "csv")),
                Link(_("As Excel file"), self.address("intake_export", kept.pk, "xlsx")),
            ],
        }
        return render(request, "documents/intake/intake.html", context)

    def items(self, wanted: str) -> list[IntakeItem]:
        rows = self.intake.items.filter(organization_id=self.organization.pk).defer("facts")
        if wanted in IntakeItem.State.values:
            rows = rows.filter(state=wanted)
        return list(rows.order_by("position", "id")[: SHOWN + 1])

    @cached_property
    def documents(self) -> dict[UUID, Document]:
        keys = self.intake.items.filter(document_id__isnull=False).values("document_id")
        rows = Document.objects.filter(organization_id=self.organization.pk, pk__in=keys)
        found = {one.pk: one for one in rows.only("number", "title", "status", "voided_at", "organization")}
        for one in found.values():
            one.organization = self.organization
        return found

    def row(self, item: IntakeItem) -> dict[str, Any]:
        document = self.documents.get(item.document_id) if item.document_id else None
        held = item.held or {}
        counted = [
            ngettext("%(n)d heading", "%(n)d headings", held.get("headings", 0)) % {"n": held.get("headings", 0)},
            ngettext("%(n)d table", "%(n)d tables", held.get("tables", 0)) % {"n": held.get("tables", 0)},
            ngettext("%(n)d list", "%(n)d lists", held.get("lists", 0)) % {"n": held.get("lists", 0)},
            ngettext("%(n)d picture", "%(n)d pictures", held.get("pictures", 0)) % {"n": held.get("pictures", 0)},
        ]
        names = ("headings", "tables", "lists", "pictures")
        return {
            "item": item,
            "number": document.number if document else item.claims.get("number", ""),
            "title": item.claims.get("title", ""),
            "url": document.get_absolute_url() if document and item.taken_at else "",
            "held": [words for words, name in zip(counted, names, strict=True) if held.get(name)],
        }


class ExportIntake(OneIntake):
    """The report as a file: each document, what became of it, and what of it was lost."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, intake: UUID, **kwargs: Any) -> HttpResponse:
        if not self.intake:
            raise Http404
        headings = [_("File"), _("Number"), _("Title"), _("Revision there"), _("In force there since")]
        headings += [_("Approved there by"), _("State"), _("What it becomes"), _("Problems"), _("What stayed behind")]
        return sent(self, self.kwargs["format"], "documents-brought-in", headings, self._rows(), about="intake")

    def _rows(self) -> Iterator[Sequence[Any]]:
        for item in self.intake.items.order_by("position", "id").defer("facts").iterator():
            document = self.documents.get(item.document_id) if item.document_id else None
            claims = item.claims
            number = document.number if document else claims.get("number", "")
            told = [claims.get(name, "") for name in ("title", "revision", "released_on", "approved_by")]
            problems = " ".join(f"{reason} {cure}" for reason, cure in item.problems)
            yield [item.path, number, *told, item.get_state_display(), item.becomes, problems, " ".join(item.lost)]


class RunIntake(OneIntake):
    """Brings in what has no problem."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, intake: UUID, **kwargs: Any) -> HttpResponse:
        try:
            service.run(self.intake, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.address("intake", self.intake.pk))


class UndoIntake(OneIntake):
    """Takes an intake back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, intake: UUID, **kwargs: Any) -> HttpResponse:
        try:
            left = service.undo(self.intake, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.address("intake", self.intake.pk))
        if left:
            words = ngettext(
                "It is undone, but for %(n)s document that somebody worked on since: %(where)s",
                "It is undone, but for %(n)s documents that somebody worked on since: %(where)s",
                len(left),
            )
            where = " ".join(reason for _path, reason in left[:LEFT_SHOWN])
            messages.warning(request, words % {"n": len(left), "where": where})
        else:
            messages.success(request, _("It is undone."))
        return redirect(self.address("intake", self.intake.pk))
