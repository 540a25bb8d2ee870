"""Puts the pages of an uploaded PDF behind a cover, and marks them. Runs alone, as a child under limits (see child.py).

    python -I binder.py FOLDER

FOLDER holds cover.pdf, in.pdf and job.json (the words across each page, the line at its foot). Afterwards
it holds out.pdf: new pages, without scripts, forms or attachments of the old file.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from pathlib import Path
from typing import Any

MOST_PAGES = 2000
SIZE_OF_LINE = 7.0
GREY, RED = (105, 100, 91, 255), (168, 38, 28, 40)


def bind(folder: Path, job: dict[str, Any]) -> None:
    """Write out.pdf: the cover, then every page of in.pdf with its marks."""
    import pypdfium2

    bound = pypdfium2.PdfDocument.new()
    cover, source = pypdfium2.PdfDocument(folder / "cover.pdf"), pypdfium2.PdfDocument(folder / "in.pdf")
    if not 0 < len(source) <= MOST_PAGES:
        raise ValueError("no pages, or too many")
    bound.import_pages(cover)
    bound.import_pages(source)
    for number in range(len(cover), len(bound)):
        page = bound[number]
        width, height = page.get_size()
        write(bound, page, job["line"], SIZE_OF_LINE, (24.0, 14.0), GREY)
        if job["overlay"]:
            across(bound, page, job["overlay"].upper(), width, height)
        page.gen_content()
        page.close()
    bound.save(folder / "out.pdf")


def across(document: Any, page: Any, words: str, width: float, height: float) -> None:
    """Words over the diagonal of a page, as large as they fit."""
    angle = math.atan2(height, width)
    size = min(90.0, 0.8 * math.hypot(width, height) / (0.62 * len(words)))
    reach = 0.31 * size * len(words)
    start = (width / 2 - reach * math.cos(angle), height / 2 - reach * math.sin(angle))
    write(document, page, words, size, start, RED, angle)


def write(
    document: Any,
    page: Any,
    words: str,
    size: float,
    at: tuple[float, float],
    colour: tuple[int, int, int, int],
    angle: float = 0.0,
) -> None:
    """A line of text on a page, in a font that every reader has."""
    import pypdfium2.raw as pdfium

    made = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica-Bold", ctypes.c_float(size))
    encoded = ctypes.create_string_buffer((words + "\0").encode("utf-16-le"))
    pdfium.FPDFText_SetText(made, ctypes.cast(encoded, ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FPDFPageObj_SetFillColor(made, *colour)
    cosine, sine = math.cos(angle), math.sin(angle)
    pdfium.FPDFPageObj_Transform(made, cosine, sine, -sine, cosine, *at)
    pdfium.FPDFPage_InsertObject(page.raw, made)


def main(arguments: list[str]) -> int:
    """Do the job that lies in the folder."""
    folder = Path(arguments[0])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    bind(folder, job)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
