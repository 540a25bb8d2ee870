"""What django-tasks does not keep: who runs, the schedule, slots that ran, progress a page can show. Global tables."""

from django.db import models

from everproof.kernel import ids


class TaskRunner(models.Model):
    """A process that runs tasks and says so every few seconds. A task that runs nowhere else is rescued."""

    worker_id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id


class Schedule(models.Model):
    """A task that runs by itself. `rule` is an iCalendar recurrence in the local time of `zone`."""

    organization = models.ForeignKey("kernel.Organization", models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    task = models.CharField(max_length=200)
    rule = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="schedule_once_in_organization"),
        ]
        # The scheduler looks over all organisations at once.
        indexes = [models.Index(fields=["next_run_at"], name="schedule_next")]

    def __str__(self) -> str:
        return self.name


class ScheduledSlot(models.Model):
    """One moment of one schedule that was taken; two workers never run a slot twice."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="slots", db_index=False)
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
    organization = models.ForeignKey("kernel.Organization", models.CASCADE, related_name="+", db_index=False)
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "person_id", "-id"], name="job_of_person")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int | None:
        """How much is done, from 0 to 100; None while nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else None
