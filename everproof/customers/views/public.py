"""Complaints without a login: the public forms, the page behind their link, and the page that a complainant follows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.customers import intake
from everproof.customers.actions import complaints as actions
from everproof.customers.forms.complaints import ComplainForm, PublicFormForm, ReplyForm
from everproof.customers.lifecycle.complaints import COMPLAINT
from everproof.customers.models import Complaint, ComplaintForm
from everproof.kernel import access, ids
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files.incoming import uploads_of
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.views import CreatePage, EditPage, Part, PublicPage, RecordList, RecordPage

# The page behind a link ----------------------------------------------------------------------------------------------


class ComplainHere(PublicPage):
    """The public form. Where it is sent by a script, the answer is data."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(ComplainForm(initial={"id": ids.uuid7()}, about=self.about))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ComplainForm(request.POST, about=self.about)
        if not form.is_valid():
            return self.refused(form)
        try:
            complaint = intake.complain_here(form=self.form, link=self.link, uploads=uploads_of(request), **form.said)
        except Refused as refusal:
            add_errors(form, refusal)
            return self.refused(form)
        complaint.organization = self.link.organization
        address = intake.follow_address(complaint)
        if self.wants_data:
            return JsonResponse({"number": complaint.number, "url": address}, status=201)
        return redirect(address)

    @cached_property
    def form(self) -> ComplaintForm:
        found = intake.usable_form(self.link)
        if found is None:
            raise Http404
        return found

    @property
    def about(self) -> str:
        product = self.form.product_service
        return product.title if product else ""

    def refused(self, form: ComplainForm) -> HttpResponse:
        if self.wants_data:
            reasons = [str(words) for errors in form.errors.values() for words in errors]
            return JsonResponse({"reasons": reasons}, status=422)
        return self.shown(form)

    def shown(self, form: ComplainForm) -> HttpResponse:
        page = pages.FormPage(
            title=self.form.title,
            lead=_("Say it as it is. You get a number at once, and you can follow what becomes of it."),
            submit_label=_("Send"),
            action=self.request.path,
        )
        organization = self.link.organization.name
        context = {"page": page, "form": form, "asked": self.form, "about": self.about, "organization": organization}
        return render(self.request, "customers/complain.html", context, status=422 if form.is_bound else 200)


class FollowComplaint(PublicPage):
    """How a complaint stands, for whoever holds its link: the state in plain words, the answers, and a reply."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(ReplyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return self.shown(form, 422)
        by = Actor.system(self.link.organization, "complainant", source="kiosk")
        content, words = form.cleaned_data["content"] == "yes", form.cleaned_data["words"]
        try:
            actions.hear_reply(complaint=self.complaint, content=content, words=words, by=by)
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form, 422)
        return redirect(request.path)

    @cached_property
    def complaint(self) -> Complaint:
        found = intake.followed(self.link)
        if found is None:
            raise Http404
        return found

    def shown(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        complaint = self.complaint
        context = {
            "page": pages.FormPage(title=complaint.title, submit_label=_("Send"), action=self.request.path),
            "organization": self.link.organization.name,
            "complaint": complaint,
            "state": COMPLAINT.by_state[complaint.status],
            "words": WORDS.get(complaint.status, ""),
            "form": form if self.may_reply else None,
        }
        return render(self.request, "customers/follow.html", context, status=status)

    @property
    def may_reply(self) -> bool:
        """Whoever was answered says once whether that settles it, and afterwards only that it does not."""
        complaint = self.complaint
        return complaint.status in ("answered", "closed") and complaint.answered_on is not None


WORDS = {
    "received": gettext_lazy("It has arrived. Somebody looks at it and takes it up."),
    "open": gettext_lazy("It is taken up, and somebody works on it."),
    "answered": gettext_lazy("You have our answer. Tell us whether it settles it."),
    "closed": gettext_lazy("It is settled. If it is not, tell us, and we work on it again."),
    "rejected": gettext_lazy("We looked at it and found that it is no complaint to us."),
}


# The forms ------------------------------------------------------------------------------------------------------------


class FormList(RecordList):
    model = ComplaintForm
    create_label = gettext_lazy("New public form")


class FormPage(RecordPage):
    model = ComplaintForm
    takes_actions = False
    parts = (Part(gettext_lazy("At a glance"), ("product_service", "hint", "ends_on", "active", "renewed_on")),)

    def sections(self) -> list[pages.Section]:
        """Its address and its code, for those who may renew it: who holds it can complain."""
        found = super().sections()
        if self.record.is_voided or not self.record.active or not access.may(self.actor, "renew", self.record):
            return found
        own = [self.organization.slug, self.record.reference]
        variables = {
            "open_url": reverse("customers:form_open", args=own),
            "renew_url": reverse("customers:form_renew", args=own),
        }
        html = render_to_string("customers/form_link.html", variables, request=self.request)
        return [*found, pages.Section(_("The link"), html=html)]


class AddForm(CreatePage):
    model = ComplaintForm
    form_class = PublicFormForm
    title = gettext_lazy("New public form")


class EditForm(EditPage):
    model = ComplaintForm
    form_class = PublicFormForm


class OpenForm(EditPage):
    """Leads to the public form and so to its address, which is made when it is first asked for."""

    model = ComplaintForm

    def check(self) -> None:
        access.require(self.actor, "renew", self.record)
        super().check()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return redirect(intake.address_of(self.record))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.get(request, **kwargs)


class RenewForm(OpenForm):
    """Makes the link that was given out worthless."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return redirect(self.here())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        intake.renew_link(complaint_form=self.record, by=self.actor)
        messages.success(request, _("The link is renewed. Give out the new one; the old one opens nothing any more."))
        return redirect(self.here())
