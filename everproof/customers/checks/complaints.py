"""8.2.1 c: what customers complain of is acknowledged and answered in time."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.models import CommunicationPlan
from everproof.customers.models import Complaint
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation, late_steps


def complaints(at: Situation) -> QuerySet[Complaint]:
    """Complaints of the event window and all that are open; without what is none, and what was settled elsewhere."""
    found = at.records(Complaint).exclude(status="rejected").exclude(status="closed", answered_on=None)
    return found.filter(at.in_window("received_on", still_open=~Q(status="closed")))


def check_8_2_1_3(at: Situation) -> Evidence:
    """Complaints are acknowledged and answered in time, and how customers are heard is planned."""
    found = complaints(at)
    acknowledge, answer = at["complaint_ack_days"], at["complaint_answer_days"]
    # One that is worked on again has its answer taken back; the clock that started anew then counts.
    unanswered = found.filter(at.before("received_on", answer), answered_on=None)
    findings = [
        *late_steps(
            at,
            missing=found.filter(at.before("received_on", acknowledge), acknowledged_on=None),
            late=found.filter(acknowledged_on__gt=DaysAfter("received_on", acknowledge)),
            done=found.exclude(acknowledged_on=None),
            reason=_("Nobody has acknowledged it in time."),
            late_reason=_("It was acknowledged late."),
            cure=Cure(_("Take it up and acknowledge it")),
        ),
        *late_steps(
            at,
            missing=unanswered.filter(Q(reopened=0) | Q(answer_by__lt=at.today)),
            late=found.filter(reopened=0, answered_on__gt=DaysAfter("received_on", answer)),
            done=found.exclude(answered_on=None),
            reason=_("It was not answered in time."),
            late_reason=_("It was answered late."),
            cure=Cure(_("Answer it")),
        ),
    ]
    plans = at.records(CommunicationPlan).filter(status="active", direction="external", topic="feedback")
    if not plans.exists():
        words = _("No active plan says how customers are heard.")
        findings.append(Finding(words, Cure(_("Plan communication"), "context:communication_list")))
    return Evidence(found, tuple(findings))
