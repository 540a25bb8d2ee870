"""Changes: the register, one with what it touches, and the steps it takes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel import modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage
from everproof.risks import queries
from everproof.risks.actions import changes as actions
from everproof.risks.forms import changes as forms
from everproof.risks.impact import difference, impact_of
from everproof.risks.models import Change


class ChangeList(RecordList):
    model = Change
    create_label = gettext_lazy("Propose a change")
    example_title = gettext_lazy("Pressure tests move to the new bench")
    example = (
        (gettext_lazy("What for"), gettext_lazy("Two tests at a time, so that no order waits for the bench")),
        (gettext_lazy("Touches"), gettext_lazy("3 processes, 12 instructions, 2 gauges")),
    )


class ChangePage(RecordPage):
    model = Change
    parts = (
        Part(gettext_lazy("What it is for"), ("purpose",), gettext_lazy("Nobody has said what it is for.")),
        Part(
            gettext_lazy("Thought through"),
            (
                "consequences",
                "integrity_assessment",
                "resources",
                "information",
                "responsibilities",
                "communication",
                "monitoring_plan",
            ),
        ),
        Part(
            gettext_lazy("At a glance"),
            ("kind", "planned", "processes", "products", "planned_for", "approved_by", "approved_on", "implemented_on"),
        ),
        Part(
            gettext_lazy("What came of it"),
            ("review_result", "action_needed", "adverse_effects", "effectiveness_result", "reviewed_by", "reviewed_on"),
            hidden_while_empty=True,
        ),
    )

    def sections(self) -> list[pages.Section]:
        change = self.record
        frozen = change.approved_on is not None
        touched = change.affected if frozen else impact_of(change)
        unexpected, gone = difference(change)
        titles = queries.visible_among(self.actor, [one["id"] for one in (*touched, *unexpected)])
        context = {
            "groups": self.groups(touched, titles),
            "frozen": frozen,
            "approved_on": change.approved_on,
            "reviewed": change.effectiveness_evaluated_on is not None,
            "unexpected": self.groups(unexpected, titles),
            "gone": len(gone),
            "total": len(touched),
            "unseen": sum(one["id"] not in titles for one in touched),
            "names": bool(change.processes or change.products),
        }
        html = render_to_string("risks/parts/impact.html", context)
        return [*super().sections(), pages.Section(_("What it touches"), html=html)]

    def groups(self, found: list[dict[str, str]], titles: dict[str, str]) -> list[tuple[Any, list[Any]]]:
        """What is touched and may be seen, by type: number, title, address."""
        grouped: dict[str, list[tuple[str, str, str]]] = {}
        for one in found:
            if one["id"] not in titles:
                continue
            record_type = modules.record_type(one["type"])
            url = addresses.of_type(self.organization, record_type, "record", reference=one["number"] or one["id"])
            row = (one["number"], one["title"] or titles[one["id"]], url)
            grouped.setdefault(one["type"], []).append(row)
        return [(modules.record_type(name).plural, rows) for name, rows in grouped.items()]


class ProposeChange(CreatePage):
    model = Change
    form_class = forms.ChangeForm
    title = gettext_lazy("Propose a change")
    groups = (
        (gettext_lazy("What changes"), "", ("title", "kind", "planned", "purpose", "processes", "products", "site")),
        (
            gettext_lazy("Thought through"),
            gettext_lazy("All of it may wait until the change is approved."),
            (
                "consequences",
                "integrity_assessment",
                "resources",
                "information",
                "responsibilities",
                "communication",
                "monitoring_plan",
            ),
        ),
        (gettext_lazy("Who and when"), "", ("owner", "planned_for")),
    )

    def initial(self) -> dict[str, Any]:
        person = self.actor.person
        return {**super().initial(), "owner": person.pk if person else None}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.propose_change(by=self.actor, id=new_id, **form.values)


class EditChange(EditPage):
    model = Change
    form_class = forms.ChangeForm
    fields = forms.ChangeForm.Meta.fields
    groups = ProposeChange.groups


class ApproveChange(TransitionPage):
    model = Change
    transition = "approve"
    form_class = forms.ApproveForm

    def consequences(self) -> list[str]:
        """How much it touches as things stand."""
        n = len(impact_of(self.record))
        if not n:
            return [_("It touches no record yet. Name the processes or products that change, or link what it affects.")]
        return [
            ngettext(
                "%(n)d record that it touches is written down.", "%(n)d records that it touches are written down.", n
            )
            % {"n": n}
        ]

    def act(self, form: RecordForm) -> Record:
        return actions.approve_change(change=self.record, by=self.actor, **self.values(form))


class ImplementChange(TransitionPage):
    model = Change
    transition = "implement"
    form_class = forms.ImplementForm

    def initial(self) -> dict[str, Any]:
        return {"implemented_on": self.today}

    def act(self, form: RecordForm) -> Record:
        return actions.implement_change(change=self.record, by=self.actor, **self.values(form))


class ReviewChange(TransitionPage):
    model = Change
    transition = "review"
    form_class = forms.ReviewForm

    def act(self, form: RecordForm) -> Record:
        return actions.review_change(change=self.record, by=self.actor, **self.values(form))
