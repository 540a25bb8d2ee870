"""Row-level security on the tables of this room."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        ProtectByOrganization(
            "AccessEvent",
            "Acknowledgement",
            "ApprovalStep",
            "ChangeRequest",
            "ComprehensionQuestion",
            "Document",
            "DocumentCounter",
            "DocumentRevision",
            "DocumentType",
            "PeriodicReview",
            "Policy",
            "RetentionRule",
            "Snippet",
        )
    ]
