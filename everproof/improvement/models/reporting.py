"""The reporting point: a place that has a code to scan, behind which anyone reports without a login."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.records import Record
from everproof.processes.models import Process


class ReportingPoint(Record):
    """A machine, a bay, a product or a site with a code on it. Its link works until it is renewed or switched off."""

    type_name = "reporting-point"

    class Kind(models.TextChoices):
        MACHINE = "machine", _("Machine")
        BAY = "bay", _("Bay or line")
        PRODUCT = "product", _("Product")
        SITE = "site", _("Site")

    kind = models.CharField(_("what it is on"), max_length=10, choices=Kind.choices, default=Kind.MACHINE)
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("process")
    )
    hint = models.CharField(_("what to say there"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    renewals = models.PositiveIntegerField(_("renewals"), default=0, editable=False)
    renewed_on = models.DateField(_("code renewed"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "active", "title"], name="reportingpoint_in_use"),
        ]
