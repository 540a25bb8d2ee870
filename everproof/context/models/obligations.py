"""What has to be fulfilled: by law, by contract, by choice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ReviewedRecord
from everproof.kernel.records.lists import RecordIds


class LegalRequirement(ReviewedRecord):
    """One obligation that applies to a product, service or process, and whether it is complied with (5.1.2 a).

    Its review is the evaluation of compliance. `due_on` is the next day by which something has to be done, where the
    obligation has one (a report, a renewal).
    """

    type_name = "legal-requirement"

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("Law or regulation")
        CUSTOMER = "customer", _("Customer")
        PERMIT = "permit", _("Permit or approval")
        VOLUNTARY = "voluntary", _("Taken on by choice")

    class Compliance(models.TextChoices):
        COMPLIANT = "compliant", _("Complied with")
        ACTION_PLANNED = "action-planned", _("Action planned")
        NON_COMPLIANT = "non-compliant", _("Not complied with")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.STATUTORY)
    citation = models.CharField(_("citation"), max_length=120)
    obligation = models.TextField(_("what has to be done"), blank=True)
    applies_to = models.CharField(_("applies to"), max_length=200, blank=True)
    products = RecordIds(to="products.ProductService", verbose_name=_("products concerned"))
    processes = RecordIds(to="processes.Process", verbose_name=_("processes concerned"))
    compliance_status = models.CharField(_("compliance"), max_length=16, choices=Compliance.choices, blank=True)
    evaluation = models.TextField(_("what the judgement rests on"), blank=True)
    due_on = models.DateField(_("next deadline"), null=True, blank=True)

    class Meta(ReviewedRecord.Meta):
        indexes = [
            *ReviewedRecord.Meta.indexes,
            models.Index(fields=["organization", "due_on", "id"], name="legalrequirement_due"),
        ]
