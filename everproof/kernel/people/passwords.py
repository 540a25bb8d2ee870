"""What a password must not be. Its length is asked elsewhere (settings); there are no rules about kinds of characters.

NIST SP 800-63B-4, 3.1.1.2: a blocklist holds known passwords, dictionary words, repetitive and sequential characters,
and words of the context, such as the name of the service or of the person.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from everproof.kernel.tenancy.models import Membership

if TYPE_CHECKING:
    from everproof.kernel.people.models import User

BLOCKED_WORDS = ("everproof", "password", "passwort", "quality", "iso9001", "welcome")
ROWS = (
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
)
SHORTEST_WORD = 4
SHORTEST_RUN = 4
# What must be left of a password when all that a guesser tries first is taken out of it.
LEAST_LEFT = 8
LEAST_DIFFERENT = 5
LONGEST = 1000


class LengthValidator:
    """Refuses what nobody types or pastes as a password; far above the 64 characters that must be possible."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("A password has at most %(most)s characters.") % {"most": LONGEST}, code="password_too_long"
            )

    def get_help_text(self) -> str:
        return ""


class ContextValidator:
    """Refuses a password that is little more than known passwords, rows of keys, repetition or words of the context."""

    def validate(self, password: str, user: User | None = None) -> None:
        left = what_is_left(password, words_around(user))
        if len(left) < LEAST_LEFT or len(set(left)) < LEAST_DIFFERENT:
            raise ValidationError(
                _("This password is too easy to guess. Use several unrelated words."), code="password_in_context"
            )

    def get_help_text(self) -> str:
        return _("Use several unrelated words; spaces are welcome.")


def words_around(user: User | None) -> list[str]:
    """Words that a guesser tries first: of the product, the address, the person, the organisations."""
    texts = list(getattr(user, "context_words", []))
    if user is not None:
        texts.append(user.email)
        if user.pk:
            organizations = Membership.objects.filter(user=user).values_list("organization__name", flat=True)
            texts += [name for name in organizations if name]
    words = [word for text in texts for word in re.split(r"[\W_]+", text.casefold())]
    return [*BLOCKED_WORDS, *(word for word in words if len(word) >= SHORTEST_WORD)]


def what_is_left(password: str, words: list[str]) -> str:
    """The password without the given words, rows of keys, and anything that is said again."""
    left = password.casefold()
    for word in sorted(set(words), key=len, reverse=True):
        left = left.replace(word, " ")
    for run in _runs():
        left = left.replace(run, " ")
    left = _without_common(left)
    left = re.sub(r"(.+?)\1+", r"\1", left)
    return re.sub(r"\s+", "", left)


def _without_common(text: str) -> str:
    """The text without its first and last parts where these alone are passwords that everybody uses."""
    known = _common()
    longest = max(map(len, known))
    for size in range(min(len(text), longest), SHORTEST_WORD, -1):
        if text[:size] in known:
            return _without_common(text[size:])
        if text[-size:] in known:
            return _without_common(text[:-size])
    return text


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


@cache
def _runs() -> tuple[str, ...]:
    """Stretches of keyboard rows, digits and letters in either direction, the longest first."""
    found = set()
    for row in ROWS:
        for line in (row, row[::-1]):
            found |= {
                line[start:end] for start in range(len(line)) for end in range(start + SHORTEST_RUN, len(line) + 1)
            }
    return tuple(sorted(found, key=len, reverse=True))
