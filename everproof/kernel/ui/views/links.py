"""Links a record to another one, and removes a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, links, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.records import Record
from everproof.kernel.records.models import numbered
from everproof.kernel.ui import pages, values
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.views.organization import RecordView


class LinkForm(forms.Form):
    """Says how this record stands to another one, named by its number."""

    relation = forms.ChoiceField(label=gettext_lazy("This record …"), choices=Relation.choices)
    number = forms.CharField(
        label=gettext_lazy("Number of the other record"),
        help_text=gettext_lazy("For example AC-2026-0012. Search finds it by its title."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor

    def clean_number(self) -> Record:
        found = record_by_number(self.actor, self.cleaned_data["number"].strip())
        if found is None:
            raise forms.ValidationError(_("No record with this number is there for you to see."))
        return found


def record_by_number(actor: Actor, number: str) -> Record | None:
    """The record of this number, if the actor may see it: of the type that its prefix says, else of one that numbers
    its records by a rule of its own."""
    if "\x00" in number:
        return None
    prefix = number.partition("-")[0].upper()
    own_rules = []
    for record_type in modules.all_record_types():
        if record_type.prefix == prefix:
            return access.visible(actor, record_type.model._default_manager.filter(numbered(number.upper()))).first()
        if record_type.numbering is not None:
            own_rules.append(record_type.model)
    seen = (access.visible(actor, model._default_manager.filter(numbered(number))).first() for model in own_rules)
    return next(filter(None, seen), None)


class LinkPage(RecordView):
    """Adds a link."""

    template_name = "ui/transition.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "link", self.record)
        return self.shown(LinkForm(actor=self.actor))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "link", self.record)
        form = LinkForm(request.POST, actor=self.actor)
        if not form.is_valid():
            return self.shown(form)
        other = form.cleaned_data["number"]
        try:
            links.link(self.record, form.cleaned_data["relation"], other, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        messages.success(request, _("Linked with %(number)s.") % {"number": other.number})
        return redirect(self.here())

    def shown(self, form: LinkForm) -> HttpResponse:
        page = pages.StepPage(
            title=_("Add a link"),
            submit_label=_("Link"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            lead=_("The link is shown on both records."),
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class UnlinkPage(RecordView):
    """Removes a link, seen from either of its ends."""

    template_name = "ui/confirm.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        first, _relation, second = self.ends()
        access.require(self.actor, "link", first)
        other = second if first.pk == self.record.pk else first
        page = pages.StepPage(
            title=_("Remove this link"),
            submit_label=_("Remove the link"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            lead=_("To %(number)s, %(title)s.") % {"number": other.number, "title": other.title},
            consequences=[_("Both records stay. Their timelines still tell of the link.")],
            submit_tone="danger",
            action=request.path,
        )
        return render(request, self.template_name, {"page": page, "record": self.record})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        first, relation, second = self.ends()
        links.unlink(first, relation, second, by=self.actor)
        messages.success(request, _("The link is removed."))
        return redirect(self.here())

    def ends(self) -> tuple[Record, str, Record]:
        """Both records of the link, in its direction; 404 unless this record is one and the other may be seen."""
        found = Link.objects.filter(
            pk=self.kwargs["link"], organization_id=self.actor.organization_id, removed_at=None
        ).first()
        if found is None or self.record.pk not in (found.from_id, found.to_id):
            raise Http404
        return self._end(found.from_type, found.from_id), found.relation, self._end(found.to_type, found.to_id)

    def _end(self, type_name: str, key: Any) -> Record:
        if key == self.record.pk:
            return self.record
        model = modules.record_type(type_name).model
        other = access.visible(self.actor, model._default_manager.filter(pk=key)).first()
        if other is None:
            raise Http404
        other.organization = self.organization
        return other
