"""Runs one check and says what came of it. A check that raises harms no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet

from everproof.kernel.checks.apart import apart
from everproof.kernel.checks.declarations import Check, Evidence, Finding
from everproof.kernel.checks.situation import Situation
from everproof.kernel.records.models import Record

SHOWN = 50
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class JudgedFinding:
    """A finding with its first records. `count` is how many there are in all; 1 where something is missing."""

    reason: Any
    cure: Any
    url_name: str
    records: tuple[Record, ...]
    reasons: tuple[Any, ...]
    count: int
    type_name: str = ""


@dataclass(frozen=True)
class Judged:
    """`pass`, `fail`, `empty` (nothing to look at, the caller decides by the atom) or `error`, with what was seen.

    `no-evidence` where the check itself says that having nothing to look at proves nothing.
    """

    outcome: str
    looked_at: int
    findings: tuple[JudgedFinding, ...] = ()
    error: str = ""


def judge(check: Check, at: Situation, *, shown: int = SHOWN) -> Judged:
    """The outcome of a check in a situation; each finding with its first `shown` records.

    Something missing as a whole fails even where there was nothing to look at only if the check looked at a number.
    """
    return settle(check, begin(check, at), at, shown=shown)


def begin(check: Check, at: Situation) -> Evidence | Judged:
    """What a check looks at and may find, before its sets are counted; an `error` where it raised."""
    return _guarded(check, lambda: check.run(at))


def settle(check: Check, begun: Evidence | Judged, at: Situation, *, shown: int = SHOWN) -> Judged:
    """The outcome of a check that was begun."""
    if isinstance(begun, Judged):
        return begun
    return _guarded(check, lambda: _settled(begun, at, shown))


def sets_of(begun: Evidence | Judged) -> Iterator[QuerySet[Any]]:
    """The sets that settling asks for, so that those of many checks can be counted together."""
    if isinstance(begun, Judged):
        return
    if not isinstance(begun.looked_at, int):
        yield begun.looked_at
    for finding in begun.findings:
        if finding.records is not None:
            yield finding.records
        if finding.tolerated is not None:
            yield from finding.tolerated.among


def _guarded(check: Check, act: Callable[[], Any]) -> Any:
    """What `act` gives, or what is said of a check that raised: any room's code, whose error must harm no other."""
    try:
        with apart():
            return act()
    except DatabaseError as error:
        logger.exception("check %s failed in the database", check.atom)
        return Judged("error", 0, error=type(error).__name__)
    except Exception as error:
        logger.exception("check %s raised", check.atom)
        return Judged("error", 0, error=f"{type(error).__name__}: {error}")


def _settled(evidence: Evidence, at: Situation, shown: int) -> Judged:
    looked_at = evidence.looked_at if isinstance(evidence.looked_at, int) else at.count(evidence.looked_at)
    if not looked_at:
        return _of_nothing(evidence)
    judged = (_judged(finding, at, shown) for finding in evidence.findings)
    findings = tuple(finding for finding in judged if finding is not None)
    return Judged("fail" if findings else "pass", looked_at, findings)


def _of_nothing(evidence: Evidence) -> Judged:
    if evidence.unproven is None:
        return Judged("empty", 0)
    said = evidence.unproven
    finding = JudgedFinding(said.reason, said.cure.words, said.cure.url_name, (), (), 1, said.cure.type_name)
    return Judged("no-evidence", 0, (finding,))


def _judged(finding: Finding, at: Situation, shown: int) -> JudgedFinding | None:
    cure, url_name = finding.cure.words, finding.cure.url_name
    if finding.records is None:
        return JudgedFinding(finding.reason, cure, url_name, (), (), 1, finding.cure.type_name)
    if at.is_known_empty(finding.records) or _is_tolerated(finding, at):
        return None
    records = tuple(finding.records[: shown + 1])
    if not records:
        return None
    count = len(records) if len(records) <= shown else at.count(finding.records)
    records = records[:shown]
    reasons = tuple(finding.reason(record) if callable(finding.reason) else finding.reason for record in records)
    reason = reasons[0] if callable(finding.reason) else finding.reason
    return JudgedFinding(reason, cure, url_name, records, reasons, count)


def _is_tolerated(finding: Finding, at: Situation) -> bool:
    """Whether so few are concerned that nobody need speak of them."""
    if finding.tolerated is None or finding.records is None:
        return False
    number = at.count(finding.records)
    return number <= 1 or number * 100 <= finding.tolerated.percent * sum(map(at.count, finding.tolerated.among))
