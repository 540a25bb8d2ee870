"""What a page must not do to a large company: read more than it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.sqlite
def test_no_statement_of_a_records_page_walks_a_table_of_records(sign_in, report, page_of):
    url, browser = page_of(report("A leak")), sign_in("manager")
    browser.get(url)
    with CaptureQueriesContext(connection) as statements:
        assert browser.get(url).status_code == 200

    plans = [step for statement in statements for step in _plan(statement["sql"])]

    for table in ("improvement_nonconformity", "kernel_searchentry", "kernel_ledgerentry", "kernel_recordversion"):
        read = [step for step in plans if f"SEARCH {table} " in step or f"SCAN {table} " in step]
        assert read or table == "kernel_recordversion"
        for step in read:
            assert any(key in step for key in ("number=?", "record_id=?", "status=?", "entry_id=?", "(id=?)")), step


def _plan(statement: str) -> list[str]:
    if not statement.upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {statement}")
        return [row[3] for row in cursor.fetchall()]
