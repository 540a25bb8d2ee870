"""The record types of the room, by subject."""

from everproof.customers.declarations import register

RECORD_TYPES = register.RECORD_TYPES
