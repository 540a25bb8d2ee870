"""The record types of the room, by subject."""

from everproof.customers.declarations import care, complaints, orders, register, surveys

RECORD_TYPES = (
    *register.RECORD_TYPES,
    *orders.RECORD_TYPES,
    *complaints.RECORD_TYPES,
    *care.RECORD_TYPES,
    *surveys.RECORD_TYPES,
)
