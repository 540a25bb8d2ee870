"""The form of a bow-tie: one text a side, in which a line is a cause or a consequence and a dash begins a barrier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.ui.forms import RecordForm
from everproof.risks.models import Risk

DASHES = ("-", "–", "•", "*")
MOST_LINES = 8
MOST_BARRIERS = 6
LONGEST = 200


class SideField(forms.CharField):
    """One side of a bow-tie as text; gives the list of {what, barriers} that the record keeps."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 8}), **options)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join("\n".join([line["what"], *(f"- {barrier}" for barrier in line["barriers"])]) for line in value)

    def to_python(self, value: Any) -> Any:
        lines: list[dict[str, Any]] = []
        for text in (value or "").splitlines():
            words = text.strip()
            is_barrier = words.startswith(DASHES)
            words = words.lstrip("".join(DASHES)).strip()
            if not words:
                continue
            if len(words) > LONGEST:
                raise ValidationError(_("Say it in at most %(n)s characters: “%(start)s…”.") % _cut(words))
            if not is_barrier:
                lines.append({"what": words, "barriers": []})
            elif lines:
                lines[-1]["barriers"].append(words)
            else:
                raise ValidationError(_("“%(barrier)s” stands before the first line.") % {"barrier": words})
        if len(lines) > MOST_LINES or any(len(line["barriers"]) > MOST_BARRIERS for line in lines):
            words = _("At most %(lines)s lines with %(barriers)s barriers each: more is not read.")
            raise ValidationError(words % {"lines": MOST_LINES, "barriers": MOST_BARRIERS})
        return lines

    def validate(self, value: Any) -> None:
        """A side may stay empty."""

    def run_validators(self, value: Any) -> None:
        """What CharField asks of a text was asked of each line."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or []) != self.to_python(data)
        except ValidationError:
            return True


class BowTieForm(RecordForm):
    """What leads to the event and what follows from it, with the barriers on both sides."""

    causes = SideField(
        label=gettext_lazy("What could bring it about, and what prevents that?"),
        help_text=gettext_lazy("A cause on each line. Below it, with a dash in front, what prevents it."),
    )
    consequences = SideField(
        label=gettext_lazy("What would follow, and what softens it?"),
        help_text=gettext_lazy("A consequence on each line. Below it, with a dash in front, what softens it."),
    )

    class Meta:
        model = Risk
        fields = ("causes", "consequences")


def _cut(words: str) -> dict[str, Any]:
    return {"n": LONGEST, "start": words[:40]}
