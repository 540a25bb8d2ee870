"""What happens to actions by itself: owners are told and reminded, late actions are shown to a supervisor."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from everproof.kernel import clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.notifications import Notice, notify, notify_many
from everproof.kernel.people.models import Person
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.work.models import Action


@task
def tell_owner(organization_id: int, action_id: str) -> None:
    """Tell the owner that an action is theirs: once for each time it was given, never for their own doing."""
    action = Action.objects.filter(organization_id=organization_id, pk=action_id).select_related("owner").first()
    if action is None or action.status != "open" or action.is_voided:
        return
    given = _version_that_gave_it(action)
    if given is None:
        return
    entry = LedgerEntry.objects.filter(organization_id=organization_id, pk=given.entry_id).only("actor").first()
    if entry is None or entry.actor != str(action.owner_id):
        notify(
            action.owner,
            "action-given",
            record=action,
            facts={"due": action.due_on},
            key=f"action-given:{action.pk}:{given.version}",
        )


@task
def remind_owners(organization_id: int) -> None:
    """Remind owners of open actions that are due soon; once for each due day."""
    today = _today(organization_id)
    until = today + timedelta(days=parameters.value(organization_id, "action_reminder_days"))
    soon = _open_actions(organization_id).filter(due_on__range=(today, until)).select_related("owner")
    notify_many(
        [
            Notice(
                action.owner,
                "action-due",
                action,
                {"due": action.due_on},
                key=f"action-due:{action.pk}:{action.due_on}",
            )
            for action in soon
        ]
    )


@task
def escalate_late_actions(organization_id: int) -> None:
    """Show actions that are late for too long to the owner's supervisor (without one: to who raised it); once."""
    organization = Organization.objects.get(pk=organization_id)
    scheduler = Actor.system(organization, "scheduler")
    # On its due day an action is not late yet.
    days = max(1, parameters.value(organization_id, "action_escalation_days"))
    last = clock.today(organization.zone) - timedelta(days=days)
    late = _open_actions(organization_id).filter(due_on__lte=last, escalated_at=None)
    for action in late.select_related("organization", "owner", "owner__supervisor", "created_by"):
        escalated = records.update(action, by=scheduler, verb="escalate", escalated_at=clock.now())
        supervisor = _supervisor_of(action)
        if supervisor is not None:
            notify(
                supervisor,
                "action-late",
                record=escalated,
                facts={"owner": action.owner.title, "due": action.due_on},
                key=f"action-late:{action.pk}:{escalated.version}",
            )


def _open_actions(organization_id: int) -> QuerySet[Action]:
    return Action.objects.in_force().filter(organization_id=organization_id, status="open")


def _today(organization_id: int) -> date:
    return clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))


def _supervisor_of(action: Action) -> Person | None:
    """Whom to show a late action to: never the owner."""
    supervisor = action.owner.supervisor or action.created_by
    return supervisor if supervisor is not None and supervisor.pk != action.owner_id else None


def _version_that_gave_it(action: Action) -> RecordVersion | None:
    """The newest version of an open action that gave it to its owner: made, handed over or opened again."""
    versions = RecordVersion.objects.filter(
        organization_id=action.organization_id, type=action.type_name, record_id=action.pk
    ).order_by("-version")
    for version in versions.only("version", "changed", "entry_id"):
        if {"owner", "status"} & set(version.changed):
            return version
    return None
