"""The ledger for its readers: entries in words, the proof of each, the state of checkpoints and witnesses."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, ledger
from everproof.kernel.access.roles import ACCESS_ROLES, HISTORY
from everproof.kernel.errors import NotAllowed
from everproof.kernel.exchange import export
from everproof.kernel.ledger import proofs
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.signatures import queries
from everproof.kernel.ui import history, pages, paging
from everproof.kernel.ui import ledger as entries
from everproof.kernel.ui.choosing import RecordChoice, search_url
from everproof.kernel.ui.formats import day as format_day
from everproof.kernel.ui.forms import DayInput
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.ledger import NEWEST, Line, Wanted
from everproof.kernel.ui.views import OrganizationView

PAGE_SIZE = 50
CHUNK = 1000
MOST_ROWS = 100_000
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
SOURCES = {
    "page": gettext_lazy("a page"),
    "api": gettext_lazy("the API"),
    "import": gettext_lazy("an import"),
    "task": gettext_lazy("work in the background"),
    "command": gettext_lazy("the command line"),
    "demo": gettext_lazy("the demo company"),
    "kiosk": gettext_lazy("a shared device"),
    "mail": gettext_lazy("a mail"),
}


# The quiet word before each clause of the sentence "entries that are …".
LEADS = {
    "who": gettext_lazy("by"),
    "about": gettext_lazy("about"),
    "verb": gettext_lazy("of kind"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("to"),
}


class FilterForm(forms.Form):
    """Who, about what, which verb, when."""

    who = RecordChoice(
        Person.objects.none(), required=False, label=gettext_lazy("Who"), empty_label=gettext_lazy("Anyone")
    )
    about = forms.ChoiceField(required=False, label=gettext_lazy("About"))
    verb = forms.ChoiceField(required=False, label=gettext_lazy("What happened"))
    since = forms.DateField(required=False, label=gettext_lazy("From"), widget=DayInput())
    until = forms.DateField(required=False, label=gettext_lazy("To"), widget=DayInput())

    def __init__(self, *args: Any, actor: access.Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        people = access.visible(actor, Person.objects.all()).order_by("title", "id")
        self.fields["who"].queryset = people.only("id", "number", "title")  # type: ignore[attr-defined]
        self.fields["who"].search_url = search_url(Person, actor.organization.slug)  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", _("Anything")), *entries.types()]  # type: ignore[attr-defined]
        self.fields["verb"].choices = [("", _("Anything")), *entries.verbs()]  # type: ignore[attr-defined]


class LedgerView(OrganizationView):
    """A page for those who read the history of the whole organisation."""

    def require_history(self) -> None:
        """Raise NotAllowed for who may not read the history, or only that of one site."""
        if not any(HISTORY in grant.role.powers and grant.site_id is None for grant in self.actor.grants):
            raise NotAllowed(_("The ledger tells of the whole company. Your access roles do not include reading it."))

    def address(self, page: str = "ledger", *more: Any) -> str:
        return reverse(f"kernel:{page}", args=[self.organization.slug, *more])

    def crumbs(self) -> list[Link]:
        return [Link(_("Ledger"), self.address())]


class _Chosen(LedgerView):
    """What an address asks for; the list and its exports read it alike."""

    @cached_property
    def filter_form(self) -> FilterForm:
        return FilterForm(self.request.GET, actor=self.actor)

    @cached_property
    def wanted(self) -> Wanted:
        """A filter that cannot be read is left out."""
        self.filter_form.is_valid()
        given = self.filter_form.cleaned_data
        person = given.get("who")
        return Wanted(
            person_id=person.pk if person else None,
            type=given.get("about", ""),
            verb=given.get("verb", ""),
            first_day=given.get("since"),
            last_day=given.get("until"),
            text=self.request.GET.get("q", "").strip()[:200],
        )


class LedgerList(_Chosen):
    """Everything that happened, newest first: when, what, about which record, why."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_history()
        return render(request, "kernel/ledger.html", {"page": self.page(), "state_url": self.address("ledger_state")})

    def page(self) -> pages.ListPage:
        start = {
            name: paging.decode(LedgerEntry, NEWEST, self.request.GET[name])
            for name in ("after", "before")
            if name in self.request.GET
        }
        found = paging.page(entries.entries(self.actor, self.wanted), NEWEST, PAGE_SIZE, **start)
        chosen = self._query()
        page = pages.ListPage(
            title=_("Ledger"),
            noun=_("entries"),
            lead=_("Everything that was done here, by whom, when and why. Entries are sealed and never change."),
            columns=_columns(),
            rows=[self._row(line) for line in entries.lines(self.actor, found.rows)],
            url=self.request.path,
            today=self.today,
            filters=self._filters(),
            filter_form=self.filter_form,
            clear_url=self.request.path if chosen else "",
            search=self.wanted.text,
            keep=[(name, value) for name, value in chosen if name not in self.filter_form.fields],
            exports=[self._export_link("csv", _("As CSV")), self._export_link("json", _("As JSON"))],
        )
        if found.rows and found.has_older:
            page.older_url = self._beyond("after", found.rows[-1])
        if found.rows and found.has_newer:
            page.newer_url = self._beyond("before", found.rows[0])
        return page

    def _row(self, line: Line) -> pages.Row:
        index = line.entry.leaf_index
        link = format_html('<a href="{}">{} {}</a>', line.url, line.number, line.title) if line.url else line.about
        return pages.Row(
            str(line.entry.pk),
            self.address("ledger_entry", line.entry.pk),
            [_("new") if index is None else index, line.entry.at, line.sentence, link, line.reason],
        )

    def _query(self) -> list[tuple[str, str]]:
        """The filters and words of the address, without the place in the list."""
        given = self.request.GET
        return [(name, str(given[name])) for name in given if given[name] and name not in ("after", "before")]

    def _filters(self) -> list[pages.Filter]:
        chosen, form = self._query(), self.filter_form
        found = []
        for name, value in chosen:
            if name not in form.fields or not form.cleaned_data.get(name):
                continue
            rest = urlencode([pair for pair in chosen if pair[0] != name])
            found.append(pages.Filter(self._in_words(name, value), f"{self.request.path}?{rest}", str(LEADS[name])))
        return found

    def _in_words(self, name: str, value: str) -> str:
        cleaned = self.filter_form.cleaned_data[name]
        if name == "who":
            return str(cleaned.title)
        choices = dict(getattr(self.filter_form.fields[name], "choices", ()))
        if name in ("since", "until"):
            return format_day(cleaned)
        return str(choices.get(value, value))

    def _export_link(self, kind: str, label: str) -> Link:
        query = urlencode(self._query())
        icon = "file-spreadsheet" if kind == "csv" else "braces"
        return Link(label, f"{self.address('ledger_export', kind)}?{query}", icon)

    def _beyond(self, name: str, row: Any) -> str:
        cursor = paging.encode(LedgerEntry, NEWEST, paging.position_of(row, NEWEST))
        return f"{self.request.path}?{urlencode([*self._query(), (name, cursor)])}"


def _columns() -> list[pages.Column]:
    return [
        pages.Column("index", _("Entry")),
        pages.Column("at", _("When"), "moment"),
        pages.Column("what", _("Who and what"), "title"),
        pages.Column("record", _("About")),
        pages.Column("why", _("Why")),
    ]


class ExportLedger(_Chosen):
    """The chosen entries as a file. A post, because the export itself leaves an entry."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_history()
        kind = self.kwargs["format"]
        if kind not in MEDIA_TYPES:
            raise Http404
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export"
            count = self._write_csv(path) if kind == "csv" else self._write_json(path)
            content = path.read_bytes()
        with transaction.atomic():
            facts = {"format": kind, "rows": count}
            ledger.note(self.actor, "kernel.export", type="ledger", record_id="", facts=facts)
        response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
        name = f"{self.organization.slug}-ledger-{self.today:%Y-%m-%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _lines(self) -> Iterator[Line]:
        """All of them, a portion at a time, up to MOST_ROWS."""
        queryset, start, given = entries.entries(self.actor, self.wanted).defer(None), None, 0
        while given < MOST_ROWS:
            found = paging.page(queryset, NEWEST, min(CHUNK, MOST_ROWS - given), after=start)
            yield from entries.lines(self.actor, found.rows)
            given += len(found.rows)
            if not found.has_older:
                return
            start = paging.position_of(found.rows[-1], NEWEST)

    def _write_csv(self, path: Path) -> int:
        headings = [
            _("Entry"), _("When"), _("What"), _("Verb"), _("About"), _("Number"), _("Title"), _("Version"),
            _("Why"), _("Actor"), _("Role"), _("Source"),
        ]  # fmt: skip
        return export.write_csv(path, headings, map(_as_cells, self._lines()))

    def _write_json(self, path: Path) -> int:
        count = 0
        with path.open("w", encoding="utf-8") as file:
            file.write("[")
            for count, line in enumerate(self._lines(), start=1):
                file.write(",\n" if count > 1 else "\n")
                json.dump(_as_object(line), file, ensure_ascii=False)
            file.write("\n]\n")
        return count


def _as_cells(line: Line) -> list[Any]:
    row, body = line.entry, json.loads(bytes(line.entry.body))
    about = [line.about, line.number, line.title, row.version or None]
    return [
        row.leaf_index,
        row.at,
        line.sentence,
        row.verb,
        *about,
        line.reason,
        row.actor,
        body["role"],
        body["source"],
    ]


def _as_object(line: Line) -> dict[str, Any]:
    body = json.loads(bytes(line.entry.body))
    return {
        "index": line.entry.leaf_index,
        **body,
        "reason": line.reason,
        "sentence": line.sentence,
        "number": line.number,
        "title": line.title,
    }


class EntryPage(LedgerView):
    """One entry: what it says, and the proof that it stands in the ledger as it was written."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_history()
        entry = self.entry
        (line,) = entries.lines(self.actor, [entry])
        body = json.loads(bytes(entry.body))
        found = proofs.inclusion(entry)
        context = {
            "page": {"title": self._title(), "crumbs": self.crumbs()},
            "line": line,
            "facts": self._facts(line, body),
            "held": entries.plain_facts(body),
            "proof": found,
            "hashes": [one.hex() for one in found.hashes] if found else [],
            "checked": proofs.check(found) if found and "check" in request.GET else None,
            "body": bytes(entry.body).decode(),
            "check_url": f"{request.path}?check=1#proof",
            "proof_url": self.address("ledger_proof", entry.pk),
        }
        return render(request, "kernel/ledger_entry.html", context)

    @cached_property
    def entry(self) -> Any:
        found = history.with_versions(LedgerEntry.objects.filter(organization_id=self.actor.organization_id))
        entry = found.defer(None).filter(pk=self.kwargs["entry"]).first()
        if entry is None:
            raise Http404
        return entry

    def _title(self) -> str:
        index = self.entry.leaf_index
        return _("Newest entry, not numbered yet") if index is None else _("Entry %(index)s") % {"index": index}

    def _facts(self, line: Line, body: dict[str, Any]) -> list[pages.Fact]:
        record = (f"{line.number} {line.title}".strip(), line.url) if line.url else line.about
        facts = [
            pages.Fact(_("What"), line.sentence),
            pages.Fact(_("When"), line.entry.at, "moment"),
            pages.Fact(_("About"), record, "link" if line.url else "text"),
            pages.Fact(_("Why"), line.reason),
            pages.Fact(_("Access role"), _roles(body.get("role", ""))),
            pages.Fact(_("Came in by"), str(SOURCES.get(body.get("source", ""), body.get("source", "")))),
            pages.Fact(_("Version made"), line.entry.version or ""),
            pages.Fact(_("Verb"), line.entry.verb),
        ]
        return [fact for fact in facts if fact.value not in (None, "")]


def _roles(names: str) -> str:
    """Access roles as people read them; what is none is a part of the product."""
    labels = [str(ACCESS_ROLES[name].label) for name in names.split(",") if name in ACCESS_ROLES]
    return ", ".join(labels) or _("Everproof itself (%(part)s)") % {"part": names} if names else ""


class DownloadProof(LedgerView):
    """The proof of an entry as a file that anybody checks without us."""

    def get(self, request: HttpRequest, entry: UUID, **kwargs: Any) -> HttpResponse:
        self.require_history()
        found = LedgerEntry.objects.filter(organization_id=self.actor.organization_id, pk=entry).first()
        return proof_file(found, f"entry-{found.leaf_index}" if found else "")


def proof_file(entry: LedgerEntry | None, name: str) -> HttpResponse:
    """A `.tlog-proof` to keep; 404 while there is no checkpoint over the entry."""
    found = proofs.inclusion(entry) if entry else None
    if found is None:
        raise Http404
    response = HttpResponse(found.text(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.tlog-proof"'
    return response


class SignatureProof(LedgerView):
    """The proof of a signature, for the signer to keep."""

    def get(self, request: HttpRequest, signature: UUID, **kwargs: Any) -> HttpResponse:
        found = queries.find(self.actor, signature)
        if found is None:
            raise Http404
        entry = LedgerEntry.objects.filter(organization_id=self.actor.organization_id, pk=found.entry_id).first()
        return proof_file(entry, f"signature-{found.type}-version-{found.version}")
