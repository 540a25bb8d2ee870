"""The checks of this room, by subject."""

from everproof.customers.checks import care, complaints, orders, surveys

__all__ = ["care", "complaints", "orders", "surveys"]
