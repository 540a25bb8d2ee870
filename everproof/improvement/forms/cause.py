"""The form in which a cause is looked for: three tables, every line a row of plain fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.improvement import cause
from everproof.improvement.cause import Bone, Branch, Comparison, Finding, Question, Table, Why
from everproof.improvement.models import Nonconformity

WHYS = 5
SPARE = 2
LONG = 200
FIELDS = {Table.FIVE_WHYS: "five_whys", Table.ISHIKAWA: "ishikawa", Table.IS_IS_NOT: "is_is_not"}


class WhyForm(forms.Form):
    answer = forms.CharField(label=_("Because"), max_length=LONG, required=False)
    evidence = forms.CharField(label=_("What shows it?"), max_length=LONG, required=False)

    def row(self) -> Why | None:
        said = self.cleaned_data
        return Why(said["answer"], said["evidence"]) if said.get("answer") else None


class BoneForm(forms.Form):
    branch = forms.ChoiceField(label=_("Branch"), choices=Branch.choices, required=False)
    cause = forms.CharField(label=_("Possible cause"), max_length=LONG, required=False)
    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices, required=False)

    def row(self) -> Bone | None:
        said = self.cleaned_data
        return Bone(said["branch"], said["cause"], said["finding"]) if said.get("cause") else None


class ComparisonForm(forms.Form):
    question = forms.ChoiceField(label=_("Question"), choices=Question.choices, required=False)
    is_so = forms.CharField(label=_("Is"), max_length=LONG // 2, required=False)
    is_not = forms.CharField(label=_("Is not, but could be"), max_length=LONG // 2, required=False)
    difference = forms.CharField(label=_("What is different?"), max_length=LONG // 2, required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("is_so") and (said.get("is_not") or said.get("difference")):
            raise ValidationError(_("Say what it is, before what it is not."))
        return said

    def row(self) -> Comparison | None:
        said = self.cleaned_data
        if not said.get("is_so"):
            return None
        return Comparison(said["question"], said["is_so"], said["is_not"], said["difference"])


FORMS: dict[Table, type[Any]] = {Table.FIVE_WHYS: WhyForm, Table.ISHIKAWA: BoneForm, Table.IS_IS_NOT: ComparisonForm}
# The four questions stand there to be answered.
FIRST: dict[Table, list[Any]] = {
    Table.FIVE_WHYS: [],
    Table.ISHIKAWA: [],
    Table.IS_IS_NOT: [{"question": question} for question in Question.values],
}


class CauseForm(forms.Form):
    """All three tables and the version that the person saw; `values` gives their lines by field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, record: Nonconformity) -> None:
        super().__init__(data, initial={"version": record.version})
        self.tables = {table: self._formset(table, data, getattr(record, FIELDS[table])) for table in FORMS}

    @staticmethod
    def _formset(table: Table, data: Any, lines: Sequence[str]) -> Any:
        known = [vars(row) for row in cause.rows(table, lines)]
        least = WHYS if table == Table.FIVE_WHYS else 0
        extra = max(least - len(known), SPARE) if table != Table.FIVE_WHYS else max(least - len(known), 1)
        most = cause.MOST[table]
        made = forms.formset_factory(FORMS[table], extra=min(extra, most - len(known)), max_num=most, absolute_max=most)
        return made(data, prefix=FIELDS[table], initial=known or FIRST[table])

    def is_valid(self) -> bool:
        return super().is_valid() and all(formset.is_valid() for formset in self.tables.values())

    @property
    def values(self) -> dict[str, list[str]]:
        return {
            FIELDS[table]: [cause.line(row) for row in (one.row() for one in formset) if row is not None]
            for table, formset in self.tables.items()
        }


def merged(then: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Lines of two people who began from the same ones: theirs without what I took out, then what I added."""
    then, mine, theirs = list(then), list(mine), list(theirs)
    kept = [one for one in theirs if one in mine or one not in then]
    return [*kept, *(one for one in mine if one not in then and one not in theirs)]
