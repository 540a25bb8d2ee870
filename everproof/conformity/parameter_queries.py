"""The company's own rules for the pages: values with meaning, limits, default, who changed them, and what uses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from everproof.conformity import catalogues
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.parameters import Parameter
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.parameters.values import declared
from everproof.kernel.people.models import Person
from everproof.kernel.ui import formats
from everproof.standards import Atom, Catalogue

CHANGED = "kernel.parameter.change"


@dataclass(frozen=True)
class Rule:
    """A parameter with the company's value. `entry` is the newest ledger entry that changed it, `by` who did."""

    parameter: Parameter
    value: Any
    is_set: bool
    changed_at: datetime | None = None
    by: str = ""
    entry: UUID | None = None
    used_by: tuple[Atom, ...] = ()
    is_of_catalogue: bool = False

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def title(self) -> str:
        """What it is about. Those of the catalogues have no other words than their meaning."""
        return self.meaning.rstrip(".") if self.is_of_catalogue else str(self.parameter.label)

    @property
    def help(self) -> str:
        """What there is to say besides the title."""
        return "" if self.is_of_catalogue else str(self.parameter.meaning)

    @property
    def in_words(self) -> str:
        return in_words(self.parameter, self.value)

    @property
    def default_in_words(self) -> str:
        return in_words(self.parameter, self.parameter.default)

    @property
    def differs(self) -> bool:
        """Whether the company set another value than the one we start from."""
        return self.is_set and self.value != self.parameter.read(self.parameter.default)

    @property
    def meaning(self) -> str:
        return str(self.parameter.meaning or self.parameter.label)

    def contains(self, words: str) -> bool:
        """Whether a search for these words finds it."""
        text = f"{self.name} {self.parameter.label} {self.meaning} {self.in_words}".casefold()
        return all(word in text for word in words.casefold().split())


def in_words(parameter: Parameter, value: Any) -> str:
    """A value as people write it, with its unit."""
    if parameter.kind == "boolean":
        return _("yes") if value else _("no")
    if parameter.kind in ("integer", "decimal"):
        return formats.quantity(Decimal(value) if parameter.kind == "decimal" else value, str(parameter.unit))
    if parameter.kind == "choice":
        return str(dict(parameter.choices).get(value, value))
    if isinstance(value, list | tuple):
        labels = dict(parameter.choices)
        return ", ".join(str(labels.get(one, one)) for one in value)
    return str(value) or _("nothing")


def rules(
    organization_id: int, catalogue: Catalogue, *, with_names: bool, only: Collection[str] | None = None
) -> list[Rule]:
    """All parameters, or some, in the order of their declaration. One statement; who changed them takes two more."""
    if only is not None and not only:
        return []
    rows = ParameterValue.objects.filter(organization_id=organization_id)
    stored = {row.name: row for row in (rows if only is None else rows.filter(name__in=only))}
    changes = newest_changes(organization_id, stored) if with_names and stored else {}
    users = users_of(catalogue)
    found = []
    for name, parameter in declared().items():
        if only is not None and name not in only:
            continue
        row = stored.get(name)
        entry, by = changes.get(name, (None, ""))
        found.append(
            Rule(
                parameter,
                parameter.read(row.value if row else parameter.default),
                row is not None,
                row.updated_at if row else None,
                by,
                entry,
                users.get(name, ()),
                name in catalogue.parameters,
            )
        )
    return found


def newest_changes(organization_id: int, names: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """(ledger entry, who) of the newest change of each of these parameters."""
    keys = {name[:40]: name for name in names}
    entries = LedgerEntry.objects.filter(
        organization_id=organization_id, type="parameter", verb=CHANGED, record_id__in=keys
    )
    rows = {keys[key]: (pk, actor) for key, pk, actor in entries.order_by("at").values_list("record_id", "pk", "actor")}
    ids = {actor for _pk, actor in rows.values() if ":" not in actor}
    people = Person.objects.filter(organization_id=organization_id, pk__in=ids).values_list("pk", "title")
    titles = {str(key): title for key, title in people}
    return {name: (pk, titles.get(actor, "Everproof")) for name, (pk, actor) in rows.items()}


def users_of(catalogue: Catalogue) -> dict[str, tuple[Atom, ...]]:
    """The requirements of an edition whose check or condition names a parameter, by its name."""
    found: dict[str, list[Atom]] = defaultdict(list)
    for atom in catalogue.atoms:
        for name in catalogues.named_by(catalogue, atom):
            found[name].append(atom)
    return {name: tuple(atoms) for name, atoms in found.items()}


def by_clause(found: Iterable[Rule], catalogue: Catalogue) -> list[tuple[str, str, list[Rule]]]:
    """(number, title, rules) of each clause where rules are used first; before all, those that no requirement names."""
    general = [rule for rule in found if not rule.used_by]
    groups: list[tuple[str, str, list[Rule]]] = [("", _("In general"), general)] if general else []
    for clause in catalogue.clauses:
        for part in clause.children or (clause,):
            numbers = {one.number for one in part.walk()}
            own = [rule for rule in found if rule.used_by and rule.used_by[0].clause in numbers]
            if own:
                groups.append((part.number, part.title, own))
    return groups
