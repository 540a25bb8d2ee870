"""Links between records: said once, seen from both sides, by those who may see the other end."""

import pytest

from everproof.improvement.actions import report_nonconformity
from everproof.kernel import records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.links import Link, Relation, link, linked, unlink
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def first(cast):
    return report_nonconformity(title="First", by=cast.manager, site=cast.main_site)


@pytest.fixture
def second(cast):
    return report_nonconformity(title="Second", by=cast.manager, site=cast.second_site)


def entries() -> list[tuple[str, str]]:
    found = LedgerEntry.objects.filter(verb__startswith="kernel.link.").order_by("id")
    return list(found.values_list("verb", "record_id"))


def seen(record, actor) -> list[tuple[str, str]]:
    return [(str(found.relation), found.record.title) for found in linked(record, actor)]


def test_a_link_is_seen_from_both_sides(cast, first, second):
    link(first, Relation.RAISED_FROM, second, by=cast.manager)

    assert seen(first, cast.member) == [("raised from", "Second")]
    assert seen(second, cast.member) == [("gave rise to", "First")]
    assert entries() == [("kernel.link.link", str(first.pk)), ("kernel.link.link", str(second.pk))]


def test_saying_it_twice_says_nothing_new(cast, first, second):
    made = link(first, "affects", second, by=cast.manager)

    assert link(first, "affects", second, by=cast.manager) == made
    assert Link.objects.count() == 1
    assert len(entries()) == 2


def test_two_records_may_stand_to_each_other_in_several_ways(cast, first, second):
    link(first, Relation.AFFECTS, second, by=cast.manager)
    link(second, Relation.AFFECTS, first, by=cast.manager)
    link(first, Relation.REPLACES, second, by=cast.manager)

    assert sorted(seen(first, cast.member)) == [
        ("affects", "Second"),
        ("is affected by", "Second"),
        ("replaces", "Second"),
    ]


def test_only_named_relations_exist(cast, first, second):
    with pytest.raises(ValueError):
        link(first, "has something to do with", second, by=cast.manager)


def test_an_ended_link_stays_in_the_history_and_can_be_made_again(cast, first, second):
    made = link(first, Relation.AFFECTS, second, by=cast.manager)
    unlink(first, Relation.AFFECTS, second, by=cast.manager)
    assert seen(first, cast.member) == seen(second, cast.member) == []
    made.refresh_from_db()
    assert made.removed_at is not None
    assert [verb for verb, _record in entries()] == ["kernel.link.link"] * 2 + ["kernel.link.unlink"] * 2

    assert link(first, Relation.AFFECTS, second, by=cast.manager) != made
    assert seen(first, cast.member) == [("affects", "Second")]


def test_what_is_not_linked_cannot_be_unlinked(cast, first, second):
    link(first, Relation.AFFECTS, second, by=cast.manager)

    with pytest.raises(Refused, match="not linked"):
        unlink(second, Relation.AFFECTS, first, by=cast.manager)


def test_a_record_is_not_linked_to_itself(cast, first):
    with pytest.raises(Refused, match="itself"):
        link(first, Relation.AFFECTS, first, by=cast.manager)


def test_a_record_of_another_organisation_does_not_exist(cast, everyone, first):
    with organization_scope(everyone.other.pk):
        foreign = report_nonconformity(title="Theirs", by=everyone.stranger)

    with pytest.raises(Refused, match="no such record"):
        link(first, Relation.AFFECTS, foreign, by=cast.manager)
    with pytest.raises(NotAllowed, match="no such record"):
        link(foreign, Relation.AFFECTS, first, by=cast.manager)
    assert not Link.objects.exists()


def test_who_may_not_work_on_a_record_does_not_link_it(cast, first, second):
    with pytest.raises(NotAllowed):
        link(first, Relation.AFFECTS, second, by=cast.member)
    own = report_nonconformity(title="Own", by=cast.member, site=cast.main_site)

    assert link(own, Relation.AFFECTS, second, by=cast.member)


def test_the_other_end_is_shown_to_those_who_may_see_it(cast, first, second):
    link(first, Relation.AFFECTS, second, by=cast.manager)

    assert seen(second, cast.second) == []
    assert seen(first, cast.second) == [("affects", "Second")]
    assert seen(first, cast.kiosk) == []


def test_a_voided_record_is_still_shown(cast, first, second):
    link(first, Relation.AFFECTS, second, by=cast.manager)
    records.void(second, by=cast.manager, reason="Twice")

    (found,) = linked(first, cast.member)
    assert found.record.is_voided


def test_many_links_take_one_statement_a_type(cast, first, django_assert_num_queries):
    for number in range(5):
        other = report_nonconformity(title=f"Number {number}", by=cast.manager)
        link(first, Relation.CONCERNS, other, by=cast.manager)

    with django_assert_num_queries(2):
        assert len(linked(first, cast.member)) == 5
