"""Pictures and words are made by a child that may fail, hang or swell; a picture's notes are left behind."""

import io
import os
import sys
import time

import pytest
from PIL import Image

from everproof.kernel import search
from everproof.kernel.files import actions, child, store, tasks, workshop
from everproof.kernel.files.models import StoredFile
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.files import corpus

unlimited = pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory of a child")


@pytest.fixture
def lying(tmp_path):
    def put(content, name="source"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


def test_a_picture_is_upright_small_and_says_nothing_of_where(lying):
    made = child.make_preview("JPEG", lying(corpus.photo(3200, 2000)))

    for content, side in ((made.large, 1600), (made.small, 160)):
        picture = Image.open(io.BytesIO(content))
        assert picture.format == "WEBP"
        assert picture.size == (side * 2000 // 3200, side)  # it lay on its side
        assert not picture.getexif()
        assert b"EXIF" not in content
        assert b"CANARY" not in content


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "JPEG"])
def test_each_kind_of_picture_has_one(lying, form):
    assert Image.open(io.BytesIO(child.make_preview(form, lying(corpus.picture(form))).small)).size == (64, 48)


def test_a_picture_with_holes_keeps_them(lying):
    found = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(found, "PNG")

    assert Image.open(io.BytesIO(child.make_preview("PNG", lying(found.getvalue())).small)).mode == "RGBA"


def test_sixteen_bits_become_eight(lying):
    found = io.BytesIO()
    Image.new("I;16", (20, 20), 32768).save(found, "PNG")

    picture = Image.open(io.BytesIO(child.make_preview("PNG", lying(found.getvalue())).small))
    assert abs(picture.convert("L").getpixel((5, 5)) - 128) < 3


def test_a_pdf_shows_its_first_page(lying):
    picture = Image.open(io.BytesIO(child.make_preview("pdf", lying(corpus.pdf())).large))

    assert picture.size == (1131, 1600)
    assert min(picture.convert("L").get_flattened_data()) < 100


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("pdf", corpus.pdf("Hydro test passed"), "Hydro test passed"),
        ("docx", corpus.docx("Torque as agreed"), "Torque as agreed"),
        ("odf", corpus.opendocument("text", "Open words"), "Open words"),
        (
            "xlsx",
            corpus.office("xl/workbook.xml", **{"xl/sharedStrings.xml": b"<sst><si><t>Lot 7</t></si></sst>"}),
            "Lot 7",
        ),
        (
            "pptx",
            corpus.office(
                "ppt/presentation.xml", **{"ppt/slides/slide1.xml": b"<a:s xmlns:a='a'><a:t>Aims</a:t></a:s>"}
            ),
            "Aims",
        ),
        ("plain", "Prüfstand".encode(), "Prüfstand"),
        ("plain", "Prüfstand".encode("cp1252"), "Prüfstand"),
        ("plain", "Prüfstand".encode("utf-16"), "Prüfstand"),
    ],
)
def test_words_are_read(lying, kind, content, words):
    assert child.make_text(kind, lying(content)).text.strip() == words


def test_words_are_cut(lying):
    assert len(child.make_text("plain", lying(b"word " * 100_000)).text) == workshop.LONGEST_TEXT


HOSTILE = [content for _name, content in [*corpus.REFUSED.values(), *corpus.TAKEN.values()]]
PICTURES = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"RIFF": "WEBP"}


def jobs_for(content):
    """What the workshop would be asked, had the door let the file in."""
    if b"%PDF-" in content:
        return [(child.make_preview, "pdf"), (child.make_text, "pdf")]
    if b"PK" in content[:200]:
        return [(child.make_text, "odf" if b"mimetype" in content[:60] else "docx")]
    pictures = [(child.make_preview, form) for magic, form in PICTURES.items() if content.startswith(magic)]
    return pictures or [(child.make_text, "plain")]


@pytest.mark.slow
@pytest.mark.parametrize("share", range(3))
def test_nothing_hostile_harms_the_one_who_asks(lying, share):
    """Each hostile file, although most would have been refused at the door."""
    for content in HOSTILE[share::3]:
        source = lying(content)
        for job, kind in jobs_for(content):
            made = job(kind, source)
            assert not made.large or Image.open(io.BytesIO(made.large)).format == "WEBP"
            assert "root:" not in made.text


@unlimited
def test_a_bomb_ends_with_its_child(lying):
    """60 million points in a file of a few kilobytes, and a document of 40 MB of spaces."""
    found = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(found, "PNG")
    started = time.monotonic()

    assert child.make_preview("PNG", lying(found.getvalue())) == child.Made()
    assert child.make_text("docx", lying(corpus.BOMB)).text.strip() == ""
    assert time.monotonic() - started < 20


@unlimited
def test_the_child_takes_no_more_memory_than_it_is_given(tmp_path):
    program = tmp_path / "greedy.py"
    program.write_text(
        f"import sys; sys.path.insert(0, {os.path.dirname(workshop.__file__)!r})\n"
        "import workshop; workshop.limit_yourself()\nx = bytearray(2 * workshop.MOST_MEMORY)\n"
    )

    assert _ends_with(program) == 1


@unlimited
def test_the_child_takes_no_more_time_than_it_is_given(monkeypatch, lying, tmp_path):
    program = tmp_path / "endless.py"
    program.write_text("import subprocess, sys\nsubprocess.Popen(['sleep', '60'])\nwhile True: pass\n")
    monkeypatch.setattr(child, "PROGRAM", program)
    monkeypatch.setattr(child, "MOST_SECONDS", 1)
    started = time.monotonic()

    assert child.make_preview("PNG", lying(b"x")) == child.Made()
    assert time.monotonic() - started < 10


def test_what_a_child_leaves_is_not_trusted(monkeypatch, lying, tmp_path):
    program = tmp_path / "sly.py"
    program.write_text(
        "import os, sys\nfolder = sys.argv[4]\n"
        "os.symlink('/etc/passwd', folder + '/large.webp')\nos.symlink('/etc/passwd', folder + '/small.webp')\n"
        "os.symlink('/etc/passwd', folder + '/text.txt')\n"
    )
    monkeypatch.setattr(child, "PROGRAM", program)

    assert child.make_preview("PNG", lying(b"x")) == child.Made()
    assert child.make_text("plain", lying(b"x")) == child.Made()


def test_the_child_knows_nothing_of_the_installation(monkeypatch, lying, tmp_path):
    program = tmp_path / "curious.py"
    program.write_text("import os, sys\nopen(sys.argv[4] + '/text.txt', 'w').write(' '.join(sorted(os.environ)))\n")
    monkeypatch.setattr(child, "PROGRAM", program)
    monkeypatch.setenv("EVERPROOF_SECRET_KEY", "canary")

    assert set(child.make_text("plain", lying(b"x")).text.split()) <= {"LANG", "TMPDIR", "LC_CTYPE", "SYSTEMROOT"}


def _ends_with(program):
    import subprocess

    return subprocess.run([sys.executable, "-I", str(program)], capture_output=True, check=False, timeout=60).returncode


# What follows an upload -----------------------------------------------------------------------------------------------


def found(actor, text):
    return [hit.title for hit in search.find(actor, text)]


def test_an_upload_gets_its_picture_and_its_words_afterwards(cast, record, upload):
    (made,) = actions.add(record, [upload("report.pdf", corpus.pdf("Hydro test passed"))], by=cast.member)
    assert made.file.preview == "waiting"
    assert found(cast.manager, "hydro") == []

    assert run_waiting_tasks() == 1

    file = StoredFile.objects.get()
    assert (file.preview, file.text.strip()) == ("ready", "Hydro test passed")
    assert store.preview_path(cast.organization.pk, file.sha256, "small").stat().st_size > 100
    assert found(cast.manager, "hydro") == ["Leak"]


def test_a_file_that_cannot_be_read_keeps_its_icon(cast, record, upload):
    actions.add(record, [upload("x.pdf", corpus.TAKEN["pdf cut off"][1])], by=cast.member)

    run_waiting_tasks()

    file = StoredFile.objects.get()
    assert (file.preview, file.text) == ("none", "")
    assert file.prepared_at is not None


def test_content_is_prepared_once(cast, record, upload, monkeypatch):
    (made,) = actions.add(record, [upload()], by=cast.member)
    run_waiting_tasks()
    monkeypatch.setattr(child, "_run", lambda *arguments: pytest.fail("it was made again"))

    tasks.prepare.call(cast.organization.pk, made.file_id)


def test_the_hit_shows_the_file_and_the_text_in_it(cast, record, upload):
    actions.add(record, [upload("minutes.txt", b"We met. The gasket was torn on one side.")], by=cast.member)
    run_waiting_tasks()

    (hit,) = search.find(cast.manager, "gasket")
    assert hit.snippet.startswith("minutes.txt: ")
    assert "gasket was torn" in hit.snippet


def test_a_record_is_found_by_words_of_its_own_and_of_its_file_together(cast, record, upload):
    actions.add(record, [upload("minutes.txt", b"The gasket was torn")], by=cast.member)
    run_waiting_tasks()

    assert found(cast.manager, "leak gasket") == ["Leak"]
    assert found(cast.manager, '"gasket was torn"') == ["Leak"]
    assert found(cast.manager, "leak bolt") == []


def test_name_and_caption_are_found(cast, record, upload):
    (made,) = actions.add(record, [upload("IMG_4711.txt", caption="Thread of the bonnet")], by=cast.member)
    run_waiting_tasks()

    assert found(cast.manager, "4711") == found(cast.manager, "bonnet") == ["Leak"]
    actions.describe(made, record, by=cast.member, caption="Stem")
    run_waiting_tasks()
    assert found(cast.manager, "bonnet") == []
    assert found(cast.manager, "stem") == ["Leak"]


def test_words_of_a_removed_file_are_not_found(cast, record, upload):
    (made,) = actions.add(record, [upload("minutes.txt", b"The gasket was torn")], by=cast.member)
    run_waiting_tasks()
    actions.remove(made, record, by=cast.manager, reason="Wrong")
    run_waiting_tasks()

    assert found(cast.manager, "gasket") == []
    assert found(cast.manager, "leak") == ["Leak"]


def test_words_of_files_are_found_by_those_who_see_the_record_only(cast, record, upload):
    actions.add(record, [upload("minutes.txt", b"The gasket was torn")], by=cast.member)
    run_waiting_tasks()

    assert found(cast.second, "gasket") == []
    assert found(cast.kiosk, "gasket") == []
    assert found(cast.stranger, "gasket") == []


def test_a_change_of_the_record_keeps_the_words_of_its_files(cast, record, upload):
    from everproof.kernel import records

    actions.add(record, [upload("minutes.txt", b"The gasket was torn")], by=cast.member)
    run_waiting_tasks()
    records.update(record, by=cast.manager, title="Burr")

    assert found(cast.manager, "gasket") == ["Burr"]


def test_rebuilding_the_index_keeps_the_words_of_files(cast, record, upload):
    actions.add(record, [upload("minutes.txt", b"The gasket was torn")], by=cast.member)
    run_waiting_tasks()
    rows = SearchEntry.objects.filter(organization=cast.organization).order_by("id")
    before = list(rows.values())
    rows.filter(type="nonconformity").update(file_words="")

    search.rebuild(cast.organization.pk)

    assert list(rows.values()) == before


def test_more_words_than_an_index_row_takes_are_cut(cast, record, upload):
    """PostgreSQL refuses a row with more than a megabyte of distinct words; the record must stay writable."""
    for number in range(4):
        words = " ".join(f"{number}w{word}" for word in range(30_000))
        actions.add(record, [upload(f"{number}.txt", words.encode())], by=cast.member)
    run_waiting_tasks()

    assert found(cast.manager, "0w17") == ["Leak"]
    assert len(SearchEntry.objects.get(record_id=record.pk).file_words.encode()) <= 200_000
