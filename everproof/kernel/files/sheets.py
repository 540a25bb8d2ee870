"""The pages of a PDF as pictures: made a few at a time when somebody looks at them, then kept beside the preview."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from everproof.kernel.files import child, store

MOST_PAGES = 300
"""So many pages are shown; who wants the others opens the file."""
PORTION = 6
"""So many pages are made at once: starting a child costs more than drawing a page."""
PATIENCE = 20.0
"""Seconds that a request waits for the child of another one."""

# One child for each process of the server: whoever scrolls through a long file keeps nobody else from working.
_one_at_a_time = threading.BoundedSemaphore(1)


def sizes(organization_id: int, sha256: str) -> Sequence[tuple[int, int]]:
    """Width and height in points of each page, MOST_PAGES at most; none where the file cannot be drawn, or not now."""
    path = store.pages_path(organization_id, sha256)
    if not path.exists():
        _make(organization_id, sha256, 1)
    if not path.exists():
        return []
    rows = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return [(int(width), int(height)) for width, height in rows]


def picture(organization_id: int, sha256: str, number: int) -> bytes:
    """A page as WebP, from 1; nothing where there is no such page or it cannot be drawn."""
    if not 1 <= number <= len(sizes(organization_id, sha256)):
        return b""
    path = store.preview_path(organization_id, sha256, store.page_size(number))
    if not path.exists():
        _make(organization_id, sha256, number)
    return path.read_bytes() if path.exists() else b""


def _make(organization_id: int, sha256: str, number: int) -> None:
    """Draw the portion that a page stands in. What cannot be drawn is kept as nothing and not tried again."""
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        return
    try:
        first = (number - 1) // PORTION * PORTION + 1
        if store.preview_path(organization_id, sha256, store.page_size(first)).exists():
            return
        made = child.make_pages(store.path_of(organization_id, sha256), first, PORTION, MOST_PAGES)
        for place in range(PORTION):
            content = made.pictures[place] if place < len(made.pictures) else b""
            store.keep_preview(organization_id, sha256, store.page_size(first + place), content)
        if not store.pages_path(organization_id, sha256).exists():
            lines = "\n".join(f"{width} {height}" for width, height in made.sizes)
            store.keep_pages(organization_id, sha256, lines.encode("ascii"))
    finally:
        _one_at_a_time.release()
