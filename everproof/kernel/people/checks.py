"""What clause 5.3 asks of roles and of who holds them.

A role that is no longer needed is voided, so every role that counts is active.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation, late_steps
from everproof.kernel.people.models import Responsibility, Role

ROLES, RESPONSIBILITIES = "kernel:roles", "kernel:responsibilities"
Duty = Role.Duty


def check_5_3_1(at: Situation) -> Evidence:
    """Every role says what its duties and powers are, and somebody holds it."""
    roles = at.records(Role)
    without_duties = roles.filter(responsibilities="")
    without_powers = roles.filter(authorities=[])
    longest = at.days_ago("role_vacancy_days")
    vacant = roles.filter(recorded_at__date__lt=longest).exclude(Exists(_held_at(at, since=longest)))
    return Evidence(
        roles,
        (
            Finding(_("Its duties are not written down."), Cure(_("Say what the role has to do")), without_duties),
            Finding(_("Its powers are not written down."), Cure(_("Say what the role may decide")), without_powers),
            Finding(_("It has had no holder for too long."), Cure(_("Give the role to somebody")), vacant),
        ),
    )


def check_5_3_2(at: Situation) -> Evidence:
    """Everybody concerned was told who holds which role."""
    valid = valid_today(at)
    days = at["ack_grace_days"]
    told_late = valid.filter(communicated_on__gt=DaysAfter("from_on", days))
    return Evidence(
        valid,
        late_steps(
            at,
            missing=valid.filter(communicated_on=None, from_on__lt=at.days_ago(days)),
            late=told_late,
            done=valid.exclude(communicated_on=None),
            reason=_("Nobody was told that this role was given."),
            late_reason=_("It was told later than the grace time allows."),
            cure=Cure(_("Tell those concerned and enter the day")),
        ),
    )


def check_5_3_3(at: Situation) -> Evidence:
    """Whoever holds a role has confirmed that its duties and powers are understood."""
    valid = valid_today(at)
    silent = valid.filter(acknowledged_on=None, from_on__lt=at.days_ago("ack_grace_days"))
    reason = _("The holder has not confirmed the duties and powers.")
    return Evidence(valid, (Finding(reason, Cure(_("Let the holder confirm the role")), silent),))


def check_5_3_4(at: Situation) -> Evidence:
    """Somebody has the duty to see that the system conforms to the standard."""
    reason = _("Nobody who works here now has the duty to see that the quality system conforms to the standard.")
    return _duty_is_held(at, Duty.SYSTEM_CONFORMITY, reason)


def check_5_3_8(at: Situation) -> Evidence:
    """Somebody has the duty to keep the customer in view."""
    reason = _("Nobody who works here now has the duty to keep the customer in view.")
    return _duty_is_held(at, Duty.CUSTOMER_FOCUS, reason)


def valid_today(at: Situation) -> QuerySet[Responsibility]:
    """Responsibilities that hold today, of whoever works here."""
    in_force = at.records(Responsibility).filter(from_on__lte=at.today)
    return in_force.filter(Q(to_on=None) | Q(to_on__gte=at.today), person__active=True, person__voided_at=None)


def roles_held_today(at: Situation) -> QuerySet[Role]:
    """Roles that an active person holds today (the catalogue's current_holder)."""
    return at.records(Role).filter(Exists(valid_today(at).filter(role=OuterRef("pk"))))


def roles_with_duty(at: Situation, duty: str) -> list[Any]:
    """The ids of held roles that have a duty. Few roles: a list in JSON is searched alike on every database here."""
    return [key for key, duties in roles_held_today(at).values_list("pk", "qms_duties") if duty in duties]


def top_managers(at: Situation) -> QuerySet[Responsibility]:
    """The responsibilities through which somebody holds a top-management role today; `person` is who."""
    return valid_today(at).filter(role__top_management=True, role__voided_at=None)


def _held_at(at: Situation, *, since: date) -> QuerySet[Responsibility]:
    """Responsibilities for the outer role that held at `since` or later, of persons who then worked here."""
    given = at.records(Responsibility).filter(role=OuterRef("pk"), from_on__lte=at.today, person__voided_at=None)
    worked = Q(person__active=True) | Q(person__ended_on__gte=since)
    return given.filter(Q(to_on=None) | Q(to_on__gte=since), worked)


def _duty_is_held(at: Situation, duty: str, reason: Any) -> Evidence:
    missing = Finding(reason, Cure(_("Give this duty to a role with a holder"), ROLES))
    return Evidence(at.records(Role), () if roles_with_duty(at, duty) else (missing,))
