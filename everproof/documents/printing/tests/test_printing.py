"""Documents on paper: the sealed PDF of a revision in force, copies that say what they are, signatures on them."""

import io
import re

import pypdfium2
import pytest
from django.test import Client

from everproof.documents import actions
from everproof.documents.models import AccessEvent, Document, DocumentRevision
from everproof.documents.printing import releasing, sheets
from everproof.documents.testing import agree, asked, make_document, make_draft, make_effective, make_type, unsigned
from everproof.kernel import records
from everproof.kernel.files import actions as files
from everproof.kernel.files import store
from everproof.kernel.pdf import child, prints, seals
from everproof.kernel.pdf.links import public_address
from everproof.kernel.pdf.models import Printout, Seal
from everproof.kernel.pdf.seals import Verdict
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.signatures.models import Signature
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.files import corpus
from everproof.kernel.tests.pdf.tools import marker, pages_of, text_of
from everproof.kernel.tests.signatures.tools import proof_for


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path / "installation"
    settings.EVERPROOF_DATA.mkdir(mode=0o700, exist_ok=True)
    settings.MEDIA_ROOT = settings.EVERPROOF_DATA / "files"


def entered(cast, part="manager"):
    browser = Client()
    browser.force_login(cast.users[part])
    return browser


def released(revision):
    """The sealed PDF of a revision, made now."""
    releasing.make_released_pdf.func(revision.organization_id, str(revision.pk))
    printout = prints.kept_for(revision)
    assert printout.state == Printout.State.READY, printout.note
    with store.open_file(revision.organization_id, printout.file.sha256) as file:
        return file.read()


def copy_of(browser, revision, **form):
    """The bytes of a copy, asked for at the page."""
    answer = browser.post(
        f"/ours/documents/revisions/{revision.reference}/print/", {"paper": "a4", "what": "copy", **form}
    )
    assert answer.status_code == 302, answer.content.decode()[:400]
    run_waiting_tasks()
    page = browser.get(answer["Location"]).content.decode()
    found = re.search(r'href="([^"]+/prints/[^"]+\.pdf)"', page)
    assert found, page
    return b"".join(browser.get(found[1]).streaming_content)


def signed_revision(cast):
    """A revision that the boss approved with a signature, in force."""
    sent = actions.send_for_review(revision=make_draft(cast), by=cast.manager)
    step = actions.step_of(sent, cast.boss)
    proof = proof_for(cast, sent, Meaning.APPROVAL, part="boss")
    return actions.decide(step=step, by=cast.boss, decision="yes", suitable=True, signature=proof)


def uploaded(cast, name, content):
    """A revision in force whose content is a file."""
    unsigned(cast)
    draft = actions.start_revision(document=make_document(cast), by=cast.manager, content_kind="file")
    (received,) = files.receive([files.Upload(name, iter([content]))], by=cast.manager)
    draft = actions.write_content(revision=draft, by=cast.manager, file=received)
    return agree(actions.send_for_review(revision=draft, by=cast.manager), cast.boss)


# The PDF of a release -------------------------------------------------------------------------------------------------


def test_coming_into_force_leaves_a_sealed_pdf(cast):
    document = make_effective(cast)

    run_waiting_tasks()

    printout = prints.kept_for(document.current_revision)
    assert (printout.state, printout.standards) == (Printout.State.READY, ["PDF/A-2a", "PDF/UA-1"])
    assert Seal.objects.get().record_id == document.current_revision_id


def test_it_says_number_revision_state_people_and_text(cast):
    document = make_effective(cast)

    content = released(document.current_revision)

    words = text_of(content)
    for said in (
        document.number,
        document.title,
        "Revision 1",
        "Effective",
        "Purpose",
        "turn the valve slowly",
        cast.person("boss").title,
        "More canaries.",
        document.current_revision.checksum,
        "Uncontrolled when printed",
        "Page 1 of",
        "I approve this as it stands here.",
    ):
        assert said in words, said
    assert f"/ours/documents/documents/{document.number}/" in words
    assert marker(content) == (True, True)


def test_it_is_made_once_and_stays_as_it_is(cast):
    document = make_effective(cast)
    first = released(document.current_revision)

    records.update(document, by=cast.manager, reason="Another name", title="Renamed afterwards")
    again = released(document.current_revision)

    assert again == first
    assert Printout.objects.filter(kept=True).count() == 1


def test_a_task_that_found_no_place_makes_it_the_next_time(cast):
    document = make_effective(cast)
    revision = document.current_revision
    with child.slot(1), child.slot(1), pytest.MonkeyPatch.context() as patch:
        patch.setattr(prints, "make", lambda *given, **more: (_ for _ in ()).throw(child.Busy()))
        with pytest.raises(child.Busy):
            releasing.make_released_pdf.func(revision.organization_id, str(revision.pk))

    assert released(revision).startswith(b"%PDF-")
    assert Printout.objects.filter(kept=True).count() == 1


def test_what_is_not_in_force_gets_none(cast):
    draft = make_draft(cast)

    releasing.make_released_pdf.func(draft.organization_id, str(draft.pk))

    assert prints.kept_for(draft) is None


def test_a_verifier_says_valid_and_after_a_new_revision_no_longer_current(cast):
    """From print to QR code to the page that verifies."""
    document = make_effective(cast)
    content = released(document.current_revision)
    address = public_address(cast.organization)
    assert address.rpartition("/p/")[2] in text_of(content).replace(" ", "")
    path = address.removeprefix("http://localhost:8000")

    assert "Still current</dt><dd>Yes" in checked(path, content)
    make_effective(cast, 2, document=Document.objects.get(pk=document.pk))

    after = checked(path, content)
    assert "it is unchanged since" in after
    assert "No: use the valid one." in after


def checked(path, content):
    file = io.BytesIO(content)
    file.name = "QP-001.pdf"
    return re.sub(r">\s+<", "><", Client().post(path, {"file": file}).content.decode())


# Signatures -----------------------------------------------------------------------------------------------------------


def test_p11_50b_the_released_pdf_shows_each_signature_with_name_moment_meaning_and_digest(cast):
    revision = signed_revision(cast)

    words = text_of(released(revision))

    signature = Signature.objects.get(record_id=revision.pk)
    assert signature.signer_name in words
    assert signature.signer_role in words
    assert "Approval" in words
    assert "(Europe/Berlin)" in words
    assert signature.digest in words.replace(" ", "")
    assert "which is the one printed here" in words


def test_a11_14_a_signature_for_other_content_is_said_to_be_none(cast, monkeypatch):
    revision = signed_revision(cast)
    monkeypatch.setattr(revision, "checksum", "0" * 64)

    (decision,) = sheets.decisions(revision)

    assert not decision.stands
    assert "this text is unsigned" in decision.standing


def test_a11_14_a_copy_of_a_new_revision_shows_no_signature_of_the_old_one(cast):
    revision = signed_revision(cast)
    draft = make_draft(cast, document=Document.objects.get(pk=revision.document_id))

    words = text_of(copy_of(entered(cast), draft))

    assert "I approve this as it stands here." not in words
    assert Signature.objects.get(record_id=revision.pk).digest not in words.replace(" ", "")


def test_a_decision_without_signature_says_so(cast):
    revision = make_effective(cast).current_revision

    (decision,) = sheets.decisions(revision)

    assert "without an electronic signature" in decision.standing
    assert decision.digest == ""


def test_those_who_agreed_stand_in_the_manifest_in_their_order(cast):
    unsigned(cast)
    type_ = make_type(cast, 2, number_pattern="LG-{00}")
    draft = make_draft(cast, document=make_document(cast, 2, type=type_))
    steps = [asked(cast.person("auditor"), Meaning.REVIEW, order=1), asked(cast.person("boss"), order=2)]
    sent = actions.send_for_review(revision=draft, by=cast.manager, approvers=steps)

    revision = agree(sent, cast.auditor, cast.boss)

    found = sheets.decisions(revision)
    assert [one.name for one in found] == [cast.person("auditor").title, cast.person("boss").title]
    assert [one.meaning for one in found] == ["Review", "Approval"]


# Copies ---------------------------------------------------------------------------------------------------------------


def test_a_draft_says_so_across_each_page_and_names_who_printed_it(cast):
    draft = make_draft(cast)

    content = copy_of(entered(cast), draft)

    pages = pages_of(content)
    assert all("DRAFT" in page for page in pages)
    assert all("Printed by Quinn Manager" in page for page in pages)
    assert b"ETSI.CAdES" not in content
    assert seals.verify(content, cast.organization).verdict == Verdict.UNSEALED


def test_what_was_superseded_says_so_and_the_released_pdf_is_no_longer_offered(cast):
    document = make_effective(cast)
    first = document.current_revision
    released(first)
    make_effective(cast, 2, document=Document.objects.get(pk=document.pk))
    first = DocumentRevision.objects.get(pk=first.pk)
    browser = entered(cast)

    form = browser.get(f"/ours/documents/revisions/{first.reference}/print/").content.decode()
    content = copy_of(browser, first)

    assert 'name="what"' not in form
    assert "Superseded" in form
    assert all("SUPERSEDED" in page for page in pages_of(content))


def test_in_force_one_chooses_between_the_sealed_file_and_a_copy(cast):
    document = make_effective(cast)
    revision, browser = document.current_revision, entered(cast)
    sealed = released(revision)

    answer = browser.post(f"/ours/documents/documents/{document.reference}/print/", {"paper": "a4", "what": "released"})
    copied = copy_of(browser, revision)

    kept = prints.kept_for(revision)
    assert answer["Location"] == f"/ours/kernel/prints/{kept.key}/"
    assert b"".join(browser.get(f"{answer['Location']}{kept.name}").streaming_content) == sealed
    assert "Printed by Quinn Manager" in text_of(copied)
    assert "Printed by" not in text_of(sealed)
    assert [event.verb for event in AccessEvent.objects.filter(revision=revision)] == ["printed"] * 2


def test_a_document_without_a_revision_prints_as_a_record(cast):
    document = make_document(cast)
    browser = entered(cast)

    answer = browser.post(f"/ours/documents/documents/{document.reference}/print/", {"paper": "a4"})

    assert answer.status_code == 302
    assert Printout.objects.get().kind == prints.RECORD


@pytest.mark.parametrize("page", ["documents", "revisions"])
def test_who_may_not_see_a_document_cannot_print_it(cast, page):
    document = make_document(cast, classification="secret", access_groups=[])
    draft = make_draft(cast, document=document)
    record = document if page == "documents" else draft
    released_of = f"/ours/documents/{page}/{record.reference}/print/"

    for method in ("get", "post"):
        assert getattr(entered(cast, "member"), method)(released_of, {"paper": "a4"}).status_code == 404
        assert getattr(entered(cast, "stranger"), method)(released_of, {"paper": "a4"}).status_code == 404
        assert getattr(Client(), method)(released_of, {"paper": "a4"}).status_code == 302


def test_the_sealed_pdf_opens_only_for_who_sees_the_revision(cast):
    document = make_effective(cast, document=make_document(cast, classification="secret", access_groups=[]))
    released(document.current_revision)
    address = f"/ours/kernel/prints/{prints.kept_for(document.current_revision).key}/"

    assert entered(cast, "manager").get(address).status_code == 200
    assert entered(cast, "member").get(address).status_code == 404
    assert entered(cast, "stranger").get(address).status_code == 404


# Files and links ------------------------------------------------------------------------------------------------------


def test_the_pages_of_an_uploaded_pdf_follow_their_cover_with_a_line_on_each(cast):
    revision = uploaded(cast, "drawing.pdf", corpus.pdf("Valve body, drawing 4711"))

    content = released(revision)

    pages = pages_of(content)
    assert revision.document.number in pages[0]
    assert "drawing.pdf" in pages[0]
    assert "Valve body, drawing 4711" in pages[-1]
    assert "Uncontrolled when printed" in pages[-1]
    assert seals.verify(content, cast.organization).verdict == Verdict.SEALED


def test_a_damaged_pdf_gets_its_cover_alone_and_says_so(cast):
    revision = uploaded(cast, "broken.pdf", b"%PDF-1.7\n" + b"\x00garbage" * 100)

    content = released(revision)

    assert len(pypdfium2.PdfDocument(content)) >= 1
    assert "could not be read" in prints.kept_for(revision).note


def test_another_file_gets_a_cover_that_names_it(cast):
    revision = uploaded(cast, "limits.txt", b"Torque 12 Nm")

    words = text_of(released(revision))

    assert "limits.txt" in words
    assert revision.checksum in words


def test_a_link_is_printed_as_one(cast):
    unsigned(cast)
    draft = actions.start_revision(document=make_document(cast), by=cast.manager, content_kind="link")
    draft = actions.write_content(revision=draft, by=cast.manager, link="https://standards.example/iso")

    assert "https://standards.example/iso" in text_of(copy_of(entered(cast), draft))


def test_a_picture_of_the_text_is_printed(cast):
    from everproof.documents.content import pictures

    unsigned(cast)
    draft = make_draft(cast)
    picture = pictures.add(draft, files.Upload("gauge.jpg", iter([corpus.photo()])), by=cast.manager)
    shown = f'<img data-file="{picture.file.sha256}" alt="Gauge from above"><figcaption>The gauge</figcaption>'
    body = f"<h1>Gauge</h1><figure>{shown}</figure>"
    draft = actions.write_content(revision=draft, by=cast.manager, body=body)
    revision = agree(actions.send_for_review(revision=draft, by=cast.manager), cast.boss)

    content = released(revision)

    assert b"/Image" in content
    assert "The gauge" in text_of(content)


# What a reader sees of a file, and the logo ---------------------------------------------------------------------------


def read_page(cast, revision):
    return entered(cast, "member").get(f"/ours/documents/revisions/{revision.reference}/read/").content.decode()


def test_every_page_of_an_uploaded_pdf_stands_on_the_reading_page(cast):
    page = read_page(cast, uploaded(cast, "drawing.pdf", corpus.pdf("Valve body")))

    assert re.search(r'<img src="/ours/files/[^"]+/preview/page-1" width="\d+" height="\d+" loading="lazy"', page)
    assert "Page 1 of 1" in page


def test_the_words_of_an_office_document_stand_there_and_are_text(cast):
    revision = uploaded(cast, "torque.docx", corpus.docx("Torque 12 Nm &lt;script&gt;alert(1)&lt;/script&gt;"))
    run_waiting_tasks()

    page = read_page(cast, revision)

    assert "Torque 12 Nm &lt;script&gt;" in page
    assert "<script>alert(1)" not in page


def test_a_video_is_played_on_the_reading_page(cast):
    page = read_page(cast, uploaded(cast, "setup.mp4", corpus.VIDEO))

    assert re.search(r'<video [^>]+><source src="/ours/files/[^"]+/setup.mp4" type="video/mp4">', page)


def test_the_logo_of_the_site_stands_in_the_header(cast):
    def pictures_in(content):
        pages = pypdfium2.PdfDocument(content)
        return sum(1 for page in pages for _one in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))

    draft = make_draft(cast)
    assert pictures_in(copy_of(entered(cast), draft)) == 0

    files.add(cast.main_site, [files.Upload("Logo.png", iter([corpus.picture("PNG")]))], by=cast.administrator)
    run_waiting_tasks()

    assert pictures_in(copy_of(entered(cast), draft)) > 0
