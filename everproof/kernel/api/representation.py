"""A record as the API gives it: plain values by field, and for one record what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from everproof.kernel import access, links, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.api import fields
from everproof.kernel.api.models import ApiToken
from everproof.kernel.api.tokens import verbs_of
from everproof.kernel.errors import Refused
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.links.actions import LinkedRecord
from everproof.kernel.prepared import Prepared
from everproof.kernel.records import Record
from everproof.kernel.records.store import refuse_if_locked
from everproof.kernel.ui.steps import ways
from everproof.kernel.work.models import Action
from everproof.kernel.work.queries import actions_from

# On every record, whatever fields were asked for.
ALWAYS = ("id", "type", "url")


def values(record: Record, names: Sequence[str] = ()) -> dict[str, Any]:
    """The record's own values: all, or those named."""
    found: dict[str, Any] = {"type": modules.type_of(record).path, "url": page_of(record)}
    for name, attribute in fields.shown(record.type_name):
        if not names or name in names or name in ALWAYS:
            found[name] = plain(getattr(record, attribute))
    return found


def page_of(record: Record) -> str:
    """The address of the record's page, for people."""
    record_type = modules.type_of(record)
    slug = record.organization.slug
    return f"{settings.EVERPROOF_URL}/{slug}/{record_type.room}/{record_type.path}/{record.reference}/"


def etag(record: Record) -> str:
    return f'"{record.version}"'


def whole(record: Record, actor: Actor) -> dict[str, Any]:
    """The record with its links, the actions raised from it, and what this actor may do with it."""
    return {
        **values(record),
        "links": [_link(linked) for linked in links.linked(record, actor)],
        "actions": [values(action, _ACTION_FIELDS) for action in _actions(record, actor)],
        "possibilities": [*_steps(record, actor), *_always(record, actor)],
    }


_ACTION_FIELDS = ("number", "title", "status", "owner", "due_on")


def _actions(record: Record, actor: Actor) -> list[Action]:
    """What was planned from this record, as far as the actor may see it."""
    found = _RAISED.instances(
        actor, form=actor.reach, organization=record.organization_id, type_name=record.type_name, record=record.pk
    )
    for action in found:
        action.organization = record.organization
    return found


def _raised(actor: Actor, organization: int, type_name: str, record: UUID) -> QuerySet[Action]:
    return access.visible(actor, actions_from(organization, type_name, record))


_RAISED = Prepared(_raised)


def _link(linked: LinkedRecord) -> dict[str, Any]:
    other = linked.record
    return {
        "link": linked.link_id,
        "relation": str(linked.relation),
        "type": modules.type_of(other).path,
        "id": str(other.pk),
        "number": other.number,
        "title": other.title,
        "voided": other.is_voided,
    }


def _steps(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """Each transition out of the record's state: what is missing, and whether the request itself could settle that."""
    found = []
    for way in ways(record, actor):
        step, signature = way.transition, bool(way.transition.meaning(record))
        missing = [str(reason) for reason in way.missing]
        if signature:
            missing.append(_("This needs a signature, which a token cannot give."))
        found.append(
            _possibility(
                step.name,
                step.label,
                permitted=way.permitted,
                possible=way.permitted and not signature and not way.blocking,
                missing=missing,
                reason_needed=step.reason_needed,
                signature_needed=signature,
            )
        )
    return found


def _always(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """The verbs that every record knows."""
    labels = {"update": _("Change"), "void": _("Void"), "reinstate": _("Reinstate"), "link": _("Link")}
    found = []
    for verb, label in labels.items():
        answer = access.may(actor, verb, record)
        missing = _in_the_way(record, verb) if answer else [str(answer.reason)]
        reason_needed = verb in ("void", "reinstate") or verb in modules.type_of(record).reason_needed
        found.append(
            _possibility(
                verb,
                label,
                permitted=bool(answer),
                possible=not missing,
                missing=missing,
                reason_needed=reason_needed,
                signature_needed=False,
            )
        )
    return found


def _possibility(verb: str, label: Any, **more: Any) -> dict[str, Any]:
    return {"verb": verb, "label": str(label), **more}


def _in_the_way(record: Record, verb: str) -> list[str]:
    if verb == "reinstate" and not record.is_voided:
        return [_("This record is not voided.")]
    if verb == "void" and record.is_voided:
        return [_("This record is voided already.")]
    if verb == "update":
        try:
            refuse_if_locked(record)
        except Refused as refusal:
            return [str(reason) for reason in refusal.reasons]
    return []


def welcome(actor: Actor, token: ApiToken) -> dict[str, Any]:
    """Whose token it is, and what can be reached with it."""
    assert actor.person is not None
    return {
        "organization": {"slug": actor.organization.slug, "name": actor.organization.name},
        "person": {"id": str(actor.person.pk), "number": actor.person.number, "name": actor.person.name},
        "token": {"name": token.name, "scopes": token.scopes, "expires_at": plain(token.expires_at)},
        "types": [
            {"path": record_type.path, "label": str(record_type.plural), "verbs": verbs_of(record_type)}
            for record_type in modules.all_record_types()
        ],
    }
