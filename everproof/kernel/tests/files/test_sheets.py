"""The pages of a PDF as pictures, and videos in parts: made once, bounded, for who sees the record."""

import io

import pypdfium2
import pytest
from PIL import Image

from everproof.kernel.files import actions, child, sheets, store
from everproof.kernel.tests.files import corpus
from everproof.kernel.ui import files


def long_pdf(count, size=(595, 842)):
    document = pypdfium2.PdfDocument.new()
    for _number in range(count):
        document.new_page(*size)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.fixture
def attach(cast, record, upload):
    def made(name, content):
        (one,) = actions.add(record, [upload(name, content)], by=cast.member)
        return one

    return made


def page_url(cast, attachment, number):
    return files.picture(cast.organization, attachment.key, store.page_size(number))


def sizes(attachment):
    return sheets.sizes(attachment.organization_id, attachment.file.sha256)


def test_each_page_is_a_picture_made_when_it_is_looked_at(cast, attach, sign_in):
    paper = attach("manual.pdf", long_pdf(8))
    assert sizes(paper) == [(595, 842)] * 8
    last = store.preview_path(paper.organization_id, paper.file.sha256, store.page_size(8))
    assert not last.exists()

    answer = sign_in("member").get(page_url(cast, paper, 8))

    shown = Image.open(io.BytesIO(answer.content))
    assert (answer["Content-Type"], shown.format, shown.height) == ("image/webp", "WEBP", 1400)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert last.exists()


def test_a_page_is_made_once(attach, monkeypatch):
    paper = attach("manual.pdf", long_pdf(3))
    of = paper.organization_id, paper.file.sha256
    first = sheets.picture(*of, 2)
    monkeypatch.setattr(child, "make_pages", None)

    assert sheets.picture(*of, 2) == first


@pytest.mark.parametrize("number", [0, 4, 9999])
def test_there_is_no_other_page(cast, attach, sign_in, number):
    paper = attach("manual.pdf", long_pdf(3))

    assert sign_in("member").get(page_url(cast, paper, number)).status_code == 404


def test_a_page_is_for_who_sees_the_record(cast, attach, sign_in, client):
    address = page_url(cast, attach("manual.pdf", long_pdf(1)), 1)

    assert sign_in("stranger").get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert sign_in("member").get(address, headers={"Sec-Fetch-Dest": "script"}).status_code == 404


def test_a_file_that_cannot_be_drawn_has_no_pages_and_is_tried_once(attach, monkeypatch):
    broken = attach("broken.pdf", b"%PDF-1.7\n" + b"\x00garbage" * 100)
    tries = []
    real = child.make_pages
    monkeypatch.setattr(child, "make_pages", lambda *given: tries.append(given) or real(*given))

    assert [sizes(broken), sizes(broken)] == [[], []]
    assert sheets.picture(broken.organization_id, broken.file.sha256, 1) == b""
    assert len(tries) == 1


def test_a_page_as_large_as_a_field_becomes_a_picture_of_the_usual_size(attach):
    """A page that would fill the memory, drawn at its own size."""
    huge = attach("field.pdf", long_pdf(1, (14_000, 14_000)))

    shown = Image.open(io.BytesIO(sheets.picture(huge.organization_id, huge.file.sha256, 1)))

    assert max(shown.size) == 1400


def test_no_more_pages_are_shown_than_anybody_scrolls_through(attach, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_PAGES", 4)

    assert len(sizes(attach("manual.pdf", long_pdf(9)))) == 4


def test_erasing_takes_the_pages_along(attach):
    paper = attach("manual.pdf", long_pdf(2))
    of = paper.organization_id, paper.file.sha256
    assert sheets.picture(*of, 1)

    store.remove(*of)

    folder = store.preview_path(*of, "small").parent
    assert [path.name for path in folder.glob("*")] == []


# Videos ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [("bytes=0-", (0, 87)), ("bytes=8-15", (8, 15)), ("bytes=80-5000", (80, 87)), ("bytes=87-", (87, 87))],
)
def test_a_player_gets_the_part_that_it_asks_for(cast, attach, sign_in, asked, given):
    film = attach("setup.mp4", corpus.VIDEO)
    address = files.address(cast.organization, film.key, film.name)
    first, last = given

    answer = sign_in("member").get(address, headers={"Range": asked, "Sec-Fetch-Dest": "video"})

    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/{len(corpus.VIDEO)}")
    assert answer.content == corpus.VIDEO[first : last + 1]
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["bytes=88-", "bytes=9-3", "bytes=-5", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"])
def test_any_other_range_is_the_whole_file(cast, attach, sign_in, asked):
    film = attach("setup.mp4", corpus.VIDEO)

    answer = sign_in("member").get(
        files.address(cast.organization, film.key, film.name), headers={"Range": asked, "Sec-Fetch-Dest": "video"}
    )

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == corpus.VIDEO


def test_nothing_but_a_video_is_played(cast, attach, sign_in):
    paper = attach("manual.pdf", corpus.pdf())
    address = files.address(cast.organization, paper.key, paper.name)

    assert sign_in("member").get(address, headers={"Sec-Fetch-Dest": "video"}).status_code == 404
    assert sign_in("member").get(address, headers={"Range": "bytes=0-3"}).status_code == 200
