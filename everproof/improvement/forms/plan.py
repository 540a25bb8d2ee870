"""Forms of the improvement plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle.plan import AIM, WAY
from everproof.improvement.models import ImprovementPlan
from everproof.kernel.ui.forms import RecordForm

LABELS = {
    "title": _("What is to become better?"),
    "owner": _("Who leads it?"),
    "due_on": _("Until when?"),
    "situation": _("How is it today?"),
    "aim": _("What is to be reached?"),
    "measure": _("What is measured?"),
    "unit": _("In which unit?"),
    "baseline": _("What is it today?"),
    "target": _("What should it be?"),
    "causes": _("Why is it as it is?"),
    "measures": _("What will be changed?"),
    "benefit_claimed": _("What will it bring a year?"),
    "benefit_basis": _("How is that reckoned?"),
}
HELP = {
    "situation": _("Figures and what one sees on the spot; add pictures as files."),
    "measure": _("Something that is counted or measured the same way before and after."),
    "benefit_claimed": _("In the company’s currency; 0 where it brings something else than money."),
    "benefit_basis": _("Hours, pieces, prices: so that somebody else can reckon it again."),
}


class PlanningForm(RecordForm):
    """The left half of the sheet: situation, aim, figures, causes, measures, benefit."""

    class Meta:
        model = ImprovementPlan
        fields = ("title", "owner", "due_on", *AIM, *WAY)
        labels, help_texts = LABELS, HELP


class PlanForm(RecordForm):
    """The whole sheet, while it is worked on."""

    class Meta:
        model = ImprovementPlan
        fields = ("title", "owner", "due_on", *AIM, *WAY, "carried_out", "finding", "standard")
        labels = {
            **LABELS,
            "carried_out": _("What was carried out?"),
            "finding": _("What was found?"),
            "standard": _("What makes it stay?"),
        }
        help_texts = HELP


class GateForm(RecordForm):
    """What the first gate asks for."""

    class Meta:
        model = ImprovementPlan
        fields = (*AIM, *WAY)
        labels, help_texts = LABELS, HELP

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require(*(name for name in (*AIM, *WAY) if name != "unit"))


class BenefitForm(RecordForm):
    """What somebody else found that it brings."""

    class Meta:
        model = ImprovementPlan
        fields = ("benefit_confirmed", "benefit_evidence")
        labels = {
            "benefit_confirmed": _("What does it bring a year?"),
            "benefit_evidence": _("What shows that?"),
        }
        help_texts = {"benefit_evidence": _("An account, a count, a comparison of two months.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("benefit_confirmed", "benefit_evidence")
