"""Pages of actions: the list, one action with what it was raised from, and raising one from a record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, ids, modules
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records import Record
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.ui import drafts, pages, values
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import EditPage, Part, RecordList, RecordPage, RecordView, TransitionPage
from everproof.kernel.work import actions
from everproof.kernel.work.models import Action


class ActionForm(RecordForm):
    """A planned step: what, who, until when."""

    class Meta:
        model = Action
        fields = ("title", "description", "owner", "due_on", "effectiveness_due_on")
        labels = {
            "title": gettext_lazy("What is to be done?"),
            "description": gettext_lazy("Details"),
            "owner": gettext_lazy("Who does it?"),
            "due_on": gettext_lazy("Until when?"),
            "effectiveness_due_on": gettext_lazy("When can its effect be judged?"),
        }


class CompletionForm(RecordForm):
    """What was done, and where the proof is."""

    class Meta:
        model = Action
        fields = ("evidence", "completed_on", "effectiveness_due_on")
        labels = {
            "evidence": gettext_lazy("What was done, and where is the proof?"),
            "completed_on": gettext_lazy("When was it done?"),
            "effectiveness_due_on": gettext_lazy("When can its effect be judged?"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("evidence", "completed_on")


class NewDayForm(RecordForm):
    class Meta:
        model = Action
        fields = ("due_on",)
        labels = {"due_on": gettext_lazy("Until when now?")}


class ActionList(RecordList):
    model = Action

    def add_create(self, page: pages.ListPage) -> None:
        """An action is raised from the record it belongs to, so that nobody has to ask what it is for."""

    def empty(self) -> pages.Empty:
        page = super().empty()
        return pages.Empty(page.title, page.purpose, page.clause)


class ActionPage(RecordPage):
    model = Action
    parts = (
        Part(gettext_lazy("What is to be done"), ("description",)),
        Part(
            gettext_lazy("What was done"),
            ("completed_on", "evidence"),
            gettext_lazy("Nobody has said yet what was done."),
        ),
        Part(
            gettext_lazy("Effect"),
            ("effectiveness_due_on", "effectiveness_evaluated_on", "effectiveness_result"),
            gettext_lazy("The effect is not judged yet."),
        ),
    )

    def links(self) -> list[pages.LinkGroup]:
        source = self.source()
        return [*([pages.LinkGroup(_("Raised from"), [source])] if source else []), *super().links()]

    def source(self) -> pages.RecordLink | None:
        """The record it was raised from, if the reader may see it."""
        if not self.record.source_type:
            return None
        record_type = modules.record_type(self.record.source_type)
        queryset = record_type.model._default_manager.filter(pk=self.record.source_id)
        found = access.visible(self.actor, queryset).first()
        if found is None:
            return None
        found.organization = self.organization
        return values.record_link(found, record_type)


class EditAction(EditPage):
    model = Action
    form_class = ActionForm
    fields = ActionForm.Meta.fields


class CompleteAction(TransitionPage):
    model = Action
    transition = "complete"
    form_class = CompletionForm

    def initial(self) -> dict[str, Any]:
        return {"completed_on": self.today}

    def act(self, form: RecordForm) -> Record:
        return actions.complete_action(action=self.record, by=self.actor, **self.values(form))


class JudgementForm(RecordForm):
    """Whether it worked."""

    class Meta:
        model = Action
        fields = ("effectiveness_result",)
        labels = {"effectiveness_result": gettext_lazy("Did it work?")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("effectiveness_result")


class JudgeAction(TransitionPage):
    model = Action
    transition = "judge"
    form_class = JudgementForm

    def act(self, form: RecordForm) -> Record:
        return actions.judge_action(action=self.record, by=self.actor, **self.values(form))


class CancelAction(TransitionPage):
    model = Action
    transition = "cancel"

    def act(self, form: RecordForm) -> Record:
        return actions.cancel_action(action=self.record, by=self.actor, **self.values(form))


class ReopenAction(TransitionPage):
    model = Action
    transition = "reopen"
    form_class = NewDayForm

    def act(self, form: RecordForm) -> Record:
        return actions.reopen_action(action=self.record, by=self.actor, **self.values(form))


class AddAction(RecordView):
    """Raises an action from any record."""

    template_name = "ui/form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", Action)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", Action)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            self.act(form)
        except AlreadyRecorded:
            return redirect(f"{self.here()}#work-title")
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(request, self.draft_key)
        messages.success(request, _("The action is planned."))
        return redirect(f"{self.here()}#work-title")

    def act(self, form: RecordForm) -> Record:
        record: Record = self.record
        return actions.raise_action(
            by=self.actor, id=form.cleaned_data["id"] or ids.uuid7(), source=record, **form.values
        )

    def form(self, data: Any = None) -> RecordForm:
        form = ActionForm(data, actor=self.actor, initial={"id": ids.uuid7()})
        form.fields["id"] = forms.UUIDField(widget=forms.HiddenInput, required=False)
        return form

    @property
    def draft_key(self) -> str:
        return f"action:{self.record.pk}"

    def shown(self, form: RecordForm) -> HttpResponse:
        record = self.record
        page = pages.FormPage(
            title=_("Plan an action"),
            lead=_("For %(number)s, %(title)s.") % {"number": record.number or _("the draft"), "title": record.title},
            submit_label=_("Plan it"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(record.title, self.here())],
            draft_key=self.draft_key,
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)
