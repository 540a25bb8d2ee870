"""Audiences: who may open a document, whom it is for, who confirms having read it.

An audience is a list of {"kind", "id"}: everybody (no id), the holders of a role, the people of a site, one person, or
those who own a process or hold a duty in it. It is kept as JSON, so that it stands in the record's own digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person, Responsibility, Role, Site
from everproof.kernel.records import Record
from everproof.kernel.signatures.meanings import Meaning
from everproof.processes.models import Process

EVERYBODY = "everybody"
MODELS: dict[str, type[Record]] = {"role": Role, "site": Site, "person": Person, "process": Process}
KINDS = (EVERYBODY, *MODELS)
CHOSEN = "chosen"
"""In the approval of a type: whoever sends a revision for review names the person."""
APPROVERS = ("person", "role", CHOSEN)
MEANINGS = (Meaning.REVIEW, Meaning.APPROVAL, Meaning.RELEASE)
MOST_STEPS = 20

Entry = Mapping[str, Any]


def everybody() -> list[dict[str, str]]:
    """The audience that leaves nobody out."""
    return [{"kind": EVERYBODY, "id": ""}]


def entry(record: Record) -> dict[str, str]:
    """The entry of an audience that names this role, site, person or process."""
    return {"kind": record.type_name, "id": str(record.pk)}


def problem(entries: Any) -> Any:
    """What is wrong with the form of an audience, in words, or None. Whether the ids exist is `foreign`'s question."""
    if not isinstance(entries, list | tuple):
        return _("This is a list of roles, sites, people and processes.")
    for each in entries:
        if not isinstance(each, dict) or set(each) != {"kind", "id"} or each["kind"] not in KINDS:
            return _("Each is everybody, a role, a site, a person or a process.")
        if each["kind"] != EVERYBODY and not _is_id(each["id"]):
            return _("There is no such record.")
    return None


def approval_problem(steps: Any) -> Any:
    """What is wrong with the form of a type's approval, in words, or None."""
    if not isinstance(steps, list | tuple) or len(steps) > MOST_STEPS:
        return _("This is a list of at most %(most)s steps.") % {"most": MOST_STEPS}
    for step in steps:
        if not isinstance(step, dict) or set(step) != {"order", "meaning", "kind", "id", "quorum"}:
            return _("Each step says its order, what it means, who decides, and how many.")
        if step["meaning"] not in [meaning.value for meaning in MEANINGS] or step["kind"] not in APPROVERS:
            return _("A step is a review, an approval or a release, by a person or a role.")
        if not all(isinstance(step[name], int) and 1 <= step[name] <= MOST_STEPS for name in ("order", "quorum")):
            return _("Order and number of people are whole numbers from 1.")
        if step["kind"] != CHOSEN and not _is_id(step["id"]):
            return _("There is no such record.")
    return None


def foreign(organization_id: int, *lists: Iterable[Entry]) -> bool:
    """Whether an entry names something that is no record of this organisation; one statement for each kind."""
    wanted: dict[str, set[UUID]] = {}
    for entries in lists:
        for each in entries:
            if each["kind"] in MODELS:
                wanted.setdefault(each["kind"], set()).add(UUID(str(each["id"])))
    return any(
        MODELS[kind]._default_manager.filter(organization_id=organization_id, pk__in=ids).count() != len(ids)
        for kind, ids in wanted.items()
    )


def people(organization_id: int, entries: Sequence[Entry], today: date) -> QuerySet[Person]:
    """The active people whom an audience names today, each once."""
    own = Person.objects.in_force().filter(organization_id=organization_id, active=True)
    if any(each["kind"] == EVERYBODY for each in entries):
        return own
    ids: dict[str, list[str]] = {kind: [] for kind in MODELS}
    for each in entries:
        ids[each["kind"]].append(each["id"])
    held = in_force(today).filter(organization_id=organization_id)
    named = Q(pk__in=ids["person"]) | Q(site_id__in=ids["site"])
    if ids["role"]:
        named |= Q(pk__in=held.filter(role_id__in=ids["role"]).values("person_id"))
    if ids["process"]:
        duty = held.filter(subject_type=Process.type_name, subject_id__in=ids["process"])
        named |= Q(pk__in=duty.values("person_id"))
        named |= Q(pk__in=Process.objects.filter(pk__in=ids["process"], owner__isnull=False).values("owner_id"))
    return own.filter(named)


def in_force(today: date) -> QuerySet[Responsibility]:
    """Responsibilities that hold on a day."""
    return Responsibility.objects.in_force().filter(Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today)


class Today(Func):
    """The day of the database's clock (UTC): a condition that is kept for a person may not hold the day it was made."""

    template = "CURRENT_DATE"
    output_field = DateField()


def includes(field: str, person: Person | None) -> Q:
    """The condition on records that the audience in `field` includes a person, by what they hold today or soon."""
    condition = _has(field, Value(f'"{EVERYBODY}"'))
    if person is None:
        return condition
    condition |= _has(field, Value(person.pk.hex))
    if person.site_id:
        condition |= _has(field, Value(person.site_id.hex))
    held = Responsibility.objects.in_force().filter(
        Q(to_on=None) | Q(to_on__gte=Today()), organization_id=person.organization_id, person_id=person.pk
    )
    owned = Process.objects.filter(organization_id=person.organization_id, owner_id=person.pk)
    return (
        condition
        | _names_one_of(field, held.filter(role__isnull=False), "role_id")
        | _names_one_of(field, held.filter(subject_type=Process.type_name), "subject_id")
        | _names_one_of(field, owned, "pk")
    )


def names_record(field: str, key: UUID) -> Q:
    """The condition on records that the list in `field` names this id."""
    return _has(field, Value(key.hex))


def _has(field: str, word: Any) -> Q:
    return Q(GreaterThan(StrIndex(_plain(F(field)), word), Value(0)))


def _names_one_of(field: str, rows: QuerySet[Any], key: str) -> Q:
    found = rows.annotate(named=StrIndex(_plain(OuterRef(field)), _plain(F(key)))).filter(named__gt=0)
    return Q(Exists(found))


def _plain(expression: Any) -> Replace:
    """As text without dashes: databases keep ids in different forms."""
    return Replace(Cast(expression, TextField()), Value("-"), Value(""))


def words(entries: Sequence[Entry], names: Mapping[str, str]) -> list[str]:
    """An audience in words, by the titles of the records it names."""
    return [str(_("Everybody")) if each["kind"] == EVERYBODY else names.get(str(each["id"]), "") for each in entries]


def names(organization_id: int, *lists: Iterable[Entry]) -> dict[str, str]:
    """The titles of all records that audiences name, by id; one statement for each kind that occurs."""
    wanted: dict[str, set[str]] = {}
    for entries in lists:
        for each in entries:
            if each["kind"] in MODELS:
                wanted.setdefault(each["kind"], set()).add(str(each["id"]))
    found: dict[str, str] = {}
    for kind, ids in wanted.items():
        rows = MODELS[kind]._default_manager.filter(organization_id=organization_id, pk__in=ids)
        found |= {str(key): title for key, title in rows.values_list("pk", "title")}
    return found


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
