"""With a person go the files on the person's record: names, captions, words, pictures and bytes; the ledger stays."""

import pytest

from everproof.improvement import actions as improvement
from everproof.kernel import search
from everproof.kernel.access.actor import Actor
from everproof.kernel.files import actions, queries, store, verify
from everproof.kernel.files.erasure import erase_files
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.testing.tasks import run_waiting_tasks

CANARY = b"Canary words of a private letter"


@pytest.fixture
def setup(cast):
    return Actor.system(cast.organization, "setup")


@pytest.fixture
def letter(cast, setup, upload):
    """A letter on a person's record."""
    person = cast.person("teammate")
    (made,) = actions.add(person, [upload("Canary.txt", CANARY, caption="Canary caption")], by=setup)
    run_waiting_tasks()
    return made


def erase(made, committed):
    with committed(execute=True):
        return erase_files(made.organization_id, made.type, made.record_id)


def test_nothing_of_it_is_left(cast, letter, django_capture_on_commit_callbacks):
    assert erase(letter, django_capture_on_commit_callbacks) == 1

    row = Attachment.objects.select_related("file").get(pk=letter.pk)
    assert "anary" not in f"{row.name}{row.caption}{row.removed_reason}{row.file.text}"
    assert row.seed is None
    assert row.removed_at is not None
    assert not store.path_of(cast.organization.pk, letter.file.sha256).exists()
    assert search.find(cast.manager, "canary") == []
    assert queries.find(cast.manager, letter.key) is None


def test_pictures_go_too(cast, setup, photo, upload, django_capture_on_commit_callbacks):
    (made,) = actions.add(cast.person("teammate"), [upload("face.jpg", photo)], by=setup)
    run_waiting_tasks()
    pictures = [store.preview_path(cast.organization.pk, made.file.sha256, size) for size in ("small", "large")]
    assert all(path.exists() for path in pictures)

    erase(made, django_capture_on_commit_callbacks)

    assert not any(path.exists() for path in pictures)


def test_the_store_is_sound_afterwards(cast, letter, django_capture_on_commit_callbacks):
    erase(letter, django_capture_on_commit_callbacks)

    assert verify.verify(cast.organization.pk, grace_seconds=0).findings == []


def test_erased_bytes_that_came_back_are_named(cast, letter, django_capture_on_commit_callbacks):
    """As a restored backup brings them."""
    erase(letter, django_capture_on_commit_callbacks)
    store.put(cast.organization.pk, [CANARY], largest=10**6)

    (finding,) = verify.verify(cast.organization.pk, grace_seconds=0).findings
    assert finding.what == verify.ORPHAN


def test_content_that_another_record_needs_stays_there(cast, letter, upload, django_capture_on_commit_callbacks):
    record = improvement.report_nonconformity(title="Leak", by=cast.member)
    actions.add(record, [upload("copy.txt", CANARY)], by=cast.member)

    erase(letter, django_capture_on_commit_callbacks)

    assert [one.name for one in queries.attached(record)] == ["copy.txt"]
    assert store.open_file(cast.organization.pk, letter.file.sha256).read() == CANARY


def test_a_removed_file_is_erased_as_well(cast, setup, letter, django_capture_on_commit_callbacks):
    actions.remove(letter, cast.person("teammate"), by=setup, reason="Canary reason")

    assert erase(letter, django_capture_on_commit_callbacks) == 1
    assert Attachment.objects.get(pk=letter.pk).removed_reason == "erased"
    assert erase(letter, django_capture_on_commit_callbacks) == 0


def test_what_was_erased_may_be_added_anew(cast, letter, upload, django_capture_on_commit_callbacks):
    erase(letter, django_capture_on_commit_callbacks)
    record = improvement.report_nonconformity(title="Leak", by=cast.member)

    actions.add(record, [upload("again.txt", CANARY)], by=cast.member)
    run_waiting_tasks()

    assert StoredFile.objects.get().erased_at is None
    assert [hit.title for hit in search.find(cast.manager, "canary")] == ["Leak"]
    assert verify.verify(cast.organization.pk, grace_seconds=0).findings == []


def test_nothing_goes_when_the_erasure_is_rolled_back(cast, letter, django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase_files(letter.organization_id, letter.type, letter.record_id)
        transaction.set_rollback(True)

    assert store.path_of(cast.organization.pk, letter.file.sha256).exists()
