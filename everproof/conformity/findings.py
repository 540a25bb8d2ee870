"""Findings as they are kept: which record, why, what to do about it. Words and ids, no names of people.

Titles and names are looked up when a finding is shown (`conformity.queries`), so that they are never stale, that
whoever may not see a record does not read of it here, and that erasing a person leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from everproof.kernel import modules
from everproof.kernel.checks import JudgedFinding
from everproof.kernel.records import Record

SHOWN = 50


@dataclass(frozen=True)
class Found:
    """One finding, about one record or (record None) about something that is missing as a whole.

    The place of the cure is `url_name`, an address that takes the organisation alone; without one the record's page;
    without a record (a `type`, but no `id`) the list of that type.
    """

    reason: str
    cure: str
    url_name: str = ""
    record: Record | None = field(default=None, compare=False)
    type: str = ""
    id: str = ""
    number: str = ""
    owner: str = ""
    site: str = ""
    process: str = ""

    def row(self) -> dict[str, str]:
        """As it is stored, without what is empty."""
        row = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in row.items() if value}


FIELDS = ("reason", "cure", "url_name", "type", "id", "number", "owner", "site", "process")
CONCERNS = ("owner", "site", "process")


def from_row(row: Mapping[str, str]) -> Found:
    """A stored finding; what an older release stored besides is left out."""
    known: dict[str, Any] = {name: row.get(name, "") for name in FIELDS}
    return Found(**known)


def found_by(judged: Sequence[JudgedFinding]) -> tuple[Found, ...]:
    """The first findings of a check: some of every kind, SHOWN in all."""
    each = max(1, SHOWN // max(1, len(judged)))
    return tuple(found for finding in judged for found in _of_one(finding, each))[:SHOWN]


def total(judged: Iterable[JudgedFinding]) -> int:
    """How many findings there are in all, shown or not."""
    return sum(finding.count for finding in judged)


def concerns(found: Iterable[Found]) -> dict[str, list[str]]:
    """Whose they are, and at which sites and processes: the ids by kind, each once."""
    rows = list(found)
    lists = {name: sorted({value for row in rows if (value := getattr(row, name))}) for name in CONCERNS}
    return {name: values for name, values in lists.items() if values}


def _of_one(finding: JudgedFinding, most: int) -> list[Found]:
    cure, url_name = str(finding.cure), finding.url_name
    if not finding.records:
        return [Found(str(finding.reason), cure, url_name, type=finding.type_name)]
    pairs = zip(finding.records[:most], finding.reasons[:most], strict=True)
    return [_about(record, str(reason), cure, url_name) for record, reason in pairs]


def _about(record: Any, reason: str, cure: str, url_name: str) -> Found:
    if not isinstance(record, Record):  # a plain row has no page and no number
        return Found(reason, cure, url_name)
    owner = modules.type_of(record).owner
    return Found(
        reason,
        cure,
        url_name,
        record,
        type=record.type_name,
        id=str(record.pk),
        number=record.number,
        owner=_key(record, f"{owner}_id") if owner else "",
        site=_key(record, "site_id") or (str(record.pk) if record.type_name == "site" else ""),
        process=str(record.pk) if record.type_name == "process" else _key(record, "process_id"),
    )


def _key(record: Record, attribute: str) -> str:
    value = getattr(record, attribute, None)
    return str(value) if value else ""
