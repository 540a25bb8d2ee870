"""Customers' property and obligations after delivery, as record types."""

from django.utils.translation import gettext_lazy as _

from everproof.customers.actions import care as actions
from everproof.customers.declarations.register import NEWEST, NUMBER
from everproof.customers.lifecycle.care import CONSIDERED
from everproof.customers.lifecycle.care import POST_DELIVERY as POST_DELIVERY_LIFE
from everproof.customers.lifecycle.care import PROPERTY as PROPERTY_LIFE
from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter

SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
HELD = (
    "title",
    "owner_party",
    "description",
    "identifier",
    "received_on",
    "handling_rule",
    "location",
    "protection",
    "due_on",
    "keeper",
    "site",
)
OWED = ("title", "product_service", "order", "obligation", *CONSIDERED, "determined_on", "due_on", "owner", "site")

PROPERTY = RecordType(
    model=CustomerProperty,
    label=_("Customer property"),
    plural=_("Customer property"),
    path="property",
    prefix="CP",
    lifecycle=PROPERTY_LIFE,
    columns=(
        NUMBER,
        Column("title", _("What it is")),
        Column("owner_party", _("Belongs to"), source="owner_party.title", related="owner_party"),
        Column("status", _("State"), kind="state"),
        Column("identifier", _("Marked with")),
        Column("location", _("Where it is")),
        Column("checked_on", _("Last checked"), kind="day"),
        Column("keeper", _("Kept by"), source="keeper.title", kind="person", related="keeper", shown=False),
        Column("received_on", _("Received"), kind="day", shown=False),
        Column("verified_result", _("Found"), kind="choice", shown=False),
        Column("incident", _("Incident"), kind="choice", shown=False),
        Column("due_on", _("To go back by"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("title", _("By name"), "title"), Sort("due", _("By day to go back"), "due_on")),
    search=("number", "title", "description", "identifier", "location", "incident_record"),
    filters=(
        state_filter(PROPERTY_LIFE),
        choice_filter("incident", _("Incident"), CustomerProperty.Incident),
        due_filter("due_on", PROPERTY_LIFE),
        owner_filter("keeper"),
    ),
    owner="keeper",
    due="due_on",
    party="owner_party",
    natural_key=("identifier",),
    acts={
        "create": Act(actions.take_property, HELD),
        "update": Act(fields=HELD),
        "verify": Act(actions.verify_property),
        "check": Act(actions.check_property),
        "report-incident": Act(actions.report_incident),
        "tell-owner": Act(actions.tell_owner),
        "return": Act(actions.return_property),
        "consume": Act(actions.consume_property),
    },
    about=_("What belongs to a customer and is in our care or use: tools, material, drawings, data."),
    clause="8.5.3",
    icon="archive",
)

POST_DELIVERY = RecordType(
    model=PostDelivery,
    label=_("Obligation after delivery"),
    plural=_("Obligations after delivery"),
    path="post-delivery",
    prefix="PD",
    lifecycle=POST_DELIVERY_LIFE,
    columns=(
        NUMBER,
        Column("title", _("What is owed")),
        Column("product_service", _("Product or service"), source="product_service.title", related="product_service"),
        Column("status", _("State"), kind="state"),
        Column("due_on", _("Due"), kind="day"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("determined_on", _("Determined"), kind="day"),
        Column("order", _("Order"), source="order.number", related="order", shown=False),
        Column("completed_on", _("Fulfilled"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("due", _("By due day"), "due_on")),
    search=("number", "title", "obligation", "done"),
    filters=(state_filter(POST_DELIVERY_LIFE), owner_filter(), due_filter("due_on", POST_DELIVERY_LIFE)),
    owner="owner",
    due="due_on",
    acts={
        "create": Act(actions.owe_after_delivery, OWED),
        "update": Act(fields=tuple(name for name in OWED if name != "determined_on")),
        "fulfil": Act(actions.fulfil),
        "reconsider": Act(actions.reconsider),
    },
    about=_("What is owed after delivery: warranty, maintenance, spare parts, recall, disposal."),
    clause="8.5.5",
    icon="life-buoy",
)

RECORD_TYPES = (PROPERTY, POST_DELIVERY)
