"""How it stood on a past day, what changed between two days and by which entries, and a forecast of a day to come."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.conformity import catalogues, drawing, over_time, queries, runs, words
from everproof.conformity.over_time import Difference, Expiring, State
from everproof.conformity.views.base import ConformityView, edition_name
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ui import addresses, formats
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.strip import OUTCOMES

USUAL_DAYS = 30
FARTHEST = timedelta(days=730)


class OverTime(ConformityView):
    """Two days of one edition beside each other; the later one may lie ahead."""

    tab = "time"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        before, after = self.before, self.after
        page = {
            "title": _("Over time"),
            "lead": self.lead(),
            "tabs": self.tabs(),
            "url": self.address("over_time", self.catalogue.id),
            "editions": [
                Link(edition_name(one), self.address("over_time", one.id), current=one is self.catalogue)
                for one in catalogues.readable().values()
            ],
            "from": self.days[0],
            "to": self.days[1],
            "latest": self.today + FARTHEST,
            "first": self.first,
            "before": before,
            "after": after,
            "counts": counted(before, after),
            "strip": drawing.strip_of(self.organization, self.catalogue, after.outcomes, as_of(after))
            if after
            else None,
            "expiring": [self.expiring(one) for one in self.ahead.expiring] if self.ahead else [],
            "differences": self.differences(),
            "chosen": self.shortcuts(),
        }
        return render(request, "conformity/over_time.html", {"page": page})

    @cached_property
    def days(self) -> tuple[date, date]:
        """The two days of the address, the earlier first; without them the last month."""
        asked = [_day(self.request.GET.get(name, "")) for name in ("from", "to")]
        until = min(asked[1] or self.today, self.today + FARTHEST)
        since = asked[0] or min(until, self.today) - timedelta(days=USUAL_DAYS)
        return min(since, until), max(since, until)

    @cached_property
    def first(self) -> date | None:
        return over_time.first_day(self.organization.pk, self.catalogue.id)

    @cached_property
    def before(self) -> State | None:
        """The state of the earlier day, today at the latest: two forecasts would compare nothing with nothing."""
        return self.stored_on(min(self.days[0], self.today))

    @cached_property
    def after(self) -> State | None:
        return self.ahead.state if self.ahead else self.stored_on(self.days[1])

    @cached_property
    def ahead(self) -> over_time.Forecast | None:
        """The forecast, where the later day lies ahead and there is something to compare it with."""
        if self.days[1] <= self.today or self.stored.standing is None:
            return None
        return over_time.forecast(self.organization, self.stored, self.days[1])

    def stored_on(self, day: date) -> State | None:
        return over_time.stored_on(self.organization.pk, self.catalogue.id, day)

    def lead(self) -> str:
        if self.after is None:
            return _("Nothing had been evaluated by then.")
        if self.ahead:
            lost = sum(one.is_lost for one in self.ahead.expiring)
            if not lost:
                return _("Nothing that is met today expires by then.")
            return ngettext(
                "%(n)s requirement would no longer be met.", "%(n)s requirements would no longer be met.", lost
            ) % {"n": formats.number(lost)}
        return _("As it was stored then. Nothing is evaluated again for a day that is over.")

    def differences(self) -> list[dict[str, Any]]:
        """What stands otherwise on two past days; for a forecast up to today, as what comes later is no history."""
        until = self.stored_on(self.today) if self.ahead else self.after
        if self.before is None or until is None:
            return []
        found = over_time.differences(self.organization.pk, self.before, until, self.catalogue.id)
        return [self.difference(one) for one in found]

    def difference(self, one: Difference) -> dict[str, Any]:
        return {
            "one": one,
            "url": f"{drawing.address(self.organization, self.catalogue.id)}{one.atom.id}/",
            "turns": [self.turn(turned) for turned in one.turns],
        }

    def turn(self, turned: queries.Turned) -> dict[str, Any]:
        """One change with its ledger entry, named and linked for those who may read the ledger."""
        entry = turned.entry if self.actor.has(HISTORY) else None
        address = reverse("kernel:ledger_entry", args=[self.organization.slug, entry.pk]) if entry else ""
        about = words.label_of(turned.entry.type) if turned.entry else ""
        return {"change": turned.change, "entry_url": address, "about": about}

    def expiring(self, one: Expiring) -> dict[str, Any]:
        shown = queries.show(self.actor, over_time.found_of(one))
        return {
            "one": one,
            "url": f"{drawing.address(self.organization, self.catalogue.id)}{one.atom.id}/",
            "found": [(each, addresses.of_record(each.record) if each.record else "") for each in shown],
            "more": max(0, one.total - len(shown)),
        }

    def shortcuts(self) -> list[Link]:
        """Days that people ask for most."""
        here = self.address("over_time", self.catalogue.id)
        spans = [
            (_("Last month"), -30, 0),
            (_("Last quarter"), -91, 0),
            (_("Next month"), 0, 30),
            (_("Next quarter"), 0, 91),
        ]
        return [
            Link(label, f"{here}?from={from_:%Y-%m-%d}&to={to:%Y-%m-%d}", current=self.days == (from_, to))
            for label, first, last in spans
            if (from_ := self.today + timedelta(days=first)) and (to := self.today + timedelta(days=last))
        ]


def _day(text: str) -> date | None:
    """A day as a browser's field sends it; None for whatever else stands in an address."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def counted(before: State | None, after: State | None) -> list[tuple[str, str, int | None, int | None]]:
    """(outcome, its words, how many on the earlier day, how many on the later) of the outcomes that occur."""
    sides = [Counter(state.outcomes.values()) if state else None for state in (before, after)]
    first, last = sides
    rows = [
        (name, str(label), first[name] if first else None, last[name] if last else None)
        for name, label in OUTCOMES.items()
    ]
    return [row for row in rows if row[2] or row[3]]


def as_of(state: State) -> str:
    """What stands beside the strip: of which moment it is, or that it is a forecast."""
    if state.is_forecast:
        return _("forecast for %(day)s") % {"day": formats.day(state.day)}
    return _("as of %(moment)s") % {"moment": formats.moment(state.as_of)}
