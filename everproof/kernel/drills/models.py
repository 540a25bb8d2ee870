"""The trial restore: proof that what is backed up can be had again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.records.models import Record


class BackupTest(Record):
    """One trial restore: when, of which backup, by whom (`created_by`), what came back and whether all was right."""

    type_name = "backup-test"

    class Result(models.TextChoices):
        PASS = "pass", _("Passed")
        FAIL = "fail", _("Failed")

    performed_on = models.DateField(_("performed"))
    backup_made_at = models.DateTimeField(_("backup made"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=4, choices=Result.choices)
    covered_types = models.JSONField(_("kinds of records that came back"), default=list, blank=True)
    findings = models.TextField(_("what was found"), blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "-performed_on", "id"], name="backuptest_by_day"),
        ]
