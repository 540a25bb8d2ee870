"""Everproof: a quality management system that computes conformity from the records of daily work."""

__version__ = "0.1.0"
