"""Reads width and height out of a picture's header, without decoding anything."""

from __future__ import annotations

import struct
from typing import BinaryIO

# Start-of-frame markers of JPEG; 0xC4, 0xC8 and 0xCC lie among them and are something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
MOST_SEGMENTS = 1000


def size_of(file: BinaryIO, media_type: str) -> tuple[int, int] | None:
    """(width, height) in points as the header of a PNG, JPEG, GIF or WebP states them, or None where it states none."""
    file.seek(0)
    read = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}[media_type]
    try:
        return read(file)
    except struct.error:
        return None


def _png(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(24)
    return struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" else None


def _gif(file: BinaryIO) -> tuple[int, int] | None:
    return struct.unpack("<HH", file.read(10)[6:10])


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    for _segment in range(MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker is None or marker == 0xD9:
            return None
        if marker in STANDALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in FRAMES:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(max(0, length - 2), 1)
    return None


def _next_marker(file: BinaryIO) -> int | None:
    """The code of the next segment; any number of fill bytes may stand before it."""
    if file.read(1) != b"\xff":
        return None
    byte = file.read(1)
    while byte == b"\xff":
        byte = file.read(1)
    return byte[0] if byte else None


def _webp(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(30)
    form = head[12:16]
    if form == b"VP8X":
        width, height = (int.from_bytes(head[start : start + 3], "little") + 1 for start in (24, 27))
        return width, height
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
