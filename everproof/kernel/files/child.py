"""Has the workshop make pictures, words or HTML of a file, in a child process that may fail, hang or swell."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("workshop.py")
MOST_SECONDS, MOST_SECONDS_OF_SCAN = 30, 150
LARGEST_PICTURE = 5_000_000
LARGEST_TEXT = 2_000_000
LARGEST_HTML = 10_000_000
LARGEST_INSIDE = 20_000_000


@dataclass(frozen=True)
class Made:
    """What came of it: two pictures in WebP, or words; empty where the file did not allow it."""

    large: bytes = b""
    small: bytes = b""
    text: str = ""


@dataclass(frozen=True)
class Converted:
    """A Word file as HTML, not clean, with its pictures in order (`<img src="1">` is the first) and the converter's
    notes on what it did not understand; empty where the file did not allow it."""

    html: str = ""
    notes: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """Pages of a PDF: width and height of each in points, and pictures of some in WebP; empty where it failed."""

    sizes: tuple[tuple[int, int], ...] = ()
    pictures: tuple[bytes, ...] = ()


def make_preview(kind: str, source: Path) -> Made:
    """A picture of the file, re-encoded: `kind` is "pdf" or one of Pillow's formats."""
    with _worked("preview", kind, source) as folder:
        if folder is None:
            return Made()
        large, small = (_read(folder / name, LARGEST_PICTURE) for name in ("large.webp", "small.webp"))
        return Made(large, small) if large and small else Made()


def make_pages(source: Path, first: int, count: int, most: int) -> Sheets:
    """Pictures of `count` pages of a PDF from `first` on, and the sizes of its first `most` pages."""
    with _worked("pages", f"{first}-{count}-{most}", source) as folder:
        if folder is None:
            return Sheets()
        lines = _read(folder / "sizes.txt", LARGEST_TEXT).decode("ascii", errors="replace").splitlines()
        sizes = tuple((int(width), int(height)) for width, height in (line.split() for line in lines))
        names = (f"page-{number}.webp" for number in range(first, min(first + count, len(sizes) + 1)))
        return Sheets(sizes, tuple(_read(folder / name, LARGEST_PICTURE) for name in names))


def make_text(kind: str, source: Path) -> Made:
    """The words of the file: `kind` is "plain", "pdf", "docx", "xlsx", "pptx" or "odf"."""
    with _worked("text", kind, source) as folder:
        found = _read(folder / "text.txt", LARGEST_TEXT) if folder else b""
        return Made(text=found.decode("utf-8", errors="replace"))


def scanner() -> str:
    """The program that reads letters in pictures, tesseract, if this machine has it; else ""."""
    return shutil.which("tesseract") or ""


def make_scan(kind: str, source: Path) -> Made:
    """The words that can be seen in the file: `kind` is "pdf" or one of Pillow's formats; empty without `scanner`."""
    program = scanner()
    if not program:
        return Made()
    with _worked("scan", kind, source, program) as folder:
        found = _read(folder / "text.txt", LARGEST_TEXT) if folder else b""
        return Made(text=found.decode("utf-8", errors="replace"))


def make_html(kind: str, source: Path) -> Converted:
    """The text of the file with its structure: `kind` is "docx" or "markdown"."""
    with _worked("html", kind, source) as folder:
        if folder is None:
            return Converted()
        body, notes = (
            _read(folder / name, LARGEST_HTML).decode("utf-8", errors="replace") for name in ("body.html", "notes.txt")
        )
        found: list[bytes] = []
        while content := _read(folder / f"picture-{len(found) + 1}", LARGEST_INSIDE):
            found.append(content)
        return Converted(body, tuple(notes.splitlines()), tuple(found))


@contextlib.contextmanager
def _worked(job: str, kind: str, source: Path, *more: str) -> Iterator[Path | None]:
    """The folder with what the child made, or None when it failed; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="everproof-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield folder if _run([job, kind, str(source), str(folder), *more], folder) else None


def _run(arguments: list[str], folder: Path) -> bool:
    environment = {"LANG": "C.UTF-8", "TMPDIR": str(folder)}
    if os.name == "nt":
        environment["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", "")
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(PROGRAM), *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )
    try:
        code = process.wait(MOST_SECONDS_OF_SCAN if arguments[0] == "scan" else MOST_SECONDS)
    except subprocess.TimeoutExpired:
        code = -signal.SIGTERM
    finally:
        _end(process)
    if code:
        logger.info("no %s of a file: the child ended with %s", arguments[0], code)
    return code == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(path: Path, largest: int) -> bytes:
    """What the child wrote, unless it is no plain file or larger than it should be."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > largest:
        return b""
    return path.read_bytes()
