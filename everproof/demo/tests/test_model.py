"""The model company: it comes out whole, and older than the catalogue's operating days."""

from datetime import UTC, datetime, timedelta

import pytest

from everproof.demo.model import build
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Responsibility
from everproof.kernel.tenancy import organization_scope


@pytest.mark.django_db
def test_everybody_holds_the_role_named_after_the_job():
    anchor = datetime(2026, 11, 20, 9, tzinfo=UTC)
    company = build(anchor=anchor)
    with organization_scope(company.organization.pk):
        ours = Responsibility.objects.exclude(role=None).select_related("person", "role")
        held = {one.person.job_title: one.role.title for one in ours}
        first = LedgerEntry.objects.order_by("at").first()
    assert held == {title: title for title in company.people}
    assert anchor - first.at >= timedelta(days=399)
