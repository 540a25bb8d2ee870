"""The file of a revision as pages show it: the pages of a PDF, a video to play, the words of an office document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from everproof.documents.content import pictures
from everproof.documents.models import DocumentRevision
from everproof.kernel.files import sheets
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.ui import files

PDF = "application/pdf"
LONGEST_WORDS = 20_000
"""So many characters of an office document are shown; who wants the rest opens the file."""


@dataclass(frozen=True)
class Sheet:
    """One page: its number, the picture, and its size, so that nothing moves when the picture comes."""

    number: int
    url: str
    width: int
    height: int


def attached_file(revision: DocumentRevision) -> dict[str, Any] | None:
    """The newest file of a revision with what can be shown of it: `pages`, `preview_url`, `is_video` or `words`."""
    row = (
        Attachment.objects.filter(
            organization_id=revision.organization_id,
            type=revision.type_name,
            record_id=revision.pk,
            removed_at=None,
            file__erased_at=None,
        )
        .select_related("file")
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    shown = pictures.shown(row, revision)
    pages = _pages(row, revision) if row.file.media_type == PDF else []
    return {
        "name": row.name,
        "url": files.address(revision.organization, row.key, row.name),
        "size": row.file.size,
        "media_type": row.file.media_type,
        "is_video": row.file.media_type.startswith("video/"),
        "waits": row.file.preview == StoredFile.Preview.WAITING,
        "preview_url": shown.url if shown.is_ready else "",
        "pages": pages,
        "is_cut": len(pages) == sheets.MOST_PAGES,
        "words": _words(row.file.text) if not pages and not shown.is_ready else [],
    }


def _pages(row: Attachment, revision: DocumentRevision) -> list[Sheet]:
    address = files.picture(revision.organization, row.key, "page-0")
    return [
        Sheet(number, f"{address[:-1]}{number}", width, height)
        for number, (width, height) in enumerate(sheets.sizes(row.organization_id, row.file.sha256), start=1)
    ]


def _words(text: str) -> list[str]:
    """The lines of an office document or a plain text, cut at LONGEST_WORDS; those without words left out."""
    return [line.strip() for line in text[:LONGEST_WORDS].splitlines() if line.strip()]
