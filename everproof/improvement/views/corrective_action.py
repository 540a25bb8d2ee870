"""Pages of the corrective action, and its part of the nonconformity's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions
from everproof.improvement.actions.corrective_action import USUAL_WAIT
from everproof.improvement.forms.corrective_action import PLANNED, CompletionForm, JudgementForm, PlanForm
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
from everproof.kernel.ui.views import EditPage, Part, RecordList, RecordPage, RecordView, TransitionPage

CORRECTIVE_ACTIONS = "corrective_actions"


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
        Part(gettext_lazy("Effort"), ("effort", "effort_rationale")),
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


class CompleteCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "complete"
    form_class = CompletionForm

    def initial(self) -> dict[str, Any]:
        judged_by = self.record.effectiveness_due_on or self.today + USUAL_WAIT
        return {"completed_on": self.today, "effectiveness_due_on": judged_by}

    def act(self, form: RecordForm) -> Record:
        return actions.complete_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))


class ConfirmCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "confirm"
    form_class = JudgementForm

    def act(self, form: RecordForm) -> Record:
        return actions.confirm_corrective_action(corrective_action=self.record, by=self.actor, **self.values(form))


class DisproveCorrectiveAction(TransitionPage):
    model = CorrectiveAction
    transition = "disprove"
    form_class = JudgementForm

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
        form = PlanForm(data, actor=self.actor, initial={"id": ids.uuid7(), "owner": self.record.owner_id})
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
