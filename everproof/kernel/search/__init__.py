"""Full text search over all records, written in the transaction of the record."""

from everproof.kernel.search.index import write

__all__ = ["write"]
