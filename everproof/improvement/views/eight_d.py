"""The 8D of a nonconformity: eight disciplines as the page's path, each with what it still lacks, and its report."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.improvement.eight_d import Case, Discipline, disciplines
from everproof.improvement.lifecycle.nonconformity import corrective_actions_of
from everproof.improvement.views.nonconformity import NonconformityPage
from everproof.kernel import access
from everproof.kernel.people.models import Person
from everproof.kernel.records.lists import records_in
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.frame import Link


class EightDPage(NonconformityPage):
    """The same record, told in eight steps; printed, it is the 8D report."""

    def page(self) -> pages.RecordPage:
        page = super().page()
        page.kind = _("8D report")
        first = next((one for one in self.disciplines if one.missing), None)
        page.next_step, page.steps = None, ()
        page.missing = [pages.Missing(words) for words in first.missing] if first else []
        page.missing_title = f"{first.name} {first.title}" if first else ""
        return page

    @cached_property
    def disciplines(self) -> list[Discipline]:
        record = self.record
        actions = corrective_actions_of(record).exclude(status="cancelled").select_related("owner", "process")
        team = access.visible(self.actor, records_in(Person, record.team)).order_by("title")
        return disciplines(Case(record, list(actions), [person.title for person in team]))

    def sections(self) -> list[pages.Section]:
        return [self.discipline(one) for one in self.disciplines]

    def discipline(self, one: Discipline) -> pages.Section:
        edit_url = "" if self.is_locked else self.address_of(one)
        html = render_to_string("improvement/discipline.html", {"one": one})
        return pages.Section(f"{one.name} {one.title}", html=html, edit_url=edit_url)

    def address_of(self, one: Discipline) -> str:
        """Where it is worked on, for those who may."""
        if not access.may(self.actor, "update", self.record):
            return ""
        return reverse(one.page, args=[self.organization.slug, self.record.reference])

    def panels(self) -> list[pages.Section]:
        return []

    def life(self) -> list[pages.LifeStep]:
        """The eight steps: done, the one at hand, and those ahead."""
        steps: list[pages.LifeStep] = []
        at_hand = next((one.number for one in self.disciplines if one.missing), 9)
        for one in self.disciplines:
            where = "current" if one.number == at_hand else "ahead" if one.missing else "done"
            steps.append(pages.LifeStep(f"{one.name} {one.title}", where))
        return steps

    def menu(self) -> list[Link]:
        """The 8D is printed as a report of its own."""
        address = reverse("improvement:eight_d_print", args=[self.organization.slug, self.record.reference])
        return [Link(_("8D report (PDF)"), address, "printer"), *super().menu()[1:]]


class PrintEightD(EightDPage):
    """Makes the PDF of the 8D report: its eight steps, with the history and the proof in the ledger."""

    template_name = "ui/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = pages.StepPage(
            title=_("8D report (PDF)"),
            submit_label=_("Make the PDF"),
            cancel_url=reverse("improvement:eight_d", args=[self.organization.slug, self.record.reference]),
            record=values.record_link(self.record, self.record_type),
            consequences=[_("It holds the eight steps as they stand, and says who printed it and when.")],
            action=request.path,
        )
        return render(request, self.template_name, {"page": page, "record": self.record})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        from everproof.kernel.pdf import prints
        from everproof.kernel.pdf.record import record_print

        order = record_print(self.actor, self.record, self.page())
        printout = prints.ask(order, by=self.actor)
        return redirect(reverse("kernel:printout", args=[self.organization.slug, printout.key]))
