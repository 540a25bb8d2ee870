"""The checks of this room, by subject."""

from everproof.customers.checks import surveys

__all__ = ["surveys"]
