"""Risks, opportunities, failure modes and planned changes."""
