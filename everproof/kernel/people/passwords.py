"""What a password must not be: words around the person and the product."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLOCKED_WORDS = ("everproof", "password", "quality", "iso9001")


class ContextValidator:
    """Refuses a password that is mostly the person's address, the product's name or another obvious word."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = password.casefold()
        words = [*BLOCKED_WORDS]
        if user is not None and user.email:
            words += [part for part in user.email.casefold().replace("@", ".").split(".") if len(part) >= 4]
        for word in words:
            if word in folded and len(folded.replace(word, "")) < 8:
                raise ValidationError(
                    _("This password is too easy to guess. Use several unrelated words."), code="password_in_context"
                )

    def get_help_text(self) -> str:
        return _("Use several unrelated words; spaces are welcome.")
