"""Lets a test declare checks, flags and exclusions as a room would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from everproof.conformity.evaluation import Evaluation, Result, evaluate
from everproof.conformity.tests.trial import Trial, standing_alone

STANDARD, NEWER = "iso9001-2015", "iso9001-2026"


@pytest.fixture
def room() -> Iterator[Trial]:
    """A room that stands alone."""
    with standing_alone() as trial:
        yield trial


@pytest.fixture
def evaluated(cast):
    """Evaluates atoms of both editions, or of one, for the cast's company."""

    def run(*atoms: str, standard: str = STANDARD) -> Evaluation:
        return evaluate(cast.organization, {standard: set(atoms)})

    return run


@pytest.fixture
def result(evaluated):
    """The result of one atom."""

    def run(atom: str, standard: str = STANDARD) -> Result:
        return evaluated(atom, standard=standard).results[standard][atom]

    return run
