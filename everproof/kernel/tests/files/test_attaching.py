"""Files come to a record once, with an entry that names them by digest alone, and leave it with a reason."""

import hashlib
import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections

from everproof.improvement import actions as improvement
from everproof.kernel import access, clock, parameters, records
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions, queries, store, verify
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.files import corpus


def names(record):
    return [attachment.name for attachment in queries.attached(record)]


def notes(record):
    rows = LedgerEntry.objects.filter(record_id=str(record.pk), verb__startswith="kernel.file.").order_by("at", "id")
    return [(row.verb, json.loads(bytes(row.body))["facts"], bytes(row.body)) for row in rows]


def test_a_file_stands_on_its_record_with_who_and_when(cast, record, upload):
    (made,) = actions.add(record, [upload("note.txt", b"words")], by=cast.member)

    (shown,) = queries.attached(record)
    assert (shown.pk, shown.name, shown.by_name) == (made.pk, "note.txt", "Mel Member")
    assert (shown.file.size, shown.file.media_type) == (5, "text/plain")
    assert len(shown.key) == 43
    assert store.open_file(cast.organization.pk, shown.file.sha256).read() == b"words"


def test_what_is_given_back_is_what_was_sent(cast, record, upload, photo):
    (made,) = actions.add(record, [upload("IMG.jpg", photo)], by=cast.member)

    kept = store.open_file(cast.organization.pk, made.file.sha256).read()
    assert hashlib.sha256(kept).hexdigest() == hashlib.sha256(photo).hexdigest() == made.file.sha256


def test_the_entry_names_the_file_by_its_digest_and_nothing_personal(cast, record, upload):
    (made,) = actions.add(record, [upload("Medical report of Ann.txt", b"words", caption="Her knee")], by=cast.member)

    ((verb, facts, body),) = notes(record)
    assert verb == "kernel.file.attach"
    assert (facts["sha256"], facts["size"], facts["attachment"]) == (made.file.sha256, 5, str(made.pk))
    assert b"Ann" not in body
    assert b"knee" not in body
    assert facts["name"] == commitments.commit(commitments.salt(bytes(made.seed), "name"), made.name)
    assert facts["caption"] == commitments.commit(commitments.salt(bytes(made.seed), "caption"), "Her knee")


def test_a_file_sent_twice_under_its_id_is_there_once(cast, record, upload):
    key = uuid4()
    first = actions.add(record, [upload(id=key)], by=cast.member)
    again = actions.add(record, [upload(id=key)], by=cast.member)

    assert [made.pk for made in first] == [made.pk for made in again] == [key]
    assert len(notes(record)) == 1


def test_the_same_content_stands_once_whatever_its_name(cast, record, upload):
    actions.add(record, [upload("a.txt"), upload("b.txt")], by=cast.member)
    actions.add(record, [upload("c.txt", id=uuid4())], by=cast.member)

    assert names(record) == ["a.txt"]


def test_the_same_content_on_two_records_is_kept_once(cast, record, upload):
    other = improvement.report_nonconformity(title="Burr", by=cast.member)
    actions.add(record, [upload("a.txt")], by=cast.member)
    actions.add(other, [upload("b.txt")], by=cast.member)

    assert StoredFile.objects.count() == 1
    assert (names(record), names(other)) == (["a.txt"], ["b.txt"])


def test_an_id_of_another_record_is_refused(cast, record, upload):
    other = improvement.report_nonconformity(title="Burr", by=cast.member)
    key = uuid4()
    actions.add(record, [upload(id=key)], by=cast.member)

    with pytest.raises(Refused, match="another record"):
        actions.add(other, [upload("b.txt", b"other words", id=key)], by=cast.member)


def test_an_id_of_another_organisation_is_refused_and_shows_nothing(everyone, upload):
    key = uuid4()
    with organization_scope(everyone.other.pk):
        theirs = improvement.report_nonconformity(title="Theirs", by=everyone.stranger)
        actions.add(theirs, [upload("secret.txt", b"secret", id=key)], by=everyone.stranger)
    with organization_scope(everyone.organization.pk):
        ours = improvement.report_nonconformity(title="Ours", by=everyone.member)
        with pytest.raises(Refused) as refusal:
            actions.add(ours, [upload("b.txt", id=key)], by=everyone.member)
        assert "secret" not in str(refusal.value)
        assert names(ours) == []


def test_several_files_come_together_or_not_at_all(cast, record, upload):
    with pytest.raises(Refused, match=r"^page\.html: "):
        actions.add(record, [upload("a.txt"), upload("page.html", corpus.HTML)], by=cast.member)

    assert names(record) == []
    assert notes(record) == []


def test_the_organisation_says_how_large_a_file_may_be(cast, record, upload):
    parameters.change(name="largest-file", to=1, by=cast.manager)

    with pytest.raises(store.TooLarge, match="up to 1 MB"):
        actions.add(record, [upload("a.txt", b"x" * 1_000_001)], by=cast.member)


def test_a_crash_between_file_and_row_leaves_only_what_verify_names(cast, record, upload):
    received = actions.receive([upload()], by=cast.member)
    # Here the power goes: no row is ever written.
    report = verify.verify(cast.organization.pk, grace_seconds=0)

    assert [(finding.what, received[0].kept.sha256 in finding.path) for finding in report.findings] == [
        (verify.ORPHAN, True)
    ]
    actions.attach(record, received, by=cast.member)
    assert verify.verify(cast.organization.pk, grace_seconds=0).findings == []


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "may"),
    [
        ("member", True),  # reported it
        ("manager", True),
        ("teammate", False),
        ("boss", False),
        ("auditor", False),
        ("inspector", False),
        ("administrator", False),
        ("kiosk", False),
        ("second", False),  # works at another site
        ("stranger", False),
    ],
)
def test_who_may_add(cast, record, upload, part, may):
    actor = getattr(cast, part)
    assert bool(access.may(actor, "attach", record)) is may
    if may:
        assert len(actions.add(record, [upload()], by=actor)) == 1
    else:
        with pytest.raises(NotAllowed):
            actions.add(record, [upload()], by=actor)
        assert list(store.contents(cast.organization.pk)) == []


def test_who_only_reports_adds_photos_to_the_own_report(cast, upload):
    own = improvement.report_nonconformity(title="From the bay", by=cast.kiosk)

    assert len(actions.add(own, [upload()], by=cast.kiosk)) == 1


def test_the_owner_adds_evidence(cast, record, upload):
    owned = improvement.triage_nonconformity(
        nonconformity=record, by=cast.manager, severity="low", owner=cast.person("teammate")
    )

    assert len(actions.add(owned, [upload()], by=cast.teammate)) == 1


def test_on_a_person_only_administrators_put_files(cast, upload):
    person = cast.person("teammate")

    assert access.may(cast.administrator, "attach", person)
    assert not access.may(cast.manager, "attach", person)


def test_a_voided_record_takes_no_file(cast, record, upload):
    voided = records.void(record, by=cast.manager, reason="Twice")

    with pytest.raises(Refused, match="voided"):
        actions.add(voided, [upload()], by=cast.manager)


def test_what_arrived_before_a_record_was_closed_is_acknowledged_after(cast, record, upload):
    """A phone that lost the answer asks again when the record is closed already."""
    key = uuid4()
    actions.add(record, [upload(id=key)], by=cast.member)
    closed = improvement.reject_nonconformity(nonconformity=record, by=cast.manager, reason="None")

    assert [made.pk for made in actions.add(closed, [upload(id=key)], by=cast.member)] == [key]
    with pytest.raises(Refused, match="locked"):
        actions.add(closed, [upload("b.txt", b"new")], by=cast.manager)


# Removing and describing ----------------------------------------------------------------------------------------------


@pytest.fixture
def attachment(cast, record, upload):
    (made,) = actions.add(record, [upload()], by=cast.member)
    return made


def test_a_removed_file_leaves_the_record_and_stays_in_its_history(cast, record, attachment):
    actions.remove(attachment, record, by=cast.manager, reason="Shows a face")

    assert names(record) == []
    row = Attachment.objects.get(pk=attachment.pk)
    assert (row.removed_reason, row.removed_by_id) == ("Shows a face", cast.manager.person_id)
    assert store.path_of(cast.organization.pk, attachment.file.sha256).exists()
    verb, facts, body = notes(record)[-1]
    assert verb == "kernel.file.detach"
    assert facts["attachment"] == str(attachment.pk)
    assert b"face" not in body


def test_removing_needs_a_reason(cast, record, attachment):
    with pytest.raises(Refused, match="why"):
        actions.remove(attachment, record, by=cast.manager, reason=" \u200b ")


def test_a_file_is_removed_once(cast, record, attachment):
    actions.remove(attachment, record, by=cast.manager, reason="Wrong")
    with pytest.raises(Refused, match="already"):
        actions.remove(attachment, record, by=cast.manager, reason="Wrong")


@pytest.mark.parametrize(("part", "may"), [("member", True), ("manager", True), ("teammate", False), ("kiosk", False)])
def test_who_may_remove(cast, record, attachment, part, may):
    assert bool(actions.may_remove(attachment, record, by=getattr(cast, part))) is may


def test_a_file_that_was_removed_may_come_again(cast, record, attachment, upload):
    actions.remove(attachment, record, by=cast.manager, reason="Wrong")
    actions.add(record, [upload()], by=cast.member)

    assert names(record) == ["note.txt"]


def test_a_caption_is_kept_in_the_history_as_a_commitment(cast, record, attachment):
    changed = actions.describe(attachment, record, by=cast.member, caption="  The  scratch\u202e ")

    assert changed.caption == "The scratch"
    verb, facts, _body = notes(record)[-1]
    assert verb == "kernel.file.describe"
    assert facts["caption"] == commitments.commit(commitments.salt(bytes(attachment.seed), "caption"), "The scratch")


def test_removed_files_are_there_for_those_who_read_the_history(cast, record, attachment):
    actions.remove(attachment, record, by=cast.manager, reason="Wrong")

    assert queries.find(cast.member, attachment.key) is None
    assert queries.find(cast.manager, attachment.key) == attachment


def test_the_database_keeps_removal_and_reason_together(cast, attachment):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(removed_at=clock.now())


# At once --------------------------------------------------------------------------------------------------------------


def test_the_same_file_over_two_connections_at_once_is_there_once(own_database, folder):
    cast, key, ready, failed = own_database, uuid4(), Barrier(4), []
    with organization_scope(cast.organization.pk):
        record = improvement.report_nonconformity(title="Leak", by=cast.member)

    def send():
        try:
            with organization_scope(cast.organization.pk):
                ready.wait()
                one = actions.Upload("a.txt", iter([b"words"]), 5, key)
                actions.add(record, [one], by=cast.member)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    with organization_scope(cast.organization.pk):
        assert Attachment.objects.count() == 1
        assert len(notes(record)) == 1
    connection.close()
