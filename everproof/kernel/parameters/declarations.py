"""What a room declares of a parameter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KINDS = ("integer", "decimal", "boolean", "choice", "choices", "words", "text")
LONGEST_TEXT = 1000
LONGEST_WORD = 100
MOST_WORDS = 200


@dataclass(frozen=True)
class Parameter:
    """A value the organisation may set: kind (one of KINDS), default, unit, limits, and what it means to a reader.

    `choices` is a list out of given values, `words` one of any words; neither is ever empty. A text may be empty only
    where `blank` says so.
    """

    name: str
    label: Any
    kind: str
    default: Any
    meaning: Any = ""
    unit: Any = ""
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    blank: bool = True

    def clean(self, value: Any) -> Any:
        """The value as this kind, JSON-ready; ValidationError says what would be right."""
        if self.kind in ("integer", "decimal"):
            return self._clean_number(value)
        if self.kind == "boolean":
            if isinstance(value, bool):
                return value
            raise ValidationError(_("This is yes or no."))
        if self.kind == "choice":
            return self._clean_choice(value)
        if self.kind == "choices":
            return self._clean_list(value, self._clean_choice)
        if self.kind == "words":
            return self._clean_list(value, _clean_word)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
            raise ValidationError(_("This is a text of up to 1,000 characters."))
        if not self.blank and not value.strip():
            raise ValidationError(_("This may not be empty."))
        return value

    def _clean_number(self, value: Any) -> int | str:
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("Enter a number.")) from error
        if isinstance(value, bool) or not number.is_finite() or (self.kind == "integer" and number != int(number)):
            raise ValidationError(_("Enter a whole number.") if self.kind == "integer" else _("Enter a number."))
        if self.least is not None and number < self.least:
            raise ValidationError(_("This is at least %(limit)s.") % {"limit": self.least})
        if self.most is not None and number > self.most:
            raise ValidationError(_("This is at most %(limit)s.") % {"limit": self.most})
        return int(number) if self.kind == "integer" else format(number, "f")

    def _clean_choice(self, value: Any) -> str:
        if value not in {choice for choice, _label in self.choices}:
            raise ValidationError(_("Choose from the list."))
        return value

    def _clean_list(self, value: Any, clean_item: Callable[[Any], str]) -> list[str]:
        """An empty list would make "for each of them" true of nothing."""
        if not isinstance(value, list | tuple):
            raise ValidationError(_("This is a list."))
        if not 0 < len(value) <= MOST_WORDS:
            raise ValidationError(_("Name at least one, and at most %(most)s.") % {"most": MOST_WORDS})
        cleaned = [clean_item(item) for item in value]
        if len(set(cleaned)) < len(cleaned):
            raise ValidationError(_("Name each once."))
        return cleaned

    def read(self, stored: Any) -> Any:
        """The stored form as a value to use."""
        return Decimal(stored) if self.kind == "decimal" else stored


def _clean_word(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORD or "\x00" in value:
        raise ValidationError(_("A word has up to 100 characters and is not empty."))
    return value.strip()
