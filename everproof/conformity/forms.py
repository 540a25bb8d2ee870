"""Forms of this room. They validate and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues
from everproof.conformity.actions import is_assessable
from everproof.conformity.models import ManualAssessment
from everproof.kernel.parameters import Parameter
from everproof.kernel.ui.forms import LinesField, RecordForm

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class ParameterForm(forms.Form):
    """Asks for the value of one parameter, in the way that fits its kind. `form.value` is what was answered."""

    def __init__(self, data: Any = None, *, parameter: Parameter, current: Any) -> None:
        super().__init__(data, initial={"value": _shown(parameter, current)})
        self.parameter = parameter
        self.fields["value"] = _field(parameter)

    @property
    def value(self) -> Any:
        answer = self.cleaned_data["value"]
        return answer == "yes" if self.parameter.kind == "boolean" else answer

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "value" in cleaned:
            try:
                self.parameter.clean(self.value)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned


def _shown(parameter: Parameter, current: Any) -> Any:
    return ("yes" if current else "no") if parameter.kind == "boolean" else current


def _field(parameter: Parameter) -> forms.Field:
    """The field of a kind. Limits are said before the field and checked by the parameter itself."""
    common: dict[str, Any] = {"label": _("Value"), "help_text": limits(parameter)}
    kind = parameter.kind
    if kind in ("integer", "decimal"):
        field: forms.Field = forms.IntegerField(**common) if kind == "integer" else forms.DecimalField(**common)
        field.unit = parameter.unit  # type: ignore[attr-defined]
        field.widget.attrs["inputmode"] = "numeric" if kind == "integer" else "decimal"
        return field
    if kind == "boolean":
        return forms.ChoiceField(choices=list(YES_NO), widget=forms.RadioSelect, **common)
    if kind == "choice":
        return forms.ChoiceField(choices=list(parameter.choices), widget=forms.RadioSelect, **common)
    if kind == "choices":
        choices = list(parameter.choices)
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if kind == "words":
        return LinesField(**common)
    return forms.CharField(required=not parameter.blank, **common)


def limits(parameter: Parameter) -> Any:
    """What may be answered, in words; empty where anything may."""
    words = {"least": parameter.least, "most": parameter.most, "unit": parameter.unit}
    if parameter.least is not None and parameter.most is not None:
        return (_("Between %(least)s and %(most)s %(unit)s.") % words).replace(" .", ".")
    if parameter.kind == "words":
        return _("One a line.")
    if parameter.kind == "choices":
        return _("At least one.")
    return ""


class AssessForm(RecordForm):
    """What somebody found out about a requirement."""

    requirement = forms.ChoiceField(
        label=_("Requirement"),
        help_text=_("Those that no record can show by itself, and those that records only make likely."),
    )
    verdict = forms.ChoiceField(label=_("Verdict"), choices=ManualAssessment.Verdict.choices, widget=forms.RadioSelect)

    class Meta:
        model = ManualAssessment
        fields = ("requirement", "verdict", "evidence_note", "assessed_on", "assessed_by", "valid_until", "site")
        help_texts = {
            "evidence_note": _("Whom you asked, what you saw, where it can be seen again. An auditor will read this."),
            "assessed_by": _("Whoever asked and looked. You, if you leave it open."),
            "valid_until": _("Left open, it counts as long as your rule allows."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["requirement"].choices = assessable()  # type: ignore[attr-defined]
        self.fields["valid_until"].required = False
        self.fields["assessed_by"].required = False


def assessable() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The requirements that a person may assess, with what they ask, manual ones first."""
    atoms = {atom.id: atom for catalogue in catalogues.readable().values() for atom in catalogue.atoms}
    found = [atom for atom in atoms.values() if is_assessable(atom)]
    groups = ((_("Only people can tell"), True), (_("Records make it likely"), False))
    return [
        (label, [(atom.id, f"{atom.id} {atom.text}") for atom in found if atom.manual is manual])
        for label, manual in groups
    ]
