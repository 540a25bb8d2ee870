"""The backups of the demo are tried twice a year; once one did not come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.kernel.access.actor import Actor
from everproof.kernel.drills.actions import record_backup_test

DRILLS = (
    (90, "pass", "Every ledger entry verified; 41 minutes from tape to sign-in."),
    (265, "fail", "The tape of May could not be read. Backups go to two places since."),
    (268, "pass", "Every ledger entry verified, from the second place."),
    (440, "pass", "Every ledger entry verified; 12 minutes."),
    (625, "pass", "Every ledger entry verified; 11 minutes."),
)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan every trial restore."""
    for days, result, findings in DRILLS:
        at = start + timedelta(days=days, hours=9)
        if at <= anchor:
            by = company.actor(company.one("System administrator"))
            agenda.at(at, _trial(by, result, findings))


def _trial(by: Actor, result: str, findings: str) -> Callable[[], object]:
    return lambda: record_backup_test(by=by, result=result, findings=findings)
