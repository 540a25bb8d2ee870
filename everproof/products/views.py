"""Pages of the products room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access, modules
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Rows
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, TransitionPage
from everproof.products import actions, queries
from everproof.products.forms import ActivateForm, CharacteristicForm, ProductForm, ReleaseForm
from everproof.products.lifecycle import VERSION_LIFECYCLE
from everproof.products.models import ProductCharacteristic, ProductService, ProductVersion

# Products -------------------------------------------------------------------------------------------------------------


class ProductList(RecordList):
    model = ProductService
    create_label = gettext_lazy("New product or service")
    example_title = gettext_lazy("Gate valve DN 50 to DN 300")
    example = (
        (gettext_lazy("Kind"), gettext_lazy("Industrial valve")),
        (gettext_lazy("Made by"), gettext_lazy("Machining, assembly, pressure test")),
        (gettext_lazy("Good when"), gettext_lazy("Tight at 1.1 times nominal pressure for 60 s, no visible drop.")),
        (gettext_lazy("Must hold"), gettext_lazy("Seat flatness at most 0.01 mm; handwheel torque at most 80 N.m")),
    )


class ProductPage(RecordPage):
    model = ProductService
    parts = (
        Part(gettext_lazy("What it is"), ("description",), hidden_while_empty=True),
        Part(
            gettext_lazy("What is required"),
            ("requirements", "legal_requirements", "internal_requirements"),
            gettext_lazy("Nobody has said what is required of it."),
        ),
        Part(gettext_lazy("Good when"), ("acceptance_criteria",), gettext_lazy("Nobody has said when it is good.")),
        Part(gettext_lazy("What is claimed"), ("claims", "claims_substantiation"), hidden_while_empty=True),
        Part(
            gettext_lazy("Made, kept, looked after"),
            ("processes", "traceability_required", "post_delivery_needed", "intended_lifetime", "offered_since"),
        ),
        Part(gettext_lazy("What a failure may cause"), ("failure_consequences",), hidden_while_empty=True),
    )

    def facts(self) -> list[pages.Fact]:
        return [pages.Fact(_("Kind"), self.record.type), *super().facts()]

    def sections(self) -> list[pages.Section]:
        characteristics = list(queries.characteristics_of(self.record))
        versions = list(ProductVersion.objects.in_force().filter(product=self.record).order_by("-edition"))
        for one in (*characteristics, *versions):
            one.organization = self.organization
        return [
            *super().sections(),
            self.characteristics(characteristics),
            self.versions(characteristics, versions),
        ]

    def add_steps(self, page: pages.RecordPage) -> None:
        """What is on offer needs no next step: withdrawing it is possible, not due."""
        super().add_steps(page)
        if self.record.status == "active" and page.next_step:
            page.steps, page.next_step, page.missing = [page.next_step, *page.steps], None, []

    def characteristics(self, found: list[ProductCharacteristic]) -> pages.Section:
        """What must hold, with limits."""
        may_add = not self.is_locked and access.may(self.actor, "update", self.record)
        rows = [(one, addresses.of_record(one), queries.demand(one.content())) for one in found]
        add_url = self._new(ProductCharacteristic) if may_add else ""
        html = render_to_string("products/parts/characteristics.html", {"rows": rows, "add_url": add_url})
        return pages.Section(_("Characteristics"), html=html)

    def versions(self, characteristics: list[ProductCharacteristic], versions: list[ProductVersion]) -> pages.Section:
        """The versions, the newest first, and what changed since without being released."""
        in_force = next((version for version in versions if version.status == "in-force"), None)
        content = queries.content_of(self.record, characteristics)
        waiting = queries.differences(in_force.content, content) if in_force else []
        states = VERSION_LIFECYCLE.by_state
        context = {
            "rows": [(version, addresses.of_record(version), states[version.status]) for version in versions],
            "waiting": waiting,
            "in_force": in_force,
            "release_url": self._release_url(is_due=bool(waiting) or in_force is None),
        }
        return pages.Section(_("Versions"), html=render_to_string("products/parts/versions.html", context))

    def _release_url(self, *, is_due: bool) -> str:
        may = is_due and not self.is_locked and access.may(self.actor, "create", ProductVersion)
        return self._new(ProductVersion) if may else ""

    def _new(self, model: type[Record]) -> str:
        address = addresses.of_type(self.organization, modules.type_of(model), "record_create")
        return f"{address}?product={self.record.pk}"


class AddProduct(CreatePage):
    model = ProductService
    form_class = ProductForm
    title = gettext_lazy("New product or service")
    groups = (
        (gettext_lazy("What it is"), "", ("title", "type", "description", "site", "processes")),
        (
            gettext_lazy("What is required"),
            "",
            ("requirements", "legal_requirements", "internal_requirements", "acceptance_criteria"),
        ),
        (gettext_lazy("What is claimed"), "", ("claims", "claims_substantiation")),
        (
            gettext_lazy("After delivery"),
            "",
            ("traceability_required", "post_delivery_needed", "intended_lifetime", "failure_consequences"),
        ),
    )

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_product(by=self.actor, id=new_id, **form.values)


class EditProduct(EditPage):
    model = ProductService
    form_class = ProductForm
    fields = ProductForm.Meta.fields
    groups = AddProduct.groups


class ActivateProduct(TransitionPage):
    model = ProductService
    transition = "activate"
    form_class = ActivateForm

    def initial(self) -> dict[str, Any]:
        return {"offered_since": self.record.offered_since or self.today}

    def act(self, form: RecordForm) -> Record:
        return actions.activate_product(product=self.record, by=self.actor, **self.values(form))


# Characteristics and versions: made from the page of their product ----------------------------------------------------


class OfProduct(CreatePage):
    """Makes something that belongs to the product which the address names, and leads back to it."""

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "product": self.product.pk if self.product else None}

    @property
    def product(self) -> ProductService | None:
        """The product that the address names, if the person may see it."""
        try:
            key = UUID(self.request.GET.get("product", ""))
        except ValueError:
            return None
        return access.visible(self.actor, ProductService.objects.in_force().filter(pk=key)).first()

    def next_url(self, record: Any) -> str:
        product = record.product
        product.organization = self.organization
        return addresses.of_record(product)

    def page(self) -> pages.FormPage:
        page = super().page()
        page.action = self.request.get_full_path()
        if product := self.product:
            product.organization = self.organization
            page.cancel_url = addresses.of_record(product)
            page.crumbs = [Link(product.title, page.cancel_url)]
            page.draft_key = f"{self.record_type.name}:{product.pk}"
        return page


class CharacteristicList(RecordList):
    model = ProductCharacteristic


class CharacteristicPage(RecordPage):
    model = ProductCharacteristic
    parts = (
        Part(
            gettext_lazy("What must hold"),
            ("product", "kind", "nominal", "lower_limit", "upper_limit", "unit", "criterion", "special", "method"),
        ),
    )


class AddCharacteristic(OfProduct):
    model = ProductCharacteristic
    form_class = CharacteristicForm
    title = gettext_lazy("New characteristic")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.add_characteristic(by=self.actor, id=new_id, **form.values)


class EditCharacteristic(EditPage):
    model = ProductCharacteristic
    form_class = CharacteristicForm
    fields = CharacteristicForm.Meta.fields

    def act(self, form: RecordForm) -> Record:
        return actions.change_characteristic(
            characteristic=self.record,
            by=self.actor,
            expected_version=form.cleaned_data.get("version"),
            **form.values,
        )


class VersionPage(RecordPage):
    model = ProductVersion
    takes_actions = False
    parts = (
        Part(gettext_lazy("What changed"), ("what_changed",)),
        Part(gettext_lazy("At a glance"), ("product", "edition", "in_force_from")),
    )

    def more_questions(self) -> dict[str, Rows]:
        earlier = ProductVersion.objects.in_force().filter(
            product_id=self.record.product_id, edition__lt=self.record.edition
        )
        return {"before": Rows(earlier.order_by("-edition")[:1])}

    def sections(self) -> list[pages.Section]:
        """What changed in words, then in values, then the whole of it."""
        before = next(iter(self.around["before"]), None)
        context = {
            "changes": queries.differences(before.content, self.record.content) if before else [],
            "before": before,
            "rows": [(one, queries.demand(one)) for one in self.record.content.get("characteristics", ())],
        }
        html = render_to_string("products/parts/content.html", context)
        return [*super().sections(), pages.Section(_("Characteristics in this version"), html=html)]


class ReleaseVersion(OfProduct):
    model = ProductVersion
    form_class = ReleaseForm
    title = gettext_lazy("Release a version")
    lead = gettext_lazy("The product as it stands now becomes what customers get; the version before is superseded.")
    submit_label = gettext_lazy("Release")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "in_force_from": self.today}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.release_version(by=self.actor, id=new_id, **form.values)
