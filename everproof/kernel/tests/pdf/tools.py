"""Reads PDFs for tests: with poppler where it is installed, else with pypdfium2."""

import shutil
import subprocess

import pypdfium2


def text_of(content: bytes) -> str:
    """The words of a PDF in reading order, with single spaces."""
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True, timeout=60)
        words = done.stdout.decode()
    else:
        document = pypdfium2.PdfDocument(content)
        words = "\n".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(words.replace("\u200b", "").replace("\x0c", " ").split())


def pages_of(content: bytes) -> list[str]:
    """The words of each page."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def marker(content: bytes) -> tuple[bool, bool]:
    """Whether the file says of itself that it is PDF/A part 2 level a, and PDF/UA part 1."""
    return (b"<pdfaid:part>2" in content and b"<pdfaid:conformance>A" in content, b"<pdfuaid:part>1" in content)
