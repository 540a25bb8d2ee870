"""Backup and restore of a whole installation: one set, checked by its manifest, proven by the ledger."""
