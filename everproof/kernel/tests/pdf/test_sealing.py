"""The seal: what is sealed stays as it is, and whatever happened to a file afterwards is said."""

import io
import stat
from datetime import UTC, datetime

import pytest
from django.test import Client

from everproof.improvement.models import Nonconformity
from everproof.kernel import clock
from everproof.kernel.errors import NotAllowed
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.pdf import blocks, document, prints, seals
from everproof.kernel.pdf.links import public_address
from everproof.kernel.pdf.models import Seal, SealCertificate
from everproof.kernel.pdf.seals import Verdict
from everproof.kernel.tests.signatures.tools import make_contained

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def pdf(words="Released text."):
    frame = document.Frame(title="Gauges", organization="Ours", number="QP-007")
    return document.controlled_document(document.Document(frame, blocks=[blocks.paragraph(words)]), at=AT).content


def kept(cast, record):
    """A sealed PDF that belongs to a record, as a release leaves it behind."""
    order = prints.Order(prints.RELEASED, "QP-007.pdf", "document", {}, record, kept=True)
    printout = prints.keep(prints.order_kept(order, by=cast.manager), pdf())
    with prints.store.open_file(cast.organization.pk, printout.file.sha256) as file:
        return file.read()


@pytest.fixture
def record(cast):
    return make_contained(cast)


@pytest.fixture
def sealed(cast, record):
    return kept(cast, record)


def test_a_sealed_pdf_is_known_with_its_record(cast, record, sealed):
    found = seals.verify(sealed, cast.organization)

    assert found.verdict == Verdict.SEALED
    assert (found.seal.type, found.seal.record_id, found.seal.version) == (record.type_name, record.pk, record.version)
    entry = LedgerEntry.objects.get(verb="kernel.seal.seal", record_id=str(record.pk))
    assert found.seal.digest in bytes(entry.body).decode()


def test_what_was_printed_is_the_beginning_of_what_is_sealed(cast, sealed):
    assert sealed.startswith(pdf())
    assert b"ETSI.CAdES.detached" in sealed


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_one_changed_bit_is_said(cast, sealed, place):
    bent = bytearray(sealed)
    bent[int(len(pdf()) * place)] ^= 1

    assert seals.verify(bytes(bent), cast.organization).verdict in (Verdict.CHANGED, Verdict.UNREADABLE)


def test_a_changed_word_in_a_stream_is_said_to_be_a_change(cast, sealed):
    bent = bytearray(sealed)
    bent[sealed.index(b"stream") + 40] ^= 1

    assert seals.verify(bytes(bent), cast.organization).verdict == Verdict.CHANGED


def test_a_file_that_lost_its_seal_is_not_sealed(cast, sealed):
    assert seals.verify(pdf(), cast.organization).verdict == Verdict.UNSEALED


def test_a_seal_of_another_organisation_is_foreign(cast, everyone, sealed):
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(everyone.other.pk):
        theirs = seals.seal(pdf(), everyone.other)

    found = seals.verify(theirs.content, cast.organization)

    assert found.verdict == Verdict.FOREIGN
    assert everyone.other.name in found.names[0]


def test_a_certificate_that_only_has_our_name_is_foreign(cast, sealed):
    """Somebody makes a certificate of their own that names us."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding

    key = ec.generate_private_key(ec.SECP256R1())
    made = seals._self_signed(cast.organization, key).public_bytes(Encoding.PEM).decode()
    job = {"job": "seal", "certificate": made, "reason": "Released", "name": "Ours"}
    with seals.child.folder() as folder:
        seals._prepare(folder, pdf(), job)
        with seals.child.start(seals.PROGRAM, folder, seals.LIMITS) as process:
            seals._answer(process, key)
        forged = (folder / "out.pdf").read_bytes()

    assert seals.verify(forged, cast.organization).verdict == Verdict.FOREIGN


def appended(content, change):
    """The same file with an incremental update behind it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def hide_the_page(writer):
    """The page shows another page's content from now on."""
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT (Other text) Tj ET"))
    writer.update_container(page)


def set_a_date(writer):
    from pyhanko.pdf_utils import generic

    writer.set_info(writer.add_object(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("x")})))


@pytest.mark.parametrize("change", [hide_the_page, set_a_date])
def test_a_later_update_of_the_file_is_said(cast, record, sealed, change):
    shadow = appended(sealed, change)
    assert shadow.startswith(sealed)

    found = seals.verify(shadow, cast.organization)

    assert found.verdict == Verdict.ADDED
    assert found.seal.record_id == record.pk


def test_bytes_behind_the_end_are_said(cast, sealed):
    assert seals.verify(sealed + b"\n% more\n", cast.organization).verdict in (Verdict.ADDED, Verdict.UNREADABLE)


def test_a_second_seal_on_top_is_said(cast, sealed):
    twice = seals_again(sealed, cast)

    assert seals.verify(twice, cast.organization).verdict == Verdict.ADDED


def seals_again(content, cast):
    """Sign once more under another field, with the organisation's own key."""
    used = seals.certificate(cast.organization)
    key = seals._key(cast.organization, used.fingerprint)
    source = seals.PROGRAM.read_text().replace('FIELD = "Seal"', 'FIELD = "Again"')
    with seals.child.folder() as folder:
        seals._prepare(folder, content, {"job": "seal", "certificate": used.certificate, "reason": "x", "name": "x"})
        program = folder / "again.py"
        program.write_text(source)
        with seals.child.start(program, folder, seals.LIMITS) as process:
            seals._answer(process, key)
        return (folder / "out.pdf").read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"Just words", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00\xff" * 5000, b"%PDF-1.7\nstartxref\n0\n%%EOF"]
)
def test_what_is_no_pdf_is_said(cast, content):
    assert seals.verify(content, cast.organization).verdict == Verdict.UNREADABLE


def test_a_file_that_loops_ends_within_its_limits(cast, monkeypatch):
    """Object streams and page trees that lead to themselves."""
    loop = (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n3 0 obj<</FT/Sig/T(a)/Kids[3 0 R]/Parent 3 0 R>>endobj\n"
        b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000084 00000 n \n0000000132 00000 n \n"
        b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n190\n%%EOF"
    )
    monkeypatch.setattr(seals, "LIMITS", seals.Limits(seconds=5, patience=2))

    assert seals.verify(loop, cast.organization).verdict in (Verdict.UNREADABLE, Verdict.UNSEALED, Verdict.CHANGED)


# Keys and certificates -----------------------------------------------------------------------------------------------


def test_the_key_lies_beside_the_database_and_is_the_installations_alone(cast, folders, sealed):
    (path,) = (folders / "keys").glob("seal-*.pem")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"PRIVATE KEY" in path.read_bytes()
    assert "PRIVATE" not in SealCertificate.objects.get().certificate


def test_the_child_that_reads_the_file_never_has_the_key(cast, monkeypatch):
    jobs = []
    before = seals._prepare
    monkeypatch.setattr(
        seals, "_prepare", lambda folder, content, job: (jobs.append(job), before(folder, content, job))
    )

    seals.seal(pdf(), cast.organization)

    assert "PRIVATE" not in str(jobs)
    assert jobs[0]["certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_retired_certificate_still_proves_what_it_sealed(cast, record, sealed):
    first = seals.certificate(cast.organization)

    second = seals.rotate(cast.organization, by=cast.administrator)

    assert second.fingerprint != first.fingerprint
    assert seals.certificate(cast.organization) == second
    assert seals.verify(sealed, cast.organization).verdict == Verdict.SEALED
    assert LedgerEntry.objects.filter(verb="kernel.seal.certify").count() == 2


def test_only_administrators_change_it(cast):
    with pytest.raises(NotAllowed):
        seals.rotate(cast.organization, by=cast.manager)


def test_a_certificate_whose_key_is_gone_is_replaced(cast, folders, sealed):
    for path in (folders / "keys").glob("seal-*.pem"):
        path.unlink()

    seals.seal(pdf(), cast.organization)

    assert SealCertificate.objects.filter(retired_at=None).count() == 1
    assert SealCertificate.objects.count() == 2


# Pages ---------------------------------------------------------------------------------------------------------------


def sent(browser, address, content):
    file = io.BytesIO(content)
    file.name = "a.pdf"
    answer = browser.post(address, {"file": file})
    return answer, " ".join(answer.content.decode().split())


@pytest.fixture
def browser(cast):
    signed_in = Client()
    signed_in.force_login(cast.users["member"])
    return signed_in


def test_a_member_learns_which_record_it_is_and_goes_there(browser, record, sealed):
    answer, words = sent(browser, "/ours/kernel/seal/verify/", sealed)

    assert answer.status_code == 200
    assert "This organisation sealed this PDF, and it is unchanged since." in words
    assert f"/nonconformities/{record.number}/" in words


def test_a_member_is_told_of_a_change(browser, sealed):
    bent = bytearray(sealed)
    bent[sealed.index(b"stream") + 40] ^= 1

    _answer, words = sent(browser, "/ours/kernel/seal/verify/", bytes(bent))

    assert "This PDF was changed after it was sealed." in words


def test_a_member_without_a_file_is_asked_for_one(browser):
    answer = browser.post("/ours/kernel/seal/verify/", {})

    assert answer.status_code == 422


def test_a_stranger_checks_at_the_public_page_and_sees_no_title(cast, record, sealed):
    address = public_address(cast.organization).removeprefix("http://localhost:8000")

    answer, words = sent(Client(), address, sealed)

    assert answer.status_code == 200
    assert "it is unchanged since" in words
    assert record.number in words
    assert record.title not in words
    assert "/improvement/" not in words


def test_the_public_page_is_not_found_by_guessing(everyone):
    assert Client().get("/p/verify/guessed/").status_code == 404


def test_a_stranger_checks_a_few_files_and_not_hundreds(cast, monkeypatch):
    from everproof.kernel.pages import sealing

    monkeypatch.setattr(sealing, "MOST_FROM_STRANGERS", 2)
    address = public_address(cast.organization).removeprefix("http://localhost:8000")

    answers = [sent(Client(), address, b"no pdf") for _time in range(3)]

    assert [answer.status_code for answer, _words in answers] == [200, 200, 422]
    assert "Too many files" in answers[2][1]


def test_a_closed_record_is_no_longer_current(browser, cast, record, sealed):
    from everproof.kernel import records

    records.void(Nonconformity.objects.get(pk=record.pk), by=cast.manager, reason="Doubled")

    _answer, words = sent(browser, "/ours/kernel/seal/verify/", sealed)

    assert "No: use the valid one." in words


def test_the_seal_page_shows_fingerprints_to_administrators_alone(cast, everyone, sealed):
    administrator, member = Client(), Client()
    administrator.force_login(everyone.users["administrator"])
    member.force_login(everyone.users["member"])
    fingerprint = SealCertificate.objects.get().fingerprint

    page = administrator.get("/ours/kernel/seal/")

    assert fingerprint[:4] in page.content.decode()
    assert member.get("/ours/kernel/seal/").status_code == 403
    assert member.post("/ours/kernel/seal/").status_code == 403
    assert administrator.post("/ours/kernel/seal/").status_code == 302
    assert SealCertificate.objects.filter(retired_at=None).exclude(fingerprint=fingerprint).count() == 1


def test_what_was_sealed_is_remembered_with_its_moment(cast, sealed):
    assert Seal.objects.get().sealed_at <= clock.now()
