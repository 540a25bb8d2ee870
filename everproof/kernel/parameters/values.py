"""Reads and changes the values of parameters."""

from typing import Any

from django.db import transaction
from django.db.models import IntegerField, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from everproof.kernel import clock, ledger, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTER, MANAGE
from everproof.kernel.errors import NotAllowed
from everproof.kernel.parameters.declarations import Parameter
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.prepared import Prepared


def declared() -> dict[str, Parameter]:
    """All parameters by name, in the order the rooms declare them."""
    return modules.parameters()


def value(organization_id: int, name: str) -> Any:
    """The organisation's value of one parameter, or its default; KeyError for a name nobody declares."""
    parameter = declared()[name]
    stored = _STORED.rows(organization=organization_id, name=name)
    return parameter.read(stored[0][0] if stored and stored[0][0] is not None else parameter.default)


def _stored(organization: int, name: str) -> QuerySet[ParameterValue, tuple[Any, ...]]:
    return ParameterValue.objects.filter(organization_id=organization, name=name).values_list("value")


def in_statement(organization_id: int, name: str) -> Coalesce:
    """The organisation's value of a whole number as part of another statement, so that it needs none of its own."""
    stored = ParameterValue.objects.filter(organization_id=organization_id, name=name).values("value")[:1]
    number = Cast(Cast(Subquery(stored), TextField()), IntegerField())
    return Coalesce(number, Value(declared()[name].default), output_field=IntegerField())


_STORED: Prepared[Any] = Prepared(_stored)


def values(organization_id: int) -> dict[str, Any]:
    """All parameters of an organisation in one statement."""
    stored = dict(ParameterValue.objects.filter(organization_id=organization_id).values_list("name", "value"))
    return {name: parameter.read(stored.get(name, parameter.default)) for name, parameter in declared().items()}


@transaction.atomic
def change(*, name: str, to: Any, by: Actor) -> Any:
    """Set a value, with a ledger entry of old and new. Raises ValidationError for a value out of its limits."""
    from django.utils.translation import gettext_lazy as _

    if not (by.has(ADMINISTER) or by.has(MANAGE)):
        raise NotAllowed(_("Only an administrator or a quality manager changes settings."))
    parameter = declared()[name]
    cleaned = parameter.clean(to)
    before = value(by.organization_id, name)
    ParameterValue.objects.update_or_create(
        organization_id=by.organization_id, name=name, defaults={"value": cleaned, "updated_at": clock.now()}
    )
    # Free words do not belong into the ledger.
    free = parameter.kind in ("text", "words")
    facts = {"kind": parameter.kind} if free else {"from": str(before), "to": str(cleaned)}
    ledger.note(by, "kernel.parameter.change", type="parameter", record_id=name[:40], facts=facts)
    return parameter.read(cleaned)
