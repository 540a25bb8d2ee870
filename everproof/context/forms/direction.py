"""Forms of the strategic direction and of the scope statement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.clauses import excludable
from everproof.context.models import ContextIssue, InterestedParty, ScopeStatement, StrategicDirection
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Site
from everproof.kernel.records import Record
from everproof.kernel.records.lists import ids_of
from everproof.kernel.ui.forms import RecordForm
from everproof.processes.models import Process
from everproof.products.models import ProductService

MOST_EXCLUSIONS = 12
MORE_EXCLUSIONS = 2
INSIDE, OUTSIDE, OPEN = "inside", "outside", ""


class DirectionForm(RecordForm):
    """What the company is for and where it wants to go."""

    class Meta:
        model = StrategicDirection
        fields = ("title", "text", "owner", "review_due_on")
        labels = {
            "title": _("A name for it"),
            "text": _("What are we for, and where do we want to go?"),
            "owner": _("Who keeps it up to date?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {"text": _("A few sentences that everybody here could say: customers, products, what comes next.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}


class ScopeForm(RecordForm):
    """What the system covers; one question for each product on offer, and one for each clause that is left out."""

    products_services = forms.MultipleChoiceField(
        label=_("Which kinds of products and services does it cover?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ScopeStatement
        fields = (
            "title",
            "text",
            "sites",
            "processes",
            "products_services",
            "considered_issues",
            "considered_parties",
            "owner",
            "review_due_on",
        )
        labels = {
            "title": _("A name for it"),
            "text": _("What does the quality system cover?"),
            "sites": _("At which sites?"),
            "processes": _("Which processes?"),
            "considered_issues": _("Which issues were taken into account?"),
            "considered_parties": _("Whose needs were taken into account?"),
            "owner": _("Who keeps it up to date?"),
            "review_due_on": _("To be reviewed by"),
        }
        help_texts = {"text": _("The sentence that stands on the certificate, and the boundaries.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.products = list(_seen(self.actor, ProductService, status="active"))
        kinds = {product.type for product in self.products} | set(self.initial.get("products_services") or [])
        offered: Any = self.fields["products_services"]
        offered.choices = [(kind, kind) for kind in sorted(kinds)]
        self._ask_about_products()
        self._ask_about_exclusions()

    # Products -----------------------------------------------------------------------------------------------------

    def _ask_about_products(self) -> None:
        said = {entry["product"]: entry for entry in self._stored("considered_products")}
        for product in self.products:
            entry = said.get(str(product.pk))
            self.fields[f"place_{product.pk}"] = forms.ChoiceField(
                label=product.title,
                choices=[(INSIDE, _("Inside")), (OUTSIDE, _("Outside")), (OPEN, _("Not yet said"))],
                required=False,
                widget=forms.RadioSelect,
                initial=OPEN if entry is None else INSIDE if entry["inside"] else OUTSIDE,
            )
            self.fields[f"reason_{product.pk}"] = forms.CharField(
                label=_("Why outside?"),
                required=False,
                max_length=500,
                initial=entry["reason"] if entry else "",
            )

    @property
    def product_fields(self) -> list[str]:
        return [name for product in self.products for name in (f"place_{product.pk}", f"reason_{product.pk}")]

    def _products(self) -> list[dict[str, Any]]:
        found = []
        for product in self.products:
            place = self.cleaned_data.get(f"place_{product.pk}")
            reason = self.cleaned_data.get(f"reason_{product.pk}", "")
            if place:
                entry = {"product": str(product.pk), "inside": place == INSIDE, "reason": reason}
                found.append(entry)
        return found

    # Exclusions ---------------------------------------------------------------------------------------------------

    def _ask_about_exclusions(self) -> None:
        stored = self._stored("exclusions")
        self.exclusion_rows = min(len(stored) + MORE_EXCLUSIONS, MOST_EXCLUSIONS)
        for place in range(self.exclusion_rows):
            entry = stored[place] if place < len(stored) else {}
            self.fields[f"clause_{place}"] = forms.ChoiceField(
                label=_("Clause"),
                choices=[("", _("None")), *excludable()],
                required=False,
                initial=entry.get("requirement", ""),
            )
            self.fields[f"why_{place}"] = forms.CharField(
                label=_("Why does it not apply?"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=entry.get("justification", ""),
            )
            self.fields[f"effect_{place}"] = forms.ChoiceField(
                label=_("Effect on what is delivered"),
                choices=ScopeStatement.Effect.choices,
                required=False,
                initial=entry.get("effect_on_conformity", ScopeStatement.Effect.NONE),
            )

    @property
    def exclusion_fields(self) -> list[str]:
        return [f"{name}_{place}" for place in range(self.exclusion_rows) for name in ("clause", "why", "effect")]

    def _exclusions(self) -> list[dict[str, str]]:
        found = []
        for place in range(self.exclusion_rows):
            if clause := self.cleaned_data.get(f"clause_{place}"):
                found.append(
                    {
                        "requirement": clause,
                        "justification": self.cleaned_data.get(f"why_{place}", ""),
                        "effect_on_conformity": self.cleaned_data.get(f"effect_{place}") or ScopeStatement.Effect.NONE,
                    }
                )
        return found

    def _stored(self, name: str) -> list[dict[str, Any]]:
        return self.initial.get(name) or getattr(self.instance, name)

    @property
    def values(self) -> dict[str, Any]:
        return {
            **super().values,
            "considered_products": self._products(),
            "exclusions": self._exclusions(),
        }


def _seen(actor: Actor, model: type[Record], **having: Any) -> QuerySet[Any]:
    rows = model._default_manager.filter(voided_at=None, **having)
    return access.visible(actor, rows).order_by("title", "id")


def everything_now(actor: Actor) -> dict[str, Any]:
    """What a new scope would take into account today: all that is in force and matters."""
    products = _seen(actor, ProductService, status="active")
    return {
        "sites": ids_of(_seen(actor, Site, active=True)),
        "processes": ids_of(_seen(actor, Process, status="active", in_scope=True)),
        "considered_issues": ids_of(_seen(actor, ContextIssue, status="active", relevant=True)),
        "considered_parties": ids_of(_seen(actor, InterestedParty, status="active", relevant=True)),
        "products_services": sorted({product.type for product in products}),
    }
