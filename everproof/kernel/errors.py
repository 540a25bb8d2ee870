"""What the kernel raises when it refuses; each carries words for the person in front of the screen."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """An act that is not possible now. `reasons` say what is missing, ready to be shown."""

    def __init__(self, *reasons: Any) -> None:
        self.reasons: Sequence[Any] = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


class NotAllowed(Refused):
    """The actor has no right to do this."""


class Conflict(Refused):
    """Somebody else changed the record since it was read.

    `current` is the record as it stands now; `theirs` maps each field that changed since to (then, now).
    """

    def __init__(self, *reasons: Any, current: Any, theirs: dict[str, tuple[Any, Any]]) -> None:
        super().__init__(*reasons)
        self.current = current
        self.theirs = theirs
