"""What the products room contributes."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import MANAGE
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import Act, Column, MenuEntry, Module, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, state_filter, yes_no_filter
from everproof.products import actions, checks, faults
from everproof.products.history import SENTENCES
from everproof.products.lifecycle import PRODUCT_LIFECYCLE, VERSION_LIFECYCLE
from everproof.products.models import ProductCharacteristic, ProductService, ProductVersion

NUMBER = Column("number", _("Number"))
OF_PRODUCT = Column("product", _("Product"), source="product.title", related="product")
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)

PRODUCT_SERVICE = RecordType(
    model=ProductService,
    label=_("Product or service"),
    plural=_("Products and services"),
    path="products",
    prefix="PS",
    lifecycle=PRODUCT_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Product or service")),
        Column("type", _("Kind")),
        Column("status", _("State"), kind="state"),
        Column("offered_since", _("Offered since"), kind="day"),
        Column("traceability_required", _("Traceable"), kind="boolean"),
        Column("post_delivery_needed", _("Care after delivery"), kind="boolean", shown=False),
        Column("intended_lifetime", _("Lifetime"), shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
    ),
    sorts=(Sort("title", _("By name"), "title"), NEWEST, Sort("kind", _("By kind"), "type")),
    search=("number", "title", "type", "description", "acceptance_criteria", "failure_consequences"),
    filters=(
        state_filter(PRODUCT_LIFECYCLE),
        yes_no_filter("traceability_required", _("Traceable"), _("traceable"), _("not traceable")),
        yes_no_filter(
            "post_delivery_needed", _("After delivery"), _("cared for after delivery"), _("done on delivery")
        ),
    ),
    natural_key=("title",),
    powers={"create": MANAGE},
    lists={
        "processes": UUID,
        "requirements": str,
        "legal_requirements": str,
        "internal_requirements": str,
        "claims": str,
        "claims_substantiation": str,
    },
    acts={
        "create": Act(actions.add_product),
        "update": Act(
            fields=(
                "title",
                "type",
                "description",
                "processes",
                "requirements",
                "legal_requirements",
                "internal_requirements",
                "claims",
                "claims_substantiation",
                "acceptance_criteria",
                "intended_lifetime",
                "failure_consequences",
                "traceability_required",
                "post_delivery_needed",
                "site",
            )
        ),
        "activate": Act(actions.activate_product),
        "withdraw": Act(actions.withdraw_product),
        "reactivate": Act(actions.reactivate_product),
    },
    about=_("What the company offers, what is required of it and when it is good."),
    clause="8.2.2",
    icon="package",
)

PRODUCT_CHARACTERISTIC = RecordType(
    model=ProductCharacteristic,
    label=_("Characteristic"),
    plural=_("Characteristics"),
    path="characteristics",
    prefix="CH",
    columns=(
        NUMBER,
        Column("title", _("Characteristic")),
        OF_PRODUCT,
        Column("kind", _("Kind"), kind="choice", shown=False),
        Column("nominal", _("Nominal"), kind="number", reads=("decimals",)),
        Column("lower_limit", _("Lower limit"), kind="number", reads=("decimals",)),
        Column("upper_limit", _("Upper limit"), kind="number", reads=("decimals",)),
        Column("unit", _("Unit")),
        Column("special", _("Special"), kind="choice"),
        Column("method", _("Checked how")),
        Column("criterion", _("Good when"), shown=False),
    ),
    sorts=(NEWEST, Sort("title", _("By name"), "title")),
    search=("number", "title", "criterion", "method"),
    filters=(
        choice_filter("special", _("Special"), ProductCharacteristic.Special),
        choice_filter("kind", _("Kind"), ProductCharacteristic.Kind),
    ),
    powers={"create": MANAGE},
    whole="product",
    acts={
        "create": Act(actions.add_characteristic),
        "update": Act(
            actions.change_characteristic,
            (
                "product",
                "title",
                "kind",
                "nominal",
                "lower_limit",
                "upper_limit",
                "unit",
                "criterion",
                "special",
                "method",
                "position",
            ),
        ),
    },
    about=_("A property of a product that must hold, with its limits and how it is checked."),
    clause="8.5.1",
    icon="ruler",
)

PRODUCT_VERSION = RecordType(
    model=ProductVersion,
    label=_("Product version"),
    plural=_("Product versions"),
    path="versions",
    prefix="PV",
    lifecycle=VERSION_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Version")),
        OF_PRODUCT,
        Column("edition", _("Version number"), kind="number", shown=False),
        Column("status", _("State"), kind="state"),
        Column("in_force_from", _("In force from"), kind="day"),
        Column("what_changed", _("What changed")),
    ),
    sorts=(NEWEST, Sort("from", _("By day in force"), "in_force_from", descending=True)),
    search=("number", "title", "what_changed"),
    filters=(state_filter(VERSION_LIFECYCLE),),
    powers={"create": MANAGE},
    acts={"create": Act(actions.release_version, ("product", "what_changed", "in_force_from"))},
    about=_("A product as it was released, with what changed against the version before."),
    clause="8.5.6",
    icon="layers",
)

MODULE = Module(
    name="products",
    label=_("Products and services"),
    record_types=(PRODUCT_SERVICE, PRODUCT_CHARACTERISTIC, PRODUCT_VERSION),
    sentences=SENTENCES,
    checks=checks_in(checks),
    faults=faults_in(faults),
    flags=checks.FLAGS,
    menu=(MenuEntry(_("Direction"), _("Products and services"), "package", "products:product_list"),),
)
