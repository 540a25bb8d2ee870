"""What was imported, so that it can be shown and taken back, and how columns were mapped before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ids


class Import(models.Model):
    """A file that somebody imports. `table` holds its cells until it is done or a day has passed, no longer.

    Sheets of one file that are imported together share their `workbook`; `place` is their order.
    """

    class State(models.TextChoices):
        READ = "read", _("Read")
        RUNNING = "running", _("Running")
        PLANNED = "planned", _("Checked")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("kernel.Person", models.PROTECT, related_name="+", db_index=False, null=True)
    type = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    workbook = models.UUIDField(null=True)
    sheet = models.CharField(max_length=100, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    table = models.JSONField(null=True)
    mapping = models.JSONField(default=dict)
    key = models.JSONField(default=list)
    only_good = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    preview = models.JSONField(default=list)
    progress = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="import_newest"),
            models.Index(fields=["organization", "workbook", "place"], name="import_of_workbook"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """A record that an import made or changed, and the version that it left.

    `facts` are what the rows of a table, which are no records, need to be taken back.
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    created = models.BooleanField()
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "imported", "id"], name="imported_row_of_import")]

    def __str__(self) -> str:
        return f"{self.type} {self.record_id}"


class ImportMapping(models.Model):
    """How the columns of a file with these headings were mapped the last time."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=60)
    headings = models.CharField(max_length=64)
    fields = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "type", "headings"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.type
