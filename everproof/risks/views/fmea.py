"""Analyses of failures: the register, one with all its lines, a line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules, parameters
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, formats, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage
from everproof.risks import counts, queries
from everproof.risks.actions import fmea as actions
from everproof.risks.forms import fmea as forms
from everproof.risks.models import FailureMode, Fmea
from everproof.risks.models.fmea import Priority


class FmeaList(RecordList):
    model = Fmea
    create_label = gettext_lazy("New analysis")
    example_title = gettext_lazy("Process FMEA: lapping of seats")
    example = (
        (gettext_lazy("Failure"), gettext_lazy("Seat scratched")),
        (gettext_lazy("S, O, D"), "7, 4, 3"),
        (gettext_lazy("Action priority"), gettext_lazy("Medium")),
    )


class FmeaPage(RecordPage):
    model = Fmea
    parts = (
        Part(gettext_lazy("What it covers"), ("scope",), gettext_lazy("Nobody has said what it covers.")),
        Part(gettext_lazy("At a glance"), ("kind", "process", "product", "team", "released_on", "review_due_on")),
    )

    def sections(self) -> list[pages.Section]:
        lines = list(queries.lines_of(self.record))
        for line in lines:
            line.organization = self.organization
        may_add = not self.is_locked and access.may(self.actor, "create", FailureMode)
        new = addresses.of_type(self.organization, modules.type_of(FailureMode), "record_create")
        fresh_from = queries.oldest_fresh(self.organization.pk, "risk_review_days", self.today)
        rows = [self.row(line, fresh_from) for line in lines]
        context = {
            "rows": rows,
            "stale": sum(row["stale"] for row in rows),
            "add_url": f"{new}?fmea={self.record.pk}" if may_add else "",
            "counts": [(priority_state(one), sum(line.priority == one for line in lines)) for one in Priority],
            "unrated": sum(not line.priority for line in lines),
        }
        html = render_to_string("risks/parts/lines.html", context)
        return [*super().sections(), pages.Section(_("Ways to fail"), html=html)]

    @staticmethod
    def row(line: FailureMode, fresh_from: date) -> dict[str, Any]:
        """A line of the table: where it leads, its priorities, whether its rating is too old."""
        return {
            "line": line,
            "url": addresses.of_record(line),
            "priority": priority_state(line.priority),
            "after": priority_state(line.after_priority),
            "stale": line.rated_on is not None and line.rated_on < fresh_from,
        }


def rate_in_words(found: counts.Proposal) -> str:
    """The rate in 1000 with its limits, as it is said on the page."""
    per_thousand = [formats.number(Decimal(f"{1000 * rate:.3g}")) for rate in (found.rate, found.low, found.high)]
    return _("%(count)s out of %(exposure)s: %(rate)s in 1000, with 95 %% confidence from %(low)s to %(high)s.") % {
        "count": formats.number(found.count),
        "exposure": formats.number(found.exposure),
        "rate": per_thousand[0],
        "low": per_thousand[1],
        "high": per_thousand[2],
    }


def priority_state(priority: str) -> pages.State | None:
    """An action priority as shape and word; None where nothing is rated."""
    tones = {Priority.HIGH: "bad", Priority.MEDIUM: "warn", Priority.LOW: "neutral"}
    return pages.State(str(Priority(priority).label), tones[Priority(priority)]) if priority else None


class BeginFmea(CreatePage):
    model = Fmea
    form_class = forms.FmeaForm
    title = gettext_lazy("New analysis")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.begin_fmea(by=self.actor, id=new_id, **form.values)


class EditFmea(EditPage):
    model = Fmea
    form_class = forms.FmeaForm
    fields = forms.FmeaForm.Meta.fields


class ReleaseFmea(TransitionPage):
    model = Fmea
    transition = "release"
    form_class = forms.ReleaseForm

    def act(self, form: RecordForm) -> Record:
        return actions.release_fmea(fmea=self.record, by=self.actor, **self.values(form))


class LinePage(RecordPage):
    model = FailureMode
    takes_actions = True
    parts = (
        Part(gettext_lazy("How it fails"), ("function", "effect", "cause")),
        Part(gettext_lazy("What is done against it"), ("prevention", "detection_control", "no_action_reason")),
        Part(gettext_lazy("Rating"), ("severity", "occurrence", "detection", "priority", "rated_on")),
        Part(
            gettext_lazy("Once the actions are done"),
            ("after_severity", "after_occurrence", "after_detection", "after_priority"),
            hidden_while_empty=True,
        ),
    )

    def page(self) -> pages.RecordPage:
        page = super().page()
        fmea = self.record.fmea
        fmea.organization = self.organization
        analyses = addresses.of_type(self.organization, modules.type_of(Fmea))
        page.crumbs = [Link(str(modules.type_of(Fmea).plural), analyses), Link(fmea.title, addresses.of_record(fmea))]
        return page

    def facts(self) -> list[pages.Fact]:
        """The priority stands in the title line, and that a rating is too old."""
        found = super().facts()
        state = priority_state(self.record.priority) or pages.State(_("Not rated"))
        found.insert(0, pages.Fact(_("Action priority"), state, "state"))
        fresh_from = queries.oldest_fresh(self.organization.pk, "risk_review_days", self.today)
        if self.record.rated_on is not None and self.record.rated_on < fresh_from:
            since = formats.day(self.record.rated_on)
            found.append(pages.Fact(_("Rated"), pages.State(_("%(day)s, too old") % {"day": since}, "warn"), "state"))
        return found

    def sections(self) -> list[pages.Section]:
        ratings = list(queries.line_ratings_of(self.record))
        html = render_to_string("risks/parts/line_ratings.html", {"ratings": ratings})
        return [*super().sections(), pages.Section(_("Ratings"), html=html), self.counted()]

    def counted(self) -> pages.Section:
        """The occurrence that real counts propose, once somebody says out of how many."""
        asked = "exposure" in self.request.GET
        form = forms.ExposureForm(self.request.GET if asked else None)
        typed = form.cleaned_data if asked and form.is_valid() else {}
        count = counts.failures_of(self.actor, self.record, typed.get("since"))
        # The rule is asked for only once somebody wants a proposal: the page costs no statement more without.
        words = parameters.value(self.organization.pk, counts.INCIDENTS) if asked else []
        steps = counts.steps_of(words)
        found = counts.proposal(count, typed["exposure"], steps) if typed and steps else None
        context = {
            "steps": list(enumerate(words, counts.FIRST_SCORE)) if steps else [],
            "is_asked": asked,
            "is_own": tuple(words) != counts.STEPS,
            "form": form,
            "count": count,
            "since": typed.get("since"),
            "found": found,
            "said": rate_in_words(found) if found else "",
            "occurrence": self.record.occurrence,
        }
        html = render_to_string("risks/parts/counts.html", context)
        return pages.Section(_("Occurrence from real counts"), html=html)

    def relations(self) -> list[str]:
        return [*super().relations(), "fmea"]


FAILS = (gettext_lazy("How it fails"), "", ("function", "title", "effect", "cause", "fmea"))
CONTROLS = (gettext_lazy("What is done against it"), "", ("prevention", "detection_control"))
RATED = (
    gettext_lazy("Rating"),
    gettext_lazy("The action priority follows from the three scores."),
    ("severity", "occurrence", "detection", "no_action_reason"),
)


class AddLine(CreatePage):
    model = FailureMode
    form_class = forms.LineForm
    title = gettext_lazy("A way to fail")
    groups = (FAILS, CONTROLS, RATED)

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "fmea": self.fmea.pk if self.fmea else None}

    @property
    def fmea(self) -> Fmea | None:
        """The analysis that the address names, if the person may see it."""
        try:
            key = UUID(self.request.GET.get("fmea", ""))
        except ValueError:
            return None
        return access.visible(self.actor, Fmea.objects.in_force().filter(pk=key)).first()

    def next_url(self, record: Any) -> str:
        fmea = record.fmea
        fmea.organization = self.organization
        return addresses.of_record(fmea)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.action = self.request.get_full_path()
        if fmea := self.fmea:
            fmea.organization = self.organization
            page.cancel_url = addresses.of_record(fmea)
            page.crumbs = [Link(fmea.title, page.cancel_url)]
        return page

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_line(by=self.actor, id=new_id, **form.values)


class EditLine(EditPage):
    model = FailureMode
    form_class = forms.EditLineForm
    fields = forms.EditLineForm.Meta.fields
    groups = (
        (FAILS[0], "", FAILS[2][:4]),
        CONTROLS,
        RATED,
        (
            gettext_lazy("What the scores rest on"),
            gettext_lazy("Asked where a score changes; it stays in the history."),
            ("rationale", "count", "exposure"),
        ),
        (
            gettext_lazy("Once the actions are done"),
            gettext_lazy("The scores that are expected, and later found."),
            ("after_severity", "after_occurrence", "after_detection"),
        ),
    )

    def act(self, form: RecordForm) -> Record:
        return actions.change_line(
            line=self.record,
            by=self.actor,
            expected_version=form.cleaned_data.get("version"),
            **{name: form.cleaned_data[name] for name in ("rationale", "count", "exposure")},
            **form.values,
        )
