"""Pages of the improvement plan: the sheet with its stages, planning one from an improvement, its print on A3."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions
from everproof.improvement.forms.plan import BenefitForm, GateForm, PlanForm, PlanningForm
from everproof.improvement.lifecycle.plan import AIM, WAY
from everproof.improvement.models import Improvement, ImprovementPlan
from everproof.kernel import access, ids
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.ui import addresses, drafts, formats, pages, values
from everproof.kernel.ui.charts.bars import Bars
from everproof.kernel.ui.charts.figure import figure
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import EditPage, Part, RecordList, RecordPage, RecordView, TransitionPage

FIGURES = gettext_lazy("From baseline to target")
MEASURED, MONEY = ("baseline", "target", "achieved"), ("benefit_claimed", "benefit_confirmed")
# The first parts of the sheet stand on its left half, with the figures among them.
LEFT = 5


class PlanList(RecordList):
    model = ImprovementPlan


class PlanPage(RecordPage):
    model = ImprovementPlan
    takes_actions = True
    parts = (
        Part(gettext_lazy("Situation"), ("situation",), gettext_lazy("Nobody has said how it is today.")),
        Part(gettext_lazy("Aim"), ("aim", "measure", "baseline", "target"), gettext_lazy("Nobody has set an aim yet.")),
        Part(gettext_lazy("Causes"), ("causes",), gettext_lazy("Nobody has said yet why it is as it is.")),
        Part(
            gettext_lazy("Measures"),
            ("measures", "benefit_claimed", "benefit_basis"),
            gettext_lazy("Nobody has said yet what will be changed."),
        ),
        Part(gettext_lazy("Carried out"), ("carried_out",), gettext_lazy("Nothing is carried out yet.")),
        Part(gettext_lazy("Result"), ("achieved", "finding", "checked_on"), gettext_lazy("Nothing is measured yet.")),
        Part(
            gettext_lazy("Benefit confirmed"),
            ("benefit_confirmed", "benefit_evidence", "benefit_confirmed_by", "benefit_confirmed_on"),
            gettext_lazy("Nobody else has confirmed the benefit yet."),
        ),
        Part(gettext_lazy("What stays"), ("standard",), gettext_lazy("Nobody has said yet what makes it stay.")),
    )

    def relations(self) -> list[str]:
        return [*super().relations(), "improvement"]

    def facts(self) -> list[pages.Fact]:
        record, idea = self.record, self.record.improvement
        idea.organization = self.organization
        found = [pages.Fact(_("Improvement"), (f"{idea.number} {idea.title}", addresses.of_record(idea)), "link")]
        if record.round > 1:
            found.append(pages.Fact(_("Round"), record.round, "amount"))
        return [*found, *super().facts()]

    def fact(self, name: str) -> pages.Fact:
        """A figure with its unit."""
        fact = super().fact(name)
        value = getattr(self.record, name)
        if value is None or name not in (*MONEY, *MEASURED):
            return fact
        written = (value, self.organization.currency) if name in MONEY else (value.normalize(), self.record.unit)
        return pages.Fact(fact.label, written, "amount")

    def sections(self) -> list[pages.Section]:
        """The figures are drawn behind the aim."""
        found = super().sections()
        drawn = self.drawn()
        return [*found[:2], *([drawn] if drawn else []), *found[2:]]

    def drawn(self) -> pages.Section | None:
        record = self.record
        if record.baseline is None or record.target is None:
            return None
        items = [(_("Baseline"), float(record.baseline)), (_("Target"), float(record.target))]
        if record.achieved is not None:
            items.append((_("Achieved"), float(record.achieved)))
        if min(weight for _label, weight in items) < 0:
            return None
        chart: Any = Bars(record.measure or str(FIGURES), self.told(), items, unit=record.unit, label_title=_("Figure"))
        return pages.Section(str(FIGURES), html=figure(chart, heading=3))

    def told(self) -> str:
        """The figures as a sentence."""
        record = self.record
        words = {"from": formats.number(record.baseline.normalize()), "to": formats.number(record.target.normalize())}
        if record.achieved is None:
            return _("From %(from)s to %(to)s; not measured yet.") % words
        words["now"] = formats.number(record.achieved.normalize())
        if record.reaches_target:
            return _("From %(from)s to %(to)s: %(now)s is reached.") % words
        return _("From %(from)s to %(to)s: %(now)s is not enough.") % words

    def menu(self) -> list[Link]:
        own = [self.organization.slug, self.record.reference]
        return [Link(_("Print on A3 (PDF)"), reverse("improvement:plan_a3", args=own), "printer"), *super().menu()]


class EditPlan(EditPage):
    model = ImprovementPlan
    form_class = PlanForm
    fields = PlanForm.Meta.fields
    groups = (
        (gettext_lazy("Who and until when"), "", ("title", "owner", "due_on")),
        (gettext_lazy("Situation and aim"), "", AIM),
        (gettext_lazy("Causes, measures, benefit"), "", WAY),
        (gettext_lazy("Carried out, found, kept"), "", ("carried_out", "finding", "standard")),
    )


class BeginPlan(TransitionPage):
    model = ImprovementPlan
    transition = "begin"
    form_class = GateForm


class ConfirmBenefit(TransitionPage):
    model = ImprovementPlan
    transition = "confirm-benefit"
    form_class = BenefitForm

    def initial(self) -> dict[str, Any]:
        return {"benefit_confirmed": self.record.benefit_confirmed or self.record.benefit_claimed}


class PlanImprovement(RecordView):
    """Plans an improvement in stages, from its page."""

    model = Improvement
    template_name = "ui/form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", ImprovementPlan)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", ImprovementPlan)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        new_id = form.cleaned_data["id"] or ids.uuid7()
        try:
            plan = actions.plan_improvement(improvement=self.record, by=self.actor, id=new_id, **form.values)
        except AlreadyRecorded:
            return redirect(self.here())
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(request, self.draft_key)
        messages.success(request, _("%(number)s is planned.") % {"number": plan.number})
        plan.organization = self.organization
        return redirect(addresses.of_record(plan))

    def form(self, data: Any = None) -> RecordForm:
        record = self.record
        initial = {
            "id": ids.uuid7(),
            "title": record.title,
            "owner": record.owner_id,
            "due_on": record.due_on,
            "situation": record.description,
            "aim": record.expected_result,
        }
        form = PlanningForm(data, actor=self.actor, initial=initial)
        form.fields["id"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        return form

    @property
    def draft_key(self) -> str:
        return f"improvement-plan:{self.record.pk}"

    def shown(self, form: RecordForm) -> HttpResponse:
        record = self.record
        page = pages.FormPage(
            title=_("Plan it in stages"),
            lead=_("For %(number)s, %(title)s.") % {"number": record.number, "title": record.title},
            submit_label=_("Plan it"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(record.title, self.here())],
            draft_key=self.draft_key,
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class PrintA3(PlanPage):
    """Makes the PDF of the sheet: one page of A3, the plan on its left half, what came of it on its right."""

    template_name = "ui/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = pages.StepPage(
            title=_("Print on A3 (PDF)"),
            submit_label=_("Make the PDF"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            consequences=[_("It holds the sheet as it stands, and says who printed it and when.")],
            action=request.path,
        )
        return render(request, self.template_name, {"page": page, "record": self.record})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        from everproof.kernel.pdf import prints
        from everproof.kernel.pdf.record import sheet_print

        order = sheet_print(self.actor, self.record, self.page(), left=LEFT if self.drawn() else LEFT - 1)
        printout = prints.ask(order, by=self.actor)
        return redirect(reverse("kernel:printout", args=[self.organization.slug, printout.key]))
