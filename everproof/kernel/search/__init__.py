"""Full text search over all records, written in the transaction of the record."""

from everproof.kernel.search.index import rebuild, renew_files, write
from everproof.kernel.search.query import Hit, did_you_mean, find, visible_entries

__all__ = ["Hit", "did_you_mean", "find", "rebuild", "renew_files", "visible_entries", "write"]
