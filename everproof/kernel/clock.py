"""The one source of recorded time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)
_travel_forbidden = False


class TravelRefused(RuntimeError):
    """The clock may not be moved here."""


def now() -> datetime:
    """The current moment in UTC; in a demo or a test it may be a moment the builder travelled to."""
    return _travelled.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The current day where `zone` (an IANA name) is the local time."""
    return now().astimezone(ZoneInfo(zone)).date()


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name. A folder of the zone database ("Europe") is none."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_travelling() -> bool:
    return _travelled.get() is not None


def forbid_travel() -> None:
    """Called by the server and the worker: from now on this process knows only real time."""
    global _travel_forbidden
    _travel_forbidden = True


@contextmanager
def travel(at: datetime) -> Iterator[None]:
    """Pretend that it is `at` (aware). The ledger refuses entries from here unless its origin is a demo or a test."""
    if _travel_forbidden:
        raise TravelRefused("The clock of a serving process cannot be moved.")
    if at.tzinfo is None:
        raise ValueError("travel() needs a moment with a time zone")
    token = _travelled.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)
