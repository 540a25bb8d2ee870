"""Row-level security on the tables of this room."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [ProtectByOrganization("ProductService", "ProductCharacteristic", "ProductVersion")]
