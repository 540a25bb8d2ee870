"""The strip of the gallery: a valve maker half a year before its audit, one where all is well, and one that begins."""

from __future__ import annotations

from collections.abc import Iterator

from everproof.kernel.ui.strip import FAIL, MANUAL_DUE, NO_EVIDENCE, NOT_APPLICABLE, PASS, Cell, Strip

CLAUSES = {
    "4": "Context",
    "5": "Leadership",
    "6": "Planning",
    "7": "Support",
    "8": "Operation",
    "9": "Performance evaluation",
    "10": "Improvement",
}
# How many requirements each subclause has, in reading order.
SIZES = {
    "4": (4, 3, 9, 14),
    "5": (16, 11, 9),
    "6": (11, 14, 6),
    "7": (27, 5, 4, 6, 13),
    "8": (15, 21, 37, 27, 33, 4, 11),
    "9": (16, 14, 18),
    "10": (4, 13, 3),
}


def _ids() -> Iterator[str]:
    for clause, sizes in SIZES.items():
        for place, size in enumerate(sizes, start=1):
            yield from (f"{clause}.{place}-{number}" for number in range(1, size + 1))


def _outcome(place: int, name: str) -> str:
    if name.startswith("8.3"):
        return NOT_APPLICABLE
    if name.startswith("5.1") and place % 5 == 0:
        return MANUAL_DUE
    if place % 41 == 7:
        return FAIL
    return NO_EVIDENCE if place % 9 == 4 or name.startswith("9.3") else PASS


def strips() -> list[Strip]:
    """Three states of the same company."""
    ids = list(_ids())
    busy = [Cell(name, _outcome(place, name), "#") for place, name in enumerate(ids)]
    ready = [Cell(name, NOT_APPLICABLE if name.startswith("8.3") else PASS, "#") for name in ids]
    new = [Cell(name, FAIL if place % 4 == 0 else NO_EVIDENCE, "#") for place, name in enumerate(ids)]
    return [
        Strip("ISO 9001:2015, half a year before the audit", busy, CLAUSES, "#", "as of 20 Nov 2026, 09:12"),
        Strip("ISO 9001:2015, ready", ready, CLAUSES, "#", "as of 20 Nov 2026, 09:12"),
        Strip("ISO 9001:2015, first day", new, CLAUSES, "#", "as of 20 Nov 2026, 09:12"),
    ]
