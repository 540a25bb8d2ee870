"""Tables of the ledger. Entries are append-only; triggers and grants refuse everything else."""

from django.db import models


class LedgerLog(models.Model):
    """One organisation's log. `origin` stands in every checkpoint; a restore opens the next epoch."""

    class State(models.TextChoices):
        ACTIVE = "active"
        FROZEN = "frozen"

    organization = models.OneToOneField("kernel.Organization", models.PROTECT, related_name="ledger_log")
    origin = models.CharField(max_length=200, unique=True)
    epoch = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    frozen_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.origin


class LedgerKey(models.Model):
    """A public key that signs checkpoints, from one index on until it is retired."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    algorithm = models.CharField(max_length=20, default="ed25519")
    public_key = models.BinaryField()
    valid_from_index = models.BigIntegerField(default=0)
    retired_at_index = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name", "public_key"], name="ledger_key_once"),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerEntry(models.Model):
    """One entry: `body` holds the bytes exactly as hashed; the plain columns repeat parts of it for queries."""

    id = models.UUIDField(primary_key=True)
    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    leaf_index = models.BigIntegerField(null=True, blank=True)
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    type = models.CharField(max_length=60)
    record_id = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=0)
    verb = models.CharField(max_length=120)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "leaf_index"], name="ledger_entry_index_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "type", "record_id", "-at"], name="ledger_entry_of_record"),
            models.Index(fields=["organization", "-at"], name="ledger_entry_newest"),
            models.Index(fields=["organization", "actor", "-at"], name="ledger_entry_of_actor"),
            models.Index(
                fields=["organization", "id"], name="ledger_entry_pending", condition=models.Q(leaf_index=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record_id}"


class RecordVersion(models.Model):
    """The clear values of one version of a record, and the secret its commitments were made with. Erasable.

    `values` serves timeline, conflict page, undo and signature view. `seed` gives each field's salt; once a field is
    erased the other salts stand in `salts` and the erased field's commitment in `erased`, so proofs stay valid.
    """

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    entry_id = models.UUIDField()
    values = models.JSONField()
    changed = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    seed = models.BinaryField(null=True, blank=True, max_length=32)
    salts = models.JSONField(null=True, blank=True)
    erased = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "type", "record_id", "version"], name="record_version_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "entry_id"], name="record_version_of_entry")]

    def __str__(self) -> str:
        return f"{self.type} {self.record_id} v{self.version}"


class LedgerTile(models.Model):
    """Hashes of one level of the tree, 256 a tile. Derived from the entries and may be rewritten."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "level", "number"], name="ledger_tile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class LedgerCheckpoint(models.Model):
    """A signed statement: at this size the tree had this root. Two roots for one size can never both be stored."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    epoch = models.PositiveIntegerField(default=1)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "epoch", "size"], name="ledger_checkpoint_once"),
        ]

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class LedgerWitness(models.Model):
    """A checkpoint that somebody outside holds: who, since when, by which way."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    epoch = models.PositiveIntegerField(default=1)
    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    signature = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "-at"], name="ledger_witness_newest")]

    def __str__(self) -> str:
        return f"{self.witness} holds {self.size}"
