"""Import of tables: choose what, upload, say which column is which, look at what would happen, do it, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel import modules
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange.importing import (
    cells,
    columns,
    running,
    service,
    sheets,
    subjects,
    template,
    workbooks,
)
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.exchange.importing.subjects import Subject
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.ui import addresses
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLES = 3
SHOWN = 25
PROBLEMS_SHOWN = 100


class FileForm(forms.Form):
    """The file to import, or rows copied out of a spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        required=False,
        help_text=gettext_lazy("XLSX, XLS, ODS or CSV, up to 20 MB. The first row holds the names of the columns."),
        error_messages={"empty": gettext_lazy("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"}),
    )
    rows = forms.CharField(
        label=gettext_lazy("Or paste the rows"),
        help_text=gettext_lazy("Copied in the spreadsheet, with the names of the columns above them."),
        required=False,
        strip=False,
        max_length=sheets.MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "wrap": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("file") and not found.get("rows", "").strip():
            raise ValidationError({"file": gettext_lazy("Choose a file, or paste rows.")})
        return found

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what is brought."""
        file = self.cleaned_data["file"]
        return (file.name, file.read()) if file else (_("Pasted rows"), self.cleaned_data["rows"].encode())


class MappingForm(forms.Form):
    """For each column of the file the field that it fills."""

    def __init__(self, kept: Import, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = columns.targets(subjects.of_name(kept.type))
        choices = [("", _("Do not import")), *((name, target.label) for name, target in targets.items())]
        table = service.table_of(kept)
        self.headings = table.headings
        for position, heading in enumerate(table.headings):
            samples = [cells.text(row[position]) for row in table.rows if row[position] is not None][:SAMPLES]
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=kept.mapping.get(heading, ""),
                help_text=" · ".join(one[:40] for one in samples),
            )

    def mapping(self) -> dict[str, str]:
        chosen = ((heading, self.cleaned_data[f"column_{position}"]) for position, heading in enumerate(self.headings))
        return {heading: name for heading, name in chosen if name}


class ImportView(OrganizationView):
    """A page about imports."""

    def address(self, name: str = "imports", *args: Any) -> str:
        return reverse(f"kernel:{name}", args=[self.organization.slug, *args])

    def list_address(self, kind: Subject) -> str:
        """The page that shows what came in."""
        if isinstance(kind, ImportTable):
            return reverse(kind.list_url, args=[self.organization.slug])
        return addresses.of_type(self.organization, kind)

    def crumbs(self) -> list[Link]:
        return [Link(_("Import"), self.address())]


class ImportList(ImportView):
    """What can be imported, and what was."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        types = service.importable(self.actor)
        if not types:
            raise NotAllowed(_("Only an administrator or a quality manager imports tables."))
        context = {
            "page": {
                "title": _("Import"),
                "lead": _(
                    "Bring in what stands in spreadsheets. Everything is shown before anything is written. Rows refer "
                    "to what is here already, so begin at the top: people and roles, then processes."
                ),
            },
            "rooms": self._by_room(types),
            "workbook_url": self.address("workbook_upload"),
            "imports": [self._row(kept) for kept in self._newest({one.name for one in types})],
        }
        return render(request, "kernel/imports.html", context)

    def _by_room(self, types: list[Subject]) -> list[tuple[Any, list[tuple[Subject, str]]]]:
        """(Room, [(what, address), …]) from the ground up: what is above on the page is what the rest refers to."""
        found = []
        for module in reversed(modules.all_modules()):
            own = [one for one in (*module.record_types, *module.import_tables) if one in types]
            if own:
                found.append((module.label, [(one, self.address("import_upload", one.path)) for one in own]))
        return found

    def _newest(self, names: set[str]) -> list[Import]:
        mine = Import.objects.filter(organization_id=self.organization.pk, type__in=names).defer("table", "preview")
        return list(mine.select_related("person").order_by("-created_at")[:SHOWN])

    def _row(self, kept: Import) -> dict[str, Any]:
        return {
            "import": kept,
            "plural": subjects.of_name(kept.type).plural,
            "url": self.address("workbook", kept.workbook) if kept.workbook else self.address("import", kept.pk),
        }


class UploadTable(ImportView):
    """Takes the file."""

    @cached_property
    def record_type(self) -> Subject:
        found = subjects.of_plural(self.kwargs["plural"])
        if found is None:
            raise Http404
        service.require_import(self.actor, found)
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(FileForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if not self.record_type or not form.is_valid():
            return self.shown(form)
        file = form.cleaned_data["file"]
        if file and file.size > sheets.MOST_BYTES:
            form.add_error("file", _("The file is larger than 20 MB. Split it."))
            return self.shown(form)
        name, content = form.content()
        try:
            kept = service.start(self.record_type, content, file_name=name, by=self.actor)
        except sheets.Unreadable as error:
            form.add_error("file" if file else "rows", str(error))
            return self.shown(form)
        return redirect(self.address("import", kept.pk))

    def shown(self, form: FileForm) -> HttpResponse:
        plural = str(self.record_type.plural)
        context = {
            "page": {
                "title": _("Import: %(what)s") % {"what": plural},
                "crumbs": self.crumbs(),
                "cancel_url": self.list_address(self.record_type),
            },
            "form": form,
            "template_url": self.address("import_template", self.record_type.path),
            "targets": sorted(columns.targets(self.record_type).values(), key=lambda target: not target.needed),
        }
        return render(self.request, "kernel/import_upload.html", context, status=422 if form.errors else 200)


class DownloadTemplate(UploadTable):
    """The spreadsheet to fill in."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(template.workbook([self.record_type]), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{self.record_type.path}.xlsx"'
        return response


class OneImport(ImportView):
    """An import at whatever step it is; each step posts to the page of its own."""

    @cached_property
    def kept(self) -> Import:
        found = Import.objects.filter(organization_id=self.organization.pk, pk=self.kwargs["imported"]).first()
        if found is None:
            raise Http404
        service.require_import(self.actor, subjects.of_name(found.type))
        return found

    @property
    def record_type(self) -> Subject:
        return subjects.of_name(self.kept.type)

    def get(self, request: HttpRequest, imported: UUID, **kwargs: Any) -> HttpResponse:
        if self.kept.state == Import.State.READ or "columns" in request.GET:
            return self.mapping_shown()
        return self.state_shown()

    def page(self) -> dict[str, Any]:
        if not self.kept.workbook:
            return {"title": self.kept.file_name, "crumbs": self.crumbs()}
        whole = Link(self.kept.file_name, self.address("workbook", self.kept.workbook))
        return {"title": self.kept.sheet, "crumbs": [*self.crumbs(), whole]}

    def refuse_part(self) -> None:
        """A sheet of a workbook is written and taken back with the others."""
        if self.kept.workbook:
            raise Http404

    def mapping_shown(self, form: MappingForm | None = None) -> HttpResponse:
        try:
            form = form or MappingForm(self.kept)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.address("import_upload", self.record_type.path))
        context = {
            "page": {
                **self.page(),
                "action": self.address("import_check", self.kept.pk),
                "submit_label": _("Check the rows"),
                "cancel_url": self.address(),
            },
            "form": form,
            "rows": len((self.kept.table or {}).get("rows", ())),
            "plural": self.record_type.plural,
        }
        return render(self.request, "kernel/import_columns.html", context, status=422 if form.errors else 200)

    def state_shown(self) -> HttpResponse:
        kept = self.kept
        counts = kept.counts or {}
        total = len((kept.table or {}).get("rows", ())) or counts.get("read", 0)
        labels = {name: target.label for name, target in columns.targets(self.record_type).items()}
        context = {
            "page": self.page(),
            "kept": kept,
            "counts": counts,
            "writes": counts.get("new", 0) + counts.get("changed", 0),
            "problems": kept.problems[:PROBLEMS_SHOWN],
            "more_problems": max(0, counts.get("problem", 0) - PROBLEMS_SHOWN),
            "key": ", ".join(labels.get(name, name) for name in kept.key),
            "left_out": [heading for heading in (kept.table or {}).get("headings", ()) if heading not in kept.mapping],
            "percent": min(100, kept.progress * 100 // total) if total else 0,
            "type": self.record_type,
            "list_url": self.list_address(self.record_type),
            "columns_url": f"{self.address('import', kept.pk)}?columns",
            "run_url": self.address("import_run", kept.pk),
            "undo_url": self.address("import_undo", kept.pk),
            "again_url": self.address("import_upload", self.record_type.path),
            "workbook_url": self.address("workbook", kept.workbook) if kept.workbook else "",
        }
        return render(self.request, "kernel/import.html", context)


class CheckImport(OneImport):
    """Takes the columns and checks every row."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, imported: UUID, **kwargs: Any) -> HttpResponse:
        try:
            form = MappingForm(self.kept, request.POST)
            if not form.is_valid():
                return self.mapping_shown(form)
            if self.kept.workbook:
                return self.check_workbook(self.kept.workbook, form.mapping())
            service.check(self.kept, form.mapping(), by=self.actor)
        except ValidationError as error:
            add_errors(form, error)
            return self.mapping_shown(form)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.address("import_upload", self.record_type.path))
        return redirect(self.address("import", self.kept.pk))

    def check_workbook(self, key: UUID, mapping: dict[str, str]) -> HttpResponse:
        """The sheets of a workbook are checked together: rows of the others may refer to rows of this one."""
        service.set_mapping(self.kept, mapping, by=self.actor)
        workbooks.check(workbooks.parts_of(self.organization.pk, key), by=self.actor)
        return redirect(self.address("workbook", key))


class RunImport(OneImport):
    """Writes the rows: all of them, or the good ones."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, imported: UUID, **kwargs: Any) -> HttpResponse:
        self.refuse_part()
        try:
            service.run(self.kept, by=self.actor, only_good="only_good" in request.POST)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.address("import", self.kept.pk))


class UndoImport(OneImport):
    """Takes an import back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, imported: UUID, **kwargs: Any) -> HttpResponse:
        self.refuse_part()
        try:
            left = running.undo(self.kept, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.address("import", self.kept.pk))
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
        return redirect(self.address("import", self.kept.pk))
