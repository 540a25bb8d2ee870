"""What a statistic raises when it cannot understand its input."""

from __future__ import annotations


class BadInput(ValueError):
    """The input cannot be used. `where` names the value (`"values[3]"`, `"lambda"`), the message says why in words."""

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(message)
        self.where = where

    def __str__(self) -> str:
        message = super().__str__()
        return f"{self.where}: {message}" if self.where else message
