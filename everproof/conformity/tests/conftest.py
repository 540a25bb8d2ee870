"""Lets a test declare checks, flags and exclusions as a room would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from everproof.conformity.evaluation import Evaluation, Result, evaluate
from everproof.kernel.checks import Check
from everproof.kernel.modules import Module, registry

STANDARD, NEWER = "iso9001-2015", "iso9001-2026"


class Trial:
    """A room of the test's own. `declare` replaces what it declared before."""

    def declare(self, *, checks: dict[str, Any] | None = None, **more: Any) -> None:
        """`checks` maps an atom to its function; other rooms' checks of the same atoms give way."""
        self.withdraw()
        made = tuple(Check(atom, run) for atom, run in (checks or {}).items())
        registry._modules.append(Module(name="trial", label="Trial", checks=made, **more))

    def withdraw(self) -> None:
        registry._modules[:] = [module for module in registry._modules if module.name != "trial"]


@pytest.fixture
def room() -> Iterator[Trial]:
    trial = Trial()
    yield trial
    trial.withdraw()


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
