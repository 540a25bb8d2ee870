"""Pages of issues, interested parties and needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context import queries
from everproof.context.actions import surroundings as actions
from everproof.context.forms.surroundings import IssueForm, NeedForm, PartyForm
from everproof.context.models import ContextIssue, InterestedParty, PartyNeed
from everproof.context.views.reviewed import REVIEW, ReviewedPage
from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage

# Issues ---------------------------------------------------------------------------------------------------------------


class IssueList(RecordList):
    model = ContextIssue
    create_label = gettext_lazy("New issue")
    example_title = gettext_lazy("Foundries close; castings take 30 weeks instead of 12")
    example = (
        (gettext_lazy("Kind"), gettext_lazy("External, hinders")),
        (gettext_lazy("Affects"), gettext_lazy("Delivery dates of all bodies above DN 150")),
        (gettext_lazy("Matters"), gettext_lazy("Yes: delivery in time is what our customers value most.")),
        (gettext_lazy("Kept in view"), gettext_lazy("Purchasing asks the four foundries every quarter.")),
    )


class IssuePage(ReviewedPage):
    model = ContextIssue
    parts = (
        Part(gettext_lazy("What it is"), ("description",), gettext_lazy("Nothing written beyond the title.")),
        Part(gettext_lazy("At a glance"), ("kind", "effect", "area", "topic", "affects", "raised_on")),
        Part(
            gettext_lazy("Does it matter?"),
            ("relevant", "relevance_rationale", "no_risk_rationale"),
            gettext_lazy("Nobody has decided yet."),
        ),
        Part(gettext_lazy("How it is kept in view"), ("monitored_how",), hidden_while_empty=True),
        REVIEW,
    )


class RaiseIssue(CreatePage):
    model = ContextIssue
    form_class = IssueForm
    title = gettext_lazy("New issue")

    def initial(self) -> dict[str, Any]:
        return {
            **super().initial(),
            "kind": self.request.GET.get("kind", ""),
            "effect": self.request.GET.get("effect", ""),
            "area": self.request.GET.get("area", ""),
            "owner": self.actor.person_id,
        }

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.raise_issue(by=self.actor, id=new_id, **form.values)


class EditIssue(EditPage):
    model = ContextIssue
    form_class = IssueForm
    fields = IssueForm.Meta.fields


# Parties and needs ----------------------------------------------------------------------------------------------------


class PartyList(RecordList):
    model = InterestedParty
    create_label = gettext_lazy("New interested party")
    example_title = gettext_lazy("Plant operators")
    example = (
        (gettext_lazy("Matters"), gettext_lazy("Yes: they decide whether our valves stay in the specification.")),
        (gettext_lazy("Needs"), gettext_lazy("Spare parts for 30 years; a certificate with every valve")),
        (gettext_lazy("How met"), gettext_lazy("Process “Spare parts and repair”; objective “Delivery in 48 hours”")),
    )


class PartyPage(ReviewedPage):
    model = InterestedParty
    template_name = "context/record.html"
    parts = (
        Part(
            gettext_lazy("Does it matter?"),
            ("category", "relevant", "relevance_rationale", "no_risk_rationale"),
            gettext_lazy("Nobody has decided yet."),
        ),
        Part(gettext_lazy("How we learn what it needs"), ("watched_how",), hidden_while_empty=True),
        REVIEW,
    )

    def sections(self) -> list[pages.Section]:
        may_add = not self.is_locked and access.may(self.actor, "update", self.record)
        address = addresses.of_type(self.organization, modules.type_of(PartyNeed), "record_create")
        context = {
            "needs": queries.needs_of(self.actor, [self.record.pk])[self.record.pk],
            "add_url": f"{address}?party={self.record.pk}" if may_add else "",
        }
        html = render_to_string("context/parts/needs.html", context)
        first, *rest = super().sections()
        return [first, pages.Section(_("Needs and expectations"), html=html), *rest]


class AddParty(CreatePage):
    model = InterestedParty
    form_class = PartyForm
    title = gettext_lazy("New interested party")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_party(by=self.actor, id=new_id, **form.values)


class EditParty(EditPage):
    model = InterestedParty
    form_class = PartyForm
    fields = PartyForm.Meta.fields


class NeedList(RecordList):
    model = PartyNeed


class NeedPage(RecordPage):
    """What deals with it stands under the linked records ("is addressed by")."""

    model = PartyNeed
    takes_actions = True
    parts = (
        Part(gettext_lazy("How it is met"), ("how_met",), gettext_lazy("Nobody has said how.")),
        Part(gettext_lazy("At a glance"), ("party", "relevant")),
        Part(gettext_lazy("Why nothing deals with it"), ("not_addressed_reason",), hidden_while_empty=True),
    )


class AddNeed(CreatePage):
    model = PartyNeed
    form_class = NeedForm
    title = gettext_lazy("New need or expectation")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "party": self.party.pk if self.party else None}

    @property
    def party(self) -> InterestedParty | None:
        """The party that the address names, if the person may see it."""
        try:
            key = UUID(self.request.GET.get("party", ""))
        except ValueError:
            return None
        found: InterestedParty | None = queries.seen(self.actor, InterestedParty, pk=key).first()
        return found

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_need(by=self.actor, id=new_id, **form.values)

    def next_url(self, record: Any) -> str:
        record.party.organization = self.organization
        return addresses.of_record(record.party)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.action = self.request.get_full_path()
        if party := self.party:
            party.organization = self.organization
            page.cancel_url = addresses.of_record(party)
            page.crumbs = [Link(party.title, page.cancel_url)]
            page.draft_key = f"party-need:{party.pk}"
        return page


class EditNeed(EditPage):
    model = PartyNeed
    form_class = NeedForm
    fields = NeedForm.Meta.fields

    def act(self, form: RecordForm) -> Record:
        return actions.change_need(
            need=self.record, by=self.actor, expected_version=form.cleaned_data.get("version"), **form.values
        )
