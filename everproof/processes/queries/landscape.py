"""Questions about processes and who answers for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Responsibility
from everproof.processes.models import Process


def visible_processes(actor: Actor) -> QuerySet[Process]:
    """Those in force (not voided) that the actor may see."""
    return access.visible(actor, Process.objects.in_force())


def active_processes(actor: Actor) -> QuerySet[Process]:
    """Those that stand on the map, in its order."""
    return visible_processes(actor).filter(status="active").order_by("group", "position", "id")


def responsibilities_for(process: Process) -> QuerySet[Responsibility]:
    """Who is or was responsible for the process itself, deputies too."""
    return Responsibility.objects.in_force().filter(
        organization_id=process.organization_id, subject_type=process.type_name, subject_id=process.pk
    )


def valid_on(day: date) -> Q:
    """The condition that a responsibility holds on a day."""
    return Q(from_on__lte=day) & (Q(to_on=None) | Q(to_on__gte=day))
