"""The values that organisations set."""

from django.db import models


class ParameterValue(models.Model):
    """One set value. Where there is no row, the declared default applies."""

    organization = models.ForeignKey("kernel.Organization", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    value = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="parameter_value_once")]

    def __str__(self) -> str:
        return self.name
