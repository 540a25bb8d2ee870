"""The violations of this room's requirements, by subject."""

from everproof.customers.faults import surveys

__all__ = ["surveys"]
