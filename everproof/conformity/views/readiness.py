"""How the company stands: the strip, the trend, the clauses with their requirements, and what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from everproof.conformity import catalogues, drawing, runs
from everproof.conformity import queries_for_pages as queries
from everproof.conformity.outcomes import Outcome
from everproof.conformity.queries import trend
from everproof.conformity.queries_for_pages import Choice, Readiness
from everproof.conformity.views.base import ConformityView, edition_name, may_see
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ui import formats, pages
from everproof.kernel.ui.charts import Line, Series
from everproof.kernel.ui.charts.figure import figure
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.strip import OUTCOMES, strip_icon
from everproof.kernel.ui.views.list import EXPORTS, FilterField, FilterForm

T = TypeVar("T")
WORDS_KEPT = 31_536_000
ICON_KEPT = 300
MOST_POINTS = 20
# Words short enough to stand at the end of a line in the rail.
LINES = {
    Outcome.PASS: gettext_lazy("Met"),
    Outcome.FAIL: gettext_lazy("Not met"),
    Outcome.NO_EVIDENCE: gettext_lazy("Nothing yet"),
}


class Start(ConformityView):
    """The room's own address leads to the edition that the company wants to be certified to."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        return redirect(self.address("readiness", self.catalogue.id))


class Words(ConformityView):
    """What each requirement of an edition asks, for the strip. The address names the digest, so browsers keep it."""

    def get(self, request: HttpRequest, digest: str, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        if not self.catalogue.digest.startswith(digest):
            raise Http404
        words = json.dumps({atom.id: atom.text for atom in self.catalogue.atoms}, ensure_ascii=False)
        headers = {"Cache-Control": f"private, max-age={WORDS_KEPT}, immutable"}
        return HttpResponse(words, content_type="application/json", headers=headers)


class Icon(ConformityView):
    """The strip as the icon of the browser's tab; for who may not see how the company stands, the product's own."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        strip = drawing.strip_now(self.organization) if may_see(self.actor) else None
        if strip is None:
            return redirect(static("ui/icon.svg"))
        headers = {"Cache-Control": f"private, max-age={ICON_KEPT}"}
        return HttpResponse(strip_icon(strip), content_type="image/svg+xml", headers=headers)


class ReadinessPage(ConformityView):
    """All requirements of one edition, by clause."""

    tab = "requirements"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        if "" in request.GET.values():
            # A form sends its empty fields, too; the address that people see and share goes without.
            return redirect(f"{self.here}?{query_of(self.choice)}#requirements")
        stored, standing = self.stored, self.stored.standing
        page = {
            "title": _("Readiness"),
            "lead": in_a_sentence(stored),
            "tabs": self.tabs(),
            "editions": self.editions(),
            "strip": drawing.strip(self.organization, stored),
            "tree": drawing.tree(self.organization, stored, self.choice),
            "nothing_matches": bool(self.choice) and not any(map(self.choice.takes, stored.requirements)),
            "filters": self.sentence(),
            "filter_form": self.filter_form(),
            "url": self.here,
            "reach": self.reach() if standing else None,
            "standing": standing,
            "trend": self.kept(f"trend {self.today}", self.trend) if standing else None,
            "lately": self.kept("lately", self.lately) if standing else [],
            "next_url": self.address("next", self.catalogue.id),
            "guide_url": self.address("guide") if stored.is_empty else "",
            "exports": [
                Link(str(label), f"{self.address('export', self.catalogue.id, name)}?{query_of(self.choice)}", icon)
                for name, label, icon in EXPORTS
            ],
            "print_url": self.address("print", self.catalogue.id),
            "statement": self.catalogue.id,
        }
        return render(request, "conformity/readiness.html", {"page": page})

    @property
    def here(self) -> str:
        return drawing.address(self.organization, self.catalogue.id)

    @cached_property
    def choice(self) -> Choice:
        """What the address narrows the requirements to; a value that means nothing is left out."""
        return choice_of(self.request, self.stored)

    def editions(self) -> list[Link]:
        """The editions to choose from."""
        return [
            Link(edition_name(one), drawing.address(self.organization, one.id), current=one is self.catalogue)
            for one in catalogues.readable().values()
        ]

    def reach(self) -> dict[str, Any]:
        """Up to which ledger entry this is right, and whether later ones are being looked at."""
        standing = self.stored.standing
        assert standing is not None
        found = queries.reach(self.organization.pk, standing)
        may = found.entry and self.actor.has(HISTORY)
        return {
            "position": standing.position,
            "later": found.later,
            "capped": found.later >= queries.MOST_LATER,
            "entry_url": reverse("kernel:ledger_entry", args=[self.organization.slug, found.entry]) if may else "",
        }

    def kept(self, name: str, draw: Callable[[], T]) -> T:
        """What `draw` gives, drawn once for each stored state of the verdicts."""
        return drawing.kept(self.organization, self.catalogue.id, self.stored.standing, name, draw)

    def trend(self) -> SafeString:
        """The requirements by outcome over the last days, drawn; empty while there is only one day."""
        since = self.today - timedelta(days=queries.TREND_DAYS)
        chart: Any = over_time(trend(self.organization.pk, self.catalogue.id, since))
        return figure(chart) if chart else SafeString()

    def lately(self) -> list[dict[str, Any]]:
        """The newest changes that this edition still knows."""
        changes = queries.lately(self.organization.pk, self.catalogue.id)
        return [
            {"change": change, "url": f"{self.here}{change.atom}/", "text": self.catalogue.atom(change.atom).text}
            for change in changes
            if change.atom in self.catalogue
        ]

    # Filters ----------------------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> dict[str, list[tuple[str, str]]]:
        # A new name is an entry of the ledger, too, and moves the standing on.
        standing = self.stored.standing
        key = (
            "concerned",
            self.actor.reach,
            self.catalogue.id,
            standing and (standing.pk, standing.version, standing.as_of),
        )
        return drawing.remembered(key, lambda: queries.concerned(self.actor, self.stored.requirements))

    def sentence(self) -> list[pages.Filter]:
        """The chips: each part of the choice in words, and the address without it."""
        choice = self.choice
        words = {
            "outcome": ("", str(OUTCOMES.get(choice.outcome, "")).lower()),
            "clause": (_("in clause"), choice.clause),
            "process": (_("about the process"), dict(self.names["process"]).get(choice.process, "")),
            "owner": (_("waiting for"), dict(self.names["owner"]).get(choice.owner, "")),
            "site": (_("at"), dict(self.names["site"]).get(choice.site, "")),
        }
        return [
            pages.Filter(label, f"{self.here}?{query_of(choice, without=name)}#requirements", lead)
            for name, (lead, label) in words.items()
            if label
        ]

    def filter_form(self) -> FilterForm:
        """One field a filter, set to what is chosen."""
        clauses = [(one.number, f"{one.number} {one.title}") for one in self.catalogue.walk() if len(one.number) < 5]
        fields = {
            "outcome": (_("Outcome"), [(name, str(label).lower()) for name, label in OUTCOMES.items()]),
            "clause": (_("Clause"), clauses),
            "process": (_("Process"), self.names["process"]),
            "owner": (_("Waiting for"), self.names["owner"]),
            "site": (_("Site"), self.names["site"]),
        }
        return FilterForm(
            [
                FilterField(name, label, [("", _("any")), *offered], getattr(self.choice, name))
                for name, (label, offered) in fields.items()
                if offered
            ]
        )


def choice_of(request: HttpRequest, stored: Readiness) -> Choice:
    """The choice that an address makes among the requirements of an edition."""
    given = {name: request.GET.get(name, "") for name in Choice.__dataclass_fields__}
    if given["outcome"] not in OUTCOMES:
        given["outcome"] = ""
    if given["clause"] and not any(queries.within(given["clause"], atom.clause) for atom in stored.catalogue.atoms):
        given["clause"] = ""
    for name in queries.CONCERNED:
        if given[name] and not any(given[name] in one.concerns.get(name, ()) for one in stored.requirements):
            given[name] = ""
    return Choice(**given)


def query_of(choice: Choice, without: str = "") -> str:
    """The query of an address that makes this choice."""
    names = [name for name in Choice.__dataclass_fields__ if name != without and getattr(choice, name)]
    return urlencode({name: getattr(choice, name) for name in names})


def in_a_sentence(stored: Readiness) -> str:
    """How far the company is from a certificate."""
    if stored.standing is None:
        return _("Nothing was looked at yet. The first evaluation takes a few seconds.")
    if stored.is_ready:
        return _("Every requirement that applies is met.")
    counts = stored.counts
    parts = [
        (Outcome.FAIL, ngettext("%(n)s is not met", "%(n)s are not met", counts[Outcome.FAIL])),
        (Outcome.ERROR, ngettext("%(n)s could not be checked", "%(n)s could not be checked", counts[Outcome.ERROR])),
        (
            Outcome.NO_EVIDENCE,
            ngettext("%(n)s has nothing to show yet", "%(n)s have nothing to show yet", counts[Outcome.NO_EVIDENCE]),
        ),
        (
            Outcome.MANUAL_DUE,
            ngettext("%(n)s waits to be assessed", "%(n)s wait to be assessed", counts[Outcome.MANUAL_DUE]),
        ),
    ]
    told = ", ".join(words % {"n": formats.number(counts[name])} for name, words in parts if counts[name])
    applying = len(stored.requirements) - counts[Outcome.NOT_APPLICABLE]
    return _("Not ready yet. Of %(total)s requirements that apply, %(parts)s.") % {
        "total": formats.number(applying),
        "parts": told,
    }


def over_time(days: list[tuple[date, Mapping[str, int]]]) -> Line | None:
    """The requirements by outcome over time; None while there is only one day."""
    if len(days) < 2:
        return None
    step = -(-len(days) // MOST_POINTS)
    # From the newest day backwards, so that today is always there.
    days = days[::-step][::-1]
    shown = [name for name in LINES if any(counts.get(name) for _day, counts in days)]
    (first_day, first), (_last_day, last) = days[0], days[-1]
    more = last.get(Outcome.PASS, 0) - first.get(Outcome.PASS, 0)
    values = {"n": abs(more), "met": last.get(Outcome.PASS, 0), "day": formats.day(first_day)}
    if more > 0:
        sentence = _("%(met)d are met, %(n)d more than on %(day)s.") % values
    elif more < 0:
        sentence = _("%(met)d are met, %(n)d fewer than on %(day)s.") % values
    else:
        sentence = _("%(met)d are met, as many as on %(day)s.") % values
    return Line(
        title=_("Requirements over time"),
        sentence=sentence,
        labels=[date_format(day, pgettext("day of a chart", "j M")) for day, _counts in days],
        series=[Series(str(LINES[name]), [float(counts.get(name, 0)) for _day, counts in days]) for name in shown],
        label_title=_("Day"),
    )
