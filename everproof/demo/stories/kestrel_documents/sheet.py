"""A document of Kestrel Valves as it is told: what it is, its text in a light notation, and how it changed."""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = "everybody"


@dataclass(frozen=True)
class Change:
    """A revision: the day of the story it is sent for review, who wrote it, what changed, why, and what for whom.

    `matters` says by the name of a role what changes for it; `ends` how the story leaves it: effective, training,
    in-review, draft.
    """

    day: int
    author: str
    summary: str = "First issue."
    reason: str = "Needed since Kestrel Valves writes down how it works."
    matters: tuple[tuple[str, str], ...] = ()
    ends: str = "effective"


@dataclass(frozen=True)
class Sheet:
    """A document. `text` is in the notation of `writing.py`; `changes` are its revisions, the first one first.

    `readers` are names of roles who acknowledge each revision, or everybody; `late` documents were forgotten when their
    day of review came.
    """

    key: str
    kind: str
    title: str
    owner: str
    what: str
    changes: tuple[Change, ...]
    text: str = ""
    processes: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    approver: str = "Quality manager"
    late: bool = False
    classification: str = "internal"
    issuer: str = ""
    edition: str = ""
    drawing: str = ""
    link: str = ""
    parent: str = ""
    needed: str = ""
    questions: tuple[tuple[str, tuple[str, ...], int], ...] = ()
