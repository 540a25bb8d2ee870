"""A room of a test's own, which stands alone: what other rooms check and decide is left out while it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from everproof.kernel.checks import Check
from everproof.kernel.modules import Module, registry


class Trial:
    """What the test declares; `declare` replaces what it declared before."""

    def declare(self, *, checks: dict[str, Any] | None = None, **more: Any) -> None:
        """`checks` maps an atom to its function."""
        self.withdraw()
        made = tuple(Check(atom, run) for atom, run in (checks or {}).items())
        registry._modules.append(Module(name="trial", label="Trial", checks=made, **more))

    def withdraw(self) -> None:
        registry._modules[:] = [module for module in registry._modules if module.name != "trial"]


@contextmanager
def standing_alone() -> Iterator[Trial]:
    """The other rooms keep their records, and nothing else of them counts, however many checks they have by now."""
    before = list(registry._modules)
    registry._modules[:] = [replace(module, checks=(), flags={}, exclusions=None) for module in before]
    try:
        yield Trial()
    finally:
        registry._modules[:] = before
