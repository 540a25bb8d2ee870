"""The one table: what a list of nonconformities shows, and a text."""

from django.db import models


class Note(models.Model):
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=20, default="open")
    severity = models.CharField(max_length=20)
    owner = models.CharField(max_length=100)
    due_on = models.DateField()
    detected_on = models.DateField()

    class Meta:
        app_label = "minimal"
        indexes = [models.Index(fields=["severity", "due_on"], name="note_by_due")]

    def __str__(self) -> str:
        return self.title
