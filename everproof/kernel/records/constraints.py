"""Says a constraint of the database that was broken as a refusal that a person understands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused

P = ParamSpec("P")
T = TypeVar("T")


class IdTaken(Refused):
    """A record with this id exists, here or in an organisation that says nothing about itself."""

    def __init__(self) -> None:
        super().__init__(_("This id is taken. Make another one."))


def explained(write: Callable[P, T]) -> Callable[P, T]:
    """Turn the database's refusal of a write into ours. Stands outside the transaction that the refusal undoes."""

    @wraps(write)
    def call(*args: P.args, **options: P.kwargs) -> T:
        try:
            return write(*args, **options)
        except IntegrityError as error:
            raise _in_words(error) from error

    return call


def _in_words(error: IntegrityError) -> ValidationError | Refused:
    name = _constraint(error)
    if name.endswith(("_pkey", ".id")):
        return IdTaken()
    # Constraints are named as true sentences, so the name says what must hold.
    words = name.rpartition(".")[2].replace("_", " ")
    return ValidationError(_("These values do not go together; what must hold: %(what)s."), params={"what": words})


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint; for a unique one of SQLite, which names none, its columns."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    found = re.search(r"constraint failed: (.+)", str(error))
    return found.group(1) if found else ""
