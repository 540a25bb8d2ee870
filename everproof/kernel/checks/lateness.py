"""Steps that were due: one that is missing fails, one that was done late counts only among many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from everproof.kernel.checks.declarations import Cure, Finding
from everproof.kernel.checks.situation import Situation


def late_steps(
    at: Situation,
    *,
    missing: QuerySet[Any],
    late: QuerySet[Any],
    done: QuerySet[Any],
    reason: Any | Callable[[Any], Any],
    late_reason: Any | Callable[[Any], Any],
    cure: Cure,
) -> tuple[Finding, ...]:
    """The findings about steps with a due date, by the catalogue's convention `lateness`.

    `missing` are those not done although due; `done` all of the period that were done, `late` those of them that were
    done late. Late ones are a finding if more than one and more than late_limit_pct percent of all due were late.
    """
    findings = [Finding(reason, cure, missing)]
    number = at.count(late)
    if number > 1 and number * 100 > at["late_limit_pct"] * (at.count(done) + at.count(missing)):
        findings.append(Finding(late_reason, cure, late))
    return tuple(findings)
