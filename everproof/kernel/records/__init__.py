"""Records: the fields each has, its numbers, and the only functions that write them."""

from everproof.kernel.records.models import Record
from everproof.kernel.records.store import create, create_many, reinstate, update, void

__all__ = ["Record", "create", "create_many", "reinstate", "update", "void"]
