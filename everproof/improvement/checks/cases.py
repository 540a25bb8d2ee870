"""What the checks of clause 10.2 share: which nonconformities they look at, and when an empty register proves nothing.

A company in which work goes on and nothing ever goes wrong does not exist; what does not exist either is its proof.
So an empty register is no evidence while orders, jobs, inspections or measured values come in (`unproven`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation
from everproof.kernel.ledger.models import LedgerEntry

# Records, also of rooms above, whose making shows that work goes on: the ledger knows them by name.
SIGNS_OF_WORK = ("customer-order", "work-order", "inspection", "release", "kpi")
NONCONFORMITIES = "improvement:nonconformity_list"


def cases(at: Situation) -> QuerySet[Nonconformity]:
    """Nonconformities of the event window and all that are open; what was found to be none is left out."""
    found = at.records(Nonconformity).exclude(status="rejected")
    return found.filter(at.in_window("detected_on", still_open=~Q(status="closed")))


def needing_action(at: Situation) -> QuerySet[Nonconformity]:
    """Those of them whose cause has to be removed."""
    return cases(at).filter(action_needed=True)


def corrective_actions(at: Situation) -> QuerySet[CorrectiveAction]:
    """Corrective actions of the event window and all that are still to be done or judged."""
    unproven = Q(status__in=("planned", "in-progress", "completed"))
    found = at.records(CorrectiveAction).exclude(status="cancelled")
    return found.filter(at.in_window("recorded_at__date", still_open=unproven))


def evidence(at: Situation, looked_at: QuerySet[Any], *findings: Finding) -> Evidence:
    """What was found; nothing to look at proves nothing while work goes on and no nonconformity was recorded."""
    return Evidence(looked_at, findings, _silence(at))


def days_after(field: str, days: int) -> Any:
    """The day so many days after that of a field, for a comparison by `gt`."""
    return DaysAfter(field, days)


def _silence(at: Situation) -> Finding | None:
    if cases(at).exists() or not work_goes_on(at):
        return None
    return Finding(
        _("Work goes on, yet no nonconformity was recorded in all this time."),
        Cure(_("Ask those who do the work what went wrong, and report it"), NONCONFORMITIES),
    )


def work_goes_on(at: Situation) -> bool:
    """Whether orders, jobs, inspections or values of indicators came in within the event window."""
    entries = LedgerEntry.objects.filter(organization_id=at.organization_id, type__in=SIGNS_OF_WORK)
    return entries.filter(at__date__gte=at.days_ago("event_window_days")).exists()
