"""How ready the company was, month by month: the runs that the trend on the readiness page shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from everproof.conformity import runs
from everproof.demo.agenda import Agenda
from everproof.demo.company import Company

A_MONTH = timedelta(days=30)
MONTHS = 12


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Evaluate all requirements once a month in the last year, and as the company stands at `anchor`."""
    for month in range(MONTHS):
        agenda.at(anchor - month * A_MONTH, partial(runs.run_full, company.organization.pk))
