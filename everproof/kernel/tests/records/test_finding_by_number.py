"""A record is found by its number through the index, however many there are."""

import pytest

from everproof.improvement.actions import report_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel.records.models import numbered


def test_a_number_finds_its_record_alone(cast):
    first = report_nonconformity(title="Leak", by=cast.manager)
    report_nonconformity(title="Burr", by=cast.manager)

    assert list(Nonconformity.objects.filter(numbered(first.number))) == [first]
    assert not Nonconformity.objects.filter(numbered("")).exists()


@pytest.mark.sqlite
def test_the_index_of_numbers_is_used(cast):
    found = Nonconformity.objects.filter(numbered("NC-2026-0001"), organization=cast.organization)

    assert "improvement_nonconformity_number_once (organization_id=? AND number=?)" in found.order_by("id").explain()
