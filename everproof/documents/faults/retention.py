"""Violations of what is asked of how long records are kept."""

from __future__ import annotations

from uuid import uuid4

from everproof.documents.models import RetentionRule
from everproof.kernel.checks import Injection
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.measurements.models import Measurement


def fault_7_5_3_2_4(company: Injection) -> None:
    """A record was deleted after one year although it has to be kept for ten."""
    rule = company.one(RetentionRule, record_type=BackupTest.type_name)
    company.change(rule, retention_days=3650)
    BackupTest.objects.filter(organization_id=company.organization_id).order_by("id")[:1].get().delete()


def fault_9_1_1_6(company: Injection) -> None:
    """Values of a KPI were entered without a person or source."""
    Measurement.objects.filter(organization_id=company.organization_id).update(person_id=None, entry_id=uuid4())
