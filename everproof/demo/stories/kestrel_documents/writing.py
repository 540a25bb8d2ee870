"""Makes HTML of the light notation in which the texts stand.

Headings begin with # signs, lists with "- " or "1. ", tables with "|", notes with ">". `[2]` before a line says that it
stands there from the second revision on, `[-2]` until before it; lines that go on from such a line go with it. In the
text, `**bold**` and `*slanted*`, `{doc:key}` for a document, `{snippet:key}`, and on a line by itself
`{picture:name|caption}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

SINCE = re.compile(r"\[(-?)(\d)\] ?")
BEGINS = re.compile(r"#+ |- |\d+\. |\||> |\{picture:")
NAMED = re.compile(r"\{(doc|snippet):([a-z0-9-]+)\}")
PICTURE = re.compile(r"\{picture:([a-z]+)\|([^}]+)\}")
ITEM = re.compile(r"(?:- |\d+\. )")


def lines_of(text: str, revision: int) -> list[str]:
    """The lines of a text as a revision has them."""
    kept, goes_on = [], True
    for line in text.strip().split("\n"):
        mark = SINCE.match(line)
        if mark:
            since = int(mark[2])
            goes_on = revision < since if mark[1] else revision >= since
            line = line[mark.end() :]
        elif not line or BEGINS.match(line):
            goes_on = True
        if goes_on:
            kept.append(line)
    return kept


def html_of(
    text: str, revision: int, *, documents: Mapping[str, tuple[str, str]], pictures: Callable[[str], str]
) -> str:
    """A text as HTML. `documents` gives (id, words) by key, or ("", title); `pictures` the digest of a picture."""
    found: list[str] = []
    for block in _blocks(lines_of(text, revision)):
        found.append(_block(block, documents, pictures))
    return "".join(found)


def pictures_in(text: str, revision: int) -> list[str]:
    """The names of the pictures of a revision."""
    return [match[1] for match in PICTURE.finditer("\n".join(lines_of(text, revision)))]


def _blocks(lines: list[str]) -> list[list[str]]:
    """Lines that belong together: a paragraph, a list, a table, a note, a heading."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        kind, before = _kind(line), _kind(blocks[-1][0]) if blocks[-1] else ""
        if not line:
            blocks.append([])
        elif kind == "text" and before in ("item", "number", "text", "note"):
            # The line goes on from the one above.
            blocks[-1][-1] += " " + line
        elif blocks[-1] and (kind != before or kind == "heading"):
            blocks.append([line])
        elif kind == "note" and blocks[-1]:
            blocks[-1][-1] += " " + line.removeprefix("> ")
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _kind(line: str) -> str:
    for start, kind in (("#", "heading"), ("- ", "item"), ("|", "table"), ("> ", "note"), ("{picture:", "picture")):
        if line.startswith(start):
            return kind
    return "number" if ITEM.match(line) else "text"


def _block(block: list[str], documents: Mapping[str, tuple[str, str]], pictures: Callable[[str], str]) -> str:
    kind = _kind(block[0])
    if kind == "picture":
        match = PICTURE.match(block[0])
        assert match is not None
        caption = escape(match[2])
        image = f'<img data-file="{pictures(match[1])}" alt="{caption}">'
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    if kind == "table":
        return _table([_inline(line, documents) for line in block])
    if kind in ("item", "number"):
        tag = "ul" if kind == "item" else "ol"
        items = "".join(f"<li>{_inline(ITEM.sub('', line, count=1), documents)}</li>" for line in block)
        return f"<{tag}>{items}</{tag}>"
    words = _inline(block[0].lstrip("#>").strip(), documents)
    if kind == "heading":
        return f"<h2>{words}</h2>"
    return f"<blockquote><p>{words}</p></blockquote>" if kind == "note" else f"<p>{words}</p>"


def _table(rows: list[str]) -> str:
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    head = "".join(f"<th>{cell}</th>" for cell in cells[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str, documents: Mapping[str, tuple[str, str]]) -> str:
    text = escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)

    def named(match: re.Match[str]) -> str:
        kind, key = match.groups()
        if kind == "snippet":
            return f'<span data-snippet="{key}"></span>'
        identity, words = documents[key]
        return f'<span data-document="{identity}">{escape(words)}</span>' if identity else escape(words)

    return NAMED.sub(named, text)
