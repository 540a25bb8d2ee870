"""Row-level security on the tables of this room."""

from django.db import migrations

from everproof.kernel.tenancy.migration import ProtectByOrganization


class Migration(migrations.Migration):
    dependencies = [("context", "0001_initial")]

    operations = [
        ProtectByOrganization(
            "StrategicDirection",
            "ScopeStatement",
            "ContextIssue",
            "InterestedParty",
            "PartyNeed",
            "LegalRequirement",
            "CommunicationPlan",
            "CommunicationRecord",
            "ResourcePlan",
            "KnowledgeItem",
            "Concern",
        )
    ]
