"""Draws what the documents of the demo hold beside words: drawings as PDF, pictures as PNG. The same each time."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterable, Sequence

from everproof.kernel.files.actions import Upload

A4 = (842, 595)
Line = tuple[float, float, float, float]
Text = tuple[float, float, float, str]


def upload(name: str, content: bytes) -> Upload:
    """Bytes as a file that somebody sends."""
    return Upload(name=name, portions=iter([content]), size=len(content))


def plain_pdf(title: str, lines: Iterable[Line] = (), texts: Iterable[Text] = ()) -> bytes:
    """One A4 page, landscape: lines (x, y to x, y), texts (x, y, size, words) in points, and a title block."""
    frame: list[Line] = [(30, 30, 812, 30), (812, 30, 812, 565), (812, 565, 30, 565), (30, 565, 30, 30)]
    block: list[Line] = [(560, 30, 560, 100), (560, 100, 812, 100), (560, 65, 812, 65)]
    words = [(570, 78, 13, title), (570, 45, 9, "Kestrel Valves    all sizes in mm"), *texts]
    drawn = [f"{x1:g} {y1:g} m {x2:g} {y2:g} l S" for x1, y1, x2, y2 in (*frame, *block, *lines)]
    drawn += [f"BT /F1 {size:g} Tf {x:g} {y:g} Td ({_escaped(text)}) Tj ET" for x, y, size, text in words]
    return _pdf("\n".join(["0.7 w", *drawn]).encode("latin-1", "replace"))


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(content: bytes) -> bytes:
    """The five objects of a page with one font, and the table that says where they are."""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] /Contents 4 0 R"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"{page} /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n"
    return made + head + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def chart_png(points: Sequence[tuple[float, float]], *, width: int = 720, height: int = 300) -> bytes:
    """A line through points (both from 0 to 1) over two axes, black on white."""
    rows = [bytearray(b"\xff" * width) for _row in range(height)]
    left, bottom = 40, height - 30
    for x in range(left, width - 10):
        rows[bottom][x] = 90
    for y in range(10, bottom):
        rows[y][left] = 90
    places = [(left + x * (width - left - 20), bottom - y * (bottom - 20)) for x, y in points]
    for (x1, y1), (x2, y2) in itertools.pairwise(places):
        _stroke(rows, x1, y1, x2, y2)
    return _png(rows, width, height)


def boxes_png(labels: Sequence[str], *, width: int = 720, height: int = 120) -> bytes:
    """Boxes with words in a row, with lines between them: a sequence of steps."""
    from io import BytesIO

    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (width, height), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(16)
    step = width / len(labels)
    for place, label in enumerate(labels):
        left, right = place * step + 6, (place + 1) * step - 18
        pen.rectangle((left, 30, right, height - 30), outline=25, width=2)
        pen.text(((left + right) / 2, height / 2), label, fill=25, font=font, anchor="mm")
        if place < len(labels) - 1:
            pen.line((right, height / 2, right + 24, height / 2), fill=25, width=2)
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _stroke(rows: list[bytearray], x1: float, y1: float, x2: float, y2: float) -> None:
    length = int(max(abs(x2 - x1), abs(y2 - y1))) or 1
    for place in range(length + 1):
        x, y = round(x1 + (x2 - x1) * place / length), round(y1 + (y2 - y1) * place / length)
        for near_x, near_y in ((x, y), (x + 1, y), (x, y + 1)):
            if 0 <= near_y < len(rows) and 0 <= near_x < len(rows[0]):
                rows[near_y][near_x] = 25


def _png(rows: list[bytearray], width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = b"".join(b"\x00" + bytes(row) for row in rows)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
