"""What an address asks of a list: words, filters, order, columns. Lists, saved views and exports read it alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import JSONField, Q, QuerySet, TextField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Column, Filter, RecordType, Sort
from everproof.kernel.ui.paging import Order

# So many of the newest hits are shown; who needs more asks for a further word.
MOST_HITS = 500
ANYWHERE = "all"
# What a row says beside its columns: where it leads, and whether it is done or voided.
NEEDED = ("id", "organization", "number", "status", "voided_at")


@dataclass(frozen=True)
class Chosen:
    """A filter with the value that was chosen and the words for it."""

    filter: Filter
    value: str
    label: Any


class Listing:
    """The list that `params` describe, of one record type, for one actor.

    `sites` are the (id, name) pairs to offer; `site_id` is the site the person looks at, which is where a list starts.
    """

    def __init__(
        self,
        record_type: RecordType,
        actor: Actor,
        params: QueryDict,
        *,
        sites: Sequence[tuple[UUID, str]] = (),
        site_id: UUID | None = None,
    ) -> None:
        self.record_type = record_type
        self.actor = actor
        self.params = params
        self.sites = sites
        self.site_id = site_id

    @cached_property
    def text(self) -> str:
        return self.params.get("q", "").strip()[:200]

    @cached_property
    def filters(self) -> list[Filter]:
        """Those the type declares, then site and voided, which every record has."""
        shared = [_voided_filter()]
        if len(self.sites) > 1:
            shared.insert(0, self._site_filter())
        return [*self.record_type.filters, *shared]

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The filters in force; a value that a filter does not offer is ignored."""
        found = []
        for one in self.filters:
            value = self.value_of(one)
            labels = {str(key): label for key, label in one.choices(self.actor)} if value else {}
            if value in labels and value != ANYWHERE:
                found.append(Chosen(one, value, labels[value]))
        return found

    def value_of(self, one: Filter) -> str:
        if one.name == "site" and self.site_id is not None and "site" not in self.params:
            return str(self.site_id)
        return self.params.get(one.name, "")

    @cached_property
    def sort(self) -> Sort:
        name = self.params.get("sort", "").removeprefix("-")
        return next((sort for sort in self.record_type.sorts if sort.name == name), self.record_type.sorts[0])

    @property
    def is_flipped(self) -> bool:
        return self.params.get("sort", "").removeprefix("-") == self.sort.name and self.params.get(
            "sort", ""
        ).startswith("-")

    @cached_property
    def order(self) -> Order:
        return Order(self.sort.field, self.sort.descending != self.is_flipped)

    @cached_property
    def columns(self) -> list[Column]:
        """The first column always, then those chosen, in the order of the declaration."""
        wanted = set(self.params.getlist("columns")) or set(filter(None, self.params.get("cols", "").split(",")))
        first, *rest = self.record_type.columns
        chosen = [column for column in rest if column.name in wanted]
        return [first, *(chosen or [column for column in rest if column.shown])]

    @property
    def has_chosen_columns(self) -> bool:
        return self.columns[1:] != [column for column in self.record_type.columns[1:] if column.shown]

    def queryset(self) -> QuerySet[Any]:
        """The records that match, not in order yet, without long texts that no column shows."""
        queryset = access.visible(self.actor, self.record_type.model._default_manager.all()).filter(self._condition())
        if self.text:
            type_name = self.record_type.name
            queryset = search.holding(queryset, self.actor, self.text, type_name=type_name, most=MOST_HITS)
        return queryset.select_related(*self._related()).only(*self._read_fields())

    def _condition(self) -> Q:
        condition = Q()
        if not any(chosen.filter.name == "voided" for chosen in self.chosen):
            condition &= Q(voided_at=None)
        for chosen in self.chosen:
            condition &= chosen.filter.apply(chosen.value, self.actor)
        return condition

    def _related(self) -> list[str]:
        return [column.related for column in self.columns if column.related]

    def _read_fields(self) -> list[str]:
        """What the columns show and each row needs. A column that is computed may need any field but a long text."""
        seen = {column.path.split(".")[0] for column in self.columns}
        fields = {field.name: field for field in self.record_type.model._meta.concrete_fields}
        if seen <= fields.keys():
            own = list(seen | {*NEEDED, self.sort.field})
        else:
            own = [
                name for name, field in fields.items() if name in seen or not isinstance(field, TextField | JSONField)
            ]
        own += {name for column in self.columns for name in column.reads} - set(own)
        return [*own, *(column.path.replace(".", "__") for column in self.columns if column.related)]

    @property
    def form(self) -> Hashable:
        """All that the query of its first page depends on (see prepared.py), where no words are looked for."""
        today = clock.today(self.actor.organization.zone)
        return self.record_type.name, self.actor.reach, self.query(), today

    def parameters(self, **changes: str) -> dict[str, str]:
        """What an address needs to show this list, with some of it changed; "" takes a part away."""
        now = {"q": self.text, "sort": self.params.get("sort", "")}
        if self.has_chosen_columns:
            now["cols"] = ",".join(column.name for column in self.columns[1:])
        now |= {chosen.filter.name: chosen.value for chosen in self.chosen}
        if self.params.get("site") == ANYWHERE:
            now["site"] = ANYWHERE
        return {name: value for name, value in (now | changes).items() if value}

    def query(self, **changes: str) -> str:
        return urlencode(self.parameters(**changes))

    def without(self, name: str) -> str:
        """The query without one filter; without the site means: at all sites."""
        return self.query(**{name: ANYWHERE if name == "site" and self.site_id else ""})

    def _site_filter(self) -> Filter:
        choices: list[tuple[str, Any]] = [(str(key), name) for key, name in self.sites]
        if self.site_id is not None:
            choices.insert(0, (ANYWHERE, _("anywhere")))
        return Filter("site", _("Site"), lambda actor: choices, lambda value, actor: Q(site_id=UUID(value)), _("at"))


def _voided_filter() -> Filter:
    def apply(value: str, actor: Actor) -> Q:
        return Q(voided_at__isnull=False) if value == "only" else Q()

    choices = [("too", _("also voided")), ("only", _("voided"))]
    return Filter("voided", _("Voided"), lambda actor: choices, apply)
