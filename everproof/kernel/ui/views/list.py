"""The list of records of one type: filters that read as a sentence, sorting, columns, saved views, pages by key set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access
from everproof.kernel.access.roles import REPORT
from everproof.kernel.errors import NotAllowed
from everproof.kernel.exchange.importing import service as importing
from everproof.kernel.modules import Column
from everproof.kernel.prepared import Prepared
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages, paging, values
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.listing import Listing
from everproof.kernel.ui.surroundings import Surroundings, surroundings
from everproof.kernel.ui.views import saved
from everproof.kernel.ui.views.organization import TypeView

PAGE_SIZE = 50
COUNT_CAP = 1000


class RecordList(TypeView):
    """Shows a page of the records that the actor may see. Rooms set `model`, and an example for the first run."""

    template_name = "ui/list.html"
    example_title: Any = ""
    example: tuple[tuple[Any, Any], ...] = ()
    create_label: Any = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        may_see = access.may(self.actor, "view", self.record_type.model)
        if not may_see and not self.actor.has(REPORT):
            raise NotAllowed(may_see.reason)
        if "" in request.GET.values() and not getattr(request, "htmx", False):
            # A form sends its empty fields, too; the address that people see and share goes without.
            return redirect(f"{self.address()}?{self.listing.query()}")
        return render(request, self.template_name, {"page": self.page(), **self.more_context()})

    def more_context(self) -> dict[str, Any]:
        """Further template variables of a room's own list."""
        return {}

    @cached_property
    def around(self) -> Surroundings:
        return surroundings(self.request, views=saved.question(self.actor, self.record_type))

    @cached_property
    def listing(self) -> Listing:
        around = self.around
        return Listing(self.record_type, self.actor, self.request.GET, sites=around.sites, site_id=around.site_id)

    @cached_property
    def found(self) -> paging.Page:
        """The rows of this page; each carries `total`, the count of the whole list up to just over COUNT_CAP."""
        model, order = self.record_type.model, self.listing.order
        start = {
            name: paging.decode(model, order, self.request.GET[name])
            for name in ("after", "before")
            if name in self.request.GET
        }
        if not start and not self.listing.text and paging.is_one_stretch(model, order):
            return paging.cut(_FIRST.instances(self.listing, form=self.listing.form), PAGE_SIZE)
        return paging.page(_counted(self.listing), order, PAGE_SIZE, **start)

    def page(self) -> pages.ListPage:
        listing, found = self.listing, self.found
        total = found.rows[0].total if found.rows else 0
        is_first_run = not (found.rows or listing.chosen or listing.text)
        page = pages.ListPage(
            title=str(self.record_type.plural),
            noun=str(self.record_type.plural),
            columns=self.columns(),
            rows=self.rows(),
            url=self.address(),
            today=self.today,
            count=min(total, COUNT_CAP),
            count_is_capped=total > COUNT_CAP,
            search=listing.text,
            filters=self.sentence(),
            filter_form=filter_form(listing),
            clear_url=f"{self.address()}?{listing.query(**self.cleared())}",
            keep=list(listing.parameters().items()),
            choosable=self.choosable(),
            exports=[
                Link(str(label), f"{self.address('record_export', format=name)}?{listing.query()}", icon)
                for name, label, icon in EXPORTS
            ],
            import_url=self.import_address(),
            bulk=self.bulk(),
            empty=self.empty() if is_first_run else None,
        )
        self.add_pager(page)
        self.add_create(page)
        if not is_first_run:
            saved.tabs(page, self.actor, self.around.more["views"], listing, self.address)
        return page

    def import_address(self) -> str:
        """Where rows of a spreadsheet become records of the type, for who may bring them in."""
        if not importing.may_import(self.actor, self.record_type):
            return ""
        return reverse("kernel:import_upload", args=[self.organization.slug, self.record_type.plural_name])

    def columns(self) -> list[pages.Column]:
        return [self._column(column) for column in self.listing.columns]

    def _column(self, column: Column) -> pages.Column:
        kind = values.cell_kind(column, self.record_type)
        by = next((sort for sort in self.record_type.sorts if sort.field in (column.name, column.path)), None)
        if by is None and column is self.record_type.columns[0]:
            # The number follows the order in which records were made, which is the order of their ids.
            by = next((sort for sort in self.record_type.sorts if sort.field == "id"), None)
        if by is None:
            return pages.Column(column.name, str(column.label), kind)
        is_current = by is self.listing.sort
        flip = is_current and not self.listing.is_flipped
        sorted_now = ("descending" if self.listing.order.descending else "ascending") if is_current else ""
        query = self.listing.query(sort=f"-{by.name}" if flip else by.name)
        return pages.Column(column.name, str(column.label), kind, f"{self.address()}?{query}", sorted_now)

    def rows(self) -> list[pages.Row]:
        readers = [values.reader(column, self.record_type) for column in self.listing.columns]
        prefix = addresses.row_prefix(self.organization, self.record_type)
        draft = _("Draft")
        rows = []
        for record in self.found.rows:
            first, *rest = [read(record) for read in readers]
            row = pages.Row(
                str(record.pk), f"{prefix}{record.reference}/", [first or draft, *rest], record.voided_at is not None
            )
            rows.append(row)
        return rows

    def sentence(self) -> list[pages.Filter]:
        """The chips: the words of each filter in force, and the address without it."""
        return [
            pages.Filter(
                str(chosen.label),
                f"{self.address()}?{self.listing.without(chosen.filter.name)}",
                str(chosen.filter.lead),
            )
            for chosen in self.listing.chosen
        ]

    def cleared(self) -> dict[str, str]:
        """Changes to the query that take every filter and word away, but keep order and columns."""
        away = {chosen.filter.name: "" for chosen in self.listing.chosen} | {"q": ""}
        return away | ({"site": "all"} if self.listing.site_id else {})

    def choosable(self) -> list[pages.ColumnChoice]:
        shown = {column.name for column in self.listing.columns}
        return [
            pages.ColumnChoice(column.name, str(column.label), column.name in shown)
            for column in self.record_type.columns[1:]
        ]

    def add_pager(self, page: pages.ListPage) -> None:
        found, model, order = self.found, self.record_type.model, self.listing.order

        def beyond(name: str, row: Record) -> str:
            cursor = paging.encode(model, order, paging.position_of(row, order))
            return f"{self.address()}?{self.listing.query(**{name: cursor})}"

        if found.rows and found.has_older:
            page.older_url = beyond("after", found.rows[-1])
        if found.rows and found.has_newer:
            page.newer_url = beyond("before", found.rows[0])

    def add_create(self, page: pages.ListPage) -> None:
        if access.may(self.actor, "create", self.record_type.model):
            page.create_url = self.address("record_create")
            page.create_label = str(self.create_label) or _("New")

    def bulk(self) -> list[pages.BulkAction]:
        """Void, and each transition that asks for nothing, or only for a reason."""
        model, lifecycle = self.record_type.model, self.record_type.lifecycle
        found = []
        for step in lifecycle.steps if lifecycle else ():
            if not step.fields and not step.signature and access.may(self.actor, step.name, model):
                found.append(pages.BulkAction(str(step.label), self.address("record_bulk", verb=step.name)))
        if access.may(self.actor, "void", model):
            found.append(pages.BulkAction(_("Void"), self.address("record_bulk", verb="void"), "danger"))
        return found

    def empty(self) -> pages.Empty:
        """Before the first record: what it is for, the clause, an example, the first step."""
        may_create = access.may(self.actor, "create", self.record_type.model)
        return pages.Empty(
            title=_("Nothing here yet"),
            purpose=str(self.record_type.about),
            clause=self.record_type.clause,
            example_title=str(self.example_title),
            example=[(str(label), str(words)) for label, words in self.example],
            first_label=str(self.create_label) or _("Add the first one"),
            first_url=self.address("record_create") if may_create else "",
        )


def _counted(listing: Listing) -> QuerySet[Any]:
    """The rows of a list, each with the count of all of them."""
    queryset = listing.queryset()
    # Counted from the newest on: SQLite would take any index, and read each row at another end of the file.
    return queryset.annotate(total=paging.CappedCount(queryset.order_by("-id").values("pk")[: COUNT_CAP + 1]))


# The page that a list opens with. To build and compile its query takes longer than to answer it, above all where a
# type has a rule of its own about who sees what.
_FIRST = Prepared(lambda listing: paging.first(_counted(listing), listing.order, PAGE_SIZE))


EXPORTS = (
    ("xlsx", gettext_lazy("Excel (.xlsx)"), "file-spreadsheet"),
    ("csv", gettext_lazy("CSV"), "file-text"),
)


@dataclass(frozen=True)
class FilterField:
    """One filter in the form of all, as templates read a field of a Django form.

    A list has ten of them with fifty choices. As a Django form they took as long as its fifty rows.
    """

    name: str
    label: str
    offered: Sequence[tuple[str, str]]
    chosen: str

    @property
    def id_for_label(self) -> str:
        return f"filter-{self.name}"

    def __str__(self) -> SafeString:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == self.chosen else ""}>{escape(label)}</option>'
            for value, label in self.offered
        )
        opening = f'<select name="{escape(self.name)}" id="{escape(self.id_for_label)}">'
        return mark_safe(f"{opening}{options}</select>")  # noqa: S308 (each part is escaped)


@dataclass(frozen=True)
class FilterForm:
    """All filters, each set to what is in force."""

    visible_fields: Sequence[FilterField]


def filter_form(listing: Listing) -> FilterForm:
    fields = []
    for one in listing.filters:
        offered = [(str(value), str(label)) for value, label in one.choices(listing.actor)]
        if not (one.name == "site" and listing.site_id):
            offered.insert(0, ("", _("any") if one.name != "voided" else _("left out")))
        fields.append(FilterField(one.name, str(one.label), offered, listing.value_of(one)))
    return FilterForm(fields)
