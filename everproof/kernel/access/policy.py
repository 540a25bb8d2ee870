"""The one place where permission is decided; pages, API, exports, search and tasks ask the same functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db.models import Model, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from everproof.kernel import modules
from everproof.kernel.access.actor import Actor, Grant
from everproof.kernel.access.roles import (
    AS_UPDATE,
    CONTRIBUTE,
    MANAGE,
    OWN_VERBS,
    PART_VERBS,
    READ,
    REPORT,
    REPORTER_VERBS,
    USUAL_POWERS,
)
from everproof.kernel.errors import NotAllowed

if TYPE_CHECKING:
    from everproof.kernel.modules import RecordType
    from everproof.kernel.records.models import Record

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the reason to show."""

    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def power_for(record_type: RecordType, verb: str) -> str:
    """The power that a verb of this type needs: the type's own word, the lifecycle's, or the usual one."""
    if verb in record_type.powers:
        return record_type.powers[verb]
    if record_type.lifecycle and (transition := record_type.lifecycle.transitions.get(verb)):
        return transition.power
    if verb in AS_UPDATE:
        return power_for(record_type, "update")
    return USUAL_POWERS.get(verb, MANAGE)


def may(actor: Actor, verb: str, subject: Record | type[Record]) -> Answer:
    """Whether `actor` may do `verb` to a record, or (given the model) to records of that type at all."""
    if actor.is_system:
        return YES
    record_type = modules.type_of(subject)
    record = None if isinstance(subject, type) else subject
    if record is not None and _is_foreign(actor, record):
        return Answer(False, _("There is no such record."))
    if actor.scopes is not None and not actor.scopes.include(record_type.path, verb):
        return Answer(False, _("This token does not include this."))
    power = power_for(record_type, verb)
    for grant in actor.grants:
        if power in grant.role.powers and _covers(grant, record_type, record):
            return YES
    if record is not None and _is_own(actor, record_type, record) and _own_verb(actor, record_type, verb, power):
        return YES
    if record is not None and _is_owner(actor, record_type, record) and _owner_step(actor, record_type, verb):
        return YES
    if record is not None and record_type.whole and verb in PART_VERBS:
        # A token's scope names the part; the right to it is that to the whole.
        return may(replace(actor, scopes=None), "update", getattr(record, record_type.whole))
    return Answer(False, _why_not(actor, power))


def require(actor: Actor, verb: str, subject: Record | type[Record]) -> None:
    """Raise NotAllowed with the reason unless `may`."""
    answer = may(actor, verb, subject)
    if not answer:
        raise NotAllowed(answer.reason)


def visible(actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
    """The records of a query set that `actor` may see, as one SQL condition; other organisations' never."""
    queryset = _own(actor, queryset)
    if actor.is_system:
        return queryset
    record_type = modules.type_of(cast("type[Record]", queryset.model))
    condition = reading_condition(
        actor,
        record_type,
        owner=f"{record_type.owner}_id" if record_type.owner else "",
        party=f"{record_type.party}_id",
    )
    if condition is None:
        return queryset.none()
    if record_type.visibility:
        condition &= record_type.visibility(actor)
    return queryset.filter(condition) if condition else queryset


def _own(actor: Actor, queryset: QuerySet[M]) -> QuerySet[M]:
    return queryset.filter(organization_id=actor.organization_id)


def _is_foreign(actor: Actor, record: Record) -> bool:
    return record.organization_id != actor.organization_id


def why_not_visible(actor: Actor) -> Any:
    """The reason to show someone whose access roles let them read nothing."""
    return _why_not(actor, READ)


def reading_condition(actor: Actor, record_type: RecordType, *, owner: str, party: str) -> Q | None:
    """What `actor` may read of a type, over columns site_id, created_by_id and the two named (empty: there is none).

    None: nothing. An empty Q: everything of the organisation. The type's own `visibility` comes on top.
    """
    if actor.scopes is not None and not actor.scopes.include(record_type.path, "view"):
        return None
    power = power_for(record_type, "view")
    condition: Q | None = None
    for grant in actor.grants:
        if power not in grant.role.powers:
            continue
        part = _grant_condition(grant, record_type, party)
        if part is None:
            continue
        if not part:
            return Q()
        condition = part if condition is None else condition | part
    if actor.has(REPORT) and actor.person_id:
        own = Q(created_by_id=actor.person_id)
        if owner:
            own |= Q(**{owner: actor.person_id})
        condition = own if condition is None else condition | own
    return condition


def _grant_condition(grant: Grant, record_type: RecordType, party: str) -> Q | None:
    if grant.role.needs_party:
        if not record_type.party or grant.party_id is None or grant.party_type != _party_type(record_type):
            return None
        return Q(**{party: grant.party_id})
    if grant.site_id is None:
        return Q()
    return Q(site_id=grant.site_id) | Q(site_id=None)


def _covers(grant: Grant, record_type: RecordType, record: Record | None) -> bool:
    if grant.role.needs_party:
        if not record_type.party:
            return False
        return record is None or (
            grant.party_type == _party_type(record_type)
            and getattr(record, f"{record_type.party}_id") == grant.party_id
        )
    return record is None or grant.site_id is None or record.site_id in (None, grant.site_id)


def _party_type(record_type: RecordType) -> str:
    return record_type.model._meta.get_field(record_type.party).related_model.type_name  # type: ignore[union-attr]


def _is_own(actor: Actor, record_type: RecordType, record: Record) -> bool:
    if actor.person_id is None:
        return False
    owner = getattr(record, f"{record_type.owner}_id") if record_type.owner else None
    return actor.person_id in (record.created_by_id, owner)


def _is_owner(actor: Actor, record_type: RecordType, record: Record) -> bool:
    return bool(record_type.owner) and getattr(record, f"{record_type.owner}_id") == actor.person_id is not None


def _owner_step(actor: Actor, record_type: RecordType, verb: str) -> bool:
    """Whether it is a step of its life that the owner takes, not everyone who made it."""
    step = record_type.lifecycle.transitions.get(verb) if record_type.lifecycle else None
    return step is not None and step.owner_may and actor.has(CONTRIBUTE)


def _own_verb(actor: Actor, record_type: RecordType, verb: str, power: str) -> bool:
    """What comes with a record being one's own; but where its type itself says who may, that holds for its owner too.

    Otherwise the holder of a role could make it another one, and who once gave access could prolong it for ever.
    """
    if verb in REPORTER_VERBS and actor.has(REPORT):
        return True
    if verb in record_type.powers or (verb in AS_UPDATE and "update" in record_type.powers):
        return False
    if power == CONTRIBUTE or verb in OWN_VERBS:
        return actor.has(CONTRIBUTE)
    return False


def _why_not(actor: Actor, power: str) -> Any:
    if not actor.grants:
        return _("You have no access role here. Ask your administrator for one.")
    roles = ", ".join(str(grant.role.label) for grant in actor.grants)
    return format_lazy(
        _("Your access role ({roles}) does not include this: it needs “{power}”. Ask your administrator."),
        roles=roles,
        power=POWER_LABELS[power],
    )


POWER_LABELS: dict[str, Any] = {
    "read": _("read"),
    "report": _("report"),
    "contribute": _("contribute"),
    "manage": _("manage"),
    "approve": _("approve"),
    "audit": _("audit"),
    "assess": _("assess requirements"),
    "history": _("read the history"),
    "administer": _("administer"),
}
