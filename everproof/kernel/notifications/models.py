"""Notifications in the product, and mail that waits until it was sent."""

from django.db import models

from everproof.kernel.people.models import Person


class Notification(models.Model):
    """One thing a person is told. `kind` and `facts` are data; the sentence is found when it is shown."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    # The same event told twice (a task that ran again) makes one notification.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # Waits for the next daily summary by mail.
    in_digest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "key"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "person", "-id"], name="notification_newest"),
            models.Index(
                fields=["organization", "person"], name="notification_unread", condition=models.Q(read_at=None)
            ),
            models.Index(
                fields=["organization", "person", "id"],
                name="notification_for_digest",
                condition=models.Q(in_digest=True),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class OutgoingMail(models.Model):
    """A mail in the queue: written with what caused it, sent by the worker. Its words go once the server has it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given-up"

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=160)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="outgoing_mail_once")]
        indexes = [
            models.Index(
                fields=["organization", "next_try_at"],
                name="outgoing_mail_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.subject}"
