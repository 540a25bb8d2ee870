"""Pages of what belongs to a process: its inputs, outputs and steps, and who has what to do with them."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel import access, ledger
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange import export
from everproof.kernel.records import Record
from everproof.kernel.records.models import numbered
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, RecordView
from everproof.kernel.ui.views.export import MEDIA_TYPES
from everproof.processes.actions import parts as actions
from everproof.processes.forms.landscape import InputForm, OutputForm, StepForm, offer_others
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessStep
from everproof.processes.queries.duties import matrix


class _NewPart(CreatePage):
    """A new part of the process that the address names."""

    template_name = "processes/landscape/part_form.html"
    action: Any = None

    @cached_property
    def process(self) -> Process:
        reference = self.kwargs["reference"]
        ours = access.visible(self.actor, Process.objects.all()).select_related("owner", "site")
        try:
            found = ours.filter(pk=UUID(reference)).first()
        except ValueError:
            found = ours.filter(numbered(reference)).first()
        if found is None:
            raise Http404
        found.organization = self.organization
        return found

    def form(self, data: Any = None) -> RecordForm:
        access.require(self.actor, "update", self.process)
        form = super().form(data)
        offer_others(form, self.process)
        return form

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return type(self).action(process=self.process, by=self.actor, id=new_id, **form.values)

    def thanks(self, record: Record) -> str:
        return _("%(title)s is added.") % {"title": record.title}

    def next_url(self, record: Record) -> str:
        if "another" in self.request.POST:
            return self.request.path
        return addresses.of_record(self.process)

    @cached_property
    def draft_key(self) -> str:
        return f"{self.record_type.name}:new:{self.process.pk}"

    def page(self) -> pages.FormPage:
        page = super().page()
        home = addresses.of_record(self.process)
        page.crumbs = [
            Link(_("Process map"), reverse("processes:map", args=[self.organization.slug])),
            Link(self.process.title, home),
        ]
        page.cancel_url = home
        return page


class NewInput(_NewPart):
    model = ProcessInput
    form_class = InputForm
    action = staticmethod(actions.add_input)


class NewOutput(_NewPart):
    model = ProcessOutput
    form_class = OutputForm
    action = staticmethod(actions.add_output)


class NewStep(_NewPart):
    model = ProcessStep
    form_class = StepForm
    action = staticmethod(actions.add_step)


class _EditPart(EditPage):
    """Changes a part, and leads back to its process."""

    @property
    def process(self) -> Process:
        found: Process = self.record.process
        found.organization = self.organization
        return found

    def form(self, data: Any = None) -> RecordForm:
        form = super().form(data)
        offer_others(form, self.process)
        return form

    def save(self, form: RecordForm, besides: str = "") -> HttpResponse:
        answer = super().save(form, besides)
        return redirect(addresses.of_record(self.process)) if answer.status_code == 302 else answer

    def page(self) -> pages.FormPage:
        page = super().page()
        home = addresses.of_record(self.process)
        page.crumbs = [
            Link(_("Process map"), reverse("processes:map", args=[self.organization.slug])),
            Link(self.process.title, home),
        ]
        page.cancel_url = home
        return page


class EditInput(_EditPart):
    model = ProcessInput
    form_class = InputForm


class EditOutput(_EditPart):
    model = ProcessOutput
    form_class = OutputForm


class EditStep(_EditPart):
    model = ProcessStep
    form_class = StepForm


class _OfProcess(RecordView):
    """A page about the parts of one process."""

    model = Process

    def require_change(self) -> None:
        access.require(self.actor, "update", self.record)
        try:
            refuse_if_locked(self.record)
        except Refused as refusal:
            raise NotAllowed(*refusal.reasons) from refusal

    @cached_property
    def steps(self) -> list[ProcessStep]:
        return list(self.record.steps.in_force().select_related("role").order_by("position", "id"))


class OrderSteps(_OfProcess):
    """Moves a step up or down: `move` is its id and a number of places."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_change()
        try:
            name, _colon, by = request.POST.get("move", "").partition(":")
            order = [step.pk for step in self.steps]
            place = order.index(UUID(name))
            order.insert(min(max(place + int(by), 0), len(order) - 1), order.pop(place))
            actions.order_steps(process=self.record, order=order, by=self.actor)
        except ValueError:
            messages.error(request, _("The steps have changed meanwhile. Look at them again, then move the step."))
        return redirect(f"{self.here()}#steps")


class DutiesPage(_OfProcess):
    """Says what each role has to do with each step, as a matrix to fill in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_change()
        return self._shown()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_change()
        try:
            changed = actions.set_duties(process=self.record, duties=self._said(), by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            return self._shown(str(refusal))
        if changed:
            messages.success(request, _("The duties are changed."))
        return redirect(f"{self.here()}#duties")

    def _said(self) -> dict[UUID, dict[str, str]]:
        """Fields are named step id, colon, role id; what was not asked about is no duty."""
        said: dict[UUID, dict[str, str]] = defaultdict(dict)
        for name, letters in self.request.POST.items():
            step, colon, role = name.partition(":")
            if colon:
                try:
                    said[UUID(step)][str(UUID(role))] = str(letters).upper()
                except ValueError as error:
                    raise Refused(_("There is no such role.")) from error
        return said

    def _shown(self, problem: str = "") -> HttpResponse:
        page = {
            "title": _("Who does what"),
            "lead": _("R does it, A answers for it, C is asked before, I is told after. One A for each step."),
            "crumbs": [Link(self.record.title, self.here())],
            "matrix": matrix(self.actor, self.steps, all_roles=True),
            "letters": ["", "R", "A", "RA", "C", "I"],
            "back": self.here(),
            "problem": problem,
            "typed": self.request.POST,
        }
        return render(self.request, "processes/landscape/duties.html", {"page": page}, status=422 if problem else 200)


class ExportDuties(_OfProcess):
    """Sends the matrix as a file. A post, because every export leaves an entry in the ledger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind = self.kwargs["format"]
        if kind not in MEDIA_TYPES:
            raise Http404
        access.require(self.actor, "export", self.record)
        made = matrix(self.actor, self.steps)
        headings = [_("Step"), *(title for _key, title in made.roles)]
        rows = [[row.step.title, *(letters for _key, letters in row.cells)] for row in made.rows]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"duties.{kind}"
            if kind == "csv":
                export.write_csv(path, headings, rows)
            else:
                export.write_xlsx(path, self.record.title, headings, rows)
            content = path.read_bytes()
        with transaction.atomic():
            facts = {"format": kind, "rows": len(rows)}
            ledger.note(
                self.actor, "kernel.export", type=self.record_type.name, record_id=str(self.record.pk), facts=facts
            )
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        name = f"{self.organization.slug}-{self.record.reference}-duties.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
