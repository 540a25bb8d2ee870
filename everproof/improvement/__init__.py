"""Improvement: what went wrong is reported, contained, understood and kept from coming back (ISO 9001 clause 10)."""
