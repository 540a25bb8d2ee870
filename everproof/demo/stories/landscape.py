"""The company's processes: map, inputs, outputs, steps, and what changes in them."""

from __future__ import annotations

from datetime import datetime

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Plan what happens between `start` and `anchor`."""
