"""The form in which a copy is filled in: a field for each thing asked, made from the revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents.filled import answers as given
from everproof.documents.filled.design import MOST_ROWS, Field, FieldKind, answered, fields_of
from everproof.documents.models import DocumentRevision, FilledForm
from everproof.kernel.access.actor import Actor
from everproof.kernel.files.incoming import FIELD
from everproof.kernel.ui.forms import DayInput, FilesField

ANSWER, REMARK = "a-", "r-"
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class AnswersForm(forms.Form):
    """Asks what a revision asks. `judged` holds the answers afterwards, as they are kept.

    Errors stand beside the fields. What is outside its limits is an error only while its remark is missing, and only
    where the copy is to be finished.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self, data: Any = None, *, revision: DocumentRevision, actor: Actor, copy: FilledForm | None = None, **more: Any
    ) -> None:
        self.asked = answered(revision.form)
        super().__init__(data, initial={**_initial(copy), **more.pop("initial", {})}, **more)
        self.actor = actor
        self.finishes = data is not None and "later" not in data
        self.fields["title"] = forms.CharField(
            label=_("What is it about?"),
            help_text=_("A machine, an order, a day: so that it is found again."),
            max_length=200,
            required=False,
        )
        self.groups: list[tuple[str, str, list[str]]] = [("", "", ["title"])]
        for one in fields_of(revision.form):
            self._ask(one)
        if copy is None:
            self.fields[FIELD] = FilesField(label=_("Pictures and files"))
            self.groups.append(("", "", [FIELD]))
        if data is not None and not self.finishes:
            # An unfinished copy may leave anything open.
            for field in self.fields.values():
                field.required = False
        self.judged = given.Judged()

    def _ask(self, one: Field) -> None:
        if not one.takes_answer:
            self.groups.append((one.label, one.help, []))
            return
        self.fields[ANSWER + one.key] = _form_field(one)
        names = self.groups[-1][2]
        names.append(ANSWER + one.key)
        if _has_limits(one):
            self.fields[REMARK + one.key] = forms.CharField(
                label=_("Outside the limits: what was done?"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2, "data-remark-of": ANSWER + one.key}),
            )
            names.append(REMARK + one.key)

    def take_no_files(self) -> None:
        """Leave out the field for files: nothing is kept."""
        del self.fields[FIELD]
        self.groups.pop()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = {one.key: cleaned.get(ANSWER + one.key) for one in self.asked}
        remarks = {one.key: cleaned.get(REMARK + one.key, "") for one in self.asked}
        self.judged = given.judge(self.asked, typed, remarks, whole=self.finishes)
        for key, words in self.judged.wrong.items():
            if ANSWER + key not in self.errors:
                self.add_error(ANSWER + key, words)
        for key in self.judged.unexplained:
            one = next(one for one in self.asked if one.key == key)
            self.add_error(REMARK + key, _explain(one))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Arguments of the action."""
        return {
            "title": self.cleaned_data.get("title", ""),
            "answers": self.judged.answers,
            "remarks": self.judged.remarks,
        }


def _explain(one: Field) -> str:
    limits = one.limits or ", ".join(column.limits for column in one.columns if column.limits)
    return str(_("A value lies outside %(limits)s. It is kept; say what was done about it.") % {"limits": limits})


def _has_limits(one: Field) -> bool:
    return bool(one.low or one.high or any(column.low or column.high for column in one.columns))


def _initial(copy: FilledForm | None) -> dict[str, Any]:
    if copy is None:
        return {}
    found: dict[str, Any] = {ANSWER + key: value for key, value in copy.answers.items()}
    found |= {REMARK + key: value for key, value in copy.remarks.items()}
    return {**found, "title": copy.title, "version": copy.version}


def _form_field(one: Field) -> forms.Field:
    """The form field of one thing asked."""
    common: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": _help(one)}
    if one.kind == FieldKind.TABLE:
        return TableField(one, **common)
    if one.kind == FieldKind.CHOICES:
        choices = [(choice, choice) for choice in one.choices]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if one.kind in (FieldKind.CHOICE, FieldKind.YESNO):
        return forms.CharField(widget=_one_of(one), **common)
    field = forms.CharField(widget=_input(one), max_length=given.LONGEST, **common)
    field.unit = one.unit  # type: ignore[attr-defined]
    return field


def _help(one: Field) -> str:
    return " ".join(part for part in (one.help, one.limits.capitalize() + "." if one.limits else "") if part)


def _one_of(one: Field) -> forms.Widget:
    if one.kind == FieldKind.YESNO:
        return forms.RadioSelect(choices=[(given.YES, _("Yes")), (given.NO, _("No"))])
    return forms.RadioSelect(choices=[(choice, choice) for choice in one.choices])


def _input(one: Field) -> forms.Widget:
    if one.kind == FieldKind.LONG:
        return forms.Textarea(attrs={"rows": 3})
    if one.kind == FieldKind.DAY:
        return DayInput()
    if one.kind == FieldKind.TIME:
        return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    if one.kind == FieldKind.NUMBER:
        return forms.TextInput(attrs={**DECIMAL, **_limits(one)})
    return forms.TextInput()


def _limits(one: Field) -> dict[str, str]:
    """What the browser needs to say at once that a value lies outside."""
    return {f"data-{name}": value for name, value in (("low", one.low), ("high", one.high)) if value}


class TableInput(forms.Widget):
    """Rows to be filled in: a table on a wide page, one card a row on a phone."""

    template_name = "documents/filled/table_input.html"

    def __init__(self, asked: Field, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.asked = asked

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = list(value or [])
        count = min(MOST_ROWS, max(self.asked.rows, len(rows)))
        context["columns"] = self.asked.columns
        context["rows"] = [
            [
                self._cell(name, place, column, (rows[place] if place < len(rows) else {}).get(column.key, ""))
                for column in self.asked.columns
            ]
            for place in range(count)
        ]
        return context

    def _cell(self, name: str, place: int, column: Field, value: str) -> dict[str, Any]:
        own = f"{name}-{place}-{column.key}"
        label = _("%(column)s, row %(row)s") % {"column": column.label, "row": place + 1}
        choices = column.choices
        options = [(choice, choice) for choice in choices]
        if column.kind == FieldKind.YESNO:
            options = [(given.YES, str(_("Yes"))), (given.NO, str(_("No")))]
        widget = forms.Select(choices=[("", "–"), *options]) if options else _input(column)
        return {"column": column, "html": widget.render(own, value, {"aria-label": label, "id": f"id_{own}"})}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        return [
            {column.key: data.get(f"{name}-{place}-{column.key}", "") for column in self.asked.columns}
            for place in range(MOST_ROWS)
            if any(data.get(f"{name}-{place}-{column.key}") for column in self.asked.columns)
        ]

    def id_for_label(self, id_: str) -> str:
        """The first cell: an error leads there."""
        return f"{id_}-0-{self.asked.columns[0].key}"


class TableField(forms.Field):
    """A table of a form; gives a list of rows by the key of the column."""

    def __init__(self, asked: Field, **options: Any) -> None:
        super().__init__(widget=TableInput(asked), **options)

    def clean(self, value: Any) -> list[dict[str, str]]:
        return list(value or [])


def shown_values(fields: Sequence[Field], answers: Mapping[str, Any]) -> list[tuple[Field, Any]]:
    """Each thing asked with its answer, in order."""
    return [(one, answers.get(one.key)) for one in fields]
