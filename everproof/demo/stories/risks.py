"""Risks, opportunities, failure mode analyses and planned changes."""

from __future__ import annotations

from datetime import datetime

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan what happens between `start` and `anchor`."""
