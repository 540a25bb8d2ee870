"""What belongs to customers and is in our care, and what is owed after delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.orders import CustomerOrder
from everproof.customers.models.register import Customer
from everproof.improvement.models import Nonconformity
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.products.models import ProductService


class CustomerProperty(Record):
    """Property of a customer in our care or use: material, tools, drawings, data (8.5.3)."""

    type_name = "customer-property"

    class Incident(models.TextChoices):
        NONE = "none", _("None")
        LOST = "lost", _("Lost")
        DAMAGED = "damaged", _("Damaged")
        UNSUITABLE = "unsuitable", _("Found unfit")

    class Verified(models.TextChoices):
        FIT = "fit", _("Fit for use")
        FIT_WITH_LIMITS = "fit-with-limits", _("Fit with limits")
        UNFIT = "unfit", _("Unfit")

    owner_party = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", db_index=False, verbose_name=_("belongs to")
    )
    description = models.TextField(_("what it is"), blank=True)
    identifier = models.CharField(_("marked with"), max_length=120, blank=True)
    received_on = models.DateField(_("received"))
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    verified_result = models.CharField(_("found"), max_length=20, choices=Verified.choices, blank=True)
    handling_rule = models.TextField(_("how it is handled, as agreed with the owner"), blank=True)
    location = models.CharField(_("where it is"), max_length=120, blank=True)
    protection = models.TextField(_("how it is protected"), blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    due_on = models.DateField(_("to go back by"), null=True, blank=True)
    keeper = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("kept by")
    )
    incident = models.CharField(_("incident"), max_length=12, choices=Incident.choices, default=Incident.NONE)
    incident_on = models.DateField(_("happened on"), null=True, blank=True)
    reported_on = models.DateField(_("owner told"), null=True, blank=True)
    incident_record = models.TextField(_("what happened"), blank=True)
    nonconformity = models.ForeignKey(
        Nonconformity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("nonconformity"),
    )
    ended_on = models.DateField(_("returned or used up"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name_plural = "customer property"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "owner_party", "id"], name="customerproperty_of"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "identifier"],
                condition=models.Q(status="held", voided_at=None) & ~models.Q(identifier=""),
                name="what_is_held_is_marked_with_something_of_its_own",
            ),
            models.CheckConstraint(
                condition=models.Q(incident="none") | models.Q(incident_on__isnull=False),
                name="an_incident_with_property_has_a_day",
            ),
        ]


class PostDelivery(Record):
    """Something owed after delivery: warranty, maintenance, spare parts, recall, disposal (8.5.5)."""

    type_name = "post-delivery"

    product_service = models.ForeignKey(
        ProductService, models.PROTECT, related_name="+", db_index=False, verbose_name=_("product or service")
    )
    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("order")
    )
    obligation = models.TextField(_("what is owed"), blank=True)
    legal_considered = models.TextField(_("what the law requires"), blank=True)
    consequences_considered = models.TextField(_("what could follow that nobody wants"), blank=True)
    lifetime_considered = models.TextField(_("use and lifetime"), blank=True)
    customer_requirements_considered = models.TextField(_("what customers require"), blank=True)
    feedback_considered = models.TextField(_("what customers have said"), blank=True)
    determined_on = models.DateField(_("determined"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    completed_on = models.DateField(_("fulfilled"), null=True, blank=True, editable=False)
    done = models.TextField(_("what was done"), blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "post-delivery obligations"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "product_service", "id"], name="postdelivery_of_product"),
            models.Index(fields=["organization", "status", "due_on", "id"], name="postdelivery_by_due"),
        ]
