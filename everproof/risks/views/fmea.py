"""Analyses of failures: the register, one with all its lines, a line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage
from everproof.risks import forms, queries
from everproof.risks.actions import fmea as actions
from everproof.risks.models import FailureMode, Fmea


class FmeaList(RecordList):
    model = Fmea
    create_label = gettext_lazy("New analysis")
    example_title = gettext_lazy("Process FMEA: lapping of seats")
    example = (
        (gettext_lazy("Failure"), gettext_lazy("Seat scratched")),
        (gettext_lazy("S, O, D"), "7, 4, 3"),
        (gettext_lazy("Action priority"), gettext_lazy("Medium")),
    )


class FmeaPage(RecordPage):
    model = Fmea
    parts = (
        Part(gettext_lazy("What it covers"), ("scope",), gettext_lazy("Nobody has said what it covers.")),
        Part(gettext_lazy("At a glance"), ("kind", "process", "product", "team", "released_on", "review_due_on")),
    )

    def sections(self) -> list[pages.Section]:
        lines = list(queries.lines_of(self.record))
        for line in lines:
            line.organization = self.organization
        may_add = not self.is_locked and access.may(self.actor, "create", FailureMode)
        new = addresses.of_type(self.organization, modules.type_of(FailureMode), "record_create")
        context = {
            "rows": [(line, addresses.of_record(line)) for line in lines],
            "add_url": f"{new}?fmea={self.record.pk}" if may_add else "",
        }
        html = render_to_string("risks/parts/lines.html", context)
        return [*super().sections(), pages.Section(_("Ways to fail"), html=html)]


class BeginFmea(CreatePage):
    model = Fmea
    form_class = forms.FmeaForm
    title = gettext_lazy("New analysis")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.begin_fmea(by=self.actor, id=new_id, **form.values)


class EditFmea(EditPage):
    model = Fmea
    form_class = forms.FmeaForm
    fields = forms.FmeaForm.Meta.fields


class LinePage(RecordPage):
    model = FailureMode
    parts = (
        Part(gettext_lazy("How it fails"), ("fmea", "function", "effect", "cause")),
        Part(gettext_lazy("What is done against it"), ("prevention", "detection_control", "no_action_reason")),
        Part(gettext_lazy("Rating"), ("severity", "occurrence", "detection", "priority", "rated_on")),
        Part(
            gettext_lazy("Once the actions are done"),
            ("after_severity", "after_occurrence", "after_detection", "after_priority"),
            hidden_while_empty=True,
        ),
    )

    def sections(self) -> list[pages.Section]:
        ratings = list(queries.line_ratings_of(self.record))
        html = render_to_string("risks/parts/line_ratings.html", {"ratings": ratings})
        return [*super().sections(), pages.Section(_("Ratings"), html=html)]


class AddLine(CreatePage):
    model = FailureMode
    form_class = forms.LineForm
    title = gettext_lazy("A way to fail")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "fmea": self.fmea.pk if self.fmea else None}

    @property
    def fmea(self) -> Fmea | None:
        """The analysis that the address names, if the person may see it."""
        try:
            key = UUID(self.request.GET.get("fmea", ""))
        except ValueError:
            return None
        return access.visible(self.actor, Fmea.objects.in_force().filter(pk=key)).first()

    def next_url(self, record: Any) -> str:
        fmea = record.fmea
        fmea.organization = self.organization
        return addresses.of_record(fmea)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.action = self.request.get_full_path()
        if fmea := self.fmea:
            fmea.organization = self.organization
            page.cancel_url = addresses.of_record(fmea)
            page.crumbs = [Link(fmea.title, page.cancel_url)]
        return page

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_line(by=self.actor, id=new_id, **form.values)


class EditLine(EditPage):
    model = FailureMode
    form_class = forms.EditLineForm
    fields = forms.EditLineForm.Meta.fields

    def act(self, form: RecordForm) -> Record:
        return actions.change_line(
            line=self.record, by=self.actor, expected_version=form.cleaned_data.get("version"), **form.values
        )
