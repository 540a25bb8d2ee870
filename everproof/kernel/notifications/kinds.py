"""The kinds of notifications, as data: each room declares its own in `Module.notification_kinds`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from everproof.kernel import modules


@dataclass(frozen=True)
class NotificationKind:
    """One kind of thing that people are told.

    `label` names the kind where people choose what they get by mail ("An action is given to me"); `sentence` is the
    translatable template of what is said, with the facts in it ("%(number)s is yours: %(title)s"); a record always
    brings the facts `number` and `title`. `days` names the facts that are days, to be written as people read them.
    `mail` says whether it also goes by mail until a person chooses otherwise.
    """

    name: str
    label: Any
    sentence: Any
    days: tuple[str, ...] = ()
    mail: bool = True

    def say(self, facts: Mapping[str, Any]) -> str:
        """The sentence in the language of the moment; `facts` are plain. KeyError for a fact that is missing."""
        days = {name: date_format(date.fromisoformat(facts[name])) for name in self.days}
        return str(self.sentence) % {**facts, **days}


def kinds() -> dict[str, NotificationKind]:
    """All kinds by name, in the order the rooms declare them."""
    return {kind.name: kind for kind in modules.declared("notification_kinds")}


def kind(name: str) -> NotificationKind:
    """One kind; KeyError for a name nobody declares."""
    return kinds()[name]
