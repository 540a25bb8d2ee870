"""Home: the map of the company, what is mine, what is late, what changed, and where it hurts. And my work by itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from everproof.conformity import drawing
from everproof.conformity.views.base import may_see
from everproof.home import queries
from everproof.kernel import access, modules
from everproof.kernel.access.roles import READ, REPORT
from everproof.kernel.ui import addresses, history, values
from everproof.kernel.ui.pages import Empty
from everproof.kernel.ui.surroundings import surroundings
from everproof.kernel.ui.views import OrganizationView
from everproof.processes.models import Process
from everproof.processes.queries.map import process_map

SHOWN = 6


class Home(OrganizationView):
    """What one sees first."""

    place = "home"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        work = queries.work_of(self.actor, self.today)
        changed = history.recent(self.actor)
        late = queries.late_with_others(self.actor, self.today)
        page = {
            "title": date_format(self.today, pgettext("home title", "l, j F")),
            "lead": in_one_sentence(work),
            "work": work,
            "groups": groups(work, SHOWN),
            "work_url": reverse("home:work", args=[self.organization.slug]),
            "changed": changed,
            "late": late,
            "pareto": queries.pareto_of_quarter(self.actor, self.today),
            "map": process_map(self.actor) if access.may(self.actor, "view", Process) else None,
            "describe_url": self.describe_url(),
            **self.conformity(),
            "empty": self.first_steps() if not (work or changed or late) else None,
        }
        return render(request, "home/home.html", {"page": page})

    def describe_url(self) -> str:
        """Where to describe a process, for those who may."""
        record_type = modules.type_of(Process)
        if not access.may(self.actor, "create", Process):
            return ""
        return addresses.of_type(self.organization, record_type, "record_create")

    def conformity(self) -> dict[str, Any]:
        """The strip, and while the company is only beginning the way to the first certificate."""
        if not may_see(self.actor):
            return {}
        strip = drawing.strip_now(self.organization)
        is_beginning = strip is None or drawing.is_beginning(strip)
        url = reverse("conformity:guide", args=[self.organization.slug])
        return {"strip": strip, "guide_url": url if is_beginning else ""}

    def first_steps(self) -> list[Empty]:
        """What a new organisation does first, each with its clause; only what this person may do."""
        steps = []
        if len(surroundings(self.request).sites) == 0:
            steps.append(("site", _("Say where you work"), _("Add a site")))
        steps += [
            ("person", _("Say who works here"), _("Add a person")),
            ("role", _("Say who decides what"), _("Add a role")),
            ("process", _("Say what you do"), _("Describe a process")),
            ("nonconformity", _("Write down the first problem"), _("Report a problem")),
        ]
        found = []
        for name, title, label in steps:
            record_type = modules.record_type(name)
            if access.may(self.actor, "create", record_type.model):
                url = addresses.of_type(self.organization, record_type, "record_create")
                found.append(Empty(title, str(record_type.about), record_type.clause, first_label=label, first_url=url))
        return found


def in_one_sentence(work: queries.Work) -> str:
    """How one's work stands, for the head of the page."""
    parts = []
    if work.late:
        late = len(work.late)
        parts.append(ngettext("%(n)d thing of yours is late", "%(n)d things of yours are late", late) % {"n": late})
    if work.today:
        parts.append(ngettext("%(n)d is due today", "%(n)d are due today", len(work.today)) % {"n": len(work.today)})
    waiting = len(work.next) + len(work.undated)
    if waiting:
        parts.append(ngettext("%(n)d more waits", "%(n)d more wait", waiting) % {"n": waiting})
    return f"{', '.join(parts)}." if parts else ""


class MyWork(OrganizationView):
    """Everything that waits for the reader, and what they reported themselves."""

    place = "work"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        work = queries.work_of(self.actor, self.today)
        page = {
            "title": _("My work"),
            "work": work,
            "groups": groups(work),
            "reported": self.reported() if self.actor.has(REPORT) else [],
            "can_read": self.actor.has(READ),
        }
        return render(request, "home/work.html", {"page": page})

    def reported(self) -> list[Any]:
        """The reader's newest reports with what became of them."""
        found = []
        for record_type in modules.all_record_types():
            if record_type.powers.get("create") != REPORT:
                continue
            queryset = record_type.model._default_manager.filter(created_by_id=self.actor.person_id, voided_at=None)
            for record in access.visible(self.actor, queryset).order_by("-id")[:SHOWN]:
                record.organization = self.organization
                found.append(values.record_link(record, record_type))
        return found


def groups(work: queries.Work, most: int = 0) -> list[tuple[str, int, list[Any]]]:
    """The parts of someone’s work that hold something: heading, count, items; `most` over all, 0 for no limit."""
    parts = [
        (_("Late"), work.late),
        (_("Today"), work.today),
        (_("Next"), work.next),
        (_("Without a day"), work.undated),
    ]
    found, left = [], most or len(work)
    for heading, items in parts:
        shown = items[:left]
        left -= len(shown)
        if shown:
            found.append((heading, len(items), shown))
    return found
