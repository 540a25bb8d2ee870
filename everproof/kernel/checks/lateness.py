"""Steps that were due: one that is missing fails, one that was done late counts only among many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from everproof.kernel.checks.declarations import Cure, Finding, Tolerated
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
) -> tuple[Finding, Finding]:
    """The findings about steps with a due date, by the catalogue's convention `lateness`.

    `missing` are those not done although due; `done` all of the period that were done, `late` those of them that were
    done late. Late ones are a finding if more than one and more than late_limit_pct percent of all due were late.
    """
    few = Tolerated(at["late_limit_pct"], (done, missing))
    return Finding(reason, cure, missing), Finding(late_reason, cure, late, few)
