"""What an import can be about: records of a type, or a table that a room declares."""

from __future__ import annotations

from everproof.kernel import modules
from everproof.kernel.exchange.importing.tables import ImportTable
from everproof.kernel.modules import RecordType

Subject = RecordType | ImportTable


def of_name(name: str) -> Subject:
    """By the name that a kept import has. Raises LookupError for one that there is not."""
    return next((table for table in tables() if table.name == name), None) or modules.record_type(name)


def of_plural(plural: str) -> Subject | None:
    """By the word of the command line and of addresses, such as risks or kpi-values."""
    return next((table for table in tables() if table.path == plural), None) or modules.record_type_by_plural(plural)


def tables() -> list[ImportTable]:
    """The tables of all rooms."""
    return modules.declared("import_tables")
