"""Pages of the strategic direction and of the scope statement."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.context import queries
from everproof.context.actions import direction as actions
from everproof.context.clauses import excludable
from everproof.context.forms.direction import DirectionForm, ScopeForm, everything_now
from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.kernel import access
from everproof.kernel.records import Record
from everproof.kernel.ui import named, pages
from everproof.kernel.ui.asking import Question
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage
from everproof.products.models import ProductService

APPROVAL = Part(
    gettext_lazy("Approval and review"),
    ("approved_on", "approved_by", "reviewed_on", "reviewed_by", "review_due_on", "replaced_by"),
    gettext_lazy("Nobody has approved it yet."),
)


class StatementPage(RecordPage):
    """A statement that is approved; the next one is drafted from it."""

    def menu(self) -> list[Link]:
        found = super().menu()
        if self.record.status == "approved" and access.may(self.actor, "create", self.record_type.model):
            found.insert(0, Link(_("Draft the next one"), self.address("record_create"), "file-pen"))
        return found


class ApproveStatement(TransitionPage):
    """Approves; says beforehand what else follows, and to the author that somebody else has to."""

    transition = "approve"

    def consequences(self) -> list[str]:
        former = queries.approved(self.record_type.model, self.organization.pk)
        return [_("%(number)s is superseded.") % {"number": former.number}] if former else []

    def missing(self) -> list[pages.Missing]:
        found = super().missing()
        # What the guard will say of this person is known before anything is sent.
        self.record.approved_by_id = self.actor.person_id
        guards = [guard(self.record) for guard in self.step.guards]
        self.record.approved_by_id = None
        known = {missing.text for missing in found}
        return [*found, *(pages.Missing(str(reason)) for reason in guards if reason and str(reason) not in known)]


# Direction ------------------------------------------------------------------------------------------------------------


class DirectionList(RecordList):
    model = StrategicDirection
    create_label = gettext_lazy("New direction")
    example_title = gettext_lazy("Where we want to be in five years")
    example = (
        (
            gettext_lazy("Direction"),
            gettext_lazy("We build valves that plants can rely on for thirty years, and we repair every one of them."),
        ),
        (gettext_lazy("Approved"), gettext_lazy("by the managing director; looked at again every autumn")),
    )


class DirectionPage(StatementPage):
    model = StrategicDirection
    parts = (Part(gettext_lazy("Direction"), ("text",)), APPROVAL)


class DraftDirection(CreatePage):
    model = StrategicDirection
    form_class = DirectionForm
    title = gettext_lazy("New strategic direction")

    def initial(self) -> dict[str, Any]:
        former = queries.approved(StrategicDirection, self.organization.pk)
        found = super().initial()
        if former is None:
            return {**found, "title": _("Where we want to go")}
        return {**found, "title": former.title, "text": former.text, "owner": former.owner_id}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.draft_direction(by=self.actor, id=new_id, **form.values)


class EditDirection(EditPage):
    model = StrategicDirection
    form_class = DirectionForm
    fields = DirectionForm.Meta.fields


class ApproveDirection(ApproveStatement):
    model = StrategicDirection

    def act(self, form: RecordForm) -> Record:
        return actions.approve_direction(direction=self.record, by=self.actor, **self.values(form))


# Scope ----------------------------------------------------------------------------------------------------------------


class ScopeList(RecordList):
    model = ScopeStatement
    create_label = gettext_lazy("New scope statement")
    example_title = gettext_lazy("Scope of the quality management system")
    example = (
        (
            gettext_lazy("Scope"),
            gettext_lazy("Development, manufacture and repair of industrial valves at both works."),
        ),
        (gettext_lazy("Not applicable"), gettext_lazy("None: we design what we make.")),
    )


class ScopePage(StatementPage):
    """Fit to print and to show to a customer: the statement reads as a document."""

    model = ScopeStatement
    template_name = "context/scope.html"
    takes_actions = False

    def more_questions(self) -> dict[str, Question]:
        keys = [entry["product"] for entry in self.record.considered_products]
        rows = access.visible(self.actor, ProductService.objects.filter(pk__in=keys))
        return {"considered": Question(rows, key="id", texts=("number", "title"))} if keys else {}

    def relations(self) -> list[str]:
        return [*dict.fromkeys([*super().relations(), "approved_by", "reviewed_by", "replaced_by"])]

    def sections(self) -> list[pages.Section]:
        record = self.record
        context = {
            "record": record,
            "today": self.today,
            "is_late": bool(record.review_due_on and record.review_due_on < self.today),
            "exclusions": self.exclusions(),
            "products": self.products(),
            **{name: self.named(name) for name in ("sites", "processes", "considered_issues", "considered_parties")},
        }
        return [pages.Section(_("Scope of the quality management system"), html=self._drawn(context))]

    def _drawn(self, context: dict[str, Any]) -> str:
        return render_to_string("context/parts/scope.html", context)

    def named(self, name: str) -> list[tuple[str, str]]:
        return named.links(self.record, name, self.actor, self.around)

    def products(self) -> list[tuple[str, bool, str]]:
        """The products that were considered: title, inside or not, why not."""
        titles = {str(answer.key): answer.texts[1] for answer in self.around.get("considered", ())}
        return [
            (titles[entry["product"]], entry["inside"], entry["reason"])
            for entry in self.record.considered_products
            if entry["product"] in titles
        ]

    def exclusions(self) -> list[tuple[str, str, str]]:
        """What does not apply: clause with title, why, effect in words."""
        titles, effects = dict(excludable()), dict(ScopeStatement.Effect.choices)
        return [
            (
                titles.get(entry["requirement"], entry["requirement"]),
                entry["justification"],
                str(effects.get(entry["effect_on_conformity"], "")),
            )
            for entry in self.record.exclusions
        ]


class ScopeFormPage:
    """The groups of the scope's form, which depend on what the company offers."""

    def grouped(self, form: Any) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Under headings, the products and the exclusions each in their own."""
        products = form.product_fields
        asked = [
            (_("What it covers"), "", ["title", "text", "sites", "processes", "products_services"]),
            (_("What was taken into account"), "", ["considered_issues", "considered_parties"]),
        ]
        if products:
            lead = _("Each product on offer stands inside, or outside with a reason (4.3 c).")
            asked.append((_("Products and services on offer"), lead, products))
        lead = _("Only what cannot be applied, and only where it bears on nothing that is delivered.")
        asked.append((_("Requirements that do not apply"), lead, form.exclusion_fields))
        asked.append((_("Keeping it up to date"), "", ["owner", "review_due_on"]))
        return tuple((heading, lead, tuple(names)) for heading, lead, names in asked)


class DraftScope(ScopeFormPage, CreatePage):
    model = ScopeStatement
    form_class = ScopeForm
    title = gettext_lazy("New scope statement")

    def initial(self) -> dict[str, Any]:
        """What holds now, with everything that came to it since."""
        found = {**super().initial(), **everything_now(self.actor)}
        if former := self.former:
            words = ("title", "text", "products_services", "considered_products", "exclusions")
            found |= {name: getattr(former, name) for name in words} | {"owner": former.owner_id}
        else:
            found["title"] = _("Scope of the quality management system")
        return found

    @cached_property
    def former(self) -> ScopeStatement | None:
        return queries.approved(ScopeStatement, self.organization.pk)

    def shown(self, form: Any) -> Any:
        self.groups = self.grouped(form)
        return super().shown(form)

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.draft_scope(by=self.actor, id=new_id, **form.values)


class EditScope(ScopeFormPage, EditPage):
    model = ScopeStatement
    form_class = ScopeForm
    fields = ScopeForm.Meta.fields

    def shown(self, form: Any) -> Any:
        self.groups = self.grouped(form)
        return super().shown(form)


class ApproveScope(ApproveStatement):
    model = ScopeStatement

    def act(self, form: RecordForm) -> Record:
        return actions.approve_scope(scope=self.record, by=self.actor, **self.values(form))
