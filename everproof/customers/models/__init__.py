"""The tables of the room."""

from everproof.customers.models.register import Customer, CustomerContact, CustomerRequirement

__all__ = ["Customer", "CustomerContact", "CustomerRequirement"]
