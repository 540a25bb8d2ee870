"""Looks into office documents, which are zip archives, without unpacking them: bombs, traversal, macros, entities."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused

MOST_ENTRIES = 10_000
LARGEST_UNPACKED = 500_000_000
# Office documents compress to a tenth or a twentieth; deflate itself ends near a thousand.
MOST_RATIO = 200
RATIO_MATTERS_FROM = 10_000_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
SYMLINK = 0xA000
SHORTEST_HEADER = 30
PROLOG = 65_536
# Where the types of parts and what they refer to are told; a large workbook tells a lot.
TOLD = 262_144

# Code that an office program would run, by where the formats keep it.
MACROS = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/.+|macrosheets/.+)$|^(?:basic|scripts)/.+")
PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|scr|msi|jar|class|js|jse|vbs|vbe|ps1|bat|cmd|hta|wsf|sh|py|lnk|zip|7z|rar|gz)$"
)
MACRO_TYPE = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
LOADS_FROM_ELSEWHERE = re.compile(
    rb"<Relationship\b(?=[^>]{0,1000}TargetMode\s{0,9}=\s{0,9}[\"']External[\"'])"
    rb"(?=[^>]{0,1000}/(?:attachedTemplate|oleObject|subDocument|frame|externalLinkPath|image)[\"'])"
)
OPENDOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}

NOT_READABLE = _("This file is damaged: its inside cannot be read. Save it again and add it once more.")
TOO_DEEP = _("This file unpacks to far more than it should. It is not taken.")
HAS_CODE = _("This file holds macros or programs. Save it without macros and add it once more.")
HAS_TRICKS = _("This file is built in a way that no office program builds it. Save it again and add it once more.")
IS_LOCKED = _("This file is locked by a password. Save it without one and add it once more.")


@dataclass
class Looked:
    """What an archive is ("docx", "ods", … or "" for none that we know), and what an opener should be told."""

    name: str = ""
    cautions: list[str] = field(default_factory=list)


def look_into(file: BinaryIO) -> Looked:
    """What the archive is. Raises Refused, in words, for one that is damaged, hostile or holds code."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries, archive.start_dir)
            names = {entry.filename.lower() for entry in entries}
            if any(MACROS.search(name) for name in names) or any(PROGRAMS.search(name) for name in names):
                raise Refused(HAS_CODE)
            looked = Looked(_name_of(archive, entries, names))
            if looked.name:
                looked.cautions = _check_parts(archive, entries)
            return looked
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise Refused(NOT_READABLE) from error


def _check_entries(entries: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """What the directory alone gives away; nothing is unpacked before this."""
    if not entries or len(entries) > MOST_ENTRIES:
        raise Refused(TOO_DEEP if entries else NOT_READABLE)
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > LARGEST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked > packed * MOST_RATIO):
        raise Refused(TOO_DEEP)
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise Refused(IS_LOCKED)
        if entry.compress_type not in METHODS or _climbs_out(entry):
            raise Refused(HAS_TRICKS)
    if len({entry.filename for entry in entries}) != len(entries) or _hides_bytes(entries, directory):
        raise Refused(HAS_TRICKS)


def _climbs_out(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    parts = re.split(r"[/\\]", name)
    is_link = (entry.external_attr >> 16) & 0xF000 == SYMLINK
    return is_link or ".." in parts or not parts[0] or "\\" in name or "\x00" in name or ":" in name


def _hides_bytes(entries: Sequence[zipfile.ZipInfo], directory: int) -> bool:
    """Whether something stands before the first entry, or entries share bytes, as in a small archive that unpacks to
    a huge one."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    if ordered[0].header_offset != 0:
        return True
    starts = [*(entry.header_offset for entry in ordered[1:]), directory]
    return any(
        entry.header_offset + SHORTEST_HEADER + entry.compress_size > start
        for entry, start in zip(ordered, starts, strict=True)
    )


def _name_of(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], names: set[str]) -> str:
    if entries[0].filename == "mimetype" and entries[0].file_size < 100:
        return OPENDOCUMENT.get(archive.read(entries[0]).strip(), "")
    if "[content_types].xml" not in names:
        return ""
    found = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    return found[0] if len(found) == 1 else ""


def _check_parts(archive: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo]) -> list[str]:
    cautions = set()
    for entry in entries:
        name = entry.filename.lower()
        if name.startswith(("word/embeddings/", "xl/embeddings/", "ppt/embeddings/")):
            cautions.add("embedded")
        if name.endswith((".xml", ".rels")):
            cautions |= _check_xml(_beginning(archive, entry), name)
    return sorted(cautions)


def _check_xml(beginning: bytes, name: str) -> set[str]:
    """An office program writes no entities; whoever does wants a reader of XML to fetch or to swell something."""
    if _declares_entities(beginning):
        raise Refused(HAS_TRICKS)
    if name == "[content_types].xml" and MACRO_TYPE.search(beginning):
        raise Refused(HAS_CODE)
    return {"remote"} if name.endswith(".rels") and LOADS_FROM_ELSEWHERE.search(beginning) else set()


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    tells = entry.filename.lower().endswith((".rels", "[content_types].xml"))
    with archive.open(entry) as part:
        return part.read(TOLD if tells else PROLOG)


class _Found(Exception):
    """Ends the reading of a part early."""


def _declares_entities(beginning: bytes) -> bool:
    """Whether a document type with a subset of its own, or nothing readable, stands before the first element."""
    if not beginning.strip():
        return False
    parser = expat.ParserCreate()
    found = []

    def document_type(name: str, system: Any, public: Any, has_subset: int) -> None:
        if has_subset:
            found.append(name)
            raise _Found

    def element(name: str, attributes: Any) -> None:
        raise _Found

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = element
    try:
        parser.Parse(beginning, True)
    except _Found:
        return bool(found)
    except expat.ExpatError:
        return True
    return False
