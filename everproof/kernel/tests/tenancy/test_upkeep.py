"""The embedded database knows its tables after it was looked after."""

import pytest
from django.db import connection

from everproof.improvement import actions
from everproof.kernel.tenancy import organization_scope, upkeep


@pytest.mark.sqlite
def test_statistics_exist_afterwards(own_database):
    with organization_scope(own_database.organization.pk):
        for number in range(30):
            actions.report_nonconformity(title=f"Leak {number}", by=own_database.manager)

    upkeep.refresh_statistics()

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from sqlite_stat1 where tbl = 'improvement_nonconformity'")
        assert cursor.fetchone()[0] > 0


@pytest.mark.postgresql
def test_postgresql_is_left_alone(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        upkeep.refresh_statistics()
