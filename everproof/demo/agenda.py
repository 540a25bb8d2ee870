"""One list of everything that happens, in the order of time, run under the demo's clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from everproof.kernel import clock
from everproof.kernel.tenancy import organization_scope

BATCH = timedelta(days=7)


class Agenda:
    """Acts at moments. An act may add later ones, because what follows depends on what was done."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Callable[[], object]]] = []
        self._added = 0

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        """Plan an act; acts of one moment keep the order in which they were planned."""
        heapq.heappush(self._waiting, (moment, self._added, act))
        self._added += 1

    def run(self, organization_id: int, *, until: datetime) -> int:
        """Do everything planned up to `until`, each act at its own time; gives how many. The rest stays undone.

        A week's acts share one transaction: nobody else waits for a demo company, and syncing the disk after each of
        its acts would take most of the time.
        """
        done = 0
        while self._waiting and self._waiting[0][0] <= until:
            end = min(self._waiting[0][0] + BATCH, until)
            with organization_scope(organization_id), transaction.atomic():
                while self._waiting and self._waiting[0][0] <= end:
                    moment, _order, act = heapq.heappop(self._waiting)
                    with clock.travel(moment):
                        act()
                    done += 1
        return done
