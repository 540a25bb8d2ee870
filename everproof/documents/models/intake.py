"""What came from another system: files that somebody brings in, what each said of itself, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel import ids


class Intake(models.Model):
    """Documents that somebody brings in at once.

    `uploads` are [name, token] of files that lie staged (see kernel.files.store) until it is done or a day has passed.
    `sheet_map` maps columns of a register in a spreadsheet to fields; `since` is the day from which documents that
    name no state of their own were in force where they come from (None: they come in as drafts). `types_made` are ids
    of document types that it needed and made. `left_out` are [path, reason] of files that are no documents.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PLANNED = "planned", _("Checked")
        DONE = "done", _("Brought in")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("kernel.Person", models.PROTECT, related_name="+", db_index=False, null=True)
    title = models.CharField(max_length=200)
    uploads = models.JSONField(null=True)
    sheet_map = models.JSONField(default=dict)
    since = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    types_made = models.JSONField(default=list)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="intake_newest")]

    def __str__(self) -> str:
        return self.title


class IntakeItem(models.Model):
    """One document of an intake: where it stood, what it said of itself, what would happen, what did.

    `claims` are the words of the file or the register (see intake.claims), never checked by us: original number,
    revision, days and names of those who approved it. `lost` says in sentences what could not come along. Once `taken`
    the item stays for good beside the revision that it made. `facts` are what taking it back needs.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        PROBLEM = "problem", _("Problem")

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)
    claims = models.JSONField(default=dict)
    kind = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    becomes = models.CharField(max_length=300, blank=True)
    held = models.JSONField(default=dict)
    lost = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    document_id = models.UUIDField(null=True)
    revision_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    taken_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "intake", "position"], name="intake_item_in_order"),
            models.Index(fields=["organization", "revision_id"], name="intake_item_of_revision"),
            models.Index(fields=["organization", "document_id"], name="intake_item_of_document"),
            models.Index(fields=["organization", "sha256"], name="intake_item_by_content"),
            models.Index(fields=["organization", "path"], name="intake_item_by_path"),
        ]

    def __str__(self) -> str:
        return self.path
