"""What the customers room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.customers import clocks, intake, queries
from everproof.customers.declarations import RECORD_TYPES
from everproof.customers.history import SENTENCES
from everproof.customers.measures import MEASURES
from everproof.customers.queries import review_to_do
from everproof.kernel.modules import DueWork, MenuEntry, Module, NextStep, groups

GROUP = groups.SUPPLY

MODULE = Module(
    name="customers",
    label=_("Customers"),
    record_types=RECORD_TYPES,
    sentences=SENTENCES,
    work=(
        DueWork("complaints", _("Complaints"), queries.complaints_for, queries.waiting_complaints),
        DueWork("orders", _("Orders"), queries.orders_for, queries.waiting_orders),
        DueWork("customer-property", _("Customer property"), queries.property_for, queries.waiting_property),
        DueWork("post-delivery", _("After delivery"), queries.obligations_for, queries.waiting_obligations),
    ),
    next_steps=(NextStep("customer-order", review_to_do),),
    measures=MEASURES,
    parameters=(*clocks.PARAMETERS, intake.PARAMETER),
    public_pages={
        intake.COMPLAIN: "everproof.customers.views.public.ComplainHere",
        intake.FOLLOW: "everproof.customers.views.public.FollowComplaint",
    },
    menu=(
        MenuEntry(GROUP, _("Customers"), "handshake", "customers:customer_list"),
        MenuEntry(GROUP, _("Orders"), "file-pen", "customers:order_list", work=("orders",)),
        MenuEntry(GROUP, _("Complaints"), "message-square-warning", "customers:complaint_list", work=("complaints",)),
        MenuEntry(GROUP, _("Analysis of complaints"), "chart-column", "customers:analysis", insiders=True),
        MenuEntry(GROUP, _("Customer property"), "archive", "customers:property_list", work=("customer-property",)),
        MenuEntry(
            GROUP,
            _("After delivery"),
            "life-buoy",
            "customers:post_delivery_list",
            work=("post-delivery",),
            insiders=True,
        ),
    ),
)
