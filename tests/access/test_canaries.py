"""Nothing of another company comes up: no page, list, count, search, suggestion, export, history or answer of the API.

On PostgreSQL two layers keep companies apart: the product's own conditions and row-level security. Each is tried alone.
"""

import pytest
from django.db import connection
from django.db.models import QuerySet

from everproof.kernel import modules
from everproof.kernel.access import policy
from everproof.kernel.api import throttle
from everproof.kernel.search import find
from everproof.kernel.tenancy import grants, organization_scope
from everproof.kernel.testing.databases import connected_as_owner
from tests.access import canaries, test_api_matrix, test_page_matrix
from tests.access.identities import Company

pytestmark = pytest.mark.slow
FEW = ("nonconformity", "person", "access-assignment")


@pytest.mark.sqlite
def test_nothing_of_another_company_is_seen(company):
    assert leaked(company) == []


def test_counts_are_of_ones_own(company):
    before = counts(company)

    canaries.seed(company)

    assert counts(company) == before


@pytest.mark.sqlite
def test_a_leak_would_be_found(company, unprepared, monkeypatch):
    """On SQLite nothing stands behind the product's own conditions, so without them the words come up."""
    foreign = canaries.seed(company)
    without_own_conditions(monkeypatch)

    found = canaries.leaks(
        asked
        for asked in canaries.requests(company, foreign)
        if asked[0] == "manager" and "nonconformities" in asked[3]
    )

    assert len(found) >= 3


def test_the_canaries_are_really_there(company):
    canaries.seed(company)

    with organization_scope(company.cast.other.pk):
        assert len(find(company.cast.stranger, canaries.WORD, limit=1000)) >= len(modules.all_record_types())


@pytest.mark.postgresql
def test_row_level_security_alone_holds(company, unprepared, monkeypatch):
    without_own_conditions(monkeypatch)

    assert leaked(company) == []
    assert told_apart(company) == []


@pytest.mark.postgresql
def test_the_products_own_conditions_alone_hold(own_database, settings):
    """As the owner of the tables, whom row-level security does not bind."""
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 1_000_000
    throttle.forget()
    with connected_as_owner():
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from kernel_person")
            assert cursor.fetchone()[0] >= 10, "row-level security is still on"
        company = Company(own_database)
        with organization_scope(company.cast.organization.pk):
            found = [*leaked(company), *told_apart(company)]
    assert found == []


def told_apart(company):
    found = []
    for type_name in FEW:
        found += test_page_matrix.where_foreign_and_missing_differ(company, type_name)
        found += test_api_matrix.where_foreign_and_missing_differ(company, type_name)
    return found


def leaked(company):
    foreign = canaries.seed(company)
    return [*canaries.leaks(canaries.pages(company, foreign)), *canaries.leaks(canaries.requests(company, foreign))]


def counts(company):
    """How many records of each type the list says there are, and the API gives."""
    browser, found = company.browser("manager"), {}
    client = test_api_matrix.program(company.cast.manager, "*:read")
    for record_type in modules.all_record_types():
        page = browser.get(f"/ours/{record_type.room}/{record_type.path}/")
        items = client.get(f"/api/v1/{record_type.path}/?limit=200").json()["items"]
        found[record_type.name] = (page.context["page"].count, len(items))
    return found


def without_own_conditions(monkeypatch):
    """Take away what the product itself says about the organisation, in permissions and in every query."""
    tables = set(grants.organization_tables())
    narrow = QuerySet._filter_or_exclude_inplace

    def wide(queryset, negate, args, kwargs):
        if queryset.model._meta.db_table in tables:
            kwargs = {name: value for name, value in kwargs.items() if name not in ("organization", "organization_id")}
        return narrow(queryset, negate, args, kwargs)

    monkeypatch.setattr(QuerySet, "_filter_or_exclude_inplace", wide)
    monkeypatch.setattr(policy, "_own", lambda actor, queryset: queryset)
    monkeypatch.setattr(policy, "_is_foreign", lambda actor, record: False)
