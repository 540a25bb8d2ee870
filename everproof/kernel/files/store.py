"""Keeps bytes by their SHA-256 below MEDIA_ROOT, one folder for each organisation; durable before it answers.

    <organisation id>/ab/cd/abcd…       the content, as it was sent
    <organisation id>/incoming/…        what is being written; left over only by a crash
    <organisation id>/previews/ab/cd/…  pictures made from the content; may be made again at any time

A power cut loses what the kernel had not been told to write, so the file, and every folder that is new or got a new
entry, is synced before `put` returns; only then may a row speak of the content. Names that people give never reach the
file system.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused

T = TypeVar("T")

SHA256 = re.compile(r"[0-9a-f]{64}")
STAGED_NAME = re.compile(r"[0-9a-f]{32}")
INCOMING, PREVIEWS, STAGED = "incoming", "previews", "staged"
PORTION = 1 << 20
# The disk must not be filled to the brim: the database needs room to write, and to recover.
RESERVE = 200_000_000
SECONDS_AN_UPLOAD_MAY_TAKE = 24 * 3600

PAGE_SIZE = re.compile(r"page-[1-9][0-9]{0,3}")
IS_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
IS_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@dataclass(frozen=True)
class Kept:
    """Content that is safely on the disk, and what the look at it gave."""

    sha256: str
    size: int
    seen: Any = None


class TooLarge(Refused):
    """The file is larger than what is taken here."""


class Incomplete(Refused):
    """The connection broke before the whole file was there."""


class NoRoom(Refused):
    """The disk cannot take it now."""


def put(
    organization_id: int,
    portions: Iterable[bytes],
    *,
    largest: int,
    expected: int = 0,
    look: Callable[[BinaryIO], T] | None = None,
) -> Kept:
    """Keep content, synced to the disk; the same content again changes nothing and mends a damaged copy.

    `largest` and `expected` (what the sender says, 0 when unknown) are in octets. `look` sees the whole content before
    it is kept and may refuse it. Raises TooLarge, Incomplete, NoRoom or what `look` raises; then nothing is left.
    """
    if expected > largest:
        raise _too_large(largest)
    with in_words():
        folder = _home(organization_id) / INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_without_room(folder, expected)
        path = folder / secrets.token_hex(16)
        try:
            digest, size = _write(path, portions, largest)
            if expected and size != expected:
                raise Incomplete(_("The file did not arrive whole. Send it again."))
            seen = _looked_at(path, look)
            target = path_of(organization_id, digest)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
            _sync_folders(target.parent)
        finally:
            path.unlink(missing_ok=True)
    return Kept(digest, size, seen)


def stage(organization_id: int, portions: Iterable[bytes], *, largest: int, expected: int = 0) -> str:
    """Lay content aside for work that follows within a day, such as an import; gives the name to find it by.

    Nobody judged it yet, so nothing but `staged_path` leads to it. Raises as `put`.
    """
    if expected > largest:
        raise _too_large(largest)
    with in_words():
        folder = _home(organization_id) / STAGED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_without_room(folder, expected)
        path = folder / secrets.token_hex(16)
        try:
            _write(path, portions, largest)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path.name


def staged_path(organization_id: int, name: str) -> Path:
    """Where staged content lies, if it still does. Raises ValueError for what is no such name."""
    if not STAGED_NAME.fullmatch(name):
        raise ValueError("this is no name of staged content")
    return _home(organization_id) / STAGED / name


def path_of(organization_id: int, sha256: str) -> Path:
    """Where content lies. Raises ValueError for what is no digest, so that no other path can be named."""
    return _by_digest(_home(organization_id), sha256)


def preview_path(organization_id: int, sha256: str, size: str) -> Path:
    """Where the picture of some content lies; `size` is "small" or "large", or a page's (see page_size)."""
    if size not in ("small", "large") and not PAGE_SIZE.fullmatch(size):
        raise ValueError("a preview is small or large, or that of a page")
    whole = _by_digest(_home(organization_id) / PREVIEWS, sha256)
    return whole.with_name(f"{sha256}-{size}.webp")


def page_size(number: int) -> str:
    """The name of the picture of a page, from 1."""
    return f"page-{number}"


def pages_path(organization_id: int, sha256: str) -> Path:
    """Where the sizes of the pages of some content stand."""
    return _by_digest(_home(organization_id) / PREVIEWS, sha256).with_name(f"{sha256}-pages.txt")


def open_file(organization_id: int, sha256: str) -> BinaryIO:
    """The content, to read. FileNotFoundError when it is missing, which `verify` reports."""
    return path_of(organization_id, sha256).open("rb")


def keep_preview(organization_id: int, sha256: str, size: str, content: bytes) -> None:
    """Put a picture in its place at once or not at all. It can be made again, so it is not synced."""
    _keep(preview_path(organization_id, sha256, size), content)


def keep_pages(organization_id: int, sha256: str, content: bytes) -> None:
    """Keep the sizes of the pages, as pictures are kept."""
    _keep(pages_path(organization_id, sha256), content)


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def remove(organization_id: int, sha256: str) -> None:
    """Take content and its pictures off the disk, for erasure alone."""
    pages_path(organization_id, sha256).unlink(missing_ok=True)
    for preview in preview_path(organization_id, sha256, "small").parent.glob(f"{sha256}-*.webp"):
        preview.unlink(missing_ok=True)
    path = path_of(organization_id, sha256)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in portions."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents(organization_id: int) -> Iterator[Path]:
    """Every file in the organisation's folder but previews and what is staged: contents, and whatever else is there."""
    home = _home(organization_id)
    if home.is_dir():
        for part in sorted(home.iterdir()):
            if part.name not in (PREVIEWS, STAGED):
                yield from (found for found in sorted(part.rglob("*") if part.is_dir() else [part]) if found.is_file())


def sweep(organization_id: int) -> int:
    """Remove what a crash left half-written, and what was staged, more than a day ago; gives how many files."""
    oldest, count = time.time() - SECONDS_AN_UPLOAD_MAY_TAKE, 0
    for folder in (INCOMING, STAGED):
        for path in (_home(organization_id) / folder).glob("*"):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                count += 1
    return count


def is_incoming(path: Path) -> bool:
    return path.parent.name == INCOMING


def _home(organization_id: int) -> Path:
    return Path(settings.MEDIA_ROOT) / str(int(organization_id))


def _by_digest(root: Path, sha256: str) -> Path:
    if not SHA256.fullmatch(sha256):
        raise ValueError("this is no SHA-256")
    return root / sha256[:2] / sha256[2:4] / sha256


def _write(path: Path, portions: Iterable[bytes], largest: int) -> tuple[str, int]:
    """Write and hash at the same time; the bytes are on the disk when this returns."""
    hashed, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb", buffering=PORTION) as file:
        for portion in portions:
            size += len(portion)
            if size > largest:
                raise _too_large(largest)
            hashed.update(portion)
            file.write(portion)
        file.flush()
        os.fsync(file.fileno())
    return hashed.hexdigest(), size


def _looked_at(path: Path, look: Callable[[BinaryIO], T] | None) -> T | None:
    if look is None:
        return None
    with path.open("rb") as file:
        return look(file)


def _sync_folders(folder: Path) -> None:
    """Sync a folder and all above it up to the installation's own: another process may have made one a moment ago and
    not synced it yet. A folder that did not change costs next to nothing."""
    top = Path(settings.MEDIA_ROOT).parent
    for each in (folder, *folder.parents):
        _sync_folder(each)
        if each == top:
            return


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # there a folder cannot be opened; the file system journals names by itself
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_without_room(folder: Path, expected: int) -> None:
    if shutil.disk_usage(folder).free < expected + RESERVE:
        raise _no_room()


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """Turn a full or closed disk into a refusal with words."""
    try:
        yield
    except OSError as error:
        if error.errno in IS_FULL:
            raise _no_room() from error
        if error.errno in IS_CLOSED:
            raise NoRoom(
                _("The server cannot write files at the moment. Nothing was changed. Tell your administrator.")
            ) from error
        raise


def _no_room() -> NoRoom:
    return NoRoom(
        _("The server’s disk is full, so the file was not kept. Nothing was changed. Tell your administrator.")
    )


def _too_large(largest: int) -> TooLarge:
    words = _("This file is too large. Files of up to %(most)s MB are taken.")
    return TooLarge(words % {"most": largest // 1_000_000})
