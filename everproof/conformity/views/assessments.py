"""What people found out about requirements that no record can show by itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.conformity import actions, catalogues, drawing
from everproof.conformity.forms import AssessForm
from everproof.conformity.models import ManualAssessment
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.conformity.views.base import tabs
from everproof.kernel import parameters
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, Part, RecordList, RecordPage
from everproof.standards import Atom


class AssessmentList(RecordList):
    """All of them; ending soon is a filter."""

    model = ManualAssessment
    template_name = "conformity/assessments.html"
    create_label = gettext_lazy("Assess a requirement")
    example_title = gettext_lazy("5.1.1-12 Top management helps other managers to lead in their own areas")
    example = (
        (gettext_lazy("Verdict"), gettext_lazy("Met")),
        (
            gettext_lazy("What was seen and asked"),
            gettext_lazy("Two middle managers named the time and authority they were given for the new test bench."),
        ),
        (gettext_lazy("Valid until"), gettext_lazy("A year later, then somebody asks again.")),
    )

    def more_context(self) -> dict[str, Any]:
        return {"tabs": tabs(self.organization, certified_to(self.organization), "assessments")}

    def add_create(self, page: pages.ListPage) -> None:
        if actions.may_assess(self.actor):
            page.create_url, page.create_label = self.address("record_create"), str(self.create_label)

    def empty(self) -> pages.Empty:
        url = self.address("record_create") if actions.may_assess(self.actor) else ""
        return replace(super().empty(), first_url=url)


class AssessmentPage(RecordPage):
    """One assessment, with the way back to its requirement."""

    model = ManualAssessment
    parts = (
        Part(gettext_lazy("What was seen and asked"), ("evidence_note",)),
        Part(gettext_lazy("At a glance"), ("verdict", "assessed_on", "assessed_by", "valid_until")),
    )

    def facts(self) -> list[pages.Fact]:
        name = self.record.requirement
        url = requirement_url(self.organization, name)
        link = [pages.Fact(_("Requirement"), (name, url), "link")] if url else []
        return [*link, pages.Fact(_("Verdict"), self.record.get_verdict_display()), *super().facts()]


class AssessRequirement(CreatePage):
    """Asks for a verdict; the address may name the requirement."""

    model = ManualAssessment
    template_name = "conformity/assess.html"
    form_class = AssessForm
    title = gettext_lazy("Assess a requirement")
    lead = gettext_lazy("Ask people, look at the place, then say what you found.")
    submit_label = gettext_lazy("Record the assessment")

    def initial(self) -> dict[str, Any]:
        known = {"requirement": self.requirement, "assessed_on": self.today, "assessed_by": self.actor.person_id}
        return {**super().initial(), **known}

    @property
    def requirement(self) -> str:
        """The requirement that the address or the form names."""
        return self.request.POST.get("requirement", self.request.GET.get("requirement", ""))

    def form(self, data: Any = None) -> RecordForm:
        """Who comes from a requirement is not asked which one."""
        form = super().form(data)
        if self.atom is not None:
            form.fields["requirement"].widget = forms.HiddenInput()
        return form

    @cached_property
    def atom(self) -> Atom | None:
        found = (one.atom(self.requirement) for one in catalogues.readable().values() if self.requirement in one)
        return next((atom for atom in found if actions.is_assessable(atom)), None)

    def more_context(self) -> dict[str, Any]:
        """The requirement with the question that goes with it."""
        if self.atom is None:
            return {}
        return {"asked": {"atom": self.atom, "url": requirement_url(self.organization, self.atom.id)}}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.assess_requirement(by=self.actor, id=new_id, **form.values)

    def next_url(self, record: Record) -> str:
        """Back to the requirement, where the verdict counts at once."""
        assert isinstance(record, ManualAssessment)
        return requirement_url(self.organization, record.requirement) or super().next_url(record)


def certified_to(organization: Organization) -> str:
    """The edition to be certified to."""
    return str(parameters.value(organization.pk, CERTIFIED_TO))


def requirement_url(organization: Organization, requirement: str) -> str:
    """The page of a requirement, in the edition to be certified to where that has it; empty where no edition has."""
    wanted = certified_to(organization)
    names = sorted(catalogues.readable(), key=lambda name: name != wanted)
    found = next((name for name in names if requirement in catalogues.readable()[name]), "")
    return f"{drawing.address(organization, found)}{requirement}/" if found else ""
