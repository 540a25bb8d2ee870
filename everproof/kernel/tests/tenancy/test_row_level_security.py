"""PostgreSQL keeps organisations apart even where the product forgets to; we run with no more rights than needed."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope, startup
from everproof.kernel.tenancy.grants import organization_tables
from everproof.kernel.testing import databases

pytestmark = pytest.mark.postgresql


def execute(statement, parameters=None):
    """In a savepoint of its own, which a refused statement breaks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_every_table_with_an_organisation_has_its_policy(db):
    assert startup.protected_tables() == set(organization_tables())


def test_rows_of_another_organisation_are_not_there(everyone):
    with organization_scope(everyone.organization.pk):
        actions.report_nonconformity(title="Ours", by=everyone.manager)

    with organization_scope(everyone.other.pk):
        assert not Nonconformity.objects.exists()
        assert set(Person.objects.values_list("title", flat=True)) == {"Stan Stranger"}


def test_without_an_organisation_nothing_is_there(everyone):
    assert not Person.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_row_cannot_be_written_into_another_organisation(everyone):
    insert = "insert into kernel_numbercounter (organization_id, prefix, year, last) values (%s, 'XX', 2026, 1)"
    with organization_scope(everyone.other.pk), pytest.raises(ProgrammingError, match="row-level security"):
        execute(insert, [everyone.organization.pk])


def test_an_inner_scope_gives_the_outer_its_organisation_back(everyone):
    with organization_scope(everyone.organization.pk):
        with organization_scope(everyone.other.pk):
            assert Person.objects.count() == 1
        assert Person.objects.count() > 1


def test_the_setting_ends_with_its_transaction(own_database):
    with organization_scope(own_database.organization.pk):
        assert Person.objects.exists()

    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update kernel_ledgerentry set actor = 'nobody'",
        "delete from kernel_ledgerentry",
        "truncate kernel_ledgerentry",
        "create table mine (id int)",
        "alter table kernel_person disable row level security",
    ],
)
def test_the_app_has_no_right_to(everyone, statement):
    with organization_scope(everyone.organization.pk), pytest.raises(DatabaseError):
        execute(statement)


def test_the_app_runs_as_it_should(db):
    startup.refuse_unsafe_database()


def test_it_refuses_to_run_as_the_owner(own_database):
    with databases.connected_as_owner(), pytest.raises(ImproperlyConfigured, match="owner"):
        startup.refuse_unsafe_database()
