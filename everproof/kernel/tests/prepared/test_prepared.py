"""A prepared query gives what the query set itself gives, for other values too, and is built once."""

from datetime import date

import pytest

from everproof.kernel.ids import uuid7
from everproof.kernel.people.models import AccessAssignment, Person
from everproof.kernel.prepared import Prepared


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
