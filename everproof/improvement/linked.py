"""Nonconformities by what they are linked with: products, suppliers, customers, gauges, whatever a room brings."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from everproof.improvement.analysis import Bar
from everproof.improvement.models import Nonconformity
from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import Link

CASE = Nonconformity.type_name
# The bar of what the reader may not see by name, and of what has no such link.
HIDDEN, NONE = "hidden", ""


class Pair(NamedTuple):
    """A case and one record that it is linked with, whichever of the two names the other."""

    case: UUID
    type: str
    other: UUID


def pairs(found: QuerySet[Nonconformity], organization_id: int) -> set[Pair]:
    """All links of the cases, each pair once; two statements."""
    links = Link.objects.filter(organization_id=organization_id, removed_at=None)
    cases = found.order_by().values("pk")
    away = links.filter(from_type=CASE, from_id__in=cases).values_list("from_id", "to_type", "to_id")
    here = links.filter(to_type=CASE, to_id__in=cases).values_list("to_id", "from_type", "from_id")
    return {Pair(*one) for one in (*away, *here)}


def types(linked: Collection[Pair], actor: Actor) -> list[str]:
    """The types among them by which the actor may tell cases apart, by name."""
    known = {one.name: one.model for one in modules.all_record_types() if one.name != CASE}
    return sorted(name for name in {one.type for one in linked} & set(known) if access.may(actor, "view", known[name]))


def bars(
    found: QuerySet[Nonconformity], linked: Collection[Pair], actor: Actor, type_name: str, weight: str
) -> list[Bar]:
    """The cases by the records of a type that they are linked with, the heaviest first; two statements.

    A case that is linked with two of them stands in both bars. What the actor may not see shares a bar without a name.
    """
    names = _names(linked, actor, type_name)
    of_case: dict[UUID, set[str]] = {}
    for pair in linked:
        if pair.type == type_name:
            of_case.setdefault(pair.case, set()).add(str(pair.other) if pair.other in names else HIDDEN)
    sums: dict[str, float] = {}
    for case, cost in found.order_by().values_list("pk", "cost"):
        for key in of_case.get(case, {NONE}):
            sums[key] = sums.get(key, 0.0) + (float(cost or 0) if weight == "cost" else 1.0)
    words = {NONE: _("Not linked"), HIDDEN: _("Others"), **{str(key): words for key, words in names.items()}}
    made = [Bar(key, words[key], value) for key, value in sums.items() if value]
    return sorted(made, key=lambda bar: (-bar.weight, bar.label))


def of_bar(
    found: QuerySet[Nonconformity], linked: Collection[Pair], actor: Actor, type_name: str, key: str
) -> QuerySet[Nonconformity]:
    """The cases behind one bar. Raises ValueError for a key that is none of the bars."""
    own = [one for one in linked if one.type == type_name]
    if key == NONE:
        return found.exclude(pk__in={one.case for one in own})
    names = _names(own, actor, type_name)
    if key == HIDDEN:
        return found.filter(pk__in={one.case for one in own if one.other not in names})
    wanted = UUID(key)
    if wanted not in names:
        raise ValueError(key)
    return found.filter(pk__in={one.case for one in own if one.other == wanted})


def _names(linked: Collection[Pair], actor: Actor, type_name: str) -> dict[UUID, str]:
    """What the records are called that the actor may see."""
    ids = {one.other for one in linked if one.type == type_name}
    seen = access.visible(actor, modules.record_type(type_name).model._default_manager.filter(pk__in=ids))
    return {key: f"{number} {title}".strip() for key, number, title in seen.values_list("pk", "number", "title")}
