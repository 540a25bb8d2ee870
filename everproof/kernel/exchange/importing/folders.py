"""Files that become records, each one: what a room says so that a folder of them comes in by the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from everproof.kernel import modules

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor


class BringIn(Protocol):
    """Brings in what lies at a path.

    Gives {read, new, changed, unchanged, problems: [{where, reason, cure}]}, and beside that what else there is to say:
    `left_out` and `lost`, lists of {where, reason}. Raises Refused when nothing of it can be read.
    """

    def __call__(
        self, path: Path, *, by: Actor, sheet_map: Mapping[str, str] | None = None, dry_run: bool = False
    ) -> dict[str, Any]: ...


@dataclass(frozen=True)
class FolderImport:
    """A way in for files of a record type. `takes(path)` says whether a path holds such files or a table about them."""

    path: str
    takes: Callable[[Path], bool]
    bring_in: BringIn


def for_path(plural: str, path: Path) -> FolderImport | None:
    """The way in for what lies at a path; None where it is a table of values like any other."""
    found: list[FolderImport] = modules.declared("folder_imports")
    return next((one for one in found if one.path == plural and one.takes(path)), None)
