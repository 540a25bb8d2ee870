"""Complaints, what came back with them, and the public forms by which they come in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.orders import CustomerOrder
from everproof.customers.models.register import Customer
from everproof.improvement.models import Nonconformity
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.products.models import ProductService


class ComplaintForm(Record):
    """A public form for complaints. Its link works until it is renewed, switched off, or its last day has passed."""

    type_name = "complaint-form"

    product_service = models.ForeignKey(
        ProductService,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("about this product or service"),
    )
    hint = models.CharField(_("what to say there"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    renewals = models.PositiveIntegerField(_("renewals"), default=0, editable=False)
    renewed_on = models.DateField(_("link renewed"), null=True, blank=True, editable=False)


class Complaint(Record):
    """Dissatisfaction that expects an answer (8.2.1 c, 10.2.1). The title says it in a sentence.

    `acknowledge_by`, `interim_by` and `answer_by` are its clocks, counted in working days from `received_on` by
    severity; `due_on` is the next of them. `in_time` says whether the answer came before its clock ran out.
    """

    type_name = "complaint"

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        MAIL = "mail", _("E-mail")
        PHONE = "phone", _("Phone")
        POST = "post", _("Postal mail")
        VISIT = "visit", _("In person")
        REFERRAL = "referral", _("Referral")
        OTHER = "other", _("Another way")

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("customer")
    )
    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("order")
    )
    form = models.ForeignKey(
        ComplaintForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("came by the form"),
    )
    complainant = models.CharField(_("who complains"), max_length=120, blank=True)
    complainant_mail = models.CharField(_("their mail address"), max_length=254, blank=True)
    complainant_phone = models.CharField(_("their telephone"), max_length=60, blank=True)
    channel = models.CharField(_("came by"), max_length=10, choices=Channel.choices, default=Channel.OTHER)
    received_on = models.DateField(_("received"))
    occurred_on = models.DateField(_("happened on"), null=True, blank=True)
    description = models.TextField(_("what they say"), blank=True)
    requested = models.TextField(_("what they ask for"), blank=True)
    product_service = models.ForeignKey(
        ProductService,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("product or service"),
    )
    product = models.CharField(_("product, in their words"), max_length=120, blank=True)
    product_detail = models.CharField(_("model or kind"), max_length=120, blank=True)
    issue = models.CharField(_("what is wrong"), max_length=120, blank=True)
    issue_detail = models.CharField(_("what exactly"), max_length=200, blank=True)
    lot = models.CharField(_("batch or serial number"), max_length=120, blank=True)
    quantity = models.DecimalField(_("pieces concerned"), max_digits=14, decimal_places=3, null=True, blank=True)
    unit_concerned = models.CharField(_("company or unit concerned"), max_length=120, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    danger = models.BooleanField(_("somebody was or could be hurt"), default=False)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    caused_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("whose work it is about"),
    )
    acknowledge_by = models.DateField(_("acknowledge by"), null=True, blank=True, editable=False)
    interim_by = models.DateField(_("first answer by"), null=True, blank=True, editable=False)
    answer_by = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("next due"), null=True, blank=True, editable=False)
    acknowledged_on = models.DateField(_("acknowledged"), null=True, blank=True, editable=False)
    interim_answer = models.TextField(_("first answer"), blank=True)
    interim_on = models.DateField(_("first answered"), null=True, blank=True, editable=False)
    containment = models.TextField(_("what was done at once"), blank=True)
    contained_on = models.DateField(_("contained"), null=True, blank=True, editable=False)
    nonconformity = models.ForeignKey(
        Nonconformity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("nonconformity"),
    )
    justified = models.BooleanField(_("justified"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    outcome = models.CharField(_("what they got"), max_length=120, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True, editable=False)
    in_time = models.BooleanField(_("answered in time"), null=True, blank=True)
    disputed = models.BooleanField(_("not content with the answer"), null=True, blank=True)
    reply = models.TextField(_("what they say to the answer"), blank=True, editable=False)
    replied_on = models.DateField(_("replied"), null=True, blank=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("closed by"),
    )

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "-id"], name="complaint_of_customer"),
            models.Index(fields=["organization", "owner", "status", "-id"], name="complaint_of_owner"),
            models.Index(fields=["organization", "status", "due_on", "id"], name="complaint_by_due"),
            models.Index(fields=["organization", "received_on", "id"], name="complaint_by_receipt"),
            models.Index(fields=["organization", "original_number"], name="complaint_by_old_number"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(answered_on=None) | ~models.Q(answer=""),
                name="an_answered_complaint_has_its_answer",
            ),
        ]


class CustomerReturn(Record):
    """Something that a customer sends back: announced, received, looked into, settled. `quantity` counts pieces."""

    type_name = "customer-return"

    class Responsibility(models.TextChoices):
        OURS = "ours", _("Ours")
        SUPPLIER = "supplier", _("A supplier’s")
        CUSTOMER = "customer", _("The customer’s")
        TRANSPORT = "transport", _("Transport")
        NO_FAULT = "no-fault", _("No fault found")

    class Settlement(models.TextChoices):
        REPLACED = "replaced", _("Replaced")
        REPAIRED = "repaired", _("Repaired")
        CREDITED = "credited", _("Credited")
        SENT_BACK = "sent-back", _("Sent back as it was")
        SCRAPPED = "scrapped", _("Scrapped")

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="returns", db_index=False, verbose_name=_("complaint")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("customer")
    )
    quantity = models.DecimalField(_("pieces"), max_digits=14, decimal_places=3, null=True, blank=True)
    lot = models.CharField(_("batch or serial number"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    announced_on = models.DateField(_("announced"))
    received_on = models.DateField(_("received"), null=True, blank=True)
    condition = models.TextField(_("how it arrived"), blank=True)
    finding = models.TextField(_("what was found"), blank=True)
    analysed_on = models.DateField(_("looked into"), null=True, blank=True, editable=False)
    responsibility = models.CharField(_("whose fault"), max_length=10, choices=Responsibility.choices, blank=True)
    settlement = models.CharField(_("settled by"), max_length=10, choices=Settlement.choices, blank=True)
    settled_on = models.DateField(_("settled"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "complaint", "id"], name="customerreturn_of_complaint"),
        ]
