"""The sets of records that the checks of this room ask about."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace, StrIndex
from django.db.models.lookups import GreaterThan

from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.documents import audience
from everproof.documents.models import Document, DocumentRevision, Policy
from everproof.kernel.checks import Situation
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.people.checks import valid_today
from everproof.kernel.records import Record
from everproof.processes.models import Objective, Process


def quality_policy(at: Situation) -> QuerySet[Policy]:
    """The approved quality policies: one, if all is well."""
    return at.records(Policy).filter(kind=Policy.Kind.QUALITY, status="approved")


def active_objectives(at: Situation) -> QuerySet[Objective]:
    return at.records(Objective).filter(status="active")


def approved_direction(at: Situation) -> QuerySet[StrategicDirection]:
    return at.records(StrategicDirection).filter(status="approved")


def approved_scope(at: Situation) -> QuerySet[ScopeStatement]:
    return at.records(ScopeStatement).filter(status="approved")


def effective(at: Situation) -> QuerySet[Document]:
    """Documents that apply."""
    return at.records(Document).filter(status="effective")


def effective_revisions(at: Situation) -> QuerySet[DocumentRevision]:
    return at.records(DocumentRevision).filter(status="effective")


def processes_in_scope(at: Situation) -> QuerySet[Process]:
    return at.records(Process).filter(status="active", in_scope=True)


def top_management(at: Situation) -> QuerySet[Any]:
    """The people who hold a role of top management today."""
    return valid_today(at).filter(role__top_management=True, role__voided_at=None).values("person")


def described_in(at: Situation, model: type[Record], documents: QuerySet[Document]) -> Exists:
    """The condition on records of a lower room that one of these documents describes them: they are linked so."""
    return Exists(_descriptions(at, model).filter(to_id__in=documents.values("pk")))


def has_description(at: Situation, model: type[Record]) -> Exists:
    """The condition on records of a lower room that they are linked with a document at all."""
    return Exists(_descriptions(at, model))


def _descriptions(at: Situation, model: type[Record]) -> QuerySet[Link]:
    return Link.objects.filter(
        organization_id=at.organization_id,
        relation=Relation.DESCRIBED_IN,
        from_type=model.type_name,
        from_id=OuterRef("pk"),
        to_type=Document.type_name,
        removed_at=None,
    )


def plain(expression: Any) -> Replace:
    """Ids in the form in which audiences keep them, without dashes: databases keep them in different ones."""
    return Replace(Cast(expression, TextField()), Value("-"), Value(""))


def names(field: Any, key: Any) -> Q:
    """The condition that the audience in `field` names an id, both given as expressions."""
    return Q(GreaterThan(StrIndex(plain(field), plain(key)), Value(0)))


def for_everybody(field: Any) -> Q:
    """The condition that an audience leaves nobody out."""
    return Q(GreaterThan(StrIndex(Cast(field, TextField()), Value(f'"{audience.EVERYBODY}"')), Value(0)))


def includes(at: Situation, groups: str, person: str, site: str, *, outside: bool = False) -> Q:
    """The condition that an audience includes a person; all three are fields of the rows that are asked for.

    With `outside`, the audience is a field of the rows around them: a document's, while owners of processes are asked.
    """
    here = OuterRef(groups) if outside else F(groups)
    below = OuterRef(OuterRef(groups)) if outside else OuterRef(groups)
    held = valid_today(at).filter(person_id=OuterRef(person))
    role = held.filter(role__isnull=False).filter(names(below, "role_id"))
    duty = held.filter(subject_type=Process.type_name).filter(names(below, "subject_id"))
    owned = at.records(Process).filter(owner_id=OuterRef(person)).filter(names(below, "pk"))
    at_site = Q(**{f"{site}__isnull": False}) & names(here, F(site))
    return for_everybody(here) | names(here, F(person)) | at_site | Q(Exists(role)) | Q(Exists(duty)) | Q(Exists(owned))
