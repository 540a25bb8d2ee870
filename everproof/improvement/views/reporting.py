"""Reports without a seat: the form behind a code, what became of a report, sheets of codes, the queue."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.improvement import actions, reporting
from everproof.improvement.forms.reporting import AnswerForm, HereForm, IdeaHereForm, MergeForm, PointForm
from everproof.improvement.lifecycle.improvement import LIFECYCLE as IDEA_LIFECYCLE
from everproof.improvement.lifecycle.nonconformity import LIFECYCLE
from everproof.improvement.models import Improvement, Nonconformity, ReportingPoint
from everproof.kernel import access, ids
from everproof.kernel.errors import Refused
from everproof.kernel.files.incoming import uploads_of
from everproof.kernel.records import Record
from everproof.kernel.ui import finding, pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import (
    CreatePage,
    EditPage,
    OrganizationView,
    Part,
    PublicPage,
    RecordList,
    RecordPage,
    RecordView,
)

MOST_IN_QUEUE = 100


class ReportHere(PublicPage):
    """The form behind a code: something is wrong, or (`?idea`) something could be better.

    Where it is sent by a script, the answer is data.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(self.form_class(initial={"id": ids.uuid7()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.refused(form)
        take_in = reporting.suggest_here if self.is_idea else reporting.report_here
        try:
            record: Any = take_in(point=self.point, link=self.link, uploads=uploads_of(request), **form.cleaned_data)
        except Refused as refusal:
            add_errors(form, refusal)
            return self.refused(form)
        record.organization = self.link.organization
        address = reporting.follow_address(record)
        if self.wants_data:
            return JsonResponse({"number": record.number, "url": address}, status=201)
        return redirect(address)

    @cached_property
    def point(self) -> ReportingPoint:
        found = reporting.usable_point(self.link)
        if found is None:
            raise Http404
        return found

    @property
    def is_idea(self) -> bool:
        return "idea" in self.request.GET

    @property
    def form_class(self) -> type[HereForm]:
        return IdeaHereForm if self.is_idea else HereForm

    def refused(self, form: HereForm) -> HttpResponse:
        if self.wants_data:
            reasons = [str(words) for errors in form.errors.values() for words in errors]
            return JsonResponse({"reasons": reasons}, status=422)
        return self.shown(form)

    def shown(self, form: HereForm) -> HttpResponse:
        here, idea = self.request.path, self.is_idea
        page = pages.FormPage(
            title=_("Suggest something better") if idea else _("Report a problem"),
            lead=_("Every idea gets an answer.")
            if idea
            else _("It blames nobody, and you will hear what became of it."),
            submit_label=_("Suggest") if idea else _("Report"),
            action=f"{here}?idea" if idea else here,
        )
        context = {
            "page": page,
            "form": form,
            "point": self.point,
            "organization": self.link.organization.name,
            "ways": [
                Link(_("Something is wrong"), here, "triangle-alert", current=not idea),
                Link(_("I have an idea"), f"{here}?idea", "lightbulb", current=idea),
            ],
        }
        return render(self.request, "improvement/report_here.html", context, status=422 if form.is_bound else 200)


class FollowReport(PublicPage):
    """What became of a report or a suggestion, for whoever holds its link: its state in plain words and the answer,
    nothing else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = FOLLOWED.get(self.link.subject_type)
        if kind is None or self.link.subject_id is None:
            raise Http404
        model, life, words = kind
        mine = model.objects.filter(organization_id=self.link.organization_id, pk=self.link.subject_id)
        record: Any = get_object_or_404(mine)
        context = {
            "page": pages.FormPage(title=record.title, submit_label=""),
            "organization": self.link.organization.name,
            "report": record,
            "state": pages.State(_("Withdrawn"), "void") if record.is_voided else life.by_state[record.status],
            "words": words.get(record.status, ""),
        }
        return render(request, "improvement/follow.html", context)


WORDS = {
    "reported": gettext_lazy("It has arrived. Somebody looks at it and takes it up."),
    "open": gettext_lazy("Somebody has taken it up and sees to it that it does no further harm."),
    "contained": gettext_lazy("It does no further harm. Its cause is looked for."),
    "analysed": gettext_lazy("The cause is known and is being removed."),
    "closed": gettext_lazy("It is settled."),
    "rejected": gettext_lazy("It was looked at and is no nonconformity."),
}
OF_IDEAS = {
    "proposed": gettext_lazy("It has arrived. Somebody decides on it and answers you."),
    "selected": gettext_lazy("It will be done."),
    "completed": gettext_lazy("It is done."),
    "declined": gettext_lazy("It was looked at and will not be done."),
}
FOLLOWED: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    Nonconformity.type_name: (Nonconformity, LIFECYCLE, WORDS),
    Improvement.type_name: (Improvement, IDEA_LIFECYCLE, OF_IDEAS),
}


# Codes ----------------------------------------------------------------------------------------------------------------


class ReportingPointList(RecordList):
    model = ReportingPoint
    template_name = "improvement/points.html"
    create_label = gettext_lazy("New code")

    def more_context(self) -> dict[str, Any]:
        return {"sheet_url": reverse("improvement:codes", args=[self.organization.slug])}


class ReportingPointPage(RecordPage):
    model = ReportingPoint
    takes_actions = False
    parts = (Part(gettext_lazy("At a glance"), ("kind", "process", "hint", "active", "renewed_on")),)

    def sections(self) -> list[pages.Section]:
        """Where the code is printed and renewed, for those who may: who holds it can report."""
        found = super().sections()
        if self.record.is_voided or not self.record.active or not access.may(self.actor, "renew", self.record):
            return found
        own = [self.organization.slug]
        variables = {
            "point": self.record,
            "sheet_url": reverse("improvement:codes", args=own) + f"?point={self.record.reference}",
            "renew_url": reverse("improvement:renew_code", args=[*own, self.record.reference]),
        }
        html = render_to_string("improvement/code.html", variables, request=self.request)
        return [*found, pages.Section(_("The code"), html=html)]


class AddReportingPoint(CreatePage):
    model = ReportingPoint
    form_class = PointForm
    title = gettext_lazy("New code")
    lead = gettext_lazy("Whoever scans it reports from this place, without a login.")


class EditReportingPoint(EditPage):
    model = ReportingPoint
    form_class = PointForm
    fields = PointForm.Meta.fields


class RenewCode(EditPage):
    """Makes the printed code worthless."""

    model = ReportingPoint

    def check(self) -> None:
        access.require(self.actor, "renew", self.record)
        super().check()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return redirect(self.here())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        reporting.renew_code(reporting_point=self.record, by=self.actor)
        messages.success(request, _("The code is renewed. Print the new one; the old one opens nothing any more."))
        return redirect(self.here())


class CodeSheet(OrganizationView):
    """Sheets of codes to print and to put up: all that are in use, or one."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "create", ReportingPoint)
        points = access.visible(self.actor, ReportingPoint.objects.in_force().filter(active=True))
        if one := request.GET.get("point"):
            points = points.filter(number=one)
        found = list(points.select_related("organization", "site").order_by("site__title", "title")[:MOST_IN_QUEUE])
        codes = list(zip(found, reporting.addresses_of(found), strict=True))
        context = {
            "page": {
                "title": _("Codes to print"),
                "crumbs": [
                    Link(_("Codes"), reverse("improvement:reporting_point_list", args=[self.organization.slug]))
                ],
            },
            "codes": [{"point": point, "address": address, "svg": code_svg(address)} for point, address in codes],
        }
        return render(request, "improvement/codes.html", context)


def code_svg(address: str) -> Any:
    """The address as a QR code, inline and without a style of its own; a tenth of it may be dirty."""
    import segno
    from django.utils.safestring import mark_safe

    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  drawn from an address of ours, by a library that writes numbers only


# The queue ------------------------------------------------------------------------------------------------------------


class TriageQueue(OrganizationView):
    """What came in and waits, the oldest first: taken up, rejected or merged, by keyboard."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "triage", Nonconformity)
        waiting = access.visible(self.actor, Nonconformity.objects.in_force()).filter(status="reported")
        rows = waiting.select_related("created_by", "site", "point").order_by("id")[:MOST_IN_QUEUE]
        own = self.organization.slug
        context = {
            "page": {
                "title": _("Reports to take up"),
                "crumbs": [Link(_("Nonconformities"), reverse("improvement:nonconformity_list", args=[own]))],
            },
            "rows": [
                {
                    "report": row,
                    "url": reverse("improvement:nonconformity", args=[own, row.number]),
                    "triage_url": reverse("improvement:triage", args=[own, row.number]),
                    "reject_url": reverse("improvement:reject", args=[own, row.number]),
                    "merge_url": reverse("improvement:merge", args=[own, row.number]),
                }
                for row in rows
            ],
        }
        return render(request, "improvement/queue.html", context)


class SmallForm(RecordView, ABC):
    """A form with one question about a nonconformity or an improvement, for those who may take it up."""

    model: Any = Nonconformity
    template_name = "ui/form.html"
    form_class: Any
    title: Any = ""
    verb = "triage"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        return self.shown(self.form_class(initial=self.initial()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            self.act(form)
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        return redirect(self.here())

    def initial(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def act(self, form: Any) -> Record:
        """Do it; gives the record that was changed."""

    def shown(self, form: Any) -> HttpResponse:
        page = pages.FormPage(
            title=str(self.title),
            lead=self.record.title,
            submit_label=str(self.title),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())],
            action=self.request.path,
        )
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class MergeReport(SmallForm):
    form_class = MergeForm
    title = gettext_lazy("It is the same as another one")

    def act(self, form: Any) -> Record:
        into = finding.record(Nonconformity, form.cleaned_data["into"].strip(), self.actor)
        if into is None:
            raise Refused(_("There is no such record."))
        return actions.merge_nonconformity(nonconformity=self.record, into=into, by=self.actor)


class AnswerReporter(SmallForm):
    form_class = AnswerForm
    title = gettext_lazy("Answer who reported it")

    def initial(self) -> dict[str, Any]:
        return {"answer": self.record.answer}

    def act(self, form: Any) -> Record:
        return actions.answer_reporter(nonconformity=self.record, by=self.actor, **form.cleaned_data)


class AnswerProposer(SmallForm):
    """Tells whoever proposed an improvement where it stands."""

    model = Improvement
    form_class = AnswerForm
    title = gettext_lazy("Answer who proposed it")
    verb = "answer"

    def initial(self) -> dict[str, Any]:
        return {"answer": self.record.answer}

    def act(self, form: Any) -> Record:
        return actions.answer_proposer(improvement=self.record, by=self.actor, **form.cleaned_data)
