"""What django-tasks does not keep: the schedule, slots that ran, and progress a page can show. Global tables."""

from django.db import models

from everproof.kernel import ids


class Schedule(models.Model):
    """A task that runs by itself. `rule` is an iCalendar recurrence in `zone`; one row for each organisation and name."""

    organization = models.ForeignKey("kernel.Organization", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=100)
    task = models.CharField(max_length=200)
    rule = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="schedule_once_in_organization"),
            models.UniqueConstraint(
                fields=["name"], name="schedule_once_in_installation", condition=models.Q(organization=None)
            ),
        ]
        indexes = [models.Index(fields=["next_run_at"], name="schedule_next")]

    def __str__(self) -> str:
        return self.name


class ScheduledSlot(models.Model):
    """One moment of one schedule that was taken; two workers never run a slot twice."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="slots")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "at"], name="scheduled_slot_once")]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.at}"


class Job(models.Model):
    """Long work a person started: what it is, how far it is, how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    organization = models.ForeignKey("kernel.Organization", models.CASCADE, related_name="+")
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
