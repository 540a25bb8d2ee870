"""Row-level security on the tables of performance."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("processes", "0003_performance")]

    operations = [ProtectByOrganization("Kpi", "KpiStanding", "KpiComment", "Objective", "Analysis")]
