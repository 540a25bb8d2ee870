"""Import of a workbook with a sheet for each list: one upload, one check, one button, one way back."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange.importing import service, sheets, subjects, template, workbooks
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.exchange.importing.subjects import Subject
from everproof.kernel.pages.imports import PROBLEMS_SHOWN, XLSX, ImportView

SAMPLES = 3
# The lists with which a company is described; the template offers them ticked.
FIRST = frozenset(
    {
        "person",
        "role",
        "process",
        "process-output",
        "process-input",
        "process-step",
        "kpi",
        "kpi-values",
        "objective",
        "context-issue",
        "interested-party",
        "risk",
        "opportunity",
    }
)


class WorkbookForm(forms.Form):
    """The workbook."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy(
            "XLSX, XLS or ODS, up to 20 MB. A sheet is called like its list: People, Processes, Risks. "
            "Its first row holds the names of the columns."
        ),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods"}),
    )


class SheetsForm(forms.Form):
    """Which sheets the workbook to fill in has."""

    lists = forms.MultipleChoiceField(
        label=gettext_lazy("Which lists?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those with which a company is described are ticked."),
    )

    def __init__(self, *args: Any, kinds: list[Subject], **options: Any) -> None:
        super().__init__(*args, **options)
        lists: Any = self.fields["lists"]
        lists.choices = [(kind.name, str(kind.plural)) for kind in kinds]
        lists.initial = [kind.name for kind in kinds if kind.name in FIRST]


class WorkbookView(ImportView):
    """A page about a workbook, for who may import something."""

    @cached_property
    def kinds(self) -> list[Subject]:
        found = service.importable(self.actor)
        if not found:
            raise NotAllowed(_("Only an administrator or a quality manager imports tables."))
        return workbooks.in_order(found)


class UploadWorkbook(WorkbookView):
    """Takes the workbook and checks it at once."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(WorkbookForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WorkbookForm(request.POST, request.FILES)
        if not self.kinds or not form.is_valid():
            return self.shown(form)
        file = form.cleaned_data["file"]
        if file.size > sheets.MOST_BYTES:
            form.add_error("file", _("The file is larger than 20 MB. Split it."))
            return self.shown(form)
        try:
            begun = workbooks.start(file.read(), file_name=file.name, by=self.actor)
        except sheets.Unreadable as error:
            form.add_error("file", str(error))
            return self.shown(form)
        if begun.unknown:
            names = ", ".join(f"“{name}”" for name in begun.unknown)
            messages.warning(request, _("Not read, because no list is called so: %(names)s.") % {"names": names})
        workbooks.check(begun.parts, by=self.actor)
        return redirect(self.address("workbook", begun.key))

    def shown(self, form: WorkbookForm) -> HttpResponse:
        context = {
            "page": {
                "title": _("Import a workbook"),
                "crumbs": self.crumbs(),
                "lead": _("All sheets are read together: a risk may name a process that stands on another sheet."),
                "cancel_url": self.address(),
            },
            "form": form,
            "sheets": SheetsForm(kinds=self.kinds),
            "template_url": self.address("workbook_template"),
        }
        return render(self.request, "kernel/workbook_upload.html", context, status=422 if form.errors else 200)


class DownloadWorkbook(WorkbookView):
    """The workbook to fill in, with the sheets that were ticked."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wanted = set(request.GET.getlist("lists")) or FIRST
        kinds = [kind for kind in self.kinds if kind.name in wanted]
        if not kinds:
            raise Http404
        response = HttpResponse(template.workbook(kinds), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="workbook.xlsx"'
        return response


class OneWorkbook(WorkbookView):
    """A workbook at whatever step it is; each step posts to the page of its own."""

    @cached_property
    def parts(self) -> list[Import]:
        found = workbooks.parts_of(self.organization.pk, self.kwargs["workbook"])
        if not found:
            raise Http404
        for kept in found:
            service.require_import(self.actor, subjects.of_name(kept.type))
        return found

    def here(self) -> str:
        return self.address("workbook", self.kwargs["workbook"])

    def get(self, request: HttpRequest, workbook: UUID, **kwargs: Any) -> HttpResponse:
        parts = self.parts
        states = {kept.state for kept in parts}
        counts = workbooks.totals(parts)
        rows = sum(len((kept.table or {}).get("rows", ())) for kept in parts)
        problems = [(kept.sheet, *problem) for kept in parts for problem in kept.problems]
        context = {
            "page": {"title": parts[0].file_name, "crumbs": self.crumbs()},
            "state": self.state(states),
            "sheets": [self.sheet(kept) for kept in parts],
            "counts": counts,
            "writes": counts["new"] + counts["changed"],
            "problems": problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
            "percent": min(100, sum(kept.progress for kept in parts) * 100 // rows) if rows else 0,
            "again_url": self.address("workbook_upload"),
            "urls": {name: self.address(f"workbook_{name}", workbook) for name in ("check", "run", "undo")},
        }
        return render(request, "kernel/workbook.html", context)

    @staticmethod
    def state(states: set[str]) -> str:
        """How far the whole is: what is least far counts, and some that are done mean that the import is."""
        for name in (Import.State.RUNNING, Import.State.DONE, Import.State.UNDONE, Import.State.READ):
            if name in states:
                return name.value
        return Import.State.PLANNED.value

    def sheet(self, kept: Import) -> dict[str, Any]:
        """One line of the table of sheets."""
        kind = subjects.of_name(kept.type)
        page = self.address("import", kept.pk)
        needs_columns = kept.state == Import.State.READ
        return {
            "kept": kept,
            "plural": kind.plural,
            "url": f"{page}?columns" if needs_columns else page,
            "list_url": self.list_address(kind),
            "needs_columns": needs_columns,
        }


class CheckWorkbook(OneWorkbook):
    """Checks all sheets again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, workbook: UUID, **kwargs: Any) -> HttpResponse:
        try:
            workbooks.check(self.parts, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.here())


class RunWorkbook(OneWorkbook):
    """Writes all sheets: every row, or the good ones."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, workbook: UUID, **kwargs: Any) -> HttpResponse:
        try:
            workbooks.run(self.parts, by=self.actor, only_good="only_good" in request.POST)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.here())


class UndoWorkbook(OneWorkbook):
    """Takes all sheets back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, workbook: UUID, **kwargs: Any) -> HttpResponse:
        try:
            left = workbooks.undo(self.parts, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.here())
        if left:
            words = ngettext(
                "The import is undone, but for %(n)s row that was changed since: %(where)s.",
                "The import is undone, but for %(n)s rows that were changed since: %(where)s.",
                len(left),
            )
            where = "; ".join(problem.where for problem in left[:SAMPLES])
            messages.warning(request, words % {"n": len(left), "where": where})
        else:
            messages.success(request, _("The import is undone."))
        return redirect(self.here())
