"""The kinds of files that are taken, told by their content; the ending must agree with it.

What a browser could run is refused: HTML, SVG, XML and scripts of any kind, and office documents with macros. Drawings
(DWG, STEP) are kept and given back, never shown. Whatever the kind, a file leaves only as a download, in a sandbox,
with the type named here; what pages show are pictures that we made ourselves, and videos, which the browser plays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from everproof.kernel.errors import Refused
from everproof.kernel.files import archives, names, pictures

HEAD = 4096
# Above this no camera works; a JPEG is read at a fraction of its size, everything else is unpacked whole.
MOST_POINTS = 250_000_000
MOST_POINTS_UNPACKED = 60_000_000
LONGEST_SIDE = 65_500
TEXT_PORTION = 1 << 20

OCTETS = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument"

CAUTIONS: dict[str, Any] = {
    "active": _("Holds script or programs. Open it only in a program that does not run them."),
    "embedded": _("Holds other documents inside."),
    "remote": _("Loads something from elsewhere when it is opened."),
    "locked": _("Locked by a password: no preview, and its words are not found."),
}
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")

# A text that begins like this is read as a page or a program by something, whatever its name says.
NOT_PLAIN = re.compile(
    rb"\s*(?:<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|<!--|<iframe|<math|%pdf-|%!ps|mz\x90|\{\\rtf)",
    re.IGNORECASE,
)

# What an opener should be told of a file of this kind (words of CAUTIONS), or None for content of another kind.
Look = Callable[[BinaryIO, bytes], Sequence[str] | None]


@dataclass(frozen=True)
class Kind:
    """A kind of file. `look(file, head)` judges the content and may refuse it in words; `preview`, `text` and `scan`
    say how the workshop makes a picture and words of it, and reads words that are only seen (empty: it does not)."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    look: Look
    preview: str = ""
    text: str = ""
    icon: str = "file"
    scan: str = ""


@dataclass(frozen=True)
class Detected:
    """The kind of a file and what an opener should be told (words of CAUTIONS)."""

    kind: Kind
    cautions: tuple[str, ...] = ()


# What a page offers to listen to: browsers record voice notes in these.
HEARD = frozenset({"video/webm", "video/mp4"})


def detect(file: BinaryIO, name: str) -> Detected:
    """The kind of an open file that is called `name`. Raises Refused, in words, unless content and ending agree."""
    last = names.ending(names.clean(name))
    kind = BY_ENDING.get(last)
    if kind is None:
        raise Refused(_refused_ending(last))
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise Refused(_("This file is empty."))
    cautions = kind.look(file, head)
    if cautions is None:
        raise Refused(_("The name ends in “%(ending)s”, but the content is something else.") % {"ending": last})
    return Detected(kind, tuple(cautions))


def of_media_type(media_type: str) -> Kind | None:
    """The first kind that is stored under a media type."""
    return next((kind for kind in KINDS if kind.media_type == media_type), None)


def accepted() -> str:
    """All endings, as the `accept` attribute of a file input takes them."""
    return ",".join(BY_ENDING)


def _refused_ending(last: str) -> Any:
    if not last:
        return _("The name has no ending such as .pdf or .jpg, which says what it is.")
    return _("Files that end in “%(ending)s” are not taken. PDF, pictures, texts and office documents are.") % {
        "ending": last[: names.LONGEST_ENDING]
    }


# What each kind looks like --------------------------------------------------------------------------------------------


def _starts(*magic: bytes) -> Look:
    return lambda file, head: () if head.startswith(magic) else None


def _picture(media_type: str, *magic: bytes) -> Look:
    def look(file: BinaryIO, head: bytes) -> Sequence[str] | None:
        if not head.startswith(magic) or (media_type == "image/webp" and head[8:12] != b"WEBP"):
            return None
        _refuse_bomb(pictures.size_of(file, media_type), media_type)
        return ()

    return look


def _refuse_bomb(size: tuple[int, int] | None, media_type: str) -> None:
    if size is None or 0 in size:
        raise Refused(_("This picture is damaged: it does not say how large it is."))
    width, height = size
    most = MOST_POINTS if media_type == "image/jpeg" else MOST_POINTS_UNPACKED
    if width * height > most or max(size) > LONGEST_SIDE:
        words = _("This picture is too large: %(width)s by %(height)s points. Make it smaller and add it once more.")
        raise Refused(words % {"width": width, "height": height})


def _box(*brands: bytes) -> Look:
    """The family of MP4: a box `ftyp` with a brand at the very beginning."""
    return lambda file, head: () if head[4:8] == b"ftyp" and head[8:12] in brands else None


def _webm(file: BinaryIO, head: bytes) -> Sequence[str] | None:
    return () if head.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in head[:128] else None


def _archive(name: str) -> Look:
    def look(file: BinaryIO, head: bytes) -> Sequence[str] | None:
        if not head.startswith(b"PK\x03\x04"):
            return None
        looked = archives.look_into(file)
        return looked.cautions if looked.name == name else None

    return look


def _plain_text(file: BinaryIO, head: bytes) -> Sequence[str] | None:
    """Text in some encoding: nothing a text never holds, and no beginning that makes it more than a text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(head)
    if NOT_PLAIN.match(head.removeprefix(b"\xef\xbb\xbf")):
        return None
    file.seek(0)
    while portion := file.read(TEXT_PORTION):
        if portion.translate(None, ALLOWED_IN_TEXT):
            return None
    return ()


def _utf16(head: bytes) -> Sequence[str] | None:
    start = head[: len(head) & ~1].decode("utf-16", errors="replace")
    return None if "\x00" in start or NOT_PLAIN.match(start.encode()) else ()


# Everything but the control characters that no text holds (escape stays out: terminals obey it).
ALLOWED_IN_TEXT = bytes([9, 10, 12, 13, *range(32, 127), *range(128, 256)])


def _pdf(file: BinaryIO, head: bytes) -> Sequence[str] | None:
    """The cautions are what its uncompressed part gives away. The rest may hide more, so no page ever opens a PDF."""
    if not head.startswith(b"%PDF-"):
        return None
    found, tail = set(), b""
    file.seek(0)
    while portion := file.read(TEXT_PORTION):
        window = tail + portion
        if ACTIVE_PDF.search(window):
            found.add("active")
        if b"/Encrypt" in window:
            found.add("locked")
        tail = window[-32:]
    return sorted(found)


KINDS = (
    Kind("pdf", "application/pdf", (".pdf",), _pdf, preview="pdf", text="pdf", scan="pdf", icon="file-text"),
    Kind(
        "jpeg",
        "image/jpeg",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        _picture("image/jpeg", b"\xff\xd8\xff"),
        preview="JPEG",
        scan="JPEG",
        icon="image",
    ),
    Kind(
        "png",
        "image/png",
        (".png",),
        _picture("image/png", b"\x89PNG\r\n\x1a\n"),
        preview="PNG",
        scan="PNG",
        icon="image",
    ),
    Kind("webp", "image/webp", (".webp",), _picture("image/webp", b"RIFF"), preview="WEBP", icon="image"),
    Kind("gif", "image/gif", (".gif",), _picture("image/gif", b"GIF87a", b"GIF89a"), preview="GIF", icon="image"),
    Kind(
        "heic",
        "image/heic",
        (".heic", ".heif"),
        _box(b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"),
        icon="image",
    ),
    Kind("text", "text/plain", (".txt", ".csv", ".md", ".log"), _plain_text, text="plain", icon="file-text"),
    Kind(
        "docx",
        f"{OFFICE}.wordprocessingml.document",
        (".docx",),
        _archive("docx"),
        text="docx",
        icon="file-text",
    ),
    Kind("xlsx", f"{OFFICE}.spreadsheetml.sheet", (".xlsx",), _archive("xlsx"), text="xlsx", icon="file-spreadsheet"),
    Kind("pptx", f"{OFFICE}.presentationml.presentation", (".pptx",), _archive("pptx"), text="pptx", icon="file-text"),
    Kind("odt", "application/vnd.oasis.opendocument.text", (".odt",), _archive("odt"), text="odf", icon="file-text"),
    Kind(
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        (".ods",),
        _archive("ods"),
        text="odf",
        icon="file-spreadsheet",
    ),
    Kind(
        "odp",
        "application/vnd.oasis.opendocument.presentation",
        (".odp",),
        _archive("odp"),
        text="odf",
        icon="file-text",
    ),
    Kind(
        "mp4",
        "video/mp4",
        (".mp4", ".m4v"),
        _box(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"),
        icon="film",
    ),
    Kind("mov", "video/quicktime", (".mov",), _box(b"qt  "), icon="film"),
    Kind("webm", "video/webm", (".webm",), _webm, icon="film"),
    Kind("dwg", OCTETS, (".dwg",), _starts(b"AC10"), icon="drafting-compass"),
    Kind("step", OCTETS, (".step", ".stp"), _starts(b"ISO-10303-21;"), icon="drafting-compass"),
)
BY_ENDING = {last: kind for kind in KINDS for last in kind.endings}
