"""The tamper-evident history: each write of a record leaves an entry in the same transaction."""

from everproof.kernel.ledger.writer import Change, note, write

__all__ = ["Change", "note", "write"]
