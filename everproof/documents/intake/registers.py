"""The spreadsheet in which a company lists its documents, and which file each of its rows is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from everproof.documents.intake import claims as said
from everproof.documents.intake.claims import CALLED, Claims
from everproof.documents.intake.sources import Source, Sources
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing import sheets
from everproof.kernel.exchange.importing.cells import DayOrder, text

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
FIELDS = (*CALLED,)
FEWEST_FIELDS = 2


@dataclass
class Entry:
    """A row of a register: where it stands, what it claims, and the file that it names ("" for none)."""

    where: str
    claims: Claims
    file: str = ""


@dataclass
class Register:
    """All rows of the registers among the files; `used` are the files that are registers and no documents."""

    entries: list[Entry] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def about(self, source: Source, number: str) -> Entry | None:
        """The row about a file: by its path or name, else by the number that the file carries."""
        for entry in self.entries:
            if entry.file and _same_file(entry.file, source):
                return entry
        wanted = said.same_number(number)
        for entry in self.entries:
            if wanted and not entry.file and said.same_number(entry.claims.number) == wanted:
                return entry
        return None


def read(sources: Sources, chosen: Mapping[str, str]) -> Register:
    """The registers among the files. `chosen` is {heading: field} where the headings alone do not tell.

    A spreadsheet is a register when it names files, or when it lists numbers and titles of documents that are there
    besides; any other one is a document itself.
    """
    found = Register()
    for source in sources.files:
        if source.ending in ENDINGS and source.size <= sheets.MOST_BYTES:
            entries = _entries(source, chosen, alone=len(sources.files) == 1)
            if entries is not None:
                found.entries += entries
                found.used.add(source.path)
    return found


def _entries(source: Source, chosen: Mapping[str, str], *, alone: bool) -> list[Entry] | None:
    try:
        table = sheets.read(source.place)
    except sheets.Unreadable:
        return None
    columns = mapping(table.headings, chosen)
    names = set(columns.values())
    if not ("file" in names or ("number" in names and "title" in names and not alone)) or len(names) < FEWEST_FIELDS:
        return None
    places = {heading: table.headings.index(heading) for heading in columns}
    days = [row[place] for heading, place in places.items() if columns[heading] == "released_on" for row in table.rows]
    entries = []
    for offset, row in enumerate(table.rows):
        cells = [(columns[heading], row[place]) for heading, place in places.items() if row[place] is not None]
        if cells:
            entries.append(_entry(source, table.first_row + offset, cells, DayOrder.of(days)))
    return entries


def _entry(source: Source, row: int, cells: Iterable[tuple[str, Any]], order: DayOrder) -> Entry:
    by_name = dict(cells)
    claims = said.out_of(((CALLED[name][0], value) for name, value in by_name.items() if name != "file"), order=order)
    where = _("%(file)s, row %(row)s") % {"file": source.name, "row": row}
    return Entry(where, claims, text(by_name.get("file")).strip())


def mapping(headings: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """{heading: field} of a register; what somebody chose counts. Raises Refused for a field that there is not."""
    found: dict[str, str] = {}
    for heading in headings:
        name = chosen.get(heading, "")
        if name and name not in FIELDS:
            words = _("There is no field “%(name)s”. There is: %(fields)s.")
            raise Refused(words % {"name": name, "fields": ", ".join(FIELDS)})
        folded = said.folded(heading)
        name = name or next((one for one, words in CALLED.items() if folded in words or folded == one), "")
        if name and name not in found.values():
            found[heading] = name
    return found


def names_files(source: Source, chosen: Mapping[str, str]) -> bool:
    """Whether a spreadsheet lists files, so that it is a register even when it comes alone."""
    try:
        table = sheets.read(source.place)
    except sheets.Unreadable:
        return False
    return "file" in mapping(table.headings, chosen).values()


def _same_file(written: str, source: Source) -> bool:
    """Whether a cell names a file: its whole path, the end of it, its name, or its name without the ending."""
    wanted = written.replace("\\", "/").strip("/ ").casefold()
    path = source.path.casefold()
    if not wanted:
        return False
    return (
        path == wanted
        or path.endswith(f"/{wanted}")
        or wanted.rpartition("/")[2]
        in (
            source.name.casefold(),
            source.name.casefold().rpartition(".")[0],
        )
    )
