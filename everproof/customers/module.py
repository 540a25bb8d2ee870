"""What the customers room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.customers import checks, clocks, faults, intake, queries
from everproof.customers.declarations import RECORD_TYPES, surveys
from everproof.customers.history import SENTENCES
from everproof.customers.history_surveys import SENTENCES as SURVEY_SENTENCES
from everproof.customers.measures import MEASURES
from everproof.customers.queries import review_to_do
from everproof.customers.surveys.measures import MEASURES as SURVEY_MEASURES
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import DueWork, MenuEntry, Module, NextStep, groups

GROUP = groups.SUPPLY

MODULE = Module(
    name="customers",
    label=_("Customers"),
    record_types=RECORD_TYPES,
    sentences={**SENTENCES, **SURVEY_SENTENCES},
    work=(
        DueWork("complaints", _("Complaints"), queries.complaints_for, queries.waiting_complaints),
        DueWork("orders", _("Orders"), queries.orders_for, queries.waiting_orders),
        DueWork("customer-property", _("Customer property"), queries.property_for, queries.waiting_property),
        DueWork("post-delivery", _("After delivery"), queries.obligations_for, queries.waiting_obligations),
        *surveys.WORK,
    ),
    next_steps=(NextStep("customer-order", review_to_do),),
    measures=(*MEASURES, *SURVEY_MEASURES),
    reactions=surveys.REACTIONS,
    schedules=surveys.SCHEDULES,
    notification_kinds=surveys.NOTIFICATION_KINDS,
    checks=checks_in(checks.orders, checks.complaints, checks.care, checks.surveys),
    faults=faults_in(faults.orders, faults.complaints, faults.care, faults.surveys),
    flags=checks.care.FLAGS,
    parameters=(*clocks.PARAMETERS, intake.PARAMETER, *surveys.PARAMETERS),
    public_pages={
        intake.COMPLAIN: "everproof.customers.views.public.ComplainHere",
        intake.FOLLOW: "everproof.customers.views.public.FollowComplaint",
        **surveys.PUBLIC_PAGES,
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
        *surveys.MENU,
    ),
)
