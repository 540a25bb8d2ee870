"""Forms of the products room."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui.forms import LinesField, RecordForm, SuggestedInput
from everproof.products.models import ProductCharacteristic, ProductService, ProductVersion

# UCUM codes that a shop floor uses most; any other may be typed.
UNITS: tuple[str, ...] = (
    "mm",
    "um",
    "m",
    "g",
    "kg",
    "N",
    "kN",
    "N.m",
    "bar",
    "MPa",
    "Cel",
    "s",
    "min",
    "h",
    "d",
    "V",
    "A",
    "Ohm",
    "%",
)
UNITS += ("mL/min", "HRC", "1")


class ProductForm(RecordForm):
    """What it is, what is required of it, how one sees that it is good."""

    requirements = LinesField(label=_("What do customers require?"), help_text=_("One a line."), required=False)
    legal_requirements = LinesField(
        label=_("What does the law require?"),
        help_text=_("One reference a line, as in the register of obligations; write none where there is none."),
        required=False,
    )
    internal_requirements = LinesField(
        label=_("What does the company itself require?"), help_text=_("One a line."), required=False
    )
    claims = LinesField(
        label=_("What do you claim about it?"),
        help_text=_("One a line, as in data sheets and offers."),
        required=False,
    )
    claims_substantiation = LinesField(
        label=_("What proves each claim?"), help_text=_("One a line, in the order of the claims."), required=False
    )

    class Meta:
        model = ProductService
        fields = (
            "title",
            "type",
            "description",
            "processes",
            "requirements",
            "legal_requirements",
            "internal_requirements",
            "claims",
            "claims_substantiation",
            "acceptance_criteria",
            "intended_lifetime",
            "failure_consequences",
            "traceability_required",
            "post_delivery_needed",
            "site",
        )
        labels = {
            "title": _("What do you call it?"),
            "type": _("What kind of product or service is it?"),
            "processes": _("Which processes make it?"),
            "acceptance_criteria": _("When is it good?"),
            "traceability_required": _("Each one has to be traceable"),
            "post_delivery_needed": _("It needs care after delivery (warranty, spare parts, service)"),
            "site": _("Made at which site?"),
        }
        help_texts = {
            "type": _("The word that the scope statement uses for it."),
            "failure_consequences": _("Who could be harmed, what could be damaged, what would stand still."),
            "intended_lifetime": _("For example 20 years, or not applicable."),
        }
        widgets = {"type": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = ProductService.objects.in_force().filter(organization_id=self.actor.organization_id)
        widget = cast(SuggestedInput, self.fields["type"].widget)
        widget.suggestions = list(kinds.order_by("type").values_list("type", flat=True).distinct()[:50])


class ActivateForm(RecordForm):
    """What has to be known before customers can order it."""

    class Meta:
        model = ProductService
        fields = ("processes", "acceptance_criteria", "offered_since")
        labels = {
            "processes": _("Which processes make it?"),
            "acceptance_criteria": _("When is it good?"),
            "offered_since": _("Offered since"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("processes", "acceptance_criteria")


class CharacteristicForm(RecordForm):
    """One property, its limits and how it is checked."""

    class Meta:
        model = ProductCharacteristic
        fields = (
            "product",
            "title",
            "kind",
            "nominal",
            "lower_limit",
            "upper_limit",
            "unit",
            "criterion",
            "special",
            "method",
            "position",
        )
        labels = {
            "title": _("What must hold?"),
            "kind": _("Is it measured or judged?"),
            "special": _("Is it special?"),
            "method": _("How is it checked?"),
            "position": _("Place in the list"),
        }
        help_texts = {
            "title": _("For example seat diameter, or surface of the sealing face."),
            "unit": _("A UCUM code: mm, bar, N.m, Cel; 1 for a plain number."),
            "criterion": _("For what is judged: no scratch visible without aid at 30 cm."),
            "position": _("Empty or 0: at the end."),
        }
        widgets = {"kind": forms.RadioSelect, "unit": SuggestedInput}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].required = False
        cast(SuggestedInput, self.fields["unit"].widget).suggestions = UNITS
        if self.initial.get("product"):
            self.fields["product"].widget = forms.HiddenInput()

    def clean_position(self) -> int:
        return self.cleaned_data.get("position") or 0


class ReleaseForm(RecordForm):
    """What is new in the version."""

    class Meta:
        model = ProductVersion
        fields = ("product", "what_changed", "in_force_from")
        labels = {"what_changed": _("What changed, and why?"), "in_force_from": _("In force from")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.initial.get("product"):
            self.fields["product"].widget = forms.HiddenInput()
