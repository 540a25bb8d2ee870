"""What clauses 4.4.1 and 5.3 ask of processes, their interfaces and their owners."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.people.checks import roles_with_duty, valid_today
from everproof.kernel.people.models import Role
from everproof.processes.models import Process, ProcessInput, ProcessOutput

ROLES = "kernel:roles"


def processes_in_scope(at: Situation) -> QuerySet[Process]:
    """The processes that the quality system consists of: in force, and inside it."""
    return at.records(Process).filter(status="active", in_scope=True)


def a_special_process_runs(at: Situation) -> bool:
    """The flag if-special-process: the output of at least one process in force cannot be checked afterwards."""
    return at.records(Process).filter(status="active", special=True).exists()


def check_4_4_1_2(at: Situation) -> Evidence:
    """Every process was compared with what is done within the review time; a new one counts as described then."""
    processes = processes_in_scope(at)
    limit = at.days_ago("process_review_days")
    stale = processes.filter(Q(reviewed_on__lt=limit) | Q(reviewed_on=None, recorded_at__date__lt=limit))
    return Evidence(processes, (Finding(_last_look, Cure(_("Review the process")), stale),))


def _last_look(process: Any) -> Any:
    if process.reviewed_on is None:
        return _now("Nobody has reviewed it since it was described.")
    return _now("It was last reviewed on %(day)s.") % {"day": f"{process.reviewed_on:%Y-%m-%d}"}


def check_4_4_1_5(at: Situation) -> Evidence:
    """Every process has an input with its source and an output with its receiver."""
    processes = processes_in_scope(at)
    sourced = _inputs(at).exclude(source=None, external_source="")
    received = _outputs(at).exclude(receiver=None, external_receiver="")
    return Evidence(
        processes,
        (
            Finding(
                _("No input with its source is named."),
                Cure(_("Say what goes in, and from whom")),
                processes.exclude(Exists(sourced.filter(process=OuterRef("pk")))),
            ),
            Finding(
                _("No output with its receiver is named."),
                Cure(_("Say what comes out, and for whom")),
                processes.exclude(Exists(received.filter(process=OuterRef("pk")))),
            ),
        ),
    )


def check_4_4_1_6(at: Situation) -> Evidence:
    """Every process is linked with another, each link is named on both sides, and none leads to a retired process."""
    processes = processes_in_scope(at)
    outputs = _outputs(at).filter(process__in=processes).exclude(receiver=None)
    inputs = _inputs(at).filter(process__in=processes).exclude(source=None)
    on_map = Q(status="active", voided_at=None)
    in_force = Process.objects.filter(on_map, organization_id=at.organization_id)
    expected = _inputs(at).filter(process=OuterRef("receiver"), source=OuterRef("process"))
    promised = _outputs(at).filter(process=OuterRef("source"), receiver=OuterRef("process"))
    unlinked = processes.exclude(Exists(outputs.filter(process=OuterRef("pk")))).exclude(
        Exists(inputs.filter(process=OuterRef("pk")))
    )
    return Evidence(
        processes,
        (
            Finding(
                _("It is linked with no other process."),
                Cure(_("Say from whom it takes and for whom it works")),
                unlinked,
            ),
            Finding(
                _("The receiver does not name the process it comes from."),
                Cure(_("Let the receiver expect it, or take it back"), INTERFACES),
                outputs.filter(receiver__in=in_force).exclude(Exists(expected)),
            ),
            Finding(
                _("The source does not name the process that needs it."),
                Cure(_("Let the source promise it, or take it back"), INTERFACES),
                inputs.filter(source__in=in_force).exclude(Exists(promised)),
            ),
            Finding(
                _("It goes to a process that is not in force."),
                Cure(_("Name the process that receives it now"), INTERFACES),
                outputs.exclude(receiver__in=in_force),
            ),
            Finding(
                _("It comes from a process that is not in force."),
                Cure(_("Name the process that supplies it now"), INTERFACES),
                inputs.exclude(source__in=in_force),
            ),
        ),
    )


INTERFACES = "processes:interfaces"


def _inputs(at: Situation) -> QuerySet[ProcessInput]:
    return at.records(ProcessInput)


def _outputs(at: Situation) -> QuerySet[ProcessOutput]:
    return at.records(ProcessOutput)


def check_4_4_1_9(at: Situation) -> Evidence:
    """Every process has an owner who works here, has duties and powers by a role, and answers for the process today."""
    processes = processes_in_scope(at)
    valid = valid_today(at)
    empowered = at.records(Role).exclude(responsibilities="").exclude(authorities=[])
    owned = processes.filter(owner__active=True, owner__voided_at=None)
    holds = Exists(valid.filter(person=OuterRef("owner"), role__in=empowered))
    answers = Exists(
        valid.filter(
            person=OuterRef("owner"), subject_type=Process.type_name, subject_id=OuterRef("pk"), is_deputy=False
        )
    )
    hand_over = Cure(_("Hand the process over to somebody"))
    return Evidence(
        processes,
        (
            Finding(_("It has no owner."), hand_over, processes.filter(owner=None)),
            Finding(
                _("Its owner does not work here any more, or is away for long."),
                hand_over,
                processes.filter(Q(owner__active=False) | Q(owner__voided_at__isnull=False)),
            ),
            Finding(
                _("Its owner holds no role with duties and powers."),
                Cure(_("Give the owner a role that says what it may decide")),
                owned.exclude(holds),
            ),
            Finding(
                _("Nothing says that its owner answers for it today."),
                Cure(_("Hand the process over, so that it is on record")),
                owned.exclude(answers),
            ),
        ),
    )


def check_5_3_5(at: Situation) -> Evidence:
    """Somebody has the duty to see that processes deliver what is intended, and so has the owner of each process."""
    carrying = roles_with_duty(at, Role.Duty.PROCESS_OUTPUTS)
    missing = Finding(
        _("Nobody who works here now has the duty to see that the processes deliver what is intended."),
        Cure(_("Give this duty to a role with a holder"), ROLES),
    )
    held = Exists(valid_today(at).filter(person=OuterRef("owner"), role__in=carrying))
    without = processes_in_scope(at).exclude(held)
    return Evidence(
        at.records(Role),
        (
            *(() if carrying else (missing,)),
            Finding(
                _("Its owner holds no role with the duty to see that processes deliver what is intended."),
                Cure(_("Give the owner such a role, or hand the process over")),
                without,
            ),
        ),
    )
