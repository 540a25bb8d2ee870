"""Word and Markdown files become text; hostile, damaged and foreign ones are refused in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from everproof.documents.content import word
from everproof.documents.content.tests import word_files
from everproof.documents.content.tests.test_browser import png
from everproof.documents.content.tests.test_pages import at, client_of, draft, now  # noqa: F401  (a fixture)
from everproof.documents.testing import make_document, make_draft
from everproof.kernel.errors import Refused
from everproof.kernel.files.models import Attachment
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def empty(cast):
    with organization_scope(cast.organization.pk):
        yield make_draft(cast, 1, make_document(cast, 1))


def brought(cast, revision, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return word.brought_in(revision, path, name, by=cast.manager)


def test_headings_tables_and_pictures_of_a_word_file_come_along(cast, empty, tmp_path):
    blocks = (
        word_files.paragraph("Purpose", "H1"),
        word_files.paragraph("Turn it slowly.", "Odd"),
        word_files.table(("Size", "Torque"), ("M6", "10 Nm")),
        word_files.PICTURE,
    )
    made = brought(cast, empty, tmp_path, "valve.docx", word_files.docx(*blocks, picture=png()))
    assert made.html.startswith("<h1>Purpose</h1><p>Turn it slowly.</p><table><tbody><tr><td><p>Size</p></td>")
    assert made.held == {"headings": 1, "tables": 1, "pictures": 1}
    (attached,) = Attachment.objects.filter(record_id=empty.pk).select_related("file")
    assert f'data-file="{attached.file.sha256}" alt="A valve"' in made.html
    assert [str(words) for words in made.lost] == ["The style “Shouting” became plain text."]


def test_what_a_word_file_says_stays_text(cast, empty, tmp_path):
    made = brought(
        cast, empty, tmp_path, "x.docx", word_files.docx(word_files.paragraph("&lt;img src=x onerror=alert(1)&gt;"))
    )
    assert made.html == "<p>&lt;img src=x onerror=alert(1)&gt;</p>"


def test_markdown_becomes_text_and_raw_html_in_it_stays_words(cast, empty, tmp_path):
    text = b"# Purpose\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n<script>alert(1)</script>"
    made = brought(cast, empty, tmp_path, "notes.md", text.replace(b"<script>", b"x <script>"))
    assert "<h1>Purpose</h1><table><thead>" in made.html
    assert "<p>x &lt;script&gt;alert(1)&lt;/script&gt;</p>" in made.html


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.docx", b"PK\x03\x04 not really", "damaged"),
        ("x.docx", b"just text", "content is something else"),
        ("x.pdf", b"%PDF-1.7 x", "Only Word files"),
        ("x.exe", b"MZ", "not taken"),
        ("x.md", b"   \n", "There is no text"),
        ("x.docx", word_files.docx("<w:p/>"), "cannot be read|There is no text"),
    ],
)
def test_other_files_are_refused_in_words(cast, empty, tmp_path, name, content, words):
    with pytest.raises(Refused, match=words):
        brought(cast, empty, tmp_path, name, content)


def test_a_word_file_nested_without_end_is_refused(cast, empty, tmp_path):
    deep = "<w:tbl><w:tr><w:tc>" * 300 + word_files.paragraph("x") + "</w:tc></w:tr></w:tbl>" * 300
    with pytest.raises(Refused):
        brought(cast, empty, tmp_path, "deep.docx", word_files.docx(deep))


def test_the_page_puts_the_text_into_the_draft_and_says_what_came(cast, draft):  # noqa: F811
    client = client_of(cast, "manager")
    file = SimpleUploadedFile("valve.docx", word_files.docx(word_files.paragraph("Scope", "H1")))
    given = {"uploads": file, "where": "append", "version": draft.version}
    answer = client.post(at(draft, "bring_in"), given)
    assert "1 heading" in answer.content.decode()
    assert now(cast, draft).body == "<h1>Purpose</h1><p>Turn the valve slowly.</p><h1>Scope</h1>"

    file.seek(0)
    late = client.post(at(draft, "bring_in"), {**given, "uploads": file})
    assert late.status_code == 422
    assert "changed this draft meanwhile" in late.content.decode()


def test_a_file_takes_the_place_of_the_text_and_then_of_the_file(cast, draft):  # noqa: F811
    client = client_of(cast, "manager")
    for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        file = SimpleUploadedFile("drawing.pdf", content)
        given = {"content_kind": "file", "uploads": file, "version": now(cast, draft).version}
        assert client.post(at(draft, "content"), given).status_code == 302
    assert now(cast, draft).content_kind == "file"
    with organization_scope(cast.organization.pk):
        assert Attachment.objects.filter(record_id=draft.pk, removed_at=None).count() == 1
    page = client.get(at(draft, "read_revision")).content.decode()
    assert "drawing.pdf" in page

    asked = {"content_kind": "link", "link": "https://example.org/plan", "version": now(cast, draft).version}
    assert client.post(at(draft, "content"), asked).status_code == 302
    assert "https://example.org/plan" in client.get(at(draft, "read_revision")).content.decode()
    wrong = client.post(at(draft, "content"), {**asked, "link": "javascript:alert(1)"})
    assert wrong.status_code == 422
