"""Writes the search row of a record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from everproof.kernel.records.models import Record


def write(records: Sequence["Record"]) -> None:
    """Write or renew the search rows of records of one type."""
