"""What models cannot say: row-level security by organisation, a ledger that only grows, the full text index."""

from django.db import migrations

from everproof.kernel.notifications import migration as mail
from everproof.kernel.search import migration as search
from everproof.kernel.tenancy.migration import AppendOnly, ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        ProtectByOrganization(
            "AccessAssignment",
            "Action",
            "ApiRequest",
            "Attachment",
            "Holiday",
            "LedgerCheckpoint",
            "LedgerEntry",
            "LedgerKey",
            "LedgerLog",
            "LedgerTile",
            "LedgerWitness",
            "Link",
            "Measurement",
            "MeasurementSeries",
            "Notification",
            "NumberCounter",
            "OutgoingMail",
            "ParameterValue",
            "Person",
            "RecordVersion",
            "Responsibility",
            "Role",
            "SavedView",
            "SearchEntry",
            "Signature",
            "Site",
            "StoredFile",
        ),
        AppendOnly("LedgerEntry", once="leaf_index"),
        AppendOnly("LedgerCheckpoint"),
        migrations.RunPython(search.build, search.drop),
        migrations.RunPython(mail.build, mail.drop),
    ]
