"""Nothing but the kernel writes a record table: the guard that watches every test is itself tested."""

import pytest
from django.db import connection

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.testing.guard import ForeignWriter


@pytest.fixture
def record(cast):
    return actions.report_nonconformity(title="Leak", by=cast.member)


def test_a_model_saved_past_the_kernel_is_refused(record):
    record.title = "Quietly changed"

    with pytest.raises(ForeignWriter):
        record.save()


def test_a_query_set_update_is_refused(record):
    with pytest.raises(ForeignWriter):
        Nonconformity.objects.filter(pk=record.pk).update(title="Quietly changed")


def test_a_delete_is_refused(record):
    with pytest.raises(ForeignWriter):
        record.delete()


def test_plain_sql_is_refused(record):
    with pytest.raises(ForeignWriter), connection.cursor() as cursor:
        cursor.execute("  UPDATE improvement_nonconformity SET title = 'x'")


def test_reading_and_other_tables_are_not_its_business(record):
    with connection.cursor() as cursor:
        cursor.execute("select title from improvement_nonconformity")
        cursor.execute("update kernel_searchentry set words = words")

    assert Nonconformity.objects.get(pk=record.pk).title == "Leak"
