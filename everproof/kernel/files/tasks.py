"""What follows when a file was attached: a picture, its words, and the record found by them."""

from __future__ import annotations

from everproof.kernel import clock, search
from everproof.kernel.files import child, kinds, store
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.tasks.task import task

# A file with fewer words is a scan, or a page of pictures; then the letters in it are read, where that is possible.
FEWEST_WORDS = 8


@task
def prepare(organization_id: int, file_id: int) -> None:
    """Make the picture and the words of a content once, and renew what its records are found by.

    It is asked for whenever an attachment of the content comes, changes or goes. A content that yields nothing
    (damaged, locked, too much for the child) is not tried again; it keeps its icon.
    """
    file = StoredFile.objects.defer("text").filter(organization_id=organization_id, pk=file_id).first()
    if file is None:
        return
    if file.prepared_at is None and file.erased_at is None:
        _make(file)
    renew_words(organization_id, file_id)


def renew_words(organization_id: int, file_id: int) -> None:
    """Let the records of a content be found by the words of their files as they stand now."""
    records: dict[str, set] = {}
    rows = Attachment.objects.filter(organization_id=organization_id, file_id=file_id)
    for type_name, record_id in rows.values_list("type", "record_id"):
        records.setdefault(type_name, set()).add(record_id)
    for type_name, keys in records.items():
        search.renew_files(organization_id, type_name, keys)


@task
def sweep(organization_id: int) -> None:
    """Remove what uploads that broke off left behind."""
    store.sweep(organization_id)


def _make(file: StoredFile) -> None:
    kind = kinds.of_media_type(file.media_type)
    source = store.path_of(file.organization_id, file.sha256)
    picture = child.make_preview(kind.preview, source) if kind and kind.preview else child.Made()
    words = child.make_text(kind.text, source).text if kind and kind.text else ""
    if kind and kind.scan and len(words.split()) < FEWEST_WORDS:
        words = child.make_scan(kind.scan, source).text or words
    for size, content in (("large", picture.large), ("small", picture.small)):
        if content:
            store.keep_preview(file.organization_id, file.sha256, size, content)
    StoredFile.objects.filter(organization_id=file.organization_id, pk=file.pk, erased_at=None).update(
        preview=StoredFile.Preview.READY if picture.large else StoredFile.Preview.NONE,
        text=words,
        prepared_at=clock.now(),
    )
