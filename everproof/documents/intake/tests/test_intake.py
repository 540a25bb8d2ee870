"""Documents come in as what they claim to be, are known again, and go again with an undo."""

import io
import json
import zipfile
from datetime import date

import pytest

from everproof.cli import importing
from everproof.documents import actions
from everproof.documents.content.tests import word_files
from everproof.documents.content.tests.test_browser import png
from everproof.documents.intake import service
from everproof.documents.models import Document, DocumentRevision, Intake, IntakeItem
from everproof.documents.testing import make_document
from everproof.kernel import records, search
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.exchange.importing import folders
from everproof.kernel.files import actions as files
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.signatures.models import Signature
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.files import corpus

REGISTER = (
    "File;Number;Title;Revision;In force since;Approved by;Status\n"
    "purchasing.docx;QP-701;Purchasing;C;2024-03-01;M. Sattler;released\n"
    "forms/check.pdf;FO-702;Checklist;2;;;draft\n"
)
PURCHASING = word_files.docx(
    word_files.paragraph("Purpose", "H1"),
    word_files.paragraph("Suppliers are chosen by what they deliver, and looked at again each year."),
    word_files.table(("Class", "Again after"), ("A", "12 months")),
    word_files.PICTURE,
    picture=png(),
)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "theirs"
    (place / "forms").mkdir(parents=True)
    (place / "purchasing.docx").write_bytes(PURCHASING)
    (place / "forms" / "check.pdf").write_bytes(corpus.pdf("Torque wrench"))
    (place / "register.csv").write_text(REGISTER)
    (place / "notes.md").write_text("# Fire drill\n\nEverybody leaves by the nearest door and meets at the gate.")
    return place


def brought(ours, folder, **options):
    result = service.import_at_once(folder, by=ours.manager, **options)
    return tuple(result[name] for name in ("read", "new", "changed", "unchanged")), result


def of(number):
    return Document.objects.select_related("current_revision", "type").get(number=number)


def test_a_register_says_what_each_file_is(ours, folder):
    counts, result = brought(ours, folder)
    assert (counts, result["problems"]) == ((3, 3, 0, 0), [])
    document = of("QP-701")
    revision = document.current_revision
    assert (document.title, document.status, document.kind) == ("Purchasing", "effective", "procedure")
    assert (revision.revision, revision.position, revision.status) == ("C", 3, "effective")
    assert (revision.approved_on, revision.effective_from) == (date(2024, 3, 1), date(2024, 3, 1))
    assert "<table>" in revision.body
    assert "data-file=" in revision.body
    form = of("FO-702").revisions.get()
    assert (form.status, form.content_kind, form.revision) == ("draft", "file", "2")


def test_nobody_s_approval_is_made_up(ours, folder):
    brought(ours, folder)
    revision = of("QP-701").current_revision
    assert (revision.approved_by, revision.reviewed_by, revision.released_by) == (None, None, None)
    assert not revision.suitable
    assert not revision.steps.exists()
    assert not Signature.objects.exists()
    claims = IntakeItem.objects.get(revision_id=revision.pk).claims
    assert (claims["approved_by"], claims["released_on"]) == ("M. Sattler", "2024-03-01")
    entry = LedgerEntry.objects.get(record_id=str(revision.pk), verb="documents.document-revision.settle-in-force")
    assert entry.at.date() != date(2024, 3, 1)


def test_a_dry_run_writes_nothing_and_says_the_same(ours, folder):
    before = LedgerEntry.objects.count(), Document.objects.count()
    counts, _result = brought(ours, folder, dry_run=True)
    assert counts == (3, 3, 0, 0)
    assert (LedgerEntry.objects.count(), Document.objects.count()) == before
    assert not IntakeItem.objects.exists()


def test_a_second_time_changes_nothing_and_a_new_text_becomes_a_draft(ours, folder):
    brought(ours, folder)
    assert brought(ours, folder)[0] == (3, 0, 0, 3)
    (folder / "purchasing.docx").write_bytes(
        word_files.docx(word_files.paragraph("Suppliers are chosen by price now."))
    )
    (folder / "notes.md").write_text("# Fire drill\n\nEverybody leaves by the stairs and meets at the gate.")
    assert brought(ours, folder)[0] == (3, 0, 2, 1)
    document = of("QP-701")
    assert document.current_revision.revision == "C"
    draft = document.revisions.get(status="draft")
    assert (draft.revision, "by price" in draft.body) == ("4", True)
    drill = DocumentRevision.objects.get(title="Fire drill")
    assert "by the stairs" in drill.body
    assert brought(ours, folder)[0] == (3, 0, 0, 3)


def test_a_draft_that_somebody_works_on_is_left_alone(ours, folder):
    brought(ours, folder)
    drill = DocumentRevision.objects.get(title="Fire drill")
    actions.write_content(revision=drill, by=ours.manager, body="<p>Written here.</p>")
    (folder / "notes.md").write_text("# Fire drill\n\nOther words than before, written elsewhere.")
    counts, result = brought(ours, folder)
    assert counts == (3, 0, 0, 2)
    assert result["problems"][0]["where"] == "notes.md"
    assert "is on its way here" in result["problems"][0]["reason"]


def test_problems_say_what_is_wrong_and_what_to_do(ours, folder):
    (folder / "register.csv").write_text(
        "File;Number;Title;Status;In force since\n"
        "purchasing.docx;QP-701;Purchasing;released;\n"
        "forms/check.pdf;QP-702;Checklist;pending;\n"
        "gone.docx;QP-703;Gone;draft;\n"
        "notes.md;QP-704;Fire drill;released;2999-01-01\n"
        "twin.md;QP 704;Fire drill;draft;\n"
    )
    (folder / "twin.md").write_text("# Fire drill\n\nThe same once more, in other words.")
    counts, result = brought(ours, folder)
    assert counts == (5, 0, 0, 0)
    assert {one["where"]: one["reason"] for one in result["problems"]} == {
        "purchasing.docx": "It says that it is released, but not since when.",
        "forms/check.pdf": "“pending” is no state that is known here.",
        "register.csv, row 4": "The file “gone.docx” is not there.",
        "notes.md": "It says that it applies from 2999-01-01, which is not yet.",
        "twin.md": "It carries the number of notes.md.",
    }
    assert all(one["cure"] for one in result["problems"])


def test_what_is_out_of_use_is_left_out(ours, folder):
    (folder / "register.csv").write_text("File;Number;Status\nnotes.md;QP-704;obsolete\n")
    _counts, result = brought(ours, folder)
    assert {"where": "notes.md", "reason": "It says that it is out of use."} in result["left_out"]


def test_a_number_that_is_here_already_gets_its_first_revision(ours, folder):
    make_document(ours, number=1, original_number="QP-701")
    assert brought(ours, folder)[0] == (3, 2, 1, 0)
    assert of("QP-701").current_revision.revision == "C"


def test_undone_it_is_gone_and_done_again_it_is_back_under_the_same_number(ours, folder):
    brought(ours, folder)
    intake = Intake.objects.get()
    assert service.undo(intake, by=ours.manager) == []
    assert not Document.objects.in_force().exists()
    assert not DocumentRevision.objects.in_force().exists()
    counts, result = brought(ours, folder)
    assert (counts, result["problems"]) == ((3, 3, 0, 0), [])
    assert of("QP-701").voided_at is None
    assert of("QP-701").current_revision.voided_at is None
    assert brought(ours, folder)[0] == (3, 0, 0, 3)


def test_an_undo_leaves_what_somebody_worked_on(ours, folder):
    brought(ours, folder)
    document = of("QP-701")
    actions.update_document(document=document, by=ours.manager, description="Ours now.")
    left = service.undo(Intake.objects.get(), by=ours.manager)
    assert [path for path, _reason in left] == ["purchasing.docx"]
    assert Document.objects.in_force().get() == document


def test_what_somebody_voided_stays_void(ours, folder):
    brought(ours, folder)
    records.void(of("QP-701"), by=ours.manager, reason="Ours is another one.")
    counts, result = brought(ours, folder)
    assert counts == (3, 0, 0, 2)
    assert result["problems"][0]["reason"] == "QP-701 is voided here."


def test_the_words_of_pdf_and_office_files_are_found(ours, tmp_path):
    place = tmp_path / "files"
    place.mkdir()
    for name, content in (
        ("a.pdf", corpus.pdf("Zinnober")),
        (
            "b.xlsx",
            corpus.office("xl/workbook.xml", **{"xl/sharedStrings.xml": b"<sst><si><t>Zinnober</t></si></sst>"}),
        ),
        ("c.pptx", corpus.office("ppt/presentation.xml", **{"ppt/slides/slide1.xml": b"<s><t>Zinnober</t></s>"})),
        ("d.odt", corpus.opendocument("text", "Zinnober")),
        ("e.docx", corpus.docx("Zinnober")),
    ):
        (place / name).write_bytes(content)
    assert brought(ours, place)[0] == (5, 5, 0, 0)
    run_waiting_tasks()
    found = search.find(ours.manager, "zinnober", type_name="document-revision")
    assert len(found) == 5


def test_pages_take_a_zip_in_the_background(ours, folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for one in sorted(folder.rglob("*.*")):
            archive.write(one, one.relative_to(folder))
    content = packed.getvalue()
    intake = service.start([files.Upload("theirs.zip", iter([content]), len(content))], by=ours.manager)
    assert intake.state == Intake.State.RUNNING
    run_waiting_tasks()
    intake.refresh_from_db()
    assert (intake.state, intake.counts["new"]) == (Intake.State.PLANNED, 3)
    service.run(intake, by=ours.manager)
    run_waiting_tasks()
    intake.refresh_from_db()
    assert (intake.state, intake.uploads, intake.counts["new"]) == (Intake.State.DONE, None, 3)
    assert of("QP-701").status == "effective"
    assert Attachment.objects.filter(name="purchasing.docx").exists()


@pytest.mark.parametrize("part", ["teammate", "kiosk", "auditor"])
def test_who_does_not_look_after_documents_brings_in_nothing(ours, folder, part):
    with pytest.raises(NotAllowed):
        service.import_at_once(folder, by=ours.actors[part])


def test_a_folder_without_documents_is_refused_in_words(ours, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(Refused, match="There are no documents"):
        service.import_at_once(tmp_path / "none", by=ours.manager)


def test_the_command_line_tells_documents_from_a_table_about_them(ours, folder, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("Title,Type\nA,B\n")
    assert folders.for_path("documents", table) is None
    assert folders.for_path("risks", folder) is None
    assert folders.for_path("documents", folder / "register.csv") is not None
    found = importing._of_files("documents", folder, {}, ours.manager, dry_run=True)
    assert json.loads(json.dumps(found))["new"] == 3
