"""How many atoms a catalogue holds, by clause and by how they are checked; also the tables of README.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from everproof.standards.errors import CatalogueError, Problem
from everproof.standards.model import CHANGES, Atom, Catalogue, clause_order

BEGIN, END = "<!-- counts:begin -->", "<!-- counts:end -->"


@dataclass(frozen=True)
class Count:
    """Atoms of one clause: `direct` and `proxy` are checked over records, `manual` by a person."""

    number: str
    title: str
    atoms: int
    direct: int
    proxy: int
    manual: int


def counts_by_clause(catalogue: Catalogue, *, level: int) -> list[Count]:
    """Counts of the clauses `level` deep: 1 gives the chapters 4 to 10, 2 gives 4.1, 4.2 and so on."""
    clauses = [clause for clause in catalogue.walk() if clause.number.count(".") == level - 1]
    clauses.sort(key=lambda clause: clause_order(clause.number))
    return [_count(clause.number, clause.title, clause.all_atoms) for clause in clauses]


def total(catalogue: Catalogue) -> Count:
    """The count of the whole catalogue."""
    return _count("all", "", catalogue.atoms)


def _count(number: str, title: str, atoms: Iterable[Atom]) -> Count:
    found = Counter("manual" if atom.manual else atom.strength for atom in atoms)
    return Count(number, title, found.total(), found["direct"], found["proxy"], found["manual"])


def counts_text(old: Catalogue, new: Catalogue) -> str:
    """The counts as README.md shows them, between its two marks."""
    changes = Counter(change.change for change in new.revision.changes) if new.revision else Counter()
    kinds = Counter(atom.kind for atom in old.atoms)
    flags = Counter(atom.applicability for atom in old.atoms)
    empties = Counter(atom.empty for atom in old.atoms if atom.automated)
    on_empty = _listed((outcome, empties[outcome]) for outcome in ("no-evidence", "fail", "pass"))
    return "\n".join(
        [
            "ISO 9001:2015 with Amd 1:2024:",
            "",
            *_table(old),
            "",
            "ISO 9001:2026 as reported (2015 with the changes that apply by default):",
            "",
            *_table(new),
            "",
            f"Changes listed for 2026: {_listed((change, changes[change]) for change in CHANGES)}.",
            "",
            f"Atoms by kind (2015): {_listed(sorted(kinds.items()))}.",
            "",
            f"Atoms by applicability (2015): {_listed(flags.most_common())}.",
            "",
            f"Automated atoms by outcome on an empty register (2015): {on_empty}.",
        ]
    )


def _listed(numbers: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers)


def _table(catalogue: Catalogue) -> list[str]:
    lines = ["| clause | title | atoms | check direct | check proxy | manual |", "|---|---|---:|---:|---:|---:|"]
    for row in counts_by_clause(catalogue, level=2):
        lines.append(f"| {row.number} | {row.title} | {row.atoms} | {row.direct} | {row.proxy} | {row.manual} |")
    for row in counts_by_clause(catalogue, level=1):
        cells = (row.number, row.title, row.atoms, row.direct, row.proxy, row.manual)
        lines.append("| " + " | ".join(f"**{cell}**" for cell in cells) + " |")
    row = total(catalogue)
    lines.append(f"| **all** | | **{row.atoms}** | **{row.direct}** | **{row.proxy}** | **{row.manual}** |")
    return lines


def counts_problem(readme: Path, expected: str) -> Problem | None:
    """Says so if the counts in the file are not those of the catalogues."""
    _, found, _ = _split(readme)
    if found.strip() == expected.strip():
        return None
    return Problem(readme.name, "", "counts", "are out of date; run python -m everproof.standards --write-counts")


def write_counts(readme: Path, text: str) -> None:
    """Put the counts between the two marks of the file."""
    before, _, after = _split(readme)
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _split(readme: Path) -> tuple[str, str, str]:
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    found, end, after = rest.partition(END)
    if not begin or not end:
        raise CatalogueError([Problem(readme.name, "", "counts", f"no place for them between {BEGIN} and {END}")])
    return before, found, after
