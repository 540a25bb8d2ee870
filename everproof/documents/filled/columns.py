"""Columns of a table as one types them: one a line, "Measured value; number; mm; 11.98; 12.02".

After the name stands the kind (text, number, choice, yes-no, day; text where nothing is said). A number goes on with
unit, lower and upper limit; a choice with what one may choose, separated by commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from everproof.documents.filled.design import Field, FieldKind, next_keys

WORDS = {
    "text": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "choice": FieldKind.CHOICE,
    "yes-no": FieldKind.YESNO,
    "day": FieldKind.DAY,
}
NAMES = {kind: word for word, kind in WORDS.items()}


def read(lines: Iterable[str], before: Sequence[Field] = ()) -> tuple[Field, ...]:
    """The columns that the lines say. One that keeps its name keeps its key; others get one that none had."""
    known = {column.label: column.key for column in before}
    parts = [[part.strip() for part in line.split(";")] for line in lines if line.strip()]
    fresh = next_keys(known.values(), len(parts), "c")
    return tuple(_column(part, known.pop(part[0], "") or fresh[place]) for place, part in enumerate(parts))


def _column(parts: list[str], key: str) -> Field:
    label, word, *rest = [*parts, "", "", "", "", ""][:6]
    kind = WORDS.get(word.lower(), word or FieldKind.TEXT)
    if kind == FieldKind.CHOICE:
        return Field(key, kind, label, choices=tuple(one.strip() for one in rest[0].split(",") if one.strip()))
    if kind == FieldKind.NUMBER:
        return Field(key, kind, label, unit=rest[0], low=rest[1].replace(",", "."), high=rest[2].replace(",", "."))
    return Field(key, str(kind), label)


def write(columns: Iterable[Field]) -> list[str]:
    """Columns as lines that `read` understands."""
    return [_line(column) for column in columns]


def _line(column: Field) -> str:
    parts = [column.label, NAMES.get(FieldKind(column.kind), "text")]
    if column.kind == FieldKind.CHOICE:
        parts.append(", ".join(column.choices))
    elif column.kind == FieldKind.NUMBER:
        parts += [column.unit, column.low, column.high]
    while parts[-1] == "" or parts[-1:] == ["text"]:
        parts.pop()
    return "; ".join(parts)
