"""Changing a record, alone and at the same time as somebody else."""

import pytest

from everproof.improvement import actions
from everproof.kernel import records
from everproof.kernel.tests.pages.conftest import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editing(sign_in, page_of):
    """Somebody with the form of a record open: gives a function that sends it with changes."""

    def begin(record, part="manager"):
        browser = sign_in(part)
        form = browser.get(page_of(record, "record_edit")).context["form"]
        return lambda **changes: browser.post(page_of(record, "record_edit"), typed(form, **changes))

    return begin


def stored(record):
    return type(record).objects.get(pk=record.pk)


def test_changes_what_was_typed_and_nothing_else(editing, report):
    found = report("Leak", place="Bench 2")

    response = editing(found)(effect="Drops on the floor")

    assert response.status_code == 302
    after = stored(found)
    assert (after.effect, after.place, after.version) == ("Drops on the floor", "Bench 2", 2)


def test_sending_the_form_unchanged_writes_nothing(editing, report):
    found = report()

    assert editing(found)().status_code == 302
    assert stored(found).version == 1


def test_a_field_can_be_emptied(editing, report):
    found = report(place="Bench 2")

    editing(found)(place="")

    assert stored(found).place == ""


def test_shows_errors_beside_the_field(editing, report):
    found = report()

    response = editing(found)(title="", detected_on="yesterday")

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title", "detected_on"}
    assert stored(found).version == 1


def test_what_two_people_changed_in_different_fields_is_both_kept(editing, cast, report):
    found = report()
    send = editing(found)
    records.update(found, by=cast.manager, place="Bench 3")

    response = send(effect="Drops on the floor")

    assert response.status_code == 302
    after = stored(found)
    assert (after.place, after.effect, after.version) == ("Bench 3", "Drops on the floor", 3)


def test_what_two_people_changed_in_one_field_is_shown_in_both_versions(editing, cast, report):
    found = report()
    send = editing(found)
    records.update(found, by=cast.manager, place="Bench 3", effect="Smell")

    response = send(place="Bench 4", cause="Burr")

    assert response.status_code == 409
    page = response.context["page"]
    assert [(field.name, field.theirs, field.yours) for field in page.fields] == [("place", "Bench 3", "Bench 4")]
    assert page.by == "Quinn Manager"
    assert stored(found).place == "Bench 3"


@pytest.mark.parametrize(("choice", "place"), [("yours", "Bench 4"), ("theirs", "Bench 3")])
def test_the_choice_decides_and_the_rest_is_kept(editing, sign_in, page_of, cast, report, choice, place):
    found = report()
    send = editing(found)
    records.update(found, by=cast.manager, place="Bench 3", effect="Smell")
    page = send(place="Bench 4", cause="Burr").context["page"]

    answer = dict(page.hidden) | {"place": choice}
    response = sign_in("manager").post(page_of(found, "record_edit"), answer)

    assert response.status_code == 302
    after = stored(found)
    assert (after.place, after.effect, after.cause) == (place, "Smell", "Burr")


def test_a_third_person_meanwhile_is_noticed_too(editing, sign_in, page_of, cast, report):
    found = report()
    send = editing(found)
    changed = records.update(found, by=cast.manager, place="Bench 3")
    page = send(place="Bench 4").context["page"]
    records.update(changed, by=cast.manager, place="Bench 5")

    response = sign_in("manager").post(page_of(found, "record_edit"), dict(page.hidden) | {"place": "yours"})

    assert response.status_code == 409
    assert response.context["page"].fields[0].theirs == "Bench 5"


def test_the_same_change_by_two_people_is_no_conflict(editing, cast, report):
    found = report()
    send = editing(found)
    records.update(found, by=cast.manager, place="Bench 3")

    assert send(place="Bench 3").status_code == 302


def test_the_owner_may_and_a_teammate_may_not(editing, sign_in, page_of, in_work):
    found = in_work()

    assert editing(found, "member")(effect="Leak").status_code == 302
    refused = sign_in("teammate").get(page_of(found, "record_edit"))
    assert refused.status_code == 403
    assert "manage" in refused.content.decode()


def test_a_closed_record_says_that_it_is_locked(sign_in, page_of, cast, report):
    found = actions.reject_nonconformity(nonconformity=report(), by=cast.manager, reason="As drawn")

    response = sign_in("manager").get(page_of(found, "record_edit"))

    assert response.status_code == 403
    assert "Not a nonconformity" in response.content.decode()


def test_fields_that_no_form_asks_cannot_be_sent(editing, cast, report):
    found = report()
    before = stored(found)

    editing(found)(number="NC-1", status="closed", version=before.version, created_by=str(cast.member.person_id))

    after = stored(found)
    assert (after.number, after.status, after.created_by_id) == (before.number, before.status, before.created_by_id)


def test_a_type_that_asks_for_a_reason_gets_one(sign_in, cast):
    from everproof.kernel.people.models import AccessAssignment

    given = AccessAssignment.objects.get(person=cast.person("teammate"))
    response = sign_in("administrator").get(f"/ours/kernel/access/{given.number}/edit/")

    assert "reason" in response.context["form"].fields
