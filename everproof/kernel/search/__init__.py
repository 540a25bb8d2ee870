"""Full text search over all records, written in the transaction of the record."""

from everproof.kernel.search.index import rebuild, renew_files, write
from everproof.kernel.search.query import Hit, did_you_mean, find, find_ids, holding, visible_entries

__all__ = ["Hit", "did_you_mean", "find", "find_ids", "holding", "rebuild", "renew_files", "visible_entries", "write"]
