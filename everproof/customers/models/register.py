"""Customers, the people there, and what one customer requires beyond what all do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds


class Customer(Record):
    """A person or organisation that receives or could receive what is offered (8.2). Its sites are one line each."""

    type_name = "customer"

    segment = models.CharField(_("segment"), max_length=80, blank=True)
    active = models.BooleanField(_("active"), default=True)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("looked after by"),
    )
    customer_since = models.DateField(_("customer since"), null=True, blank=True)
    address = models.TextField(_("address"), blank=True)
    sites = models.JSONField(_("their sites"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    note = models.TextField(_("what to know about them"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "title", "id"], name="customer_by_name"),
        ]

    @property
    def name(self) -> str:
        return self.title


class CustomerContact(Record):
    """A person at a customer. The title is the name; all that says who it is can be erased."""

    type_name = "customer-contact"

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contacts", db_index=False, verbose_name=_("customer")
    )
    function = models.CharField(_("function"), max_length=120, blank=True)
    mail = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    active = models.BooleanField(_("active"), default=True)
    surveyed = models.BooleanField(_("may be asked in surveys"), default=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "id"], name="customercontact_of_customer"),
        ]

    @property
    def name(self) -> str:
        return self.title


class CustomerRequirement(Record):
    """What one customer requires beyond what holds for all, where it stands and how it is met (8.2.3.1)."""

    type_name = "customer-requirement"

    class Verdict(models.TextChoices):
        MET = "met", _("Met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not-met", _("Not met")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="requirements", db_index=False, verbose_name=_("customer")
    )
    text = models.TextField(_("what they require"), blank=True)
    source = models.CharField(_("where it stands"), max_length=200, blank=True)
    products = RecordIds(to="products.ProductService", verbose_name=_("for these products"))
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    how_met = models.TextField(_("how it is met"), blank=True)
    verdict = models.CharField(_("met"), max_length=10, choices=Verdict.choices, blank=True)
    judged_on = models.DateField(_("judged"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("owner")
    )
    active = models.BooleanField(_("in force"), default=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "customer", "id"], name="customerrequirement_of"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(verdict="") | models.Q(judged_on__isnull=False),
                name="customer_requirement_judged_has_a_day",
            ),
        ]
