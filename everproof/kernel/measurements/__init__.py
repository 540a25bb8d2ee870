"""Measured values: one plain table, read in sets."""
