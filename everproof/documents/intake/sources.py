"""The files that somebody brings: out of a folder, a zip, or one by one. No name in them is ever used as a path."""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from everproof.kernel.errors import Refused
from everproof.kernel.files import names

MOST_FILES = 5000
MOST_UNPACKED = 4_000_000_000
# Deflate itself ends near a thousand; a folder of documents is far from it.
MOST_RATIO = 300
RATIO_MATTERS_FROM = 10_000_000
LONGEST_PATH = 400
ROOM_FOR_COUNT = 10
DEEPEST = 30
PORTION = 1 << 20
ZIP = b"PK\x03\x04"
ENCRYPTED = 0x1
SYMLINK = 0xA000

PICTURES = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".heic"}
)
# What systems leave in folders, and what says how a collection may be used. The whole name, in lower case.
NO_DOCUMENTS = re.compile(
    r"(?:\..*|~\$.*|thumbs\.db|desktop\.ini|icon\r?|__macosx)|"
    r"(?:licen[cs]e|notice|copying|readme|authors|contributing|changelog)(?:\.(?:md|txt|rst))?"
)


@dataclass(frozen=True)
class Source:
    """One file. `path` is where it stood, cleaned, to be shown and compared; `place` is where its bytes lie here."""

    path: str
    place: Path
    size: int

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def ending(self) -> str:
        return names.ending(self.name)

    @cached_property
    def sha256(self) -> str:
        with self.place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class Sources:
    """All files of an intake, and those that are no documents, each with the reason.

    `shown` are the paths of pictures that some text shows.
    """

    files: list[Source] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def add(self, path: str, place: Path, size: int) -> None:
        """Take a file in under the path that it claims, or say why it is left out."""
        shown = clean_path(path)
        parts = [part.lower() for part in re.split(r"[/\\]", path)]
        if any(NO_DOCUMENTS.fullmatch(part) for part in parts):
            self.left_out.append((shown, _("No document.")))
            return
        known = {one.path for one in self.files}
        self.files.append(Source(_apart(shown, known), place, size))
        if len(self.files) > MOST_FILES:
            raise too_many()

    def near(self, source: Source, address: str) -> Source | None:
        """The file that `source` means by a relative address; by its name alone where it stands elsewhere."""
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), address.replace("\\", "/")))
        if (found := self._by_path.get(wanted.lower())) is not None:
            return found
        same = self._by_name.get(wanted.rpartition("/")[2].lower(), [])
        return same[0] if len(same) == 1 else None

    @cached_property
    def _by_path(self) -> dict[str, Source]:
        return {one.path.lower(): one for one in self.files}

    @cached_property
    def _by_name(self) -> dict[str, list[Source]]:
        found: dict[str, list[Source]] = {}
        for one in self.files:
            found.setdefault(one.name.lower(), []).append(one)
        return found


def clean_path(path: str) -> str:
    """A path as it may be shown and kept: visible characters, no way up, no drive, no root."""
    parts = [part for part in re.split(r"[/\\]", path) if part.strip(" .") or part.strip()]
    cleaned = [names.clean(part) for part in parts if part.strip(" .")]
    joined = "/".join(cleaned[-DEEPEST:]) or "file"
    return joined if len(joined) <= LONGEST_PATH - ROOM_FOR_COUNT else cleaned[-1]


def _apart(path: str, known: set[str]) -> str:
    """Two files may have the same path once it is clean; each keeps a path of its own."""
    if path not in known:
        return path
    stem, dot, last = path.rpartition(".")
    for count in range(2, MOST_FILES):
        tried = f"{stem} ({count}).{last}" if dot else f"{path} ({count})"
        if tried not in known:
            return tried
    raise too_many()


def too_many() -> Refused:
    return Refused(_("There are more than %(most)s files. Bring them in portions.") % {"most": MOST_FILES})


@contextmanager
def opened(uploads: Iterable[tuple[str, Path]], *, largest: int) -> Iterator[Sources]:
    """The files behind uploads (name, place): zips unpacked, folders walked; gone again when the block ends.

    `largest` is the size in octets above which a file of a zip is not unpacked; it stays on the list and is refused
    later, by its size. Raises Refused, in words, for an archive that cannot be unpacked or that is a trap.
    """
    found = Sources()
    with tempfile.TemporaryDirectory(prefix="everproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for shown, place in uploads:
            if place.is_dir():
                _walk(place, found)
            elif _is_collection(shown, place):
                _unpack(shown, place, folder, found, largest)
            else:
                found.add(shown, place, place.stat().st_size)
        yield found


def _is_collection(name: str, place: Path) -> bool:
    if names.ending(names.clean(name)) != ".zip":
        return False
    with place.open("rb") as file:
        if file.read(4) != ZIP:
            raise Refused(_("%(name)s is no zip archive, or it is damaged.") % {"name": names.clean(name)})
    return True


def _walk(folder: Path, found: Sources) -> None:
    """Every plain file below a folder, in the order of their paths; links are not followed."""
    paths = sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    if len(paths) > MOST_FILES:
        raise too_many()
    for one in paths:
        found.add(one.relative_to(folder).as_posix(), one, one.stat().st_size)


def _unpack(shown: str, place: Path, folder: Path, found: Sources, largest: int) -> None:
    """Each entry goes into a file of ours; its own name is only text."""
    try:
        with zipfile.ZipFile(place) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_traps(entries, shown)
            for entry in entries:
                path = _name_of(entry)
                if (entry.external_attr >> 16) & 0xF000 == SYMLINK:
                    found.left_out.append((clean_path(path), _("A link to somewhere else.")))
                    continue
                inside = folder / str(len(found.files) + len(found.left_out))
                with archive.open(entry) as packed:
                    size = _copied(packed, inside, min(entry.file_size, largest + 1))
                found.add(path, inside, max(size, entry.file_size if size > largest else 0))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        words = _("%(name)s cannot be unpacked: it is damaged or locked. Pack it again, without a password.")
        raise Refused(words % {"name": names.clean(shown)}) from error


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The path of an entry; old programs write names in the code page of western DOS and mean UTF-8."""
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def _refuse_traps(entries: Sequence[zipfile.ZipInfo], shown: str) -> None:
    if len(entries) > MOST_FILES:
        raise too_many()
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked > packed * MOST_RATIO):
        words = _("%(name)s unpacks to far more than documents do. It is not taken.")
        raise Refused(words % {"name": names.clean(shown)})
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        words = _("%(name)s is locked by a password. Pack it again without one.")
        raise Refused(words % {"name": names.clean(shown)})


def _copied(packed: IO[bytes], target: Path, most: int) -> int:
    """Copy at most so many octets, whatever the archive says about its size; gives how many."""
    size = 0
    with target.open("wb") as file:
        while size < most and (portion := packed.read(min(PORTION, most - size))):
            file.write(portion)
            size += len(portion)
    if shutil.disk_usage(target.parent).free < PORTION:
        raise Refused(_("The server’s disk is full, so nothing was unpacked. Tell your administrator."))
    return size
