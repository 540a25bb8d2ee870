"""Prints of records: what stands in them, who may open them, what becomes of them."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.formats import date_format

from everproof.improvement import actions as improvement
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, links, records
from everproof.kernel.files import store
from everproof.kernel.files.models import StoredFile
from everproof.kernel.files.verify import verify
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification
from everproof.kernel.pdf import child, prints, typesetting
from everproof.kernel.pdf.models import Printout
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.signatures.models import Signature
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.pdf.tools import marker, pages_of, text_of
from everproof.kernel.tests.signatures.tools import confirm_everything, make_contained, proof_for

STORY = "The seat leaked at 12 bar.\n\nThe batch was stopped & marked <red>."


@pytest.fixture
def record(cast):
    return make_contained(cast)


@pytest.fixture
def browser(cast):
    return entered(cast, "manager")


def entered(cast, part):
    browser = Client()
    browser.force_login(cast.users[part])
    return browser


def address(record, page=""):
    return f"/ours/improvement/nonconformities/{record.reference}/{page}"


def printed(browser, record, **form):
    """The page of the print, once it was asked for."""
    answer = browser.post(address(record, "print/"), {"paper": "a4", **form})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer["Location"]


def opened(browser, page):
    """The bytes behind the button of a print's page."""
    found = re.search(r'href="([^"]+/prints/[^"]+\.pdf)"', browser.get(page).content.decode())
    answer = browser.get(found[1])
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    return b"".join(answer.streaming_content)


def test_the_page_of_a_record_offers_it(browser, record):
    page = browser.get(address(record)).content.decode()

    assert address(record, "print/") in page
    assert "Print (PDF)" in page


def test_p11_10b_a_print_holds_every_field_that_the_page_shows(browser, cast, record):
    """21 CFR 11.10 b: complete copies in a form that people read."""
    record = records.update(record, by=cast.manager, reason="Said more", description=STORY)

    content = opened(browser, printed(browser, record))

    words = text_of(content)
    page = browser.get(address(record)).content.decode()
    for shown in (record.number, record.title, "The seat leaked at 12 bar.", "stopped & marked <red>.", "Line stopped"):
        assert shown in words
    facts = re.findall(r"<dt>([^<]+)</dt>", page.partition("<aside")[0].partition("<main")[2])
    assert facts
    assert [label for label in facts if label not in words] == []
    assert "Said more" in words
    assert "Printed by Quinn Manager" in words
    assert marker(content) == (True, True)


def test_p11_50b_each_signature_stands_on_the_print_with_name_moment_and_meaning(browser, cast, record):
    """21 CFR 11.50 b: on every rendering that people read, the same three things as on the page."""
    for meaning in (Meaning.REVIEW, Meaning.APPROVAL):
        signing.sign(record, meaning, by=cast.manager, proof=proof_for(cast, record, meaning))

    words = text_of(opened(browser, printed(browser, record)))

    page = browser.get(address(record)).content.decode()
    for signature in Signature.objects.filter(record_id=record.pk):
        assert signature.signer_name in words
        assert signature.digest in words.replace(" ", "")
        assert str(Meaning(signature.meaning).label) in words
        at = date_format(signature.signed_at.astimezone(ZoneInfo("Europe/Berlin")), "d M Y, H:i")
        assert f"{at} (Europe/Berlin)" in words
        assert at in page
    assert "I have read this and said what I had to say about it." in words


def test_a11_14_the_print_of_a_changed_record_says_that_it_is_unsigned(browser, cast, record):
    """EU GMP Annex 11, 14: a signature is bound to its record, and a later version is clearly unsigned."""
    signing.sign(record, Meaning.APPROVAL, by=cast.manager, proof=proof_for(cast, record, Meaning.APPROVAL))
    before = text_of(opened(browser, printed(browser, record)))

    records.update(Nonconformity.objects.get(pk=record.pk), by=cast.manager, reason="Typing", title="Leak at the stem")
    after = text_of(opened(browser, printed(browser, record)))

    assert f"This is of version {record.version}, the one printed here." in before
    assert "unsigned" not in before
    assert f"The version printed here is {record.version + 1}, unsigned." in after


def test_a11_14_the_print_names_the_entry_and_the_fingerprint_that_a_verifier_checks(browser, cast, record):
    entry = LedgerEntry.objects.get(record_id=str(record.pk), version=record.version)
    confirm_everything(cast)

    words = text_of(opened(browser, printed(browser, record))).replace(" ", "")

    assert str(entry.pk) in words
    assert records_digest(entry) in words
    assert "root" in words
    assert f"/ours/improvement/nonconformities/{record.number}/" in words


def records_digest(entry):
    import json

    return json.loads(bytes(entry.body))["digest"]


def test_a11_8_a_print_says_whether_the_record_was_changed_since_it_was_entered(browser, cast):
    fresh = improvement.report_nonconformity(title="Fresh", by=cast.member)
    unchanged = text_of(opened(browser, printed(browser, fresh)))
    records.update(fresh, by=cast.manager, reason="Typing", title="Fresher")
    changed = text_of(opened(browser, printed(browser, fresh)))

    assert "Changed since it was recorded No" in unchanged
    assert re.search(r"Changed since it was recorded Yes, 1 time, last", changed)


def test_links_and_a_voided_state_are_on_it(browser, cast, record):
    other = improvement.report_nonconformity(title="Sister leak", by=cast.member)
    links.link(record, "concerns", other, by=cast.manager)
    records.void(Nonconformity.objects.get(pk=record.pk), by=cast.manager, reason="Entered twice")

    content = opened(browser, printed(browser, record))

    words = text_of(content)
    assert "Sister leak" in words
    assert "Entered twice" in words
    assert all("VOIDED" in page for page in pages_of(content))


def test_a_copy_opens_for_who_asked_and_nobody_else(cast, browser, record):
    page = printed(browser, record)

    for part in ("member", "administrator", "outsider"):
        if part in cast.users:
            assert entered(cast, part).get(page).status_code == 404
    assert Client().get(page).status_code == 302
    assert browser.get(page).status_code == 200


def test_who_may_no_longer_see_the_record_may_no_longer_open_the_print(cast, record):
    browser = entered(cast, "member")
    page = printed(browser, record)
    assert browser.get(page).status_code == 200

    printout = Printout.objects.get()
    Printout.objects.filter(pk=printout.pk).update(record_id="018f0000-0000-7000-8000-000000000002")

    assert browser.get(page).status_code == 404


def test_paper_is_a4_or_letter_and_nothing_else(browser, record):
    assert browser.post(address(record, "print/"), {"paper": "a0"}).status_code == 422
    content = opened(browser, printed(browser, record, paper="us-letter"))

    import pypdfium2

    assert [round(side) for side in pypdfium2.PdfDocument(content)[0].get_size()] == [612, 792]


# Now or later --------------------------------------------------------------------------------------------------------


def test_a_long_print_follows_from_a_task_with_a_notice(browser, record, cast, monkeypatch):
    monkeypatch.setattr(prints, "SHORT", 10)
    page = printed(browser, record)
    assert "The PDF is being made." in browser.get(page).content.decode()

    run_waiting_tasks()

    assert opened(browser, page).startswith(b"%PDF-")
    notice = Notification.objects.get(kind=prints.READY_NOTICE)
    assert notice.person == cast.manager.person
    assert record.number in notice.facts["name"]


def test_a_print_waits_for_the_task_while_others_are_made(browser, record):
    with child.slot(1), child.slot(1):
        page = printed(browser, record)
        assert Printout.objects.get().state == Printout.State.WAITING

    run_waiting_tasks()

    assert opened(browser, page).startswith(b"%PDF-")


def test_what_cannot_be_made_says_why(browser, record, monkeypatch):
    monkeypatch.setattr(prints, "SHORT", 10)
    monkeypatch.setattr(typesetting, "LARGEST_DATA", 100)
    page = printed(browser, record)

    run_waiting_tasks()

    assert "This is too much for one PDF." in browser.get(page).content.decode()
    assert Printout.objects.get().data is None


def test_what_is_to_be_printed_stands_in_no_row_once_it_is_made(browser, record):
    printed(browser, record)

    assert Printout.objects.get().data is None


# Forgetting ----------------------------------------------------------------------------------------------------------


def test_copies_go_after_a_while_with_their_bytes(browser, record, cast):
    page = printed(browser, record)
    file = Printout.objects.get().file
    path = store.path_of(cast.organization.pk, file.sha256)
    assert path.exists()

    Printout.objects.update(asked_at=clock.now() - timedelta(days=prints.DAYS_KEPT + 1))
    prints.sweep.enqueue(cast.organization.pk)
    run_waiting_tasks()

    assert browser.get(page).status_code == 404
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert verify(cast.organization.pk).is_well


def test_a_young_copy_and_a_kept_one_stay(browser, record, cast):
    page = printed(browser, record)
    order = prints.Order(prints.RELEASED, "kept.pdf", "record", {}, record, kept=True)
    made = prints.keep(prints.order_kept(order, by=cast.manager), opened(browser, page))
    Printout.objects.filter(kept=True).update(asked_at=clock.now() - timedelta(days=9999))

    assert prints.forget(cast.organization.pk, older_than_days=prints.DAYS_KEPT) == 0

    assert entered(cast, "member").get(f"/ours/kernel/prints/{made.key}/").status_code == 200
    assert browser.get(page).status_code == 200


def test_erasing_a_person_takes_copies_along_that_may_name_them(browser, record, cast):
    printed(browser, record)
    person = cast.person("teammate")
    records.update(person, by=cast.administrator, reason="Left", active=False)

    from everproof.kernel.people.erasure import erase_person

    erase_person(person=type(person).objects.get(pk=person.pk), by=cast.administrator, basis="request")

    assert not Printout.objects.exists()
