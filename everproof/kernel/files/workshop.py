"""Makes a picture or words out of one hostile file. Runs alone, as a child with little memory and time (see child.py).

    python -I workshop.py preview|pages|text|html KIND SOURCE FOLDER
    python -I workshop.py scan KIND SOURCE FOLDER PROGRAM

The program stands by itself: it imports nothing of the product, has no settings, no database and no environment. What
it makes lies in FOLDER afterwards (large.webp and small.webp; sizes.txt and page-1.webp, …; text.txt; body.html,
notes.txt and picture-1, …); exit code 0 says that it is whole.
"""

from __future__ import annotations

import contextlib
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

MEGABYTE = 1 << 20
MOST_MEMORY = 700 * MEGABYTE
MOST_SECONDS = 15
# For each process: reading the letters of a page costs a second or two.
MOST_SECONDS_OF_SCAN = 60
LARGEST_WRITTEN = 20 * MEGABYTE

LARGE, SMALL, PAGE = 1600, 160, 1400
MOST_POINTS = 60_000_000
QUALITY = 80

LONGEST_TEXT = 200_000
LARGEST_PART = 60 * MEGABYTE
PAGES_READ = 500
PAGES_SCANNED = 20
POINTS_AN_INCH = 200
MOST_LANGUAGES = 4
PORTION = 65_536

MOST_PICTURES = 300
LARGEST_PICTURES = 60 * MEGABYTE
MOST_NOTES = 200
STYLES = "p[style-name='Title'] => h1:fresh\nu => u\nstrike => s"


def limit_yourself(seconds: int = MOST_SECONDS) -> None:
    """Take as much as one file may cost; whoever asks for more ends. Where a system knows no limits, time alone is."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        "RLIMIT_AS": MOST_MEMORY,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": LARGEST_WRITTEN,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_CORE": 0,
    }
    for name, most in limits.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))


# Pictures -------------------------------------------------------------------------------------------------------------


def preview(kind: str, source: Path, folder: Path) -> None:
    """Write large.webp and small.webp: new pictures, without anything that came with the old one."""
    picture = first_page(source) if kind == "pdf" else photograph(kind, source)
    for name, side in (("large", LARGE), ("small", SMALL)):
        picture.thumbnail((side, side))
        picture.save(folder / f"{name}.webp", "WEBP", quality=QUALITY, method=4)


def photograph(kind: str, source: Path) -> Any:
    """The picture, upright and in sRGB; place, camera and all other notes inside are left behind."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    with Image.open(source, formats=[kind]) as opened:
        # A JPEG can be read at a half, a quarter or an eighth, so a huge one costs little.
        opened.draft("RGB", (LARGE, LARGE))
        if opened.size[0] * opened.size[1] > MOST_POINTS:
            raise ValueError("too many points")
        opened.load()
        upright = ImageOps.exif_transpose(_narrowed(opened))
        upright.thumbnail((LARGE, LARGE))
        return _plain(upright)


def _narrowed(picture: Any) -> Any:
    """Sixteen bits a colour become eight."""
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    return picture


def _plain(picture: Any) -> Any:
    from PIL import Image

    has_holes = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    picture = picture.convert("RGBA" if has_holes else picture.mode if picture.mode == "CMYK" else "RGB")
    if profile:
        picture = _in_srgb(picture, profile)
    if picture.mode == "CMYK":
        picture = picture.convert("RGB")
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _in_srgb(picture: Any, profile: bytes) -> Any:
    """Phones photograph in wider colours than a page shows. A profile that cannot be read is left out."""
    from io import BytesIO

    from PIL import ImageCms

    target = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        return ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def first_page(source: Path) -> Any:
    """The first page of a PDF as a picture. The library runs no script and fetches nothing."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    page = document[0]
    longest = max(page.get_size())
    return page.render(scale=min(4.0, LARGE / max(1.0, longest))).to_pil().convert("RGB")


def pages(kind: str, source: Path, folder: Path) -> None:
    """Write sizes.txt, the width and height of each page in points, and a picture of some pages of a PDF.

    `kind` says which: "FIRST-COUNT-MOST", pages FIRST and following, COUNT of them, none behind page MOST.
    """
    import pypdfium2

    first, count, most = (int(part) for part in kind.split("-"))
    document = pypdfium2.PdfDocument(source)
    length = min(len(document), most)
    rounded = ([max(1, min(99_999, round(side))) for side in document.get_page_size(n)] for n in range(length))
    (folder / "sizes.txt").write_text("\n".join(f"{width} {height}" for width, height in rounded), encoding="ascii")
    for number in range(first, min(first + count, length + 1)):
        page = document[number - 1]
        picture = page.render(scale=min(4.0, PAGE / max(1.0, *page.get_size()))).to_pil().convert("RGB")
        picture.save(folder / f"page-{number}.webp", "WEBP", quality=QUALITY, method=2)
        page.close()


# Words ----------------------------------------------------------------------------------------------------------------


def text(kind: str, source: Path, folder: Path) -> None:
    """Write text.txt, cut at LONGEST_TEXT characters."""
    words = {"plain": plain, "pdf": pdf_text}.get(kind, lambda path: office_text(kind, path))(source)
    cleaned = words.replace("\x00", " ")[:LONGEST_TEXT]
    (folder / "text.txt").write_text(cleaned, encoding="utf-8", errors="replace")


def plain(source: Path) -> str:
    """A text in UTF-8 or UTF-16, else in the code page of western Windows, which reads anything."""
    with source.open("rb") as file:
        raw = file.read(LONGEST_TEXT * 4)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    whole = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        # Cut, it may end inside a character.
        return whole.decode("utf-8", errors="strict" if len(raw) < LONGEST_TEXT * 4 else "ignore")
    except UnicodeDecodeError:
        return whole.decode("cp1252", errors="replace")


def pdf_text(source: Path) -> str:
    import pypdfium2

    document, found, length = pypdfium2.PdfDocument(source), [], 0
    for number in range(min(len(document), PAGES_READ)):
        page = document[number]
        found.append(page.get_textpage().get_text_range())
        page.close()
        length += len(found[-1])
        if length > LONGEST_TEXT:
            break
    return "\n".join(found)


# Where each format keeps its words: the parts, the elements that hold characters (none: all do), those that end a line.
PARTS = {
    "docx": (("word/document.xml", "word/header", "word/footer", "word/footnotes.xml"), {"t"}, {"p", "br", "tab"}),
    "xlsx": (("xl/sharedStrings.xml", "xl/worksheets/"), {"t"}, {"si", "c"}),
    "pptx": (("ppt/slides/slide", "ppt/notesSlides/notesSlide"), {"t"}, {"p"}),
    "odf": (("content.xml",), set(), {"p", "h", "tab", "s", "line-break"}),
}


def office_text(kind: str, source: Path) -> str:
    beginnings, holders, ends = PARTS[kind]
    reader = Words(holders, ends)
    with zipfile.ZipFile(source) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith(beginnings) and entry.filename.endswith(".xml"):
                if entry.file_size > LARGEST_PART:
                    continue
                with archive.open(entry) as part:
                    reader.read(part)
            if reader.length > LONGEST_TEXT:
                break
    return "".join(reader.found)


class Words:
    """Gathers the characters of some elements. A part that declares a document type is not read: see archives.py."""

    def __init__(self, holders: set[str], ends: set[str]) -> None:
        self.holders, self.ends = holders, ends
        self.found: list[str] = []
        self.length = self.depth = 0

    def read(self, part: Any) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self.depth = 0
        while self.length <= LONGEST_TEXT and (portion := part.read(PORTION)):
            parser.Parse(portion, False)

    def _refuse(self, *declared: Any) -> None:
        raise ValueError("an office document declares no document type")

    def _start(self, name: str, attributes: Any) -> None:
        if not self.holders or _local(name) in self.holders:
            self.depth += 1

    def _end(self, name: str) -> None:
        local = _local(name)
        if not self.holders or local in self.holders:
            self.depth -= 1
        if local in self.ends:
            self.found.append("\n")

    def _characters(self, words: str) -> None:
        if self.depth:
            self.found.append(words)
            self.length += len(words)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


# Words of a scan ------------------------------------------------------------------------------------------------------


def scan(kind: str, source: Path, folder: Path, program: str) -> None:
    """Write text.txt with the words that tesseract, the `program`, reads in the pages of a PDF or in a picture."""
    page = folder / "page.png"
    found: list[str] = []
    languages = _languages(program, folder)
    for picture in pages_of(kind, source):
        picture.convert("L").save(page)
        found.append(_run(program, [page.name, "stdout", "-l", languages], folder))
        if sum(map(len, found)) > LONGEST_TEXT:
            break
    page.unlink(missing_ok=True)
    text_of = "\n".join(found).replace("\x00", " ")[:LONGEST_TEXT]
    (folder / "text.txt").write_text(text_of, encoding="utf-8", errors="replace")


def pages_of(kind: str, source: Path) -> Any:
    if kind != "pdf":
        yield photograph(kind, source)
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    for number in range(min(len(document), PAGES_SCANNED)):
        page = document[number]
        longest = max(page.get_size())
        yield page.render(scale=min(POINTS_AN_INCH / 72, 4000 / max(1.0, longest))).to_pil()
        page.close()


def _languages(program: str, folder: Path) -> str:
    """The languages that are installed, a few of them, English first."""
    listed = [line.strip() for line in _run(program, ["--list-langs"], folder).splitlines()[1:]]
    known = sorted((one for one in listed if one.isalpha() and one != "osd"), key=lambda one: one != "eng")
    return "+".join(known[:MOST_LANGUAGES]) or "eng"


def _run(program: str, arguments: list[str], folder: Path) -> str:
    import subprocess

    environment = {"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""


# Text with its structure ---------------------------------------------------------------------------------------------


def html(kind: str, source: Path, folder: Path) -> None:
    """Write body.html out of a Word file, notes.txt with what was not understood, and the pictures one by one.

    The HTML is as hostile as the file: whoever takes it cleans it. A picture stands in it as `<img src="1">`. Of a
    text in Markdown it is the body alone, with the HTML that stands in it.
    """
    if kind == "markdown":
        (folder / "body.html").write_text(markdown(source), encoding="utf-8", errors="replace")
        return

    import mammoth

    sizes: list[int] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as opened:
            content = opened.read()
        if len(sizes) >= MOST_PICTURES or sum(sizes) + len(content) > LARGEST_PICTURES or not content:
            return {"src": ""}
        sizes.append(len(content))
        (folder / f"picture-{len(sizes)}").write_bytes(content)
        return {"src": str(len(sizes))}

    with source.open("rb") as file:
        made = mammoth.convert_to_html(
            file,
            convert_image=mammoth.images.img_element(keep),
            style_map=STYLES,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    notes = dict.fromkeys(message.message.replace("\n", " ")[:300] for message in made.messages)
    (folder / "body.html").write_text(made.value, encoding="utf-8", errors="replace")
    (folder / "notes.txt").write_text("\n".join([*notes][:MOST_NOTES]), encoding="utf-8", errors="replace")


def markdown(source: Path) -> str:
    """The HTML of a text in Markdown without its front matter."""
    import re

    from markdown_it import MarkdownIt

    written = source.read_bytes().decode("utf-8-sig", errors="replace")
    written = re.sub(r"\A---[ \t]*\r?\n.{0,20000}?\r?\n---[ \t]*\r?\n", "", written, flags=re.DOTALL)
    return str(MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": False}).render(written))


def main(arguments: list[str]) -> int:
    """Do the one job that was asked for."""
    job, kind, source, folder, *more = arguments
    if job == "scan":
        limit_yourself(MOST_SECONDS_OF_SCAN)
        scan(kind, Path(source), Path(folder), *more)
        return 0
    limit_yourself()
    {"preview": preview, "pages": pages, "text": text, "html": html}[job](kind, Path(source), Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
