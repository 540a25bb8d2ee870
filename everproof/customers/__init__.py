"""Customers: who they are, what they ordered and asked for, what they say, and how satisfied they are."""
