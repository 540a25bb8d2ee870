"""Orders and reviews, as record types."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.customers.actions import orders as actions
from everproof.customers.declarations.register import NEWEST, NUMBER, OF_CUSTOMER
from everproof.customers.lifecycle.orders import ORDER as ORDER_LIFE
from everproof.customers.models import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter, yes_no_filter

SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
REVIEWER = Column("reviewer", _("Reviewed by"), source="reviewer.title", kind="person", related="reviewer")
REVIEWED = Column("reviewed_on", _("Reviewed"), kind="day")
ORDERED = (
    "title",
    "customer",
    "customer_reference",
    "description",
    "product_services",
    "quantity",
    "quantity_unit",
    "value",
    "owner",
    "received_on",
    "due_on",
    "documented_by_customer",
    "contingency_relevant",
    "site",
)
SAID = (
    *actions.NEEDED,
    "differences_resolved_on",
    "capability_confirmed",
    "customer_confirmed_on",
    "documents_amended",
    "persons_informed",
    "informed_on",
)

ORDER = RecordType(
    model=CustomerOrder,
    label=_("Order"),
    plural=_("Orders"),
    path="orders",
    prefix="OR",
    lifecycle=ORDER_LIFE,
    columns=(
        NUMBER,
        Column("title", _("Order")),
        OF_CUSTOMER,
        Column("status", _("State"), kind="state"),
        Column("received_on", _("Received"), kind="day"),
        Column("due_on", _("Promised for"), kind="day"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("customer_reference", _("Their reference"), shown=False),
        Column("quantity", _("Quantity"), kind="quantity", shown=False),
        Column("quantity_unit", _("Unit"), shown=False),
        Column("value", _("Value"), kind="quantity", shown=False),
        Column("accepted_on", _("Accepted"), kind="day", shown=False),
        Column("amended_on", _("Amended"), kind="day", shown=False),
        Column("delivered_on", _("Delivered"), kind="day", shown=False),
        Column("quantity_delivered", _("Quantity delivered"), kind="quantity", shown=False),
        Column("fulfilled", _("As promised"), kind="boolean", shown=False),
        SITE,
    ),
    sorts=(
        NEWEST,
        Sort("due", _("By day promised"), "due_on"),
        Sort("received", _("By day received"), "received_on", descending=True),
    ),
    search=("number", "title", "customer_reference", "description", "amendment"),
    filters=(
        state_filter(ORDER_LIFE),
        owner_filter(),
        due_filter("due_on", ORDER_LIFE),
        yes_no_filter("fulfilled", _("As promised"), _("delivered as promised"), _("not as promised")),
    ),
    owner="owner",
    due="due_on",
    party="customer",
    natural_key=("customer", "customer_reference"),
    lists={"product_services": UUID},
    acts={
        "create": Act(actions.receive_order, ORDERED),
        "update": Act(fields=ORDERED),
        "offer": Act(actions.offer_order),
        "accept": Act(actions.accept_order),
        "amend": Act(actions.amend_order),
        "deliver": Act(actions.deliver_order),
    },
    about=_(
        "What a customer asks for, from the enquiry on: reviewed before it is promised, and again when it changes."
    ),
    clause="8.2.3",
    icon="file-pen",
)

ORDER_REVIEW = RecordType(
    model=ContractOrderReview,
    label=_("Order review"),
    plural=_("Order reviews"),
    path="order-reviews",
    prefix="ORV",
    columns=(
        NUMBER,
        Column("title", _("Review")),
        Column("order", _("Order"), source="order.number", related="order"),
        Column("kind", _("Kind"), kind="choice"),
        Column("result", _("Result"), kind="choice"),
        REVIEWED,
        REVIEWER,
        Column("informed_on", _("Told"), kind="day", shown=False),
        Column("capability_confirmed", _("We can do it"), kind="boolean", shown=False),
    ),
    sorts=(NEWEST, Sort("reviewed", _("By day reviewed"), "reviewed_on", descending=True)),
    search=("number", "title", "customer_requirements", "differences", "new_requirements"),
    filters=(
        choice_filter("kind", _("Kind"), ContractOrderReview.Kind),
        choice_filter("result", _("Result"), ContractOrderReview.Result),
    ),
    lists={"persons_informed": UUID},
    acts={
        "create": Act(actions.review_order, ("order", "kind", "result", "reviewed_on", "reviewer", *SAID)),
        "update": Act(actions.update_review, ("result", *SAID)),
    },
    about=_("What was asked, what differs, whether it can be done, and who was told, before it is promised."),
    clause="8.2.3",
    icon="clipboard-check",
)

REQUIREMENT_REVIEW = RecordType(
    model=RequirementReview,
    label=_("Requirement review"),
    plural=_("Requirement reviews"),
    path="requirement-reviews",
    prefix="RR",
    columns=(
        NUMBER,
        Column("title", _("Review")),
        Column("product_service", _("Product or service"), source="product_service.title", related="product_service"),
        Column("result", _("Result"), kind="choice"),
        REVIEWED,
        REVIEWER,
        Column("capability_confirmed", _("We can meet it"), kind="boolean", shown=False),
        Column("legal_checked", _("Law checked"), kind="boolean", shown=False),
        Column("claims_checked", _("Claims checked"), kind="boolean", shown=False),
    ),
    sorts=(NEWEST, Sort("reviewed", _("By day reviewed"), "reviewed_on", descending=True)),
    search=("number", "title", "note"),
    filters=(choice_filter("result", _("Result"), RequirementReview.Result),),
    acts={
        "create": Act(
            actions.review_requirements,
            (
                "product_service",
                "result",
                "reviewed_on",
                "reviewer",
                "capability_confirmed",
                "legal_checked",
                "claims_checked",
                "note",
            ),
        ),
        "update": Act(fields=("reviewer", "claims_checked", "note")),
    },
    about=_("Whether a product or service may be offered: its requirements laid down, lawful, and within our reach."),
    clause="8.2.2",
    icon="shield-check",
)

RECORD_TYPES = (ORDER, ORDER_REVIEW, REQUIREMENT_REVIEW)
