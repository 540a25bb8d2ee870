"""What many records, here or in another company, must not do to a search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.improvement.actions import report_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel import access, search
from everproof.kernel.search import query
from everproof.kernel.tenancy import organization_scope


def test_hits_of_another_company_do_not_push_ours_out(everyone, monkeypatch):
    monkeypatch.setattr(query, "MOST_HITS", 2)
    with organization_scope(everyone.organization.pk):
        report_nonconformity(title="Leak of ours", by=everyone.manager)
    with organization_scope(everyone.other.pk):
        for number in range(3):
            report_nonconformity(title=f"Leak of theirs {number}", by=everyone.stranger)

    with organization_scope(everyone.organization.pk):
        assert [hit.title for hit in search.find(everyone.manager, "leak")] == ["Leak of ours"]


@pytest.mark.sqlite
def test_hits_are_read_by_their_ids_and_not_by_their_company(cast):
    for number in range(20):
        report_nonconformity(title=f"Leak {number}", by=cast.manager)

    with CaptureQueriesContext(connection) as statements:
        assert len(search.find(cast.manager, "leak")) == 20

    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {statements[1]['sql']}")
        assert "INTEGER PRIMARY KEY" in " ".join(row[3] for row in cursor.fetchall())


def test_ids_are_those_that_are_found(cast):
    made = [report_nonconformity(title=f"Leak {number}", by=cast.manager) for number in range(3)]

    ids = search.find_ids(cast.manager, "leak", limit=2)

    assert ids == [hit.record_id for hit in search.find(cast.manager, "leak", limit=2)] == [made[2].pk, made[1].pk]
    assert search.find_ids(cast.manager, "") == []


def test_a_query_set_is_narrowed_to_what_holds_the_words(cast):
    made = [report_nonconformity(title=f"Leak {number}", by=cast.manager) for number in range(3)]
    report_nonconformity(title="Scratch", by=cast.manager)
    records = access.visible(cast.manager, Nonconformity.objects.all())
    of_type = {"type_name": "nonconformity", "most": 2}

    with CaptureQueriesContext(connection) as statements:
        found = set(search.holding(records, cast.manager, "leak", **of_type))

    assert found == {made[1], made[2]}
    assert len(statements) == 3, "two for the words, one for the records"
    assert not search.holding(records, cast.manager, "leak scratch", **of_type).exists()
    assert not search.holding(records.none(), cast.manager, "leak", **of_type).exists()
