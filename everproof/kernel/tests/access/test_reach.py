"""What is kept for one reach serves nobody who may see anything else."""

from dataclasses import replace

from everproof.improvement.actions import report_nonconformity
from everproof.kernel import records
from everproof.kernel.access.scopes import Scopes
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for


def again(actor):
    """The same person, as the next request finds them."""
    person = type(actor.person).objects.get(pk=actor.person_id)
    return actor_for(actor.organization, person)


def test_the_next_request_has_the_same_reach(cast):
    assert again(cast.member).reach == cast.member.reach


def test_no_two_people_share_one(cast):
    assert len({actor.reach for actor in cast.actors.values()}) == len(cast.actors)


def test_scopes_of_a_token_are_in_it(cast):
    assert replace(cast.member, scopes=Scopes.parse(["*:read"])).reach != cast.member.reach


def test_a_change_of_the_person_is_in_it(cast):
    before = cast.member.reach

    records.update(cast.person("member"), by=cast.administrator, phone="0123")

    assert again(cast.member).reach != before


def test_access_opens_and_closes_a_page_at_once(cast, sign_in):
    record = report_nonconformity(title="Leak", by=cast.manager, site=cast.main_site)
    page, browser = f"/ours/improvement/nonconformities/{record.number}/", sign_in("kiosk")
    assert browser.get(page).status_code == 404

    given = people.give_access(access_role="member", person=cast.person("kiosk"), by=cast.administrator)
    assert browser.get(page).status_code == 200

    records.void(given, by=cast.administrator, reason="Given by mistake.")
    assert browser.get(page).status_code == 404
