"""Tables whose rows are no records: what a room says so that a file of them comes in like one of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.access.policy import Answer
    from everproof.kernel.exchange.importing.models import ImportedRow
    from everproof.kernel.exchange.importing.planning import Row
    from everproof.kernel.exchange.importing.sheets import Table
    from everproof.kernel.records.models import Record


@dataclass(frozen=True)
class Target:
    """A field that a column may fill: its label, what belongs into it, and whether each new record needs it.

    `repeats` lets several columns fill it. `own_label` is what the field calls itself where lists call it otherwise.
    """

    name: str
    label: str
    hint: str
    needed: bool = False
    choices: tuple[str, ...] = ()
    own_label: str = ""
    repeats: bool = False


@dataclass(frozen=True)
class ImportTable:
    """Rows that a file may bring and that are parts of records, such as the values of a KPI.

    `plan(table, mapping, by)` reads the cells and says of each row what would happen (raises planning.BadMapping);
    `write(rows, by)` does it for rows that are new or changed and gives (row, record that it went into, what is needed
    to take it back), and lets a row fail that it refuses; `take_back(kept row, by)` raises Refused where it cannot.
    `list_url` is the name of the page that shows what came in.
    """

    name: str
    plural: Any
    path: str
    icon: str
    key: tuple[str, ...]
    list_url: str
    may: Callable[[Actor], Answer]
    targets: Callable[[], dict[str, Target]]
    guess: Callable[[Sequence[str], Actor], dict[str, str]]
    plan: Callable[[Table, Mapping[str, str], Actor], list[Row]]
    write: Callable[[Sequence[Row], Actor], list[tuple[Row, Record, dict[str, Any]]]]
    take_back: Callable[[ImportedRow, Actor], None]
