"""Fields that ask for an audience, and for who decides about a revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.ui.forms import in_use

GROUPS = (("role", _("Roles")), ("site", _("Sites")), ("process", _("Processes")), ("person", _("People")))

KIND_NAMES = {"role": _("role"), "site": _("site"), "process": _("process"), "person": _("person")}


def grouped(actor: Actor, kinds: Sequence[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What may be chosen, by kind: (heading, [("role:id", title)]); one statement a kind."""
    found = []
    for kind, heading in GROUPS:
        if kind not in kinds:
            continue
        model = audience.MODELS[kind]
        rows = access.visible(actor, model._default_manager.filter(in_use(model))).order_by("title", "id")
        choices = [(f"{kind}:{key}", title) for key, title in rows.values_list("pk", "title")]
        if choices:
            found.append((heading, choices))
    return found


class AudienceField(forms.MultipleChoiceField):
    """Asks for an audience with a box for each role, site, process and person; gives what the record keeps."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, actor: Actor) -> None:
        """What may be chosen by this actor."""
        flat = [
            (value, format_lazy("{title} ({kind})", title=title, kind=KIND_NAMES[value.partition(":")[0]]))
            for _heading, choices in grouped(actor, tuple(audience.MODELS))
            for value, title in choices
        ]
        self.choices = [(f"{audience.EVERYBODY}:", _("Everybody")), *flat]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
            return [f"{each['kind']}:{each['id']}" for each in value]
        return value

    def clean(self, value: Any) -> list[dict[str, str]]:
        chosen = super().clean(value)
        if f"{audience.EVERYBODY}:" in chosen:
            return audience.everybody()
        return [dict(zip(("kind", "id"), each.split(":", 1), strict=True)) for each in chosen]


class StepWidget(forms.MultiWidget):
    """One decision in a row: in which order, what it means, who, and how many of them."""

    template_name = "documents/parts/step_widget.html"

    def __init__(self) -> None:
        small = {"min": 1, "max": audience.MOST_STEPS, "inputmode": "numeric"}
        super().__init__(
            {
                "order": forms.NumberInput(attrs={**small, "aria-label": _("Order")}),
                "meaning": forms.Select(attrs={"aria-label": _("What is asked")}),
                "who": forms.Select(attrs={"aria-label": _("Who decides")}),
                "quorum": forms.NumberInput(attrs={**small, "aria-label": _("How many of them")}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, "", "", None]
        return [value["order"], value["meaning"], f"{value['kind']}:{value['id']}", value["quorum"]]


class StepField(forms.MultiValueField):
    """One decision that is asked for; left out where nobody is named."""

    widget = StepWidget

    def __init__(self, **options: Any) -> None:
        parts = (
            forms.IntegerField(min_value=1, max_value=audience.MOST_STEPS, required=False),
            forms.ChoiceField(required=False),
            forms.ChoiceField(required=False),
            forms.IntegerField(min_value=1, max_value=audience.MOST_STEPS, required=False),
        )
        super().__init__(parts, require_all_fields=False, required=False, **options)

    def offer(self, who: Sequence[Any]) -> None:
        """What may be asked of whom."""
        meanings = [("", _("Not asked")), *((one.value, one.label) for one in audience.MEANINGS)]
        for place, choices in ((1, meanings), (2, [("", _("Nobody")), *who])):
            field: Any = self.fields[place]
            field.choices = choices
            self.widget.widgets[place].choices = choices  # type: ignore[attr-defined]

    def compress(self, values: list[Any]) -> dict[str, Any] | None:
        given = list(values) + [None] * (4 - len(values))
        order, meaning, who, quorum = given
        if not meaning and not who:
            return None
        if not meaning or not who:
            raise ValidationError(_("Say what is asked, and who decides."))
        kind, _separator, key = who.partition(":")
        return {"order": order or 1, "meaning": meaning, "kind": kind, "id": key, "quorum": quorum or 1}


def step_names(count: int) -> list[str]:
    """The names of so many fields for decisions."""
    return [f"step_{place}" for place in range(1, count + 1)]


def add_steps(form: forms.BaseForm, steps: Sequence[Mapping[str, Any]], who: Sequence[Any], most: int) -> list[str]:
    """Put rows for decisions into a form: those given, and empty ones behind them. Gives the names of the fields."""
    names = step_names(max(most, len(steps)))
    for place, name in enumerate(names):
        given = steps[place] if place < len(steps) else None
        field = StepField(label=_("Decision %(number)s") % {"number": place + 1}, initial=given)
        field.offer(who)
        form.fields[name] = field
    return names


def steps_of(form: forms.BaseForm, names: Sequence[str]) -> list[dict[str, Any]]:
    """The decisions that were asked for."""
    return [step for name in names if (step := form.cleaned_data.get(name))]


def usual_steps(actor: Actor) -> list[dict[str, Any]]:
    """Where a type says nothing: somebody reviews, then somebody approves; who is left open."""
    return [
        {"order": 1, "meaning": Meaning.REVIEW.value, "kind": "", "id": "", "quorum": 1},
        {"order": 2, "meaning": Meaning.APPROVAL.value, "kind": "", "id": "", "quorum": 1},
    ]
