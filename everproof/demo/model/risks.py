"""Risks, opportunities, failure mode analyses and planned changes."""

from __future__ import annotations

from everproof.demo.model.company import ModelCompany


def add(company: ModelCompany) -> None:
    """Add this part. Lower parts are there already."""
