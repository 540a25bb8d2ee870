"""Orders, the review of what was asked before it is promised, and the review of what is offered to all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.customers.models.register import Customer
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds
from everproof.products.models import ProductService


class RequirementReview(Record):
    """Whether the requirements on a product or service are laid down and can be met, before it is offered (8.2.2)."""

    type_name = "requirement-review"

    class Result(models.TextChoices):
        ACCEPT = "accept", _("May be offered")
        REJECT = "reject", _("May not be offered")

    product_service = models.ForeignKey(
        ProductService, models.PROTECT, related_name="+", db_index=False, verbose_name=_("product or service")
    )
    reviewed_on = models.DateField(_("reviewed"))
    reviewer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("reviewed by")
    )
    capability_confirmed = models.BooleanField(_("we can meet the requirements"), default=False)
    legal_checked = models.BooleanField(_("what the law requires is laid down"), default=False)
    claims_checked = models.BooleanField(_("what is claimed can be proved"), default=False)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices)
    note = models.TextField(_("what the result rests on"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["organization", "product_service", "reviewed_on"], name="requirementreview_of_product"
            ),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(result="accept") | models.Q(capability_confirmed=True, legal_checked=True),
                name="only_what_can_be_met_and_is_lawful_may_be_offered",
            ),
        ]


class CustomerOrder(Record):
    """A commitment to a customer: contract, order or accepted tender, from the enquiry on (8.2.1, 8.2.3).

    `quantity` and `quantity_delivered` are in `quantity_unit`; `amended_on` is the day of the last amendment.
    """

    type_name = "customer-order"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False, verbose_name=_("customer"))
    customer_reference = models.CharField(_("their reference"), max_length=80, blank=True)
    product_services = RecordIds(to="products.ProductService", verbose_name=_("products and services"))
    description = models.TextField(_("what they ask for"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3, null=True, blank=True)
    quantity_delivered = models.DecimalField(
        _("quantity delivered"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    quantity_unit = models.CharField(_("unit"), max_length=20, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    received_on = models.DateField(_("received"))
    offered_on = models.DateField(_("offered"), null=True, blank=True, editable=False)
    accepted_on = models.DateField(_("accepted"), null=True, blank=True, editable=False)
    documented_by_customer = models.BooleanField(_("the customer gave it in writing"), default=True)
    contingency_relevant = models.BooleanField(_("needs an arrangement for emergencies"), default=False)
    amended_on = models.DateField(_("amended"), null=True, blank=True, editable=False)
    amendment = models.TextField(_("what was changed last"), blank=True)
    due_on = models.DateField(_("promised for"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    fulfilled = models.BooleanField(_("as promised"), null=True, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "id"], name="customerorder_of_customer"),
            models.Index(fields=["organization", "accepted_on", "id"], name="customerorder_by_acceptance"),
            models.Index(fields=["organization", "status", "due_on", "id"], name="customerorder_by_due"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(status="delivered") | models.Q(delivered_on__isnull=False),
                name="a_delivered_order_says_when",
            ),
        ]


class ContractOrderReview(Record):
    """The review of one enquiry, order or amendment before commitment (8.2.3.1), and what came of it (8.2.3.2).

    Each kind of requirement is filled, or says "none". Kind catalogue is for an order of catalogue items at published
    terms: it is filled in from the requirement reviews of the items.
    """

    type_name = "contract-order-review"

    class Kind(models.TextChoices):
        INITIAL = "initial", _("Before acceptance")
        AMENDMENT = "amendment", _("Amendment")
        CATALOGUE = "catalogue", _("Catalogue items at published terms")

    class Result(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        REJECT = "reject", _("Reject")
        RENEGOTIATE = "renegotiate", _("Negotiate again")

    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, related_name="reviews", db_index=False, verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INITIAL)
    reviewed_on = models.DateField(_("reviewed"))
    reviewer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("reviewed by")
    )
    customer_requirements = models.TextField(_("what the customer requires"), blank=True)
    delivery_requirements = models.TextField(_("delivery"), blank=True)
    post_delivery_requirements = models.TextField(_("after delivery"), blank=True)
    unstated_requirements = models.TextField(_("not said, but needed for the use"), blank=True)
    internal_requirements = models.TextField(_("what we ourselves require"), blank=True)
    legal_requirements = models.TextField(_("what the law requires"), blank=True)
    differences = models.TextField(_("what differs from what was said before"), blank=True)
    differences_resolved_on = models.DateField(_("differences settled"), null=True, blank=True)
    capability_confirmed = models.BooleanField(_("we can do it"), default=False)
    customer_confirmed_on = models.DateField(_("confirmed by the customer"), null=True, blank=True)
    new_requirements = models.TextField(_("what is new"), blank=True)
    documents_amended = models.TextField(_("documents that were amended"), blank=True)
    persons_informed = RecordIds(to="kernel.Person", verbose_name=_("who was told"))
    informed_on = models.DateField(_("told"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "order", "reviewed_on"], name="contractorderreview_of_order"),
            models.Index(fields=["organization", "reviewed_on", "id"], name="contractorderreview_by_day"),
        ]
