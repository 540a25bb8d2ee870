"""Complaints, returns and public forms, as record types."""

from django.utils.translation import gettext_lazy as _

from everproof.customers import intake
from everproof.customers.actions import complaints as actions
from everproof.customers.declarations.register import NEWEST, NUMBER, OF_CUSTOMER
from everproof.customers.lifecycle.complaints import COMPLAINT as COMPLAINT_LIFE
from everproof.customers.lifecycle.complaints import RETURN as RETURN_LIFE
from everproof.customers.models import Complaint, ComplaintForm, CustomerReturn
from everproof.kernel.access.roles import MANAGE, REPORT
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import (
    age_filter,
    choice_filter,
    due_filter,
    owner_filter,
    state_filter,
    yes_no_filter,
)

OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)
TOLD = (
    "title",
    "customer",
    "order",
    "complainant",
    "complainant_mail",
    "complainant_phone",
    "channel",
    "received_on",
    "occurred_on",
    "description",
    "requested",
    "product_service",
    "product",
    "product_detail",
    "issue",
    "issue_detail",
    "lot",
    "quantity",
    "unit_concerned",
    "place",
    "danger",
    "severity",
    "owner",
    "caused_by",
    "site",
)

COMPLAINT = RecordType(
    model=Complaint,
    label=_("Complaint"),
    plural=_("Complaints"),
    path="complaints",
    prefix="CO",
    lifecycle=COMPLAINT_LIFE,
    columns=(
        NUMBER,
        Column("title", _("What is wrong")),
        Column("status", _("State"), kind="state"),
        Column("severity", _("Severity"), kind="choice"),
        OF_CUSTOMER,
        Column("received_on", _("Received"), kind="day"),
        Column("due_on", _("Next due"), kind="day"),
        OWNER,
        Column("product", _("Product"), shown=False),
        Column("product_detail", _("Model or kind"), shown=False),
        Column("issue", _("Issue"), shown=False),
        Column("issue_detail", _("Issue in detail"), shown=False),
        Column("lot", _("Batch or serial number"), shown=False),
        Column("quantity", _("Pieces"), kind="quantity", shown=False),
        Column("channel", _("Came by"), kind="choice", shown=False),
        Column("complainant", _("Complainant"), shown=False),
        Column("unit_concerned", _("Unit concerned"), shown=False),
        Column("place", _("Where"), shown=False),
        Column("danger", _("Danger"), kind="boolean", shown=False),
        Column("acknowledge_by", _("Acknowledge by"), kind="day", shown=False),
        Column("acknowledged_on", _("Acknowledged"), kind="day", shown=False),
        Column("interim_on", _("First answered"), kind="day", shown=False),
        Column("answer_by", _("Answer by"), kind="day", shown=False),
        Column("answered_on", _("Answered"), kind="day", shown=False),
        Column("in_time", _("In time"), kind="boolean", shown=False),
        Column("outcome", _("Outcome"), shown=False),
        Column("justified", _("Justified"), kind="boolean", shown=False),
        Column("disputed", _("Disputed"), kind="boolean", shown=False),
        Column(
            "nonconformity", _("Nonconformity"), source="nonconformity.number", related="nonconformity", shown=False
        ),
        Column("description", _("What they say"), shown=False),
        Column("original_number", _("Original number"), shown=False),
        SITE,
        Column("closed_on", _("Closed"), kind="day", shown=False),
    ),
    sorts=(
        NEWEST,
        Sort("due", _("By next due day"), "due_on"),
        Sort("received", _("By day received"), "received_on", descending=True),
    ),
    search=("number", "title", "description", "product", "issue", "lot", "containment", "answer", "outcome"),
    filters=(
        state_filter(COMPLAINT_LIFE),
        choice_filter("severity", _("Severity"), Complaint.Severity, _("of severity")),
        owner_filter(),
        due_filter("due_on", COMPLAINT_LIFE),
        choice_filter("channel", _("Came by"), Complaint.Channel, _("by")),
        yes_no_filter("justified", _("Justified"), _("justified"), _("not justified")),
        yes_no_filter("in_time", _("In time"), _("answered in time"), _("answered late")),
        age_filter("received_on"),
    ),
    owner="owner",
    due="due_on",
    party="customer",
    powers={"create": REPORT, "reply": MANAGE},
    personal=("complainant", "complainant_mail", "complainant_phone"),
    visibility=intake.quarantine,
    acts={
        "create": Act(actions.record_complaint, (*TOLD, *actions.SETTLED_ELSEWHERE)),
        "update": Act(actions.update_complaint, (*TOLD, "nonconformity", "justified", *actions.SETTLED_ELSEWHERE)),
        "acknowledge": Act(actions.acknowledge_complaint),
        "reject": Act(actions.reject_complaint),
        "contain": Act(actions.contain_complaint),
        "inform": Act(actions.inform_complainant),
        "answer": Act(actions.answer_complaint),
        "close": Act(actions.close_complaint),
        "reopen": Act(actions.reopen_complaint),
    },
    about=_("A customer who is not content and expects an answer. Each has its clocks, and each gets one."),
    clause="8.2.1",
    icon="message-square-warning",
)

RETURN = RecordType(
    model=CustomerReturn,
    label=_("Return"),
    plural=_("Returns"),
    path="returns",
    prefix="RMA",
    lifecycle=RETURN_LIFE,
    columns=(
        NUMBER,
        Column("title", _("What comes back")),
        Column("status", _("State"), kind="state"),
        OF_CUSTOMER,
        Column("complaint", _("Complaint"), source="complaint.number", related="complaint"),
        Column("quantity", _("Pieces"), kind="quantity"),
        Column("announced_on", _("Announced"), kind="day"),
        OWNER,
        Column("lot", _("Batch or serial number"), shown=False),
        Column("received_on", _("Received"), kind="day", shown=False),
        Column("responsibility", _("Whose fault"), kind="choice", shown=False),
        Column("settlement", _("Settled by"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("announced", _("By day announced"), "announced_on", descending=True)),
    search=("number", "title", "lot", "condition", "finding"),
    filters=(
        state_filter(RETURN_LIFE),
        owner_filter(),
        choice_filter("responsibility", _("Whose fault"), CustomerReturn.Responsibility),
        choice_filter("settlement", _("Settled by"), CustomerReturn.Settlement),
    ),
    owner="owner",
    party="customer",
    acts={
        "create": Act(
            actions.announce_return, ("complaint", "title", "quantity", "lot", "owner", "announced_on", "site")
        ),
        "update": Act(fields=("title", "quantity", "lot", "owner", "received_on", "condition", "finding", "site")),
        "receive": Act(actions.receive_return),
        "analyse": Act(actions.analyse_return),
        "settle": Act(actions.settle_return),
    },
    about=_("What a customer sends back: announced, received, looked into, settled. It belongs to a complaint."),
    clause="8.2.1",
    icon="package-open",
)

FORM = RecordType(
    model=ComplaintForm,
    label=_("Public form"),
    plural=_("Public forms"),
    path="complaint-forms",
    prefix="PF",
    columns=(
        NUMBER,
        Column("title", _("Form")),
        Column("product_service", _("About"), source="product_service.title", related="product_service"),
        Column("active", _("In use"), kind="boolean"),
        Column("ends_on", _("Last day"), kind="day"),
        Column("renewed_on", _("Renewed"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("title", _("By name"), "title")),
    search=("number", "title", "hint"),
    filters=(yes_no_filter("active", _("In use"), _("in use"), _("switched off")),),
    natural_key=("title",),
    powers={"create": MANAGE, "renew": MANAGE},
    about=_("A page on which customers complain without a login, for your website, a leaflet or a mail."),
    clause="8.2.1",
    icon="qr-code",
)

RECORD_TYPES = (COMPLAINT, RETURN, FORM)
