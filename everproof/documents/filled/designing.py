"""The form with which a form is designed: what it says first, then its fields, and room for a few more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents.filled import columns
from everproof.documents.filled.design import Field, FieldKind, decimal_of, fields_of, next_keys, problems
from everproof.documents.models import DocumentRevision
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.ui.forms import LinesField

FURTHER = 3
USUAL_ROWS = 5
SIGNED_AS = (
    ("", _("No signature")),
    (Meaning.PERFORMANCE, _("Who fills it in signs that it was done so")),
    (Meaning.VERIFICATION, _("Who finishes it signs that it was checked")),
    (Meaning.RELEASE, _("Who finishes it signs the release")),
    (Meaning.APPROVAL, _("Who finishes it signs the approval")),
)


class FieldForm(forms.Form):
    """One field of the form."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=999)
    label = forms.CharField(label=_("What is asked?"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("What does it take?"), choices=FieldKind.choices, initial=FieldKind.TEXT)
    help = forms.CharField(label=_("What helps to answer it?"), required=False, max_length=500)
    required = forms.BooleanField(label=_("It has to be answered"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20, help_text=_("Of a number."))
    low = forms.CharField(label=_("Not below"), required=False, max_length=30, help_text=_("Of a number."))
    high = forms.CharField(label=_("Not above"), required=False, max_length=30, help_text=_("Of a number."))
    choices = LinesField(label=_("Choices"), required=False, help_text=_("One a line."))
    columns = LinesField(
        label=_("Columns of the table"),
        required=False,
        help_text=_(
            "One a line: name; kind. Kinds are text, number; unit; from; to, choice; one, another, yes-no, and day. "
            "Such as: Bore; number; mm; 11.98; 12.02"
        ),
    )
    rows = forms.IntegerField(label=_("Rows of the table"), required=False, min_value=1, max_value=40)
    remove = forms.BooleanField(label=_("Take this field out"), required=False)

    is_next = False
    """Whether it is the first that is not there yet: its page shows it open."""
    first_names = ("place", "label", "kind", "required", "help")
    number_names = ("unit", "low", "high")
    last_names = ("choices", "columns", "rows", "remove")

    def __init__(self, *args: Any, before: Field | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = before
        for name in ("choices", "columns"):
            self.fields[name].widget.attrs["rows"] = 4

    @property
    def kind_label(self) -> Any:
        return FieldKind(self.before.kind).label if self.before else ""

    @property
    def is_meant(self) -> bool:
        return bool(self.cleaned_data.get("label", "").strip()) and not self.cleaned_data.get("remove")

    def field(self, key: str) -> Field:
        """What was typed, as a field of the form."""
        given = self.cleaned_data
        is_table, is_number = given["kind"] == FieldKind.TABLE, given["kind"] == FieldKind.NUMBER
        return Field(
            key=key,
            kind=given["kind"],
            label=given["label"].strip(),
            help=given["help"].strip(),
            required=given["required"] and given["kind"] != FieldKind.HEADING,
            unit=given["unit"].strip() if is_number else "",
            low=_decimal(given["low"]) if is_number else "",
            high=_decimal(given["high"]) if is_number else "",
            choices=tuple(given["choices"]) if given["kind"] in (FieldKind.CHOICE, FieldKind.CHOICES) else (),
            columns=columns.read(given["columns"], self.before.columns if self.before else ()) if is_table else (),
            rows=(given["rows"] or USUAL_ROWS) if is_table else 0,
        )


def _decimal(text: str) -> str:
    number = decimal_of(text)
    return text.strip() if number is None else format(number, "f")


class DesignForm(forms.Form):
    """The whole design. `design(known_keys)` gives the fields in their order."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    intro = forms.CharField(
        label=_("What stands above the questions?"),
        help_text=_("When it is filled in, by whom, where it goes. An empty line between paragraphs."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    signed_as = forms.ChoiceField(
        label=_("Does somebody sign it?"), choices=SIGNED_AS, required=False, widget=forms.RadioSelect
    )

    own_names = ("intro", "signed_as")

    def __init__(self, data: Any = None, *, revision: DocumentRevision, **options: Any) -> None:
        initial = {
            "version": revision.version,
            "intro": revision.form.get("intro", ""),
            "signed_as": revision.form.get("signed_as", ""),
        }
        super().__init__(data, initial=initial, **options)
        present = fields_of(revision.form)
        count = len(present) + FURTHER
        if data is not None:
            count = min(_number(data.get("count")), 200)
        self.count = count
        by_key = {one.key: one for one in present}
        self.rows = [self._row(data, place, present, by_key) for place in range(count)]
        for row in self.rows:
            row.is_next = row is next((one for one in self.rows if one.before is None), None)

    def _row(self, data: Any, place: int, present: Sequence[Field], by_key: dict[str, Field]) -> FieldForm:
        prefix = f"f{place}"
        before = present[place] if place < len(present) else None
        if data is not None:
            before = by_key.get(data.get(f"{prefix}-key", ""))
        initial = {"place": place + 1, "kind": FieldKind.TEXT, **(_initial(before) if before else {})}
        return FieldForm(data, prefix=prefix, initial=initial, before=before)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def meant(self) -> Iterator[FieldForm]:
        """The rows that say something, by their place."""
        rows = [row for row in self.rows if row.is_meant]
        yield from sorted(rows, key=lambda row: row.cleaned_data["place"] or 999)

    def design(self, known_keys: set[str]) -> list[Field]:
        rows = list(self.meant())
        fresh = iter(next_keys(known_keys, len(rows)))
        return [row.field(row.before.key if row.before else next(fresh)) for row in rows]

    def judge(self, fields: Sequence[Field]) -> bool:
        """Whether it can be kept; what is wrong stands on top."""
        for words in problems(fields, self.cleaned_data["signed_as"]):
            self.add_error(None, str(words))
        return not self.errors


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdigit() else 0


def _initial(one: Field) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "kind": one.kind,
        "help": one.help,
        "required": one.required,
        "unit": one.unit,
        "low": one.low,
        "high": one.high,
        "choices": list(one.choices),
        "columns": columns.write(one.columns),
        "rows": one.rows or None,
    }
