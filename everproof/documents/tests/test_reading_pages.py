"""The pages of reading and of access, and whom they let in."""

import pytest
from django.urls import reverse

from everproof.documents import actions, audience, reading
from everproof.documents.models import AccessEvent, Acknowledgement, DocumentRevision
from everproof.documents.reading.questions import Question
from everproof.documents.testing import agree, make_document, make_draft, make_type, unsigned
from everproof.documents.views import acknowledging_access
from everproof.kernel.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db
QUESTION = Question("What comes first?", ["The tag", "The report"], 0, "The tag stops everybody at once.")


def asked(cast, *, questions=(), **values):
    """A revision in force that a member and a teammate have to read."""
    unsigned(cast)
    readers = [audience.entry(cast.person("member")), audience.entry(cast.person("teammate"))]
    document = make_document(cast, type=make_type(cast), acknowledged_by=readers, **values)
    draft = make_draft(cast, document=document, what_changes_for=[{"role": str(cast.role.pk), "text": "Tag first."}])
    if questions:
        reading.set_questions(draft, questions, by=cast.manager)
    sent = actions.send_for_review(revision=draft, by=cast.manager)
    revision = DocumentRevision.objects.get(pk=agree(sent, cast.boss).pk)
    reading.ask(revision)
    return revision


def at(name, *more):
    return reverse(f"documents:{name}", args=["ours", *more])


def pages_of(revision):
    number = revision.number
    return {
        "my_reading": at("my_reading"),
        "read": at("read", number),
        "readers": at("readers", number),
        "questions": at("questions", number),
        "reading_overview": at("reading_overview"),
        "reading_of_person": at("reading_of_person", revision.author_id),
        "access_events": at("access_events"),
    }


def test_two_taps_confirm(cast, sign_in):
    revision = asked(cast)
    browser = sign_in("member")
    assert revision.title in browser.get(at("my_reading")).content.decode()
    page = browser.get(at("read", revision.number)).content.decode()
    assert "I have read it" in page
    assert "turn the valve slowly" in page

    answer = browser.post(at("read", revision.number))

    assert answer.status_code == 302
    assert answer["Location"] == at("my_reading")
    assert Acknowledgement.objects.get(revision=revision, person=cast.person("member")).done_at is not None
    after = browser.get(at("read", revision.number)).content.decode()
    assert "You confirmed it" in after
    assert "I have read it" not in after


def test_a_wrong_answer_says_why_and_keeps_the_choice(cast, sign_in):
    revision = asked(cast, questions=[QUESTION])
    browser = sign_in("member")
    wrong = browser.post(at("read", revision.number), {"answer-1": "1"})
    assert wrong.status_code == 422
    assert QUESTION.explanation in wrong.content.decode()
    assert browser.post(at("read", revision.number)).status_code == 422

    assert browser.post(at("read", revision.number), {"answer-1": "0"}).status_code == 302
    assert len(Acknowledgement.objects.get(revision=revision, person=cast.person("member")).answers) == 2


def test_opening_leaves_an_event(cast, sign_in):
    revision = asked(cast)
    sign_in("member").get(at("read", revision.number))

    event = AccessEvent.objects.get(document=revision.document)
    assert (event.person_id, event.verb, event.revision_id) == (cast.member.person_id, "opened", revision.pk)


def test_who_has_not_read_it_is_seen_and_sent_as_a_file(cast, sign_in):
    revision = asked(cast)
    reading.acknowledge(revision, by=cast.member)
    browser = sign_in("manager")
    page = browser.get(at("readers", revision.number)).content.decode()
    assert "1 of 2 people" in page
    assert "Tim Teammate" in page

    file = browser.post(at("readers_export", revision.number, "csv"))
    assert "Tim Teammate" in file.content.decode("utf-8-sig")
    assert LedgerEntry.objects.filter(verb="kernel.export", type="reading").count() == 1
    assert browser.post(at("readers_export", revision.number, "pdf")).status_code == 404


@pytest.mark.parametrize("view", ["revision", "person", "role"])
def test_a_manager_sees_all_by_document_person_and_role(cast, sign_in, view):
    revision = asked(cast)
    browser = sign_in("manager")
    page = browser.get(f"{at('reading_overview')}?by={view}").content.decode()
    expected = {"revision": revision.number, "person": "Mel Member", "role": "Nobody is asked"}

    assert expected[view] in page
    sent = browser.post(f"{at('reading_export', 'xlsx')}?by={view}")
    assert sent.content[:2] == b"PK"


def test_events_are_filtered_and_exported(cast, sign_in):
    revision = asked(cast)
    reading.note_access(cast.member, revision.document, revision, "printed")
    reading.note_access(cast.teammate, revision.document, revision)
    browser = sign_in("manager")
    page = browser.get(f"{at('access_events')}?verb=printed").content.decode()
    assert "Mel Member" in page
    assert "Tim Teammate" not in page

    file = browser.post(f"{at('access_export', 'csv')}?verb=opened").content.decode("utf-8-sig")
    assert "Tim Teammate" in file
    assert "Mel Member" not in file


def test_older_events_stand_on_the_next_page(cast, sign_in, monkeypatch):
    monkeypatch.setattr(acknowledging_access, "PAGE_SIZE", 1)
    revision = asked(cast)
    for actor in (cast.member, cast.teammate, cast.boss):
        reading.note_access(actor, revision.document, revision)
    middle = AccessEvent.objects.get(person=cast.person("teammate")).pk
    browser = sign_in("manager")

    assert f"after={middle + 1}" in browser.get(at("access_events")).content.decode()
    older = browser.get(f"{at('access_events')}?after={middle + 1}").content.decode()
    assert "Tim Teammate" in older
    assert f"after={middle}" in older
    newer = browser.get(f"{at('access_events')}?before={middle - 1}").content.decode()
    assert "Tim Teammate" in newer
    assert f"before={middle}" in newer


def test_the_questions_of_a_draft_are_written_on_a_page(cast, sign_in):
    unsigned(cast)
    draft = make_draft(cast)
    browser = sign_in("manager")
    address = at("questions", str(draft.pk))
    said = {"q0-question": "What comes first?", "q0-choices": "The tag\nThe report", "q0-right": "1"}
    assert browser.post(address, {**said, "q0-right": ""}).status_code == 422
    assert browser.post(address, {**said, "q0-choices": "The tag"}).status_code == 422
    assert browser.post(address, said).status_code == 302

    [question] = reading.questions_of(draft)
    assert (question.choices, question.right) == (["The tag", "The report"], 0)
    assert "What comes first?" in browser.get(address).content.decode()


# Who gets in ---------------------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_asked_to(cast, client):
    for name, address in pages_of(asked(cast)).items():
        answer = client.get(address)
        assert answer.status_code == 302, name
        assert "/account/login/" in answer["Location"], name


def test_another_company_finds_nothing(cast, sign_in):
    for name, address in pages_of(asked(cast)).items():
        assert sign_in("stranger").get(address).status_code == 404, name


def test_who_may_only_read_sees_the_own_reading_alone(cast, sign_in):
    revision = asked(cast)
    browser = sign_in("teammate")
    found = {name: browser.get(address).status_code for name, address in pages_of(revision).items()}

    assert found == {
        "my_reading": 200,
        "read": 200,
        "readers": 403,
        "questions": 403,
        "reading_overview": 403,
        "reading_of_person": 403,
        "access_events": 403,
    }


def test_a_shared_device_reads_and_confirms_nothing(cast, sign_in):
    revision = asked(cast)
    browser = sign_in("kiosk")

    assert browser.get(at("read", revision.number)).status_code == 404
    assert browser.post(at("read", revision.number)).status_code == 404


def test_what_is_confidential_is_not_there_for_others(cast, sign_in):
    only = [audience.entry(cast.person("member"))]
    revision = asked(cast, classification="confidential", access_groups=only)

    assert sign_in("member").get(at("read", revision.number)).status_code == 200
    assert sign_in("teammate").get(at("read", revision.number)).status_code == 404
