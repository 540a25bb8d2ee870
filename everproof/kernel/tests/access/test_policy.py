"""Who may do what and who sees what, asked of the same two functions as everything else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import access, clock
from everproof.kernel.access.roles import ACCESS_ROLES, POWERS
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def record(cast):
    return actions.report_nonconformity(title="Leak", by=cast.member, site=cast.main_site)


def seen(actor):
    return set(access.visible(actor, Nonconformity.objects.all()).values_list("title", flat=True))


def test_powers_are_known_words():
    assert all(role.powers <= set(POWERS) for role in ACCESS_ROLES.values())


def test_the_administrator_looks_after_people_and_not_after_records(cast, record):
    assert access.may(cast.administrator, "view", record)
    assert not access.may(cast.administrator, "update", record)
    assert access.may(cast.administrator, "create", type(cast.person("member")))


def test_a_refusal_names_role_and_power(cast, record):
    answer = access.may(cast.auditor, "void", record)

    assert not answer
    assert "Internal auditor" in str(answer.reason)
    assert "manage" in str(answer.reason)


def test_a_process_owner_works_on_the_own_site_only(cast, record):
    elsewhere = actions.report_nonconformity(title="Burr", by=cast.member, site=cast.second_site)

    assert access.may(cast.second, "void", elsewhere)
    assert not access.may(cast.second, "void", record)
    assert seen(cast.second) == {"Burr"}


def test_a_kiosk_sees_only_what_it_reported(cast, record):
    actions.report_nonconformity(title="From the bay", by=cast.kiosk)

    assert seen(cast.kiosk) == {"From the bay"}


def test_a_stranger_sees_nothing_and_may_nothing(cast, record):
    assert seen(cast.stranger) == set()
    assert not access.may(cast.stranger, "view", record)


def test_a_stranger_cannot_write_with_an_own_actor(cast, record):
    with pytest.raises(NotAllowed):
        actions.reject_nonconformity(nonconformity=record, by=cast.stranger, reason="Mine now")


def test_visibility_is_one_statement(cast, record, django_assert_num_queries):
    with django_assert_num_queries(1):
        seen(cast.second)


def test_access_begins_and_ends_on_its_days(cast):
    today = clock.today("Europe/Berlin")
    setup = access.Actor.system(cast.organization, "setup")
    person = people.add_person(name="Val Visitor", by=setup)
    people.give_access(
        access_role="member", person=person, by=setup, from_on=today + timedelta(1), to_on=today + timedelta(3)
    )

    def powers_after(days):
        with clock.travel(clock.now() + timedelta(days=days)):
            return actor_for(cast.organization, person).powers()

    assert powers_after(0) == []
    assert "read" in powers_after(1)
    assert "read" in powers_after(3)
    assert powers_after(4) == []


def test_access_through_a_role_lasts_as_long_as_the_role_is_held(cast):
    today = clock.today("Europe/Berlin")
    setup = access.Actor.system(cast.organization, "setup")
    person = people.add_person(name="Hal Holder", by=setup)
    people.give_access(access_role="process-owner", role=cast.role, by=setup)
    people.give_responsibility(person=person, role=cast.role, by=setup, to_on=today)

    assert "manage" in actor_for(cast.organization, person).powers()
    with clock.travel(clock.now() + timedelta(days=1)):
        assert actor_for(cast.organization, person).powers() == []


def test_an_external_auditor_needs_an_end(cast):
    with pytest.raises(ValidationError) as caught:
        people.give_access(access_role="external-auditor", person=cast.person("member"), by=cast.administrator)

    assert "to_on" in caught.value.message_dict


def test_nobody_gives_themselves_access(cast):
    with pytest.raises(Refused, match="own access"):
        people.give_access(access_role="quality-manager", person=cast.person("administrator"), by=cast.administrator)


def test_only_an_administrator_gives_access(cast):
    with pytest.raises(NotAllowed):
        people.give_access(access_role="member", person=cast.person("teammate"), by=cast.manager)


def test_ended_access_is_gone_the_next_day(cast):
    given = people.give_access(access_role="quality-manager", person=cast.person("teammate"), by=cast.administrator)
    people.end_access(assignment=given, by=cast.administrator, reason="Back to the line")

    with clock.travel(clock.now() + timedelta(days=1)):
        assert "manage" not in actor_for(cast.organization, cast.person("teammate")).powers()


def test_one_login_is_somebody_else_in_another_company(everyone):
    with organization_scope(everyone.other.pk):
        theirs = access.Actor.system(everyone.other, "setup")
        guest = people.add_person(name="Quinn as guest", by=theirs)
        people.give_access(access_role="kiosk", person=guest, by=theirs)
        people.join(user=everyone.users["manager"], person=guest, by=theirs)

        assert actor_for(everyone.other, guest).powers() == ["report"]


def test_whoever_holds_a_role_does_not_make_it_another_one(cast):
    """Access may hang on a role, so a role that one could take would be access that one could take."""
    held = people.give_responsibility(person=cast.person("member"), role=cast.role, by=cast.manager)

    assert access.may(cast.member, "view", held)
    assert not access.may(cast.member, "update", held)
    assert not access.may(cast.member, "create", type(held))


def test_whoever_once_gave_access_does_not_prolong_it_for_ever(cast):
    given = people.give_access(access_role="member", person=cast.person("teammate"), by=cast.administrator)
    no_administrator_any_more = replace(cast.administrator, grants=cast.member.grants)

    assert access.may(cast.administrator, "update", given)
    assert not access.may(no_administrator_any_more, "update", given)


def test_nobody_takes_a_role_that_carries_access(cast):
    people.give_access(access_role="administrator", role=cast.role, by=cast.administrator)

    with pytest.raises(Refused, match="own access"):
        people.give_responsibility(person=cast.person("manager"), role=cast.role, by=cast.manager)

    assert people.give_responsibility(person=cast.person("member"), role=cast.role, by=cast.manager).number
