"""Customers, their contacts and their own requirements, as record types."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Customer, CustomerContact, CustomerRequirement
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, owner_filter, yes_no_filter

NUMBER = Column("number", _("Number"))
OF_CUSTOMER = Column("customer", _("Customer"), source="customer.title", related="customer")
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)

CUSTOMER = RecordType(
    model=Customer,
    label=_("Customer"),
    plural=_("Customers"),
    path="customers",
    prefix="CU",
    columns=(
        NUMBER,
        Column("title", _("Customer")),
        Column("segment", _("Segment")),
        Column("owner", _("Looked after by"), source="owner.title", kind="person", related="owner"),
        Column("customer_since", _("Customer since"), kind="day"),
        Column("active", _("Active"), kind="boolean"),
        Column("language", _("Language"), shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
    ),
    sorts=(Sort("title", _("By name"), "title"), NEWEST),
    search=("number", "title", "segment", "address", "note"),
    filters=(yes_no_filter("active", _("In use"), _("active"), _("no longer active")), owner_filter()),
    owner="owner",
    natural_key=("title",),
    lists={"sites": str},
    about=_("Who receives what you make, with the people there and what they require beyond what all do."),
    clause="8.2",
    icon="handshake",
)

CONTACT = RecordType(
    model=CustomerContact,
    label=_("Contact"),
    plural=_("Contacts"),
    path="contacts",
    prefix="CT",
    columns=(
        NUMBER,
        Column("title", _("Name")),
        OF_CUSTOMER,
        Column("function", _("Function")),
        Column("mail", _("Mail")),
        Column("phone", _("Telephone"), shown=False),
        Column("active", _("Active"), kind="boolean"),
        Column("surveyed", _("In surveys"), kind="boolean", shown=False),
    ),
    sorts=(NEWEST, Sort("title", _("By name"), "title")),
    search=("number", "title", "function", "mail"),
    filters=(yes_no_filter("active", _("In use"), _("active"), _("no longer active")),),
    personal=("title", "function", "mail", "phone"),
    natural_key=("customer", "title"),
    party="customer",
    whole="customer",
    acts={
        "update": Act(fields=("customer", "title", "function", "mail", "phone", "language", "active", "surveyed")),
    },
    about=_("A person at a customer: whom you answer, and whom you ask how satisfied they are."),
    clause="8.2.1",
    icon="contact",
)

REQUIRED = (
    "customer", "title", "text", "source", "products", "in_force_from", "how_met", "verdict", "judged_on", "owner",
    "active",
)  # fmt: skip

REQUIREMENT = RecordType(
    model=CustomerRequirement,
    label=_("Customer requirement"),
    plural=_("Customer requirements"),
    path="requirements",
    prefix="CSR",
    columns=(
        NUMBER,
        Column("title", _("Requirement")),
        OF_CUSTOMER,
        Column("source", _("Where it stands")),
        Column("verdict", _("Met"), kind="choice"),
        Column("judged_on", _("Judged"), kind="day"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("in_force_from", _("In force from"), kind="day", shown=False),
        Column("active", _("In force"), kind="boolean", shown=False),
    ),
    sorts=(NEWEST, Sort("title", _("By name"), "title")),
    search=("number", "title", "text", "source", "how_met"),
    filters=(
        choice_filter("verdict", _("Met"), CustomerRequirement.Verdict),
        yes_no_filter("active", _("In force"), _("in force"), _("no longer in force")),
        owner_filter(),
    ),
    owner="owner",
    natural_key=("customer", "title"),
    whole="customer",
    lists={"products": UUID},
    acts={"update": Act(fields=REQUIRED)},
    about=_("What one customer requires beyond what all do, where it stands and how it is met."),
    clause="8.2.3.1",
    icon="list-checks",
)

RECORD_TYPES = (CUSTOMER, CONTACT, REQUIREMENT)
