"""Pages of the corrective action, and its part of the nonconformity's page."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.improvement import actions, effect
from everproof.improvement.actions.corrective_action import A_WEEK, USUAL_WAIT
from everproof.improvement.effect import measures_for, told
from everproof.improvement.forms.corrective_action import (
    PLANNED,
    ApprovalForm,
    CompletionForm,
    DeploymentForm,
    JudgementForm,
    PlanForm,
)
from everproof.improvement.lifecycle.corrective_action import LIFECYCLE
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import access, ids, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records import Record
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.ui import addresses, drafts, pages, values
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.steps import Way, ways
from everproof.kernel.ui.views import EditPage, Part, RecordList, RecordPage, RecordView, TransitionPage

CORRECTIVE_ACTIONS = "corrective_actions"
CASE = "case"
TONES = {"worked": "good", "did-not-work": "bad", "cannot-tell": "warn"}


class CorrectiveActionList(RecordList):
    model = CorrectiveAction

    def add_create(self, page: pages.ListPage) -> None:
        """A corrective action is planned from the nonconformity whose cause it removes."""

    def empty(self) -> pages.Empty:
        page = super().empty()
        return pages.Empty(page.title, page.purpose, page.clause)


class CorrectiveActionPage(RecordPage):
    model = CorrectiveAction
    takes_actions = False
    parts = (
        Part(gettext_lazy("What is to be done"), ("description",), hidden_while_empty=True),
        Part(gettext_lazy("At a glance"), ("effort", "effort_rationale", "process", "deploys", "depends_on")),
        Part(gettext_lazy("Approval"), ("approved_by", "approved_on"), hidden_while_empty=True),
        Part(
            gettext_lazy("What was done"),
            ("completed_on", "evidence"),
            gettext_lazy("Nobody has said yet what was done."),
        ),
        Part(
            gettext_lazy("Did it work?"),
            (
                "effectiveness_criterion",
                "effectiveness_due_on",
                "effectiveness_result",
                "effectiveness_conclusion",
                "effectiveness_reviewed_on",
                "effectiveness_reviewed_by",
            ),
            gettext_lazy("Nobody has said yet how one will see that it worked."),
        ),
    )

    def relations(self) -> list[str]:
        return [*super().relations(), "nonconformity"]

    def more_questions(self) -> dict[str, Question]:
        """What approving it asks of the nonconformity, in the statement that is asked anyway."""
        case = Nonconformity.objects.filter(organization_id=self.organization.pk, pk=self.record.nonconformity_id)
        return {CASE: Question(case, key="id", day="cause_verified_on")}

    @cached_property
    def ways(self) -> list[Way]:
        for answer in self.around[CASE]:
            self.record.nonconformity.cause_verified_on = answer.day
        return ways(self.record, self.actor)

    def sections(self) -> list[pages.Section]:
        """What the data have to show, and what they showed, stands before the judgement."""
        found = super().sections()
        if self.record.effect_measure:
            html = render_to_string("improvement/effect.html", effect_figures(self.record))
            found.insert(len(found) - 1, pages.Section(_("What the data have to show"), html=html))
        return found

    def fact(self, name: str) -> pages.Fact:
        """Another action by its address."""
        fact = super().fact(name)
        other = getattr(self.record, name)
        if name not in ("deploys", "depends_on") or other is None:
            return fact
        address = addresses.of_type(self.organization, self.record_type, "record", reference=other.reference)
        return pages.Fact(fact.label, (f"{other.number} {other.title}", address), "link")

    def menu(self) -> list[Link]:
        found = super().menu()
        if self.record.is_voided or self.record.status == "cancelled":
            return found
        if access.may(self.actor, "create", CorrectiveAction):
            address = reverse("improvement:deploy", args=[self.organization.slug, self.record.reference])
            found.insert(0, Link(_("Carry over to other processes"), address, "copy"))
        return found

    def add_steps(self, page: pages.RecordPage) -> None:
        """The judgement is offered first, and then not a second time among the other steps."""
        super().add_steps(page)
        first = page.next_step.url if page.next_step else ""
        page.steps = [step for step in page.steps if step.url != first]

    def links(self) -> list[pages.LinkGroup]:
        case = self.record.nonconformity
        case.organization = self.organization
        removes = values.record_link(case, modules.type_of(Nonconformity))
        return [pages.LinkGroup(_("Removes the cause of"), [removes]), *super().links()]


class EditCorrectiveAction(EditPage):
    model = CorrectiveAction
    form_class = PlanForm
    fields = PLANNED


class ApproveCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "approve"
    form_class = ApprovalForm

    def relations(self) -> list[str]:
        return [*super().relations(), "nonconformity"]

    def act(self, form: RecordForm) -> Record:
        values = {**self.values(form), "effect_measure": form.cleaned_data["effect_measure"]}
        return actions.approve_corrective_action(corrective_action=self.record, by=self.actor, **values)


class WeighCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "weigh"

    def act(self, form: RecordForm) -> Record:
        return actions.weigh_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))

    def done(self, record: Record) -> str:
        return _("The data say: %(words)s.") % {"words": record.get_effect_proposal_display()}  # type: ignore[attr-defined]


class DeployCorrectiveAction(RecordView):
    """Carries an action over to sister processes; sent twice, each still has it once."""

    model = CorrectiveAction
    template_name = "ui/form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", CorrectiveAction)
        return self.shown(DeploymentForm(actor=self.actor, action=self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", CorrectiveAction)
        form = DeploymentForm(request.POST, actor=self.actor, action=self.record)
        if not form.is_valid():
            return self.shown(form)
        try:
            made = actions.deploy_corrective_action(corrective_action=self.record, by=self.actor, **form.values)
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        words = ngettext("%(n)d action is planned.", "%(n)d actions are planned.", len(made)) % {"n": len(made)}
        messages.success(request, words)
        return redirect(self.here())

    def shown(self, form: DeploymentForm) -> HttpResponse:
        record = self.record
        page = pages.FormPage(
            title=_("Carry over to other processes"),
            lead=_("%(title)s becomes an action of its own in each of them.") % {"title": record.title},
            submit_label=_("Plan them"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(record.title, self.here())],
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class CompleteCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "complete"
    form_class = CompletionForm

    def initial(self) -> dict[str, Any]:
        window = self.record.effect_window_days
        usual = self.today + (timedelta(days=window) + A_WEEK if window else USUAL_WAIT)
        judged_by = self.record.effectiveness_due_on or usual
        return {"completed_on": self.today, "effectiveness_due_on": judged_by}

    def act(self, form: RecordForm) -> Record:
        return actions.complete_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))


class JudgementPage(TransitionPage):
    """Shows what the data say beside the question, and proposes the words for it."""

    model = CorrectiveAction
    form_class = JudgementForm

    def consequences(self) -> list[str]:
        return [in_words(self.record)] if self.record.effect_proposal else []

    def initial(self) -> dict[str, Any]:
        said = self.record.effectiveness_conclusion
        return {"effectiveness_conclusion": said or (in_words(self.record) if self.record.effect_proposal else "")}


class ConfirmCorrectiveAction(JudgementPage):
    transition = "confirm"

    def act(self, form: RecordForm) -> Record:
        return actions.confirm_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))


class DisproveCorrectiveAction(JudgementPage):
    transition = "disprove"

    def act(self, form: RecordForm) -> Record:
        return actions.disprove_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))


class PlanCorrectiveAction(RecordView):
    """Plans a corrective action from the page of its nonconformity."""

    model = Nonconformity
    template_name = "ui/form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", CorrectiveAction)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", CorrectiveAction)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            actions.plan_corrective_action(
                nonconformity=self.record, by=self.actor, id=form.cleaned_data["id"] or ids.uuid7(), **form.values
            )
        except AlreadyRecorded:
            return redirect(self.here())
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(request, self.draft_key)
        messages.success(request, _("The corrective action is planned."))
        return redirect(self.here())

    def form(self, data: Any = None) -> RecordForm:
        form = PlanForm(
            data, actor=self.actor, case=self.record, initial={"id": ids.uuid7(), "owner": self.record.owner_id}
        )
        form.fields["id"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        return form

    @property
    def draft_key(self) -> str:
        return f"corrective-action:{self.record.pk}"

    def shown(self, form: RecordForm) -> HttpResponse:
        record = self.record
        page = pages.FormPage(
            title=_("Plan a corrective action"),
            lead=_("For %(number)s, %(title)s.") % {"number": record.number, "title": record.title},
            submit_label=_("Plan it"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(record.title, self.here())],
            draft_key=self.draft_key,
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


def effect_figures(action: CorrectiveAction) -> dict[str, Any]:
    """The plan of an effect and its figures, as improvement/effect.html takes them."""
    measure = measures_for(action.nonconformity).get(action.effect_measure)
    return {
        "action": action,
        "measure": measure.label if measure else action.effect_measure,
        "due": effect.due_on(action),
        "figures": told(action.effect_outcome) if action.effect_outcome else None,
        "words": in_words(action) if action.effect_proposal else "",
        "tone": TONES.get(action.effect_proposal, "neutral"),
    }


def in_words(action: CorrectiveAction) -> str:
    """What was counted before and after, and what that says, in two sentences."""
    figures = told(action.effect_outcome)
    words = {
        "before": f"{figures['before']:g}",
        "before_of": f"{figures['before_of']:g}",
        "after": f"{figures['after']:g}",
        "after_of": f"{figures['after_of']:g}",
        "proposal": action.get_effect_proposal_display(),
    }
    if action.effect_test == CorrectiveAction.EffectTest.SHARE:
        counted = _("%(before)s of %(before_of)s before, %(after)s of %(after_of)s after. The data say: %(proposal)s.")
    else:
        counted = _(
            "%(before)s in %(before_of)s days before, %(after)s in %(after_of)s days after. The data say: %(proposal)s."
        )
    return counted % words


def asked_for(nonconformity: Nonconformity, actor: Actor) -> Question:
    """What the nonconformity's page asks about its corrective actions: words, state, owner, and the next day."""
    mine = CorrectiveAction.objects.in_force().filter(nonconformity=nonconformity)
    texts = ("number", "title", "status", "owner__title")
    return Question(access.visible(actor, mine), key="id", texts=texts, day="due_on")


def corrective_actions_section(page: RecordPage) -> pages.Section | None:
    """The corrective actions of a nonconformity; nothing while it is not decided that it needs any."""
    case = page.record
    answers = page.around.get(CORRECTIVE_ACTIONS, ())
    if not answers and not case.action_needed:
        return None
    add_url = ""
    if not page.is_locked and access.may(page.actor, "create", CorrectiveAction):
        slug = page.organization.slug
        add_url = reverse("improvement:plan_corrective_action", args=[slug, case.reference])
    record_type = modules.type_of(CorrectiveAction)
    items = []
    for answer in sorted(answers, key=lambda answer: (answer.day or date.max, answer.texts)):
        number, title, status, owner = answer.texts
        url = addresses.of_type(page.organization, record_type, "record", reference=number)
        due = pages.Due(answer.day, done=status in LIFECYCLE.closed_states) if answer.day else None
        items.append(pages.Work(title, url, LIFECYCLE.by_state[status], owner, due))
    html = render_to_string(
        "improvement/corrective_actions.html", {"items": items, "add_url": add_url, "today": page.today}
    )
    return pages.Section(_("Corrective actions"), html=html)
