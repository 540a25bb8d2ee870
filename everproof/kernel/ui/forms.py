"""Forms of the generic pages. A form validates what was typed and never saves; the actions write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.records import Record
from everproof.kernel.ui.choosing import RecordChoice, search_url
from everproof.kernel.ui.choosing_several import RecordsField
from everproof.kernel.ui.pages import Upload

# Never asked: the kernel sets these, or another page does.
NOT_ASKED = frozenset({"happened_at", "effective_at"})


class DayInput(forms.DateInput):
    """The browser's own calendar; its value is always written as year-month-day."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class SuggestedInput(forms.TextInput):
    """A text that proposes what others wrote before (`suggestions`), and takes anything."""

    suggestions: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        key = f"{(attrs or {}).get('id', name)}_suggestions"
        options = format_html_join("", "<option>{}</option>", ((one,) for one in self.suggestions))
        drawn = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', drawn, key, options)


class FilesInput(forms.FileInput):
    """Takes several files; drawn by ui/parts/upload.html. The page that shows the form sets `upload`."""

    template_name = "ui/parts/upload_input.html"
    allow_multiple_selected = True
    upload: Upload | None = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        described_by = context["widget"]["attrs"].get("aria-describedby", "")
        context["widget"]["attrs"]["described_by"] = described_by
        context["widget"]["upload"] = self.upload or Upload("")
        return context


class FilesField(forms.FileField):
    """Files that go with a record which the form makes. They are taken in beside the form (see views/create.py)."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class RecordForm(forms.ModelForm):
    """Fields of a record type with the choices that the actor may see.

    The instance is only read: `cleaned_data` goes to an action, which checks permission, version and constraints.
    `version` is the version that the person saw.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                self.fields[name] = self._choice(field, keep=self.initial.get(name))
            elif isinstance(field, RecordsField):
                keep = self.initial.get(name) or []
                field.offer(choosable(actor, field.model, keep), keep)
                field.search_url = search_url(field.model, actor.organization.slug)
            elif isinstance(field, forms.DateTimeField):
                field.widget = MomentInput()
            elif isinstance(field, forms.DateField):
                field.widget = DayInput()
            elif isinstance(field, forms.NullBooleanField):
                field.widget = forms.RadioSelect(
                    choices=[("", _("Not decided")), ("True", _("Yes")), ("False", _("No"))]
                )
            elif isinstance(field, forms.TypedChoiceField) and not field.required:
                offered: Any = field.choices
                field.choices = [(value, label if value else _("Not said")) for value, label in offered]
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)
        for suggestion in _suggestions(getattr(self._meta.model, "type_name", "")):
            if suggestion.field in self.fields:
                widget = SuggestedInput(attrs=self.fields[suggestion.field].widget.attrs)
                widget.suggestions = suggestion.words(actor)
                self.fields[suggestion.field].widget = widget
        if self.instance.pk and not self.instance._state.adding:
            self.initial["version"] = self.instance.version

    def require(self, *names: str) -> None:
        """Ask for fields that the model leaves optional, because this step needs them."""
        for name in names:
            field = self.fields[name]
            field.required = True
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("Choose one")

    def _choice(self, field: forms.ModelChoiceField, keep: Any) -> RecordChoice:
        """What may be chosen: visible, not voided, active; the one in force stays, whatever became of it."""
        model = field.queryset.model  # type: ignore[union-attr]
        offered = in_use(model)
        if keep:
            offered |= models.Q(pk=keep)
        queryset = access.visible(self.actor, model._default_manager.filter(offered)).order_by("title", "id")
        choice = RecordChoice(
            queryset.only("id", "number", "title", "organization_id"),
            required=field.required,
            label=field.label,
            help_text=field.help_text,
            initial=field.initial,
            empty_label=_empty_label(model, field.required),
        )
        choice.search_url = search_url(model, self.actor.organization.slug)
        return choice

    def _post_clean(self) -> None:
        """Leave the instance alone: comparing it with what was typed tells the action what changed."""

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field of the record."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


def _suggestions(type_name: str) -> list[modules.Suggestion]:
    """What other rooms propose for fields of this type."""
    return [one for one in modules.declared("suggestions") if one.record_type == type_name]


def choosable(actor: Actor, model: type[Record], keep: Sequence[str]) -> models.QuerySet[Any]:
    """What a list of records may name: visible, in use and open; what is named already stays, whatever became of it."""
    offered = (in_use(model) & ~models.Q(status__in=closed_states(model))) | models.Q(pk__in=keep)
    return access.visible(actor, model._default_manager.filter(offered))


def closed_states(model: type[Record]) -> Sequence[str]:
    """The states in which a record of the type is over."""
    lifecycle = modules.type_of(model).lifecycle
    return tuple(lifecycle.closed_states) if lifecycle else ()


def in_use(model: type[models.Model]) -> models.Q:
    """The condition that a record may be chosen for something new: not voided, and active where that is said."""
    offered = models.Q(voided_at=None)
    if any(column.name == "active" for column in model._meta.concrete_fields):
        offered &= models.Q(active=True)
    return offered


def _empty_label(model: type[models.Model], required: bool) -> Any:
    if required:
        return _("Choose one")
    return _("Nobody yet") if getattr(model, "type_name", "") == "person" else _("Not said")


def editable_fields(model: type[Record]) -> list[str]:
    """The fields that a form asks by default, what happened first, the site last."""
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and field.name not in NOT_ASKED and not isinstance(field, models.JSONField)
    ]
    own = [name for name in names if name not in ("title", "site")]
    return ["title", *own, *(["site"] if "site" in names else [])]


def form_class_for(
    model: type[Record], fields: Sequence[str] = (), base: type[RecordForm] = RecordForm
) -> type[RecordForm]:
    """A form for some fields of a record type, or for all editable ones."""
    made: Any = forms.modelform_factory(model, form=base, fields=list(fields) or editable_fields(model))
    return made


class ReasonForm(forms.Form):
    """Asks why; the reason stays with the entry."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The reason stays with the record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def add_reason(form: forms.BaseForm) -> None:
    """Ask for a reason at the end of a form."""
    form.fields["reason"] = ReasonForm.base_fields["reason"]


def add_errors(form: forms.BaseForm, error: ValidationError | Refused) -> None:
    """Put what an action said beside the fields it spoke of; what belongs to no field of the form stands on top."""
    if isinstance(error, Refused):
        for reason in error.reasons:
            form.add_error(None, str(reason))
        return
    named = error.update_error_dict({}) if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, problems in named.items():
        is_shown = name in form.fields and not form.fields[name].widget.is_hidden
        for problem in problems:
            words = " ".join(problem.messages)
            form.add_error(
                name if is_shown else None, words if is_shown or name == NON_FIELD_ERRORS else _named(form, name, words)
            )


def _named(form: forms.BaseForm, name: str, words: str) -> str:
    model = getattr(getattr(form, "_meta", None), "model", None)
    if model is None:
        return words
    label = str(model._meta.get_field(name).verbose_name)
    return f"{label[:1].upper()}{label[1:]}: {words}"
