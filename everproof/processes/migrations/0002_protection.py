"""Row-level security on the tables of the landscape."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("processes", "0001_initial")]

    operations = [ProtectByOrganization("Process", "ProcessInput", "ProcessOutput", "ProcessStep")]
