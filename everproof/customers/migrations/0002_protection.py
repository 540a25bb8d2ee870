"""Row-level security on the tables of this room."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        ProtectByOrganization(
            "Complaint",
            "ComplaintForm",
            "ContractOrderReview",
            "Customer",
            "CustomerContact",
            "CustomerOrder",
            "CustomerProperty",
            "CustomerRequirement",
            "CustomerReturn",
            "PostDelivery",
            "RequirementReview",
        ),
    ]
