"""Reads the texts of the set: a head of `name: value` lines, a body in Markdown, and of forms the fields.

In a body stand variables ({{products}}), decisions that the company has to take ([Decide: who may release]), and parts
for one kind of company: lines between [manufacturer] or [service] and the next such mark or [end], and words in
[manufacturer-only: …]. The fields of a form stand one a line behind "=== fields" (see `fields`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from everproof.documents.filled.design import Field, FieldKind, next_keys

FOLDER = Path(__file__).parent.parent / "templates" / "documents" / "starter" / "texts"
KINDS = ("manufacturer", "service")
MARK = re.compile(r"^\[(manufacturer|service|end)\]$")
ONLY = re.compile(r"\[(manufacturer|service)-only: ([^\]]*)\]")
VARIABLE = re.compile(r"\{\{([a-z-]+)\}\}")
DECISION = re.compile(r"\[Decide: ([^\]]+)\]")
FIELDS = "=== fields"


@dataclass(frozen=True)
class Text:
    """One document of the set. `slug` orders it; `kind` is that of its document type; `body` is Markdown."""

    slug: str
    title: str
    kind: str
    about: str
    because: str
    body: str
    requires: tuple[str, ...] = ()
    company: str = ""
    becomes: str = ""
    signed_as: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def decisions(self) -> list[str]:
        """What the company has still to decide in it."""
        return DECISION.findall(self.body)


@cache
def texts_for(company: str) -> tuple[Text, ...]:
    """The set for a manufacturer or a service company, in order."""
    if company not in KINDS:
        raise ValueError(f"{company!r} is no kind of company")
    found = [read(path.stem, path.read_text(encoding="utf-8"), company) for path in sorted(FOLDER.glob("*.md"))]
    return tuple(text for text in found if text.company in ("", company))


def read(slug: str, text: str, company: str) -> Text:
    """One file for one kind of company."""
    head_lines, _line, rest = text.partition("\n---\n")
    head = dict(_head(head_lines))
    body, _mark, lines = rest.partition(f"\n{FIELDS}\n")
    return Text(
        slug=slug,
        title=head["title"],
        kind=head["type"],
        about=head["about"],
        because=head["because"],
        body=_for_company(body, company).strip(),
        requires=tuple(head.get("requires", "").split()),
        company=head.get("for", ""),
        becomes=head.get("becomes", ""),
        signed_as=head.get("signed", ""),
        fields=tuple(fields(lines)),
    )


def _head(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines():
        name, _colon, value = line.partition(":")
        yield name.strip(), value.strip()


def _for_company(body: str, company: str) -> str:
    kept, wanted = [], True
    for line in body.splitlines():
        if mark := MARK.match(line):
            wanted = mark[1] in ("end", company)
        elif wanted:
            kept.append(line)
    return ONLY.sub(lambda found: found[2] if found[1] == company else "", "\n".join(kept)).replace("  ", " ")


# Fields of forms -----------------------------------------------------------------------------------------------------

WORDS: Mapping[str, str] = {
    "yes-no": FieldKind.YESNO,
    **{kind.value: kind for kind in FieldKind if kind not in (FieldKind.YESNO, FieldKind.HEADING)},
}


def fields(lines: str) -> Iterator[Field]:
    """Fields, one a line: "Bore; number; mm; 11.98..12.02; *".

    Behind name and kind stand in any order: * (has to be answered), limits (low..high), choices (one | another), help
    (? words), and anything else is the unit. "# words" is a heading. "Name; table; 6" has six rows; its columns follow,
    each a line that begins with "- ".
    """
    rows: list[tuple[list[str], list[list[str]]]] = []
    for line in lines.splitlines():
        if line.startswith("- "):
            rows[-1][1].append(_parts(line[2:]))
        elif line.startswith("# "):
            rows.append(([line[2:].strip(), FieldKind.HEADING], []))
        elif line.strip():
            rows.append((_parts(line), []))
    for key, (parts, below) in zip(next_keys((), len(rows)), rows, strict=True):
        columns = tuple(_field(f"c{place}", column) for place, column in enumerate(below, start=1))
        yield _field(key, parts, columns)


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(";")]


def _field(key: str, parts: list[str], columns: tuple[Field, ...] = ()) -> Field:
    label, word, *further = [*parts, "text"] if len(parts) == 1 else parts
    values: dict[str, object] = {}
    for part in further:
        if part == "*":
            values["required"] = True
        elif part.startswith("?"):
            values["help"] = part[1:].strip()
        elif "|" in part:
            values["choices"] = tuple(choice.strip() for choice in part.split("|"))
        elif ".." in part:
            values["low"], _dots, values["high"] = part.partition("..")
        elif word == FieldKind.TABLE:
            values["rows"] = int(part)
        elif word == "choice" or word == "choices":
            values["choices"] = (part,)
        else:
            values["unit"] = part
    kind = WORDS.get(word, word)
    return Field(key=key, kind=str(kind), label=label, columns=columns, **values)  # type: ignore[arg-type]
