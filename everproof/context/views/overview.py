"""The context on one page that reads like a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context import queries
from everproof.context.models import (
    CommunicationPlan,
    ContextIssue,
    InterestedParty,
    KnowledgeItem,
    LegalRequirement,
    ScopeStatement,
    StrategicDirection,
)
from everproof.context.views.obligations import TONES
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.pages import State
from everproof.kernel.ui.views import OrganizationView

SOON = timedelta(days=60)
MOST_DUE = 12
QUADRANTS = (
    ("internal", "helps", gettext_lazy("Strengths"), gettext_lazy("inside, helps")),
    ("internal", "hinders", gettext_lazy("Weaknesses"), gettext_lazy("inside, hinders")),
    ("external", "helps", gettext_lazy("Opportunities"), gettext_lazy("outside, helps")),
    ("external", "hinders", gettext_lazy("Threats"), gettext_lazy("outside, hinders")),
)

VIEWS = (("swot", gettext_lazy("SWOT")), ("pestle", gettext_lazy("PESTLE")))


@dataclass(frozen=True)
class Quadrant:
    """Issues that belong together: of one kind and effect (SWOT), or from one area (PESTLE)."""

    label: str
    what: str
    issues: Sequence[Any]
    add_url: str


class Overview(OrganizationView):
    """Direction, scope, issues in quadrants, parties with needs, obligations, and what is due for review."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "view", ContextIssue)
        issues = self.with_addresses(
            queries.seen(self.actor, ContextIssue, status="active").select_related("owner").order_by("title", "id")
        )
        view = "pestle" if request.GET.get("issues") == "pestle" else "swot"
        groups, others = self.pestle(issues) if view == "pestle" else self.swot(issues)
        context = {
            "page": {"title": _("Context"), "lead": _("Where we want to go, what bears on it, and who counts on us.")},
            "direction": self.statement(StrategicDirection),
            "scope": self.statement(ScopeStatement),
            "quadrants": groups,
            "others": others,
            "view": view,
            "views": [Link(str(label), f"?issues={name}#issues-title", current=name == view) for name, label in VIEWS],
            "parties": self.parties(),
            "obligations": self.obligations(),
            "due": self.due(),
            "today": self.today,
            "urls": self.addresses(),
        }
        return render(request, "context/overview.html", context)

    def with_addresses(self, records: Any) -> list[Any]:
        found = list(records)
        for record in found:
            record.organization = self.organization
            record.url = addresses.of_record(record)
        return found

    def statement(self, model: type[Record]) -> Any:
        """The statement that holds, with who approved it."""
        rows = queries.seen(self.actor, model, status="approved").select_related("approved_by")
        return next(iter(self.with_addresses(rows)), None)

    def swot(self, issues: Sequence[ContextIssue]) -> tuple[list[Quadrant], list[ContextIssue]]:
        """Kind by effect, and what stands in no quadrant."""
        groups = [
            Quadrant(
                str(label),
                str(what),
                [one for one in issues if (one.kind, one.effect) == (kind, effect) and one.relevant is not False],
                self.add_url(f"kind={kind}&effect={effect}"),
            )
            for kind, effect, label, what in QUADRANTS
        ]
        return groups, [one for one in issues if not one.effect or one.relevant is False]

    def pestle(self, issues: Sequence[ContextIssue]) -> tuple[list[Quadrant], list[ContextIssue]]:
        """What comes from outside by area, and what is outside without one or does not matter."""
        outside = [one for one in issues if one.kind == ContextIssue.Kind.EXTERNAL]
        groups = [
            Quadrant(
                str(label),
                "",
                [one for one in outside if one.area == area and one.relevant is not False],
                self.add_url(f"kind=external&area={area}"),
            )
            for area, label in ContextIssue.Area.choices
        ]
        return groups, [one for one in outside if not one.area or one.relevant is False]

    def add_url(self, query: str) -> str:
        """Where an issue is added that belongs into a group; nothing for who may not."""
        if not access.may(self.actor, "create", ContextIssue):
            return ""
        return f"{self.address(ContextIssue, 'record_create')}?{query}"

    def parties(self) -> list[tuple[Any, list[queries.ShownNeed]]]:
        """Parties that matter, each with its needs."""
        rows = queries.seen(self.actor, InterestedParty, status="active").exclude(relevant=False)
        found = self.with_addresses(rows.order_by("category", "title", "id"))
        needs = queries.needs_of(self.actor, [party.pk for party in found])
        return [(party, needs.get(party.pk, [])) for party in found]

    def obligations(self) -> dict[str, Any]:
        counts = queries.compliance_counts(self.actor, self.today)
        address = self.address(LegalRequirement)
        standing = [
            (State(str(label), TONES[name]), counts[name], f"{address}?compliance_status={name}&state=active")
            for name, label in LegalRequirement.Compliance.choices
        ]
        worst = queries.seen(self.actor, LegalRequirement, status="active").exclude(compliance_status="compliant")
        return {
            "standing": standing,
            "late": counts["late"],
            "unjudged": counts["unjudged"],
            "total": sum(number for _state, number, _url in standing) + counts["unjudged"],
            "worst": self.with_addresses(worst.order_by("review_due_on", "id")[:5]),
        }

    def due(self) -> list[tuple[Any, date]]:
        """Reviews that are overdue or come near, the longest overdue first."""
        found: list[Any] = []
        for model, status, _why in queries.REVIEWED:
            rows = queries.seen(self.actor, model, status=status, review_due_on__lte=self.today + SOON)
            found += rows.select_related("owner").order_by("review_due_on")[:MOST_DUE]
        found.sort(key=lambda record: (record.review_due_on, record.number))
        return [(record, record.review_due_on) for record in self.with_addresses(found[:MOST_DUE])]

    def address(self, model: type[Record], page: str = "records") -> str:
        return addresses.of_type(self.organization, modules.type_of(model), page)

    def addresses(self) -> dict[str, str]:
        """Where the parts of the page lead: lists, and forms for those who may use them."""
        lists: dict[str, Any] = {
            "issues": ContextIssue,
            "parties": InterestedParty,
            "obligations": LegalRequirement,
            "communication": CommunicationPlan,
            "knowledge": KnowledgeItem,
        }
        new: dict[str, Any] = {"direction": StrategicDirection, "scope": ScopeStatement, "party": InterestedParty}
        found = {name: self.address(model) for name, model in lists.items()}
        for name, model in new.items():
            may = access.may(self.actor, "create", model)
            found[f"new_{name}"] = self.address(model, "record_create") if may else ""
        return found
