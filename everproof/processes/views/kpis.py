"""Pages of KPIs: the list, one KPI with its chart, its values, comments and limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules, parameters
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.history import History
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, RecordView
from everproof.processes import periods, showing, words
from everproof.processes.actions import kpis as actions
from everproof.processes.actions import values
from everproof.processes.forms.performance import (
    KPI_GROUPS,
    CommentForm,
    CorrectionForm,
    KpiForm,
    LimitsForm,
    ValueForm,
)
from everproof.processes.models import Kpi, KpiComment, Process
from everproof.processes.periods import Span
from everproof.processes.queries.values import comments_of, missing_periods, values_of, with_gaps
from everproof.processes.standing import RULES, judged
from everproof.processes.tasks import ENTRY_DAYS

MOST_OFFERED = 24
SHOWN = 24
ENTRIES = 200
RECORDED = "kernel.measurements.record"
# What a list has no room for.
LONG = ("formula", "method", "validity_note", "analysis_method", "limits", "earlier_targets", "extra", "voided_reason")


class KpiList(RecordList):
    model = Kpi
    create_label = gettext_lazy("New KPI")
    example_title = gettext_lazy("Orders delivered on time")
    example = (
        (gettext_lazy("Formula"), gettext_lazy("Orders delivered by the confirmed day, divided by all orders.")),
        (gettext_lazy("Rhythm"), gettext_lazy("Monthly, by the head of logistics, from the order system.")),
        (gettext_lazy("Target"), gettext_lazy("At least 97 %, beside limits that the process sets itself.")),
    )

    def columns(self) -> list[pages.Column]:
        number, title, *rest = super().columns()
        return [
            number,
            title,
            pages.Column("curve", _("Course")),
            pages.Column("value", _("Newest value"), "amount"),
            pages.Column("signal", _("Signal"), "state"),
            pages.Column("missing", _("Missing"), "text"),
            *rest,
        ]

    def rows(self) -> list[pages.Row]:
        """The rows with how each KPI stands; one statement more for all of them."""
        shown = Kpi.objects.filter(pk__in=[kpi.pk for kpi in self.found.rows]).select_related("standing")
        kpis = {kpi.pk: kpi for kpi in shown.defer(*LONG)}
        found = []
        for row in super().rows():
            number, title, *rest = row.values
            cells = [number, title, *self._cells(kpis[UUID(row.id)]), *rest]
            found.append(pages.Row(row.id, row.url, cells, row.voided))
        return found

    def _cells(self, kpi: Kpi) -> list[Any]:
        known = kpi.known_standing
        shown = words.value(kpi, known.newest_typed, known.newest_value) if known else ""
        if kpi.status != "active":
            return [showing.curve(kpi), shown, pages.State(_("Retired")), ""]
        return [showing.curve(kpi), shown, words.standing(kpi, known), words.missing(kpi, known, self.today)]


class DefinitionHistory(History):
    """The timeline without each value that was entered: those stand in the table, with who entered them and when."""

    @cached_property
    def rows(self) -> list[Any]:
        return [row for row in super().rows if row.verb != RECORDED]

    @property
    def is_cut(self) -> bool:
        """There is always more to see on the page of the whole history."""
        return True


class KpiPage(RecordPage):
    model = Kpi
    template_name = "processes/kpi.html"
    related = ("process",)
    parts = (
        Part(gettext_lazy("How it is computed"), ("formula",), gettext_lazy("Nobody has said how it is computed.")),
        Part(
            gettext_lazy("Definition"),
            (
                "process",
                "topic",
                "chart",
                "numerator",
                "denominator",
                "unit",
                "direction",
                "period",
                "measured_from",
                "source_kind",
                "source",
                "analysis_interval_days",
            ),
        ),
        Part(
            gettext_lazy("Method"),
            ("method", "validity_note", "analysis_method"),
            gettext_lazy("Nobody has said how it is measured and analysed, and why that gives a true picture."),
        ),
    )

    @cached_property
    def history(self) -> History:
        return DefinitionHistory(self.record, limit=ENTRIES)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The organisation's parameters; one statement."""
        return parameters.values(self.organization.pk)

    def more_context(self) -> dict[str, Any]:
        kpi = self.record
        points = with_gaps(kpi.period, values_of(kpi, self.organization.zone, with_history=True))
        comments = comments_of(kpi)
        rules = tuple(sorted(int(rule) for rule in self.settings[RULES]))
        judgement = judged(kpi, points, rules)
        chart = showing.chart_of(kpi, points, judgement)
        entry_days = self.settings[ENTRY_DAYS]
        settled = {comment.period_on for comment in comments}
        known = [point.on for point in points if point.value is not None]
        missing = missing_periods(kpi, known, settled, self.today)
        rows = showing.value_rows(kpi, points, judgement, comments, entry_days=entry_days)
        return {
            "chart": chart,
            "sentence": "" if chart else showing.sentence(kpi, judgement),
            "rows": rows[:SHOWN],
            "earlier": rows[SHOWN:],
            "warnings": judgement.warnings if chart else (),
            "limits": showing.limits_in_words(kpi),
            "target": words.target(kpi),
            "earlier_targets": _earlier_targets(kpi),
            "missing": [Missing(kpi, span, self.today, entry_days) for span in missing[-MOST_OFFERED:]]
            if kpi.status == "active" and kpi.source_kind != Kpi.SourceKind.MEASURE
            else [],
            "entry": self.entry_form(offered_spans(kpi, known, missing, self.today)),
            "urls": self.urls(),
            "comment_url": addresses.row_prefix(self.organization, modules.record_type("kpi-comment")),
        }

    def entry_form(self, spans: Sequence[Span]) -> ValueForm | None:
        """The form for the next value, its period filled in, for whoever may enter it."""
        return ValueForm(kpi=self.record, spans=spans, auto_id="entry-%s") if spans and self.may_enter else None

    @property
    def may_enter(self) -> bool:
        kpi = self.record
        typed = kpi.source_kind != Kpi.SourceKind.MEASURE
        return bool(typed and kpi.status == "active" and not kpi.is_voided and access.may(self.actor, "enter", kpi))

    def urls(self) -> dict[str, str]:
        kpi = self.record
        may_comment = not kpi.is_voided and access.may(self.actor, "update", kpi)
        may_keep = not self.is_locked and access.may(self.actor, "keep-limits", kpi)
        here = self.here()
        return {
            "enter": f"{here}enter/" if self.may_enter else "",
            "comment": f"{here}comment/" if may_comment else "",
            "correct": f"{here}values/" if self.may_enter else "",
            "limits": f"{here}limits/" if may_keep else "",
        }

    def facts(self) -> list[pages.Fact]:
        target = words.target(self.record)
        return [*([pages.Fact(_("Target"), target)] if target else []), *super().facts()]

    def add_steps(self, page: pages.RecordPage) -> None:
        """Entering a value has its own place on the page; retiring is no next step but one of the others."""
        super().add_steps(page)
        steps = [page.next_step, *page.steps] if page.next_step else list(page.steps)
        enter = self.here("record_step", step="enter")
        page.next_step, page.missing = None, []
        page.steps = [step for step in steps if step.ready and step.url != enter]


class Missing:
    """A period without a value, and since when it is late."""

    def __init__(self, kpi: Kpi, span: Span, today: date, entry_days: int) -> None:
        self.label = periods.label(kpi.period, span.last)
        self.on = span.last
        self.due = pages.Due(span.last + timedelta(days=entry_days))


def _earlier_targets(kpi: Kpi) -> list[dict[str, Any]]:
    return [
        {"from": date.fromisoformat(one["from"]), "to": date.fromisoformat(one["to"]), "target": one["target"]}
        for one in reversed(kpi.earlier_targets)
        if one["from"]
    ]


def offered_spans(kpi: Kpi, known: Sequence[date], missing: Sequence[Span], today: date) -> list[Span]:
    """The periods to offer for a value: those that lack one, the oldest first, then the one that is running."""
    running = periods.span_of(kpi.period, today)
    return [*missing[-MOST_OFFERED:], *([] if running.last in known else [running])]


class CreateKpi(CreatePage):
    model = Kpi
    form_class = KpiForm
    groups = KPI_GROUPS
    title = gettext_lazy("New KPI")

    def initial(self) -> dict[str, Any]:
        first = periods.span_of(periods.Period.MONTH, self.today).first
        found: dict[str, Any] = {**super().initial(), "owner": self.actor.person_id, "measured_from": first}
        try:
            wanted = UUID(self.request.GET.get("process", ""))
        except ValueError:
            return found
        process = access.visible(self.actor, Process.objects.filter(pk=wanted)).first()
        return {**found, "process": process.pk, "site": process.site_id} if process else found


class EditKpi(EditPage):
    model = Kpi
    form_class = KpiForm
    groups = KPI_GROUPS


class KpiFormPage(RecordView, ABC):
    """A small form about one KPI: asks, acts, and leads back to it."""

    model = Kpi
    template_name = "ui/form.html"
    verb = "update"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        return self.shown(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, self.verb, self.record)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            done = self.act(form)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        messages.success(request, done)
        return redirect(self.here())

    @abstractmethod
    def form(self, data: Any = None) -> forms.BaseForm:
        """What is asked."""

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it; gives what is said about it."""

    @abstractmethod
    def page(self) -> pages.FormPage:
        """The words around the form."""

    def shown(self, form: forms.BaseForm) -> HttpResponse:
        context = {"page": self.page(), "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def form_page(self, title: str, submit_label: str, lead: str = "") -> pages.FormPage:
        crumbs = [Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())]
        return pages.FormPage(
            title=title,
            submit_label=submit_label,
            lead=lead,
            cancel_url=self.here(),
            crumbs=crumbs,
            action=self.request.path,
        )

    @cached_property
    def day(self) -> date:
        """The last day of the period that the address names; 404 where it names none."""
        try:
            day = date.fromisoformat(self.kwargs["day"])
        except ValueError as error:
            raise Http404 from error
        return periods.span_of(self.record.period, day).last

    @property
    def period(self) -> str:
        return periods.label(self.record.period, self.day)


class EnterValue(KpiFormPage):
    """Takes the value of one period."""

    verb = "enter"

    @cached_property
    def spans(self) -> list[Span]:
        kpi = self.record
        known = [point.on for point in values_of(kpi, self.organization.zone)]
        # A period that a comment explained may get its value after all.
        return offered_spans(kpi, known, missing_periods(kpi, known, (), self.today), self.today)

    def form(self, data: Any = None) -> ValueForm:
        return ValueForm(data, kpi=self.record, spans=self.spans)

    def act(self, form: ValueForm) -> str:
        values.enter_value(kpi=self.record, by=self.actor, **form.cleaned_data)
        period = periods.label(self.record.period, form.cleaned_data["period_on"])
        return _("The value for %(period)s is entered.") % {"period": period}

    def page(self) -> pages.FormPage:
        return self.form_page(_("Enter a value"), _("Enter"), self.record.formula)


class CorrectValue(KpiFormPage):
    """Puts another value in the place of a wrong one, or withdraws it."""

    verb = "enter"

    def form(self, data: Any = None) -> CorrectionForm:
        return CorrectionForm(data, kpi=self.record)

    def act(self, form: CorrectionForm) -> str:
        what = {"kpi": self.record, "by": self.actor, "period_on": self.day, "reason": form.cleaned_data["reason"]}
        if form.figures:
            values.correct_value(**what, **form.figures)
            return _("The value for %(period)s is corrected.") % {"period": self.period}
        values.withdraw_value(**what)
        return _("The value for %(period)s is withdrawn.") % {"period": self.period}

    def page(self) -> pages.FormPage:
        return self.form_page(
            _("Correct the value for %(period)s") % {"period": self.period},
            _("Correct"),
            _("Without another value the period has none any more."),
        )


class CommentOnKpi(KpiFormPage):
    """Says what happened in a period."""

    def form(self, data: Any = None) -> CommentForm:
        return CommentForm(data, actor=self.actor)

    def act(self, form: RecordForm) -> str:
        actions.comment_on_kpi(kpi=self.record, period_on=self.day, by=self.actor, **form.values)
        return _("The comment on %(period)s is kept.") % {"period": self.period}

    def page(self) -> pages.FormPage:
        return self.form_page(
            _("Comment on %(period)s") % {"period": self.period},
            _("Keep"),
            _("What was behind the signal, or why there is no value. It stands beside the chart from now on."),
        )


class KeepLimits(KpiFormPage):
    """Decides that limits are kept."""

    verb = "keep-limits"

    def form(self, data: Any = None) -> LimitsForm:
        return LimitsForm(data)

    def act(self, form: LimitsForm) -> str:
        actions.keep_limits(kpi=self.record, by=self.actor, **form.cleaned_data)
        return _("The control limits are kept.")

    def page(self) -> pages.FormPage:
        return self.form_page(
            _("Keep control limits"),
            _("Keep these limits"),
            _(
                "Limits that follow every new value cannot show a slow drift. Keep those of a stable time; they judge "
                "all later values until the process is changed on purpose."
            ),
        )


class EditComment(EditPage):
    """Better words; which KPI and period they are about stays."""

    model = KpiComment
    form_class = CommentForm
    fields = CommentForm.Meta.fields
