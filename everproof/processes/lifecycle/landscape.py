"""The life of a process: described as a draft, in force, retired."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.processes.models import Process, ProcessInput, ProcessOutput


@settled_by("owner")
def owner_is_named(process: Process) -> Any:
    """4.4.1 e: somebody is responsible for it."""
    return None if process.owner_id else _("It has no owner yet.")


@settled_by("purpose")
def purpose_is_said(process: Process) -> Any:
    """4.4.1: the processes needed are determined, so each says what it is for."""
    return None if process.purpose.strip() else _("Nobody has said what it is for.")


def no_process_counts_on_it(process: Process) -> Any:
    """4.4.1 b: no process in force takes from, or delivers to, one that is retired."""
    others = {"organization_id": process.organization_id, "process__status": "active"}
    inputs = ProcessInput.objects.in_force().filter(source=process, **others).order_by().values("pk")
    outputs = ProcessOutput.objects.in_force().filter(receiver=process, **others).order_by().values("pk")
    count = inputs.union(outputs, all=True).count()
    if not count:
        return None
    return ngettext(
        "%(count)s interface of another process still names it.",
        "%(count)s interfaces of other processes still name it.",
        count,
    ) % {"count": count}


PROCESS_LIFECYCLE = Lifecycle(
    states=(
        State("draft", _("Draft"), tone="neutral"),
        State("active", _("Active"), tone="good"),
        State("retired", _("Retired"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "activate",
            _("Put into force"),
            ("draft",),
            "active",
            power=MANAGE,
            guards=(owner_is_named, purpose_is_said),
            fields=("owner", "purpose"),
            help=_("From now on it stands on the map, and its requirements are checked."),
        ),
        Transition(
            "retire",
            _("Retire"),
            ("active",),
            "retired",
            power=MANAGE,
            guards=(no_process_counts_on_it,),
            reason_needed=True,
            help=_("It leaves the map. What it was stays with its history."),
        ),
        Transition(
            "reactivate",
            _("Put into force again"),
            ("retired",),
            "active",
            power=MANAGE,
            guards=(owner_is_named,),
            reason_needed=True,
            help=_("It comes back to the map with the inputs and outputs it had."),
        ),
    ),
    initial="active",
    draft="draft",
    order=("draft", "active", "retired"),
)
