"""Row-level security on the tables of this room."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("improvement", "0001_initial")]

    operations = [ProtectByOrganization("CorrectiveAction", "Improvement", "Nonconformity", "ReportingPoint")]
