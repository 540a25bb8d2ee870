"""Tables that belong to no organisation: organisations themselves, memberships, access links. No row-level security."""

from django.db import models
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset(
    [
        "account",
        "accounts",
        "admin",
        "api",
        "assets",
        "demo",
        "files",
        "healthz",
        "help",
        "mfa",
        "p",
        "readyz",
        "static",
        "ui",
        "www",
        "everproof",
        "new",
    ]
)


class Organization(models.Model):
    """A company that runs its quality system here."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=16, default="en")
    origin = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    # How long a session may rest before its person signs in again; administrators alone change it.
    idle_minutes = models.PositiveIntegerField(_("idle time-out"), default=3 * 24 * 60)
    second_factor_needed = models.BooleanField(_("second factor needed"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="organization_slug_is_not_reserved"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A login's entry to one organisation, as one of its persons. Ended, never deleted."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    # No foreign key: the person lies behind row-level security, the membership does not.
    person_id = models.UUIDField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], name="one_membership_per_login", condition=models.Q(ended_at=None)
            ),
            models.UniqueConstraint(
                fields=["organization", "person_id"], name="one_login_per_person", condition=models.Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organization_id}"


class AccessLink(models.Model):
    """A link that opens one page of one organisation without a login. Only the token's hash is kept."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REPORT = "report", _("Report a problem")
        CALENDAR = "calendar", _("Calendar feed")
        UNSUBSCRIBE = "unsubscribe", _("Stop mails of one kind")

    token_hash = models.BinaryField(max_length=32, unique=True)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="access_links")
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    most_uses = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "kind", "subject_id"], name="access_link_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} link {self.pk}"
