"""What a room declares of a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KINDS = ("integer", "decimal", "boolean", "choice", "choices", "text")


@dataclass(frozen=True)
class Parameter:
    """A value the organisation may set: kind (one of KINDS), default, unit, limits, and what it means to a reader."""

    name: str
    label: Any
    kind: str
    default: Any
    meaning: Any = ""
    unit: Any = ""
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    choices: tuple[tuple[str, Any], ...] = ()

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
            if not isinstance(value, list | tuple):
                raise ValidationError(_("Choose from the list."))
            return [self._clean_choice(item) for item in value]
        if not isinstance(value, str) or len(value) > 1000 or "\x00" in value:
            raise ValidationError(_("This is a text of up to 1,000 characters."))
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

    def read(self, stored: Any) -> Any:
        """The stored form as a value to use."""
        return Decimal(stored) if self.kind == "decimal" else stored
