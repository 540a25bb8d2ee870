"""Changes: the register, one with what it touches, and the steps it takes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage
from everproof.risks import forms
from everproof.risks.actions import changes as actions
from everproof.risks.impact import impact_of
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
        frozen = change.affected
        now = frozen if frozen else impact_of(change)
        after = {(one["type"], one["id"]) for one in change.impact_after}
        before = {(one["type"], one["id"]) for one in now}
        context = {
            "groups": self.groups(now),
            "frozen": bool(frozen),
            "unexpected": self.groups([one for one in change.impact_after if (one["type"], one["id"]) not in before]),
            "gone": len(before - after) if change.impact_after else 0,
            "total": len(now),
        }
        html = render_to_string("risks/parts/impact.html", context)
        return [*super().sections(), pages.Section(_("What it touches"), html=html)]

    def groups(self, found: list[dict[str, str]]) -> list[tuple[Any, list[tuple[str, str, str]]]]:
        """What is touched, by type: number, title, address."""
        grouped: dict[str, list[tuple[str, str, str]]] = {}
        for one in found:
            record_type = modules.record_type(one["type"])
            url = addresses.of_type(self.organization, record_type, "record", reference=one["number"] or one["id"])
            grouped.setdefault(one["type"], []).append((one["number"], one["title"], url))
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
