"""What keeps the verdicts right by itself: soon after each change, after midnight, and when a person is erased."""

from __future__ import annotations

import time

from everproof.conformity import runs
from everproof.conformity.models import Verdict
from everproof.kernel.modules import Reaction
from everproof.kernel.tasks.duties import Duty
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

# While records change all the time, an evaluation begins this often.
SECONDS_BETWEEN_RUNS = 3.0
# One look asks two short statements of each organisation, so with very many they take turns.
ORGANIZATIONS_A_LOOK = 200

_enqueued: dict[int, float] = {}
_turn: list[int] = [0]


# Not scoped: the evaluation opens transactions of its own, one that reads and a short one that writes.
@task(scoped=False, delays=(10, 60))
def evaluate_changes(organization_id: int) -> None:
    """Evaluate what changed since the last run."""
    runs.run_changes(organization_id)


@task(scoped=False)
def evaluate_all(organization_id: int) -> None:
    """Evaluate every requirement: verdicts change with the calendar."""
    runs.run_full(organization_id)


@task(scoped=False)
def forget_words(organization_id: int, person_id: str) -> None:
    """After a person was erased, let no stored sentence of a check name that person; all are made anew."""
    with organization_scope(organization_id):
        Verdict.objects.filter(organization_id=organization_id).update(findings=[], reason="")
    runs.run_full(organization_id)


def notice_changes() -> int:
    """Enqueue an evaluation for each organisation whose ledger has moved on; returns how many.

    Cheap when nothing happened: two statements an organisation, and none that writes.
    """
    return sum(_notice(organization_id) for organization_id in _whose_turn_it_is())


def _notice(organization_id: int) -> bool:
    now = time.monotonic()
    if now - _enqueued.get(organization_id, -SECONDS_BETWEEN_RUNS) < SECONDS_BETWEEN_RUNS:
        return False
    with organization_scope(organization_id):
        if not runs.is_behind(organization_id):
            return False
        evaluate_changes.enqueue(organization_id)
    _enqueued[organization_id] = now
    return True


def _whose_turn_it_is() -> list[int]:
    everybody = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    if len(everybody) <= ORGANIZATIONS_A_LOOK:
        return everybody
    start = _turn[0] % len(everybody)
    _turn[0] = start + ORGANIZATIONS_A_LOOK
    return (everybody + everybody)[start : start + ORGANIZATIONS_A_LOOK]


SCHEDULES = (ScheduledTask("evaluate-requirements", evaluate_all, "FREQ=DAILY;BYHOUR=0;BYMINUTE=1;BYSECOND=0"),)
DUTIES = (Duty("Requirements touched by changes", notice_changes, every=1),)
REACTIONS = (Reaction("kernel.person.erase", forget_words),)
