"""Direction, scope, issues, interested parties, obligations, communication, resources and knowledge."""

from __future__ import annotations

from everproof.demo.model.company import ModelCompany


def add(company: ModelCompany) -> None:
    """Add this part. Lower parts are there already."""
