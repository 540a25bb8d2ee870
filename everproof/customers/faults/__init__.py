"""The violations of this room's requirements, by subject."""

from everproof.customers.faults import care, complaints, orders, surveys

__all__ = ["care", "complaints", "orders", "surveys"]
