"""Whatever somebody puts among documents is refused in words or comes in harmless; nothing is lost, nothing runs."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from everproof.documents.content import clean, cleaning, tree
from everproof.documents.content.cleaning import TAGS
from everproof.documents.intake import planning, service, sources
from everproof.documents.intake.tests import hostile
from everproof.documents.models import Document, DocumentRevision, Intake, IntakeItem
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files import kinds
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.testing.tasks import run_waiting_tasks

ATTRIBUTES = {name for names in cleaning.ATTRIBUTES.values() for name in names}
LARGEST = 50_000_000


@pytest.fixture
def corpus(tmp_path):
    """(what, the name it is sent under, where it lies) of every hostile file."""
    found = []
    for number, (what, name, content) in enumerate(hostile.every_file()):
        place = tmp_path / f"{number}"
        place.write_bytes(content)
        found.append((what, name, place))
    return found


def test_the_corpus_is_as_large_as_it_is_said_to_be(corpus):
    assert len(corpus) + len(hostile.ARCHIVES) + len(hostile.NAMES) > 250


def test_every_hostile_file_is_refused_in_words_or_comes_in_harmless(ours, corpus):
    canary = Path(settings.MEDIA_ROOT).parent / "canary"
    with sources.opened(
        [(name, place) for _what, name, place in corpus if not _is_zip(name)], largest=LARGEST
    ) as found:
        count = len(found.files) + len(found.left_out)
        plan = planning.plan(found, by=ours.manager)
        intake = service._made(ours.manager, "hostile", None, None, None)
        service._take(intake, plan, found, ours.manager)

    # Nothing is lost: each file is a row with a fate, or is named among those left out.
    assert count == sum(1 for _what, name, _place in corpus if not _is_zip(name))
    assert len(plan.rows) + len(plan.left_out) == count
    assert all(row.problems for row in plan.rows if row.state == "problem")
    assert all(reason and cure for row in plan.rows for reason, cure in row.problems)
    assert any(row.state == "new" for row in plan.rows)

    for body in DocumentRevision.objects.values_list("body", flat=True):
        assert clean(body) == body
        for element in tree.read(body).walk():
            assert element.tag in ("", *TAGS), body[:500]
            assert set(element.attributes) <= ATTRIBUTES, body[:500]
            assert re.match(r"https?:|mailto:|\Z", element.attributes.get("href", ""), re.IGNORECASE)
    for title in Document.objects.values_list("title", flat=True):
        assert "\x00" not in title
        assert "\u202e" not in title
    known = {kind.media_type for kind in kinds.KINDS}
    assert set(StoredFile.objects.values_list("media_type", flat=True)) <= known
    for name in Attachment.objects.values_list("name", flat=True):
        assert not re.search(r"[/\\\x00-\x1f\u200b-\u202e<>]", name)
        assert name.rpartition(".")[2].lower() not in ("exe", "js", "html", "htm", "svg", "php", "docm", "zip")
    assert not canary.exists()


def test_what_a_hostile_file_claims_is_only_words(ours, corpus):
    wanted = {"number that is a path", "number that is markup", "front matter with markup", "day in the future"}
    uploads = [(name, place) for what, name, place in corpus if what in wanted]
    with sources.opened(uploads, largest=LARGEST) as found:
        plan = planning.plan(found, by=ours.manager)
    by_name = {row.path: row for row in plan.rows}
    assert by_name["number2.md"].read.number == ""
    assert by_name["number.md"].read.number == ""
    assert by_name["markup.md"].read.title == hostile.SCRIPT
    assert by_name["future.md"].state == "problem"


# Those whose content is small and plain are taken; what is inside them is judged file by file.
TAKEN = {"bomb in a bomb", "empty", "only a directory", "lies about its size"}


@pytest.mark.parametrize("what", sorted(hostile.ARCHIVES.keys() - TAKEN))
def test_a_hostile_archive_is_refused_whole(what, tmp_path):
    place = tmp_path / "x.zip"
    place.write_bytes(hostile.ARCHIVES[what])
    with pytest.raises(Refused) as refused, sources.opened([("documents.zip", place)], largest=LARGEST):
        pass
    assert "documents.zip" in str(refused.value) or "5000" in str(refused.value)


@pytest.mark.parametrize("what", sorted(TAKEN))
def test_a_trap_inside_an_archive_never_unpacks_to_more_than_it_may(what, tmp_path):
    place = tmp_path / "x.zip"
    place.write_bytes(hostile.ARCHIVES[what])
    try:
        with sources.opened([("documents.zip", place)], largest=LARGEST) as found:
            assert sum(one.place.stat().st_size for one in found.files) < 1_000_000
    except Refused as refusal:
        assert "documents.zip" in str(refusal)  # noqa: PT017  either is right, a silent third way is not


def test_no_name_inside_an_archive_leads_anywhere(tmp_path):
    place = tmp_path / "x.zip"
    place.write_bytes(hostile.zipped([(name, "# Evil\n\nSome words.") for name in hostile.NAMES]))
    before = set(tmp_path.rglob("*"))
    with sources.opened([("documents.zip", place)], largest=LARGEST) as found:
        assert len(found.files) + len(found.left_out) == len(hostile.NAMES)
        assert len({one.path for one in found.files}) == len(found.files)
        for one in found.files:
            assert ".." not in one.path.split("/")
            assert not re.search(r"[\\\x00-\x1f<>\u200b-\u202e]|^/", one.path)
            assert len(one.path) <= sources.LONGEST_PATH
            assert one.place.name.isdigit()
        folder = found.files[0].place.parent
    assert not folder.exists()
    assert set(tmp_path.rglob("*")) == before


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    place = tmp_path / "x.zip"
    place.write_bytes(hostile.link())
    with sources.opened([("x.zip", place)], largest=LARGEST) as found:
        assert [one.path for one in found.files] == ["real.md"]
        assert [path for path, _reason in found.left_out] == ["passwords.md"]


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(ours, tmp_path):
    place = tmp_path / "huge.docx"
    with place.open("wb") as file:
        file.truncate(200_000_000)
    with sources.opened([("huge.docx", place)], largest=LARGEST) as found:
        (row,) = planning.plan(found, by=ours.manager).rows
    before = staged(ours)
    assert row.problems[0][0] == "It has 200 MB; files of up to 50 MB are taken."
    with pytest.raises(Refused, match=r"huge\.docx: This file is too large"):
        service.start([files.Upload("huge.docx", iter([b"x"]), 200_000_000)], by=ours.manager)
    assert not Intake.objects.exists()
    assert staged(ours) == before


def test_a_bomb_that_somebody_uploads_is_told_on_the_page_of_the_intake_and_not_kept(ours):
    before, content = staged(ours), hostile.ARCHIVES["bomb"]
    intake = service.start([files.Upload("x.zip", iter([content]), len(content))], by=ours.manager)
    run_waiting_tasks()
    intake.refresh_from_db()
    assert intake.problem == "x.zip unpacks to far more than documents do. It is not taken."
    assert not IntakeItem.objects.exists()
    assert (intake.uploads, staged(ours)) == (None, before)


def staged(ours):
    """What lies aside for an intake; tests share the folder."""
    folder = Path(settings.MEDIA_ROOT) / str(ours.organization.pk) / "staged"
    return set(folder.iterdir()) if folder.is_dir() else set()


def _is_zip(name):
    return name.lower().rstrip(". ").endswith(".zip")
