"""What a person set up for their own pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.people.models import Person


class SavedView(models.Model):
    """A list as a person wants it: filters, order and columns under a name; shared ones are seen by all."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    record_type = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(_("for everybody"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "person", "record_type", "name"], name="saved_view_once")
        ]
        indexes = [models.Index(fields=["organization", "record_type"], name="saved_view_of_type")]

    def __str__(self) -> str:
        return self.name
