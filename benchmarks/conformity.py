"""How long it takes to know where a company stands: every requirement, what one change touches, and what is stored.

`python -m benchmarks.conformity` writes one JSON document for the installation that the environment names, which
`benchmarks.volume` has filled. Each figure is the median of a few rounds in one process that has done it before.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from benchmarks.goals import Judged, verdict
from benchmarks.volume import SLUG

if TYPE_CHECKING:
    from everproof.kernel.tenancy.models import Organization

ROUNDS = 5
PAGES = 40
FULL_SECONDS = 1.0
CHANGE_SECONDS = 0.5
STORED_MILLISECONDS = 10.0
STORED_STATEMENTS = 5


def look() -> dict[str, Any]:
    """Seconds and statements of a full run and of one after a change, milliseconds and statements of what is stored."""
    from everproof.conformity import runs
    from everproof.improvement.models import Nonconformity
    from everproof.kernel import modules
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    first = timed(lambda: runs.run_full(organization.pk))
    full = [timed(lambda: runs.run_full(organization.pk)) for _round in range(ROUNDS)]
    with organization_scope(organization.pk):
        records = Nonconformity.objects.filter(organization=organization).count()
    return {
        "records": records,
        "checks": len(modules.declared("checks")),
        "first": first[0],
        "full": median(full),
        "change": median([_after_a_change(organization) for _round in range(ROUNDS)]),
        "idle": median([timed(lambda: runs.run_changes(organization.pk)) for _round in range(ROUNDS)]),
        "stored": median([_stored(organization) for _page in range(PAGES)]),
    }


def timed(act: Callable[[], Any]) -> tuple[float, int]:
    """Seconds and SQL statements of one call."""
    from everproof.conformity.snapshot import counted

    with counted() as statements:
        began = time.perf_counter()
        act()
        spent = time.perf_counter() - began
    return spent, statements[0]


def median(rounds: list[tuple[float, int]]) -> dict[str, float]:
    return {
        "seconds": round(statistics.median(seconds for seconds, _statements in rounds), 5),
        "statements": max(statements for _seconds, statements in rounds),
    }


def _after_a_change(organization: Organization) -> tuple[float, int]:
    """What follows one report: the type that most requirements of the volume read."""
    from everproof.conformity import runs
    from everproof.improvement.actions import report_nonconformity
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.ledger import sequencer
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(organization.pk):
        report_nonconformity(title="Seat ring scratched", by=Actor.system(organization, "benchmark"))
    sequencer.sequence_pending()
    return timed(lambda: runs.run_changes(organization.pk))


def _stored(organization: Organization) -> tuple[float, int]:
    """What a page reads of the whole state: how far it is right, and every requirement's verdict."""
    from everproof.conformity import catalogues, queries, queries_for_pages
    from everproof.kernel.tenancy import organization_scope

    standard = next(iter(catalogues.readable()))

    def read() -> None:
        queries.standing(organization, standard)
        row = queries_for_pages.standing_of(organization.pk, standard)
        queries_for_pages.readiness(organization.pk, catalogues.catalogue_of(standard), row)

    with organization_scope(organization.pk):
        return timed(read)


def rows(figures: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The figures beside their limits, ready for `benchmarks.report.Table`."""
    full, change, idle, stored = (figures[name] for name in ("full", "change", "idle", "stored"))
    return [
        ("what", "figure", "SQL", "goal", "verdict"),
        ("", "--:", "--:", "", ""),
        _row(f"all requirements, both editions, {figures['checks']} checks", full, FULL_SECONDS),
        _row("what one report touches", change, CHANGE_SECONDS),
        _row("nothing happened", idle, STORED_MILLISECONDS / 1000),
        _row("the stored state of all requirements", stored, STORED_MILLISECONDS / 1000, STORED_STATEMENTS),
    ]


def _row(what: str, got: Mapping[str, float], seconds: float, statements: int | None = None) -> tuple[str, ...]:
    limits = [Judged("time", got["seconds"], seconds)]
    goal = f"≤ {seconds * 1000:g} ms"
    if statements is not None:
        limits.append(Judged("statements", got["statements"], statements))
        goal += f", ≤ {statements} SQL"
    return what, f"{got['seconds'] * 1000:.1f} ms", f"{got['statements']:.0f}", goal, verdict(limits)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    json.dump(look(), sys.stdout)
