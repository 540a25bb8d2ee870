"""A prepared query gives what the query set itself gives, for other values too, and is built once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import F, SmallIntegerField
from django.db.models.functions import Cast

from everproof.kernel.api.models import ApiToken
from everproof.kernel.ids import uuid7
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.prepared import Insert, Prepared
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.tenancy.models import Membership


@pytest.fixture
def person_of():
    calls = []

    def build(organization, person):
        calls.append(person)
        return Person.objects.filter(organization=organization, pk=person, voided_at=None)

    prepared = Prepared(build)
    prepared.calls = calls
    return prepared


def everything(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def test_instances_are_those_of_the_query_set(cast, person_of):
    stored = Person.objects.get(pk=cast.manager.person_id)

    (found,) = person_of.instances(organization=cast.organization.pk, person=cast.manager.person_id)

    assert everything(found) == everything(stored)
    assert found == stored
    assert not found._state.adding


def test_each_call_has_its_own_values_and_the_query_is_built_once(cast, person_of):
    for part in ("manager", "member", "auditor"):
        wanted = getattr(cast, part).person_id
        assert [each.pk for each in person_of.instances(organization=cast.organization.pk, person=wanted)] == [wanted]

    assert len(person_of.calls) == 1
    assert person_of.instances(organization=cast.organization.pk, person=uuid7()) == []


def test_rows_are_those_of_values_list(cast):
    def build(organization, access_role, today):
        return AccessAssignment.objects.filter(
            organization=organization, access_role=access_role, from_on__lte=today
        ).values_list("person_id", "from_on", "at_site_id")

    values = {"organization": cast.organization.pk, "access_role": "member", "today": date(2100, 1, 1)}
    rows = Prepared(build).rows(**values)

    assert len(rows) == 2
    assert sorted(rows) == sorted(build(**values))


@pytest.mark.parametrize("value", [None, True, 1.5, ["a"]])
def test_what_changes_the_statement_is_refused(db, value):
    with pytest.raises(TypeError, match="a prepared query takes"):
        Prepared(lambda title: Person.objects.filter(title=title)).rows(title=value)


def test_a_value_that_does_not_reach_the_statement_as_it_is_is_refused(db):
    with pytest.raises(TypeError, match="does not hold as it is: title"):
        Prepared(lambda title: Person.objects.filter(title__startswith=title)).rows(title="Quinn")


def test_what_is_selected_with_a_record_and_annotated_to_it_comes_along(cast, django_assert_num_queries):
    def build(organization, person):
        found = Person.objects.filter(organization=organization, pk=person)
        return found.select_related("created_by", "site").defer("phone", "site__title").annotate(twice=F("version") * 2)

    prepared = Prepared(build)
    for part in ("manager", "member"):
        values = {"organization": cast.organization.pk, "person": getattr(cast, part).person_id}
        (stored,) = build(**values)
        with django_assert_num_queries(1):
            (found,) = prepared.instances(**values)
            assert found.twice == stored.version * 2
            assert found.site == stored.site
            assert found.created_by == stored.created_by
            assert found.get_deferred_fields() == {"phone"}


def test_each_form_of_a_query_is_compiled_by_itself(cast):
    titles = []

    def build(ordered_by, organization):
        titles.append(ordered_by)
        return Person.objects.filter(organization=organization).order_by(ordered_by).values_list("title")

    prepared = Prepared(build)
    there = [row[0] for row in prepared.rows("title", organization=cast.organization.pk)]
    back = [row[0] for row in prepared.rows("-title", organization=cast.organization.pk)]

    assert there == back[::-1]
    assert there != back
    prepared.rows("-title", organization=cast.organization.pk)
    assert titles == ["title", "-title"]


def test_no_more_forms_are_kept_than_memory_is_meant_for(cast, monkeypatch):
    monkeypatch.setattr("everproof.kernel.prepared.MOST_FORMS", 3)
    prepared = Prepared(
        lambda most, organization: Person.objects.filter(organization=organization).order_by("pk")[:most]
    )

    for most in range(1, 6):
        assert len(prepared.instances(most, organization=cast.organization.pk)) <= most
    assert len(prepared._compiled) <= 3


def test_a_query_that_nothing_can_answer_is_not_asked(cast, django_assert_num_queries):
    prepared = Prepared(lambda organization: Person.objects.filter(organization=organization).none())

    with django_assert_num_queries(0):
        assert prepared.instances(organization=cast.organization.pk) == []
    assert prepared.statement(organization=cast.organization.pk) == ("", [])


def entry_about(cast, record_id, title):
    return SearchEntry(
        organization=cast.organization, type="test", record_id=record_id, number="T-1", title=title, words=title
    )


def test_rows_are_inserted_as_the_model_would(cast):
    rows = [entry_about(cast, uuid7(), f"Leak {number}") for number in range(Insert.MOST + 2)]

    Insert(SearchEntry).write(rows)

    stored = SearchEntry.objects.filter(type="test").order_by("record_id")
    assert [(one.record_id, one.title, one.voided) for one in stored] == [
        (one.record_id, one.title, False) for one in rows
    ]
    assert not any(row._state.adding for row in rows)


def test_a_row_that_is_there_is_renewed_where_it_may_be(cast):
    record_id = uuid7()
    insert = Insert(SearchEntry, unique=("organization", "type", "record_id"), renewed=("title",))

    insert.write([entry_about(cast, record_id, "Leak")])
    insert.write(
        [SearchEntry(organization=cast.organization, type="test", record_id=record_id, number="T-2", title="Flood")]
    )

    (stored,) = SearchEntry.objects.filter(type="test")
    assert (stored.title, stored.number) == ("Flood", "T-1")


@pytest.mark.parametrize(
    ("field", "other"), [("token_hash", b"other"), ("expires_at", datetime(2027, 1, 1, tzinfo=UTC))]
)
def test_bytes_and_moments_are_values_too(cast, field, other):
    token = ApiToken.objects.create(
        membership=Membership.objects.get(person_id=cast.manager.person_id),
        token_hash=b"\x00\xff",
        name="Line 3",
        created_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        expires_at=datetime(2026, 3, 5, 9, 30, 0, 1, tzinfo=UTC),
    )
    prepared = Prepared(lambda value: ApiToken.objects.filter(**{field: value}))

    assert prepared.instances(value=getattr(token, field)) == [token]
    assert prepared.instances(value=other) == []


def test_a_stand_in_that_django_would_not_ask_for_is_refused(cast):
    """Otherwise the query would be kept as one that nothing answers."""
    narrow = Prepared(
        lambda value: Person.objects.annotate(small=Cast("version", SmallIntegerField())).filter(small=value)
    )

    if connection.vendor == "sqlite":  # whose numbers are all of one size
        assert narrow.instances(value=1)
    else:
        with pytest.raises(TypeError, match="no place for a stand-in"):
            narrow.instances(value=1)
