"""Who opened, printed or exported which document: for its owner, and for who looks after documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.models import AccessEvent, Document
from everproof.documents.reading.parameters import EVENT_DAYS
from everproof.documents.views.sending import sent
from everproof.kernel import access, parameters
from everproof.kernel.access.roles import AUDIT, MANAGE
from everproof.kernel.errors import NotAllowed
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.formats import day as format_day
from everproof.kernel.ui.forms import DayInput
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

PAGE_SIZE = 50
MOST_ROWS = 100_000
LEADS = {
    "document": gettext_lazy("of"),
    "verb": gettext_lazy("that"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("to"),
}


class FilterForm(forms.Form):
    """Which document, what was done, when."""

    document = forms.CharField(required=False, max_length=60, label=gettext_lazy("Number of the document"))
    verb = forms.ChoiceField(required=False, label=gettext_lazy("What was done"))
    since = forms.DateField(required=False, label=gettext_lazy("From"), widget=DayInput())
    until = forms.DateField(required=False, label=gettext_lazy("To"), widget=DayInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["verb"].choices = [("", _("Anything")), *AccessEvent.Verb.choices]  # type: ignore[attr-defined]


class EventsView(OrganizationView):
    """What an address asks for; the list and its export read it alike."""

    @cached_property
    def filter_form(self) -> FilterForm:
        return FilterForm(self.request.GET)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The filters that can be read; the others are left out."""
        self.filter_form.is_valid()
        return {name: value for name, value in self.filter_form.cleaned_data.items() if value}

    def events(self) -> QuerySet[AccessEvent]:
        """Those of the own documents; of all that they see for who looks after documents or audits them.

        Raises NotAllowed for who owns none.
        """
        seen = access.visible(self.actor, Document.objects.all())
        if not (self.actor.has(MANAGE) or self.actor.has(AUDIT)):
            seen = seen.filter(owner_id=self.actor.person_id)
            if self.actor.person_id is None or not seen.exists():
                raise NotAllowed(_("Who opened a document is seen by its owner and by who looks after documents."))
        found = AccessEvent.objects.filter(organization=self.organization, document__in=seen.values("pk"))
        return self._narrowed(found).select_related("document", "revision", "person")

    def _narrowed(self, found: QuerySet[AccessEvent]) -> QuerySet[AccessEvent]:
        if number := self.chosen.get("document"):
            found = found.filter(document__number=number.strip())
        if verb := self.chosen.get("verb"):
            found = found.filter(verb=verb)
        zone = ZoneInfo(self.organization.zone)
        if since := self.chosen.get("since"):
            found = found.filter(at__gte=datetime.combine(since, time.min, zone))
        if until := self.chosen.get("until"):
            found = found.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
        return found


class AccessEvents(EventsView):
    """The newest first, with what is remembered for how long."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, "documents/reading/access.html", {"page": self.page()})

    def page(self) -> pages.ListPage:
        rows, has_newer, has_older = self._portion()
        query = [(name, str(self.request.GET[name])) for name in self.request.GET if name in self.chosen]
        days = parameters.value(self.organization.pk, EVENT_DAYS)
        page = pages.ListPage(
            title=_("Access to documents"),
            noun=_("events"),
            lead=_("Who opened, printed or exported which document. Forgotten after %(days)s days.") % {"days": days},
            columns=[
                pages.Column("document", _("Document"), "text"),
                pages.Column("at", _("When"), "moment"),
                pages.Column("verb", _("What was done"), "text"),
                pages.Column("person", _("By"), "text"),
                pages.Column("revision", _("Revision"), "text"),
            ],
            rows=[self._row(event) for event in rows],
            url=self.request.path,
            today=self.today,
            filters=self._filters(query),
            filter_form=self.filter_form,
            clear_url=self.request.path if query else "",
            exports=[
                self._export(kind, label, query) for kind, label in (("csv", _("As CSV")), ("xlsx", _("As Excel file")))
            ],
        )
        if rows and has_older:
            page.older_url = self._beyond("after", rows[-1], query)
        if rows and has_newer:
            page.newer_url = self._beyond("before", rows[0], query)
        return page

    def _portion(self) -> tuple[list[AccessEvent], bool, bool]:
        """The rows of a page, newest first, and whether there are newer and older ones. Events are in order of time."""
        after, before = self._place("after"), self._place("before")
        if before is not None:
            rows = list(self.events().filter(pk__gt=before).order_by("pk")[: PAGE_SIZE + 1])
            return rows[:PAGE_SIZE][::-1], len(rows) > PAGE_SIZE, True
        events = self.events() if after is None else self.events().filter(pk__lt=after)
        rows = list(events.order_by("-pk")[: PAGE_SIZE + 1])
        return rows[:PAGE_SIZE], after is not None, len(rows) > PAGE_SIZE

    def _place(self, name: str) -> int | None:
        given = self.request.GET.get(name, "")
        return int(given) if given.isdecimal() and len(given) < 19 else None

    def _row(self, event: AccessEvent) -> pages.Row:
        event.document.organization = self.organization
        url = addresses.of_record(event.document)
        link = format_html('<a href="{}">{} {}</a>', url, event.document.number, event.document.title)
        who = event.person.title if event.person else event.actor
        revision = event.revision.revision if event.revision else ""
        return pages.Row(str(event.pk), url, [link, event.at, event.get_verb_display(), who, revision])

    def _filters(self, query: Sequence[tuple[str, str]]) -> list[pages.Filter]:
        found = []
        for name, _value in query:
            rest = urlencode([pair for pair in query if pair[0] != name])
            found.append(pages.Filter(self._in_words(name), f"{self.request.path}?{rest}", str(LEADS[name])))
        return found

    def _in_words(self, name: str) -> str:
        value = self.chosen[name]
        if name in ("since", "until"):
            return format_day(value)
        return str(AccessEvent.Verb(value).label).lower() if name == "verb" else str(value)

    def _export(self, kind: str, label: str, query: Sequence[tuple[str, str]]) -> Link:
        address = reverse("documents:access_export", args=[self.organization.slug, kind])
        return Link(label, f"{address}?{urlencode(query)}")

    def _beyond(self, name: str, row: Any, query: Sequence[tuple[str, str]]) -> str:
        return f"{self.request.path}?{urlencode([*query, (name, row.pk)])}"


class ExportAccess(EventsView):
    """The same as a file; a post, because every export leaves an entry in the ledger."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        headings = [_("When"), _("Number"), _("Document"), _("Revision"), _("What was done"), _("By")]
        events = self.events().order_by("-id")[:MOST_ROWS]
        names = [name for name in self.chosen if name != "document"]
        return sent(self, self.kwargs["format"], "access", headings, self._rows(events), about="access", filters=names)

    def _rows(self, events: QuerySet[AccessEvent]) -> Iterator[Sequence[Any]]:
        for one in events.iterator():
            who = one.person.title if one.person else one.actor
            revision = one.revision.revision if one.revision else ""
            yield [one.at, one.document.number, one.document.title, revision, one.get_verb_display(), who]
