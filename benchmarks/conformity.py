"""How long it takes to know where a company stands: every requirement, what one change touches, and what is stored.

`python -m benchmarks.conformity` writes one JSON document for the installation that the environment names, which
`benchmarks.volume` has filled. Each figure is the median of a few rounds in one process that has done it before.

Judged is the time of the processor: what the work costs, however many others use the machine at the same time. On
PostgreSQL that of the server's process is part of it, where the system tells (Linux, a server on this machine); where
it does not, the time by the clock is judged.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.goals import Judged, verdict
from benchmarks.volume import EMAIL, SLUG

if TYPE_CHECKING:
    from everproof.kernel.tenancy.models import Organization

ROUNDS = 5
PAGES = 40
FULL_SECONDS = 1.0
CHANGE_SECONDS = 0.5
STORED_MILLISECONDS = 10.0
STORED_STATEMENTS = 5


@dataclass(frozen=True)
class Spent:
    """What one piece of work took: seconds by the clock and of the processor, and SQL statements."""

    seconds: float
    processor: float
    statements: int


def look() -> dict[str, Any]:
    """Seconds and statements of a full run and of one after a change, milliseconds and statements of what is stored."""
    from everproof.conformity import runs
    from everproof.improvement.models import Nonconformity
    from everproof.kernel import modules
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    organization = Organization.objects.get(slug=SLUG)
    runs.run_full(organization.pk)
    full = [timed(lambda: runs.run_full(organization.pk)) for _round in range(ROUNDS)]
    with organization_scope(organization.pk):
        records = Nonconformity.objects.filter(organization=organization).count()
    return {
        "records": records,
        "checks": len(modules.declared("checks")),
        "full": median(full),
        "change": median([_after_a_change(organization) for _round in range(ROUNDS)]),
        "idle": median([timed(lambda: runs.run_changes(organization.pk)) for _round in range(ROUNDS)]),
        "stored": median([_stored(organization) for _page in range(PAGES)]),
        "page": _pages(organization),
    }


def timed(act: Callable[[], Any]) -> Spent:
    """What one call took."""
    from everproof.conformity.snapshot import counted

    with counted() as statements:
        began, worked = time.perf_counter(), processor_seconds()
        act()
        spent, worked = time.perf_counter() - began, processor_seconds() - worked
    return Spent(spent, worked, statements[0])


def processor_seconds() -> float:
    """Seconds of the processor that this process has used, and the process of the database's server that serves it."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text(encoding="ascii")
    except OSError:
        return time.perf_counter()
    fields = told.rpartition(")")[2].split()
    return own + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def median(rounds: list[Spent]) -> dict[str, float]:
    """The median by the clock and of the processor. The system counts a server's time in hundredths of a second, so
    for what takes less the mean of all rounds says more.
    """
    return {
        "seconds": round(statistics.median(one.seconds for one in rounds), 5),
        "processor": round(statistics.fmean(one.processor for one in rounds), 5),
        "statements": max(one.statements for one in rounds),
    }


def _after_a_change(organization: Organization) -> Spent:
    """What follows one report: the type that most requirements of the volume read. Stale verdicts are an error."""
    from everproof.conformity import catalogues, queries, runs
    from everproof.improvement.actions import report_nonconformity
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.ledger import sequencer
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(organization.pk):
        report_nonconformity(title="Seat ring scratched", by=Actor.system(organization, "benchmark"))
    sequencer.sequence_pending()
    standard = next(iter(catalogues.readable()))
    with organization_scope(organization.pk):
        told = queries.standing(organization, standard)
    spent = timed(lambda: runs.run_changes(organization.pk))
    with organization_scope(organization.pk):
        now = queries.standing(organization, standard)
    if not told.behind or not now.is_fresh:
        raise RuntimeError(f"{told.behind} entries were said to be pending, and {now.behind} are after the run")
    return spent


def _pages(organization: Organization) -> dict[str, float]:
    """The page of readiness as a browser asks for it, while nothing changes."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from everproof.conformity import catalogues, drawing

    client = Client()
    client.force_login(
        get_user_model().objects.get(email=EMAIL), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    address = drawing.address(organization, next(iter(catalogues.readable())))

    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")

    ask()
    return median([timed(ask) for _page in range(PAGES)])


def _stored(organization: Organization) -> Spent:
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
    full, change, idle, stored, page = (figures[name] for name in ("full", "change", "idle", "stored", "page"))
    return [
        ("what", "processor", "by the clock", "SQL", "goal", "verdict"),
        ("", "--:", "--:", "--:", "", ""),
        _row(f"all requirements, both editions, {figures['checks']} checks", full, FULL_SECONDS),
        _row("what one report touches", change, CHANGE_SECONDS),
        _row("nothing happened", idle, STORED_MILLISECONDS / 1000),
        _row("the stored state of all requirements", stored, STORED_MILLISECONDS / 1000, STORED_STATEMENTS),
        _row("the page of readiness, nothing changed", page, STORED_MILLISECONDS / 1000),
    ]


def _row(what: str, got: Mapping[str, float], seconds: float, statements: int | None = None) -> tuple[str, ...]:
    limits = [Judged("time", got["processor"], seconds)]
    goal = f"≤ {seconds * 1000:g} ms"
    if statements is not None:
        limits.append(Judged("statements", got["statements"], statements))
        goal += f", ≤ {statements} SQL"
    times = (f"{got[name] * 1000:.1f} ms" for name in ("processor", "seconds"))
    return what, *times, f"{got['statements']:.0f}", goal, verdict(limits)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    json.dump(look(), sys.stdout)
