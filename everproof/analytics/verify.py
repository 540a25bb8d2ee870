"""Proves the statistics inside an installation: runs the shipped reference cases and reports every deviation.

The cases lie in `reference/*.json`, each with the source of its figures. `everproof stats --verify` prints this report,
and a page shows it.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everproof.analytics.cases import compute
from everproof.analytics.cases.compare import figures
from everproof.analytics.errors import BadInput
from everproof.analytics.result import plain

REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True, kw_only=True)
class VerifiedFigure:
    """One figure of a case. `deviation` is |got - expected|, `allowed` its tolerance; None where it is no number."""

    figure: str
    expected: Any
    got: Any
    deviation: float | None
    allowed: float | None
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class VerifiedCase:
    """One reference case: what was computed, against which source. `message` says why it could not be run."""

    id: str
    topic: str
    title: str
    file: str
    source: str
    kind: str
    notes: str
    message: str
    figures: tuple[VerifiedFigure, ...]

    @property
    def agrees(self) -> bool:
        return not self.message and all(figure.agrees for figure in self.figures)


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The whole report. `versions` names the software that computed."""

    cases: tuple[VerifiedCase, ...]
    versions: dict[str, str]

    @property
    def passed(self) -> int:
        """Number of cases whose figures all agree."""
        return sum(case.agrees for case in self.cases)

    @property
    def failed(self) -> int:
        return len(self.cases) - self.passed

    @property
    def figures(self) -> int:
        """Number of figures compared."""
        return sum(len(case.figures) for case in self.cases)

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        counts = {"passed": self.passed, "failed": self.failed, "figures": self.figures}
        cases = [plain(case) | {"agrees": case.agrees} for case in self.cases]
        return {**counts, "versions": self.versions, "cases": cases}


def verify(folder: Path = REFERENCE) -> Verification:
    """Run all reference cases of a folder. Raises BadInput when a file there is damaged or there is none."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise BadInput("there are no reference cases", where=str(folder))
    return Verification(cases=tuple(case for path in paths for case in _verified(path)), versions=_versions())


def _verified(path: Path) -> Iterator[VerifiedCase]:
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"the reference cases cannot be read ({error})", where=str(path)) from error
    for case in cases:
        source = case.get("source") or {}
        compared, message = _compared(case)
        yield VerifiedCase(
            id=str(case.get("id")),
            topic=str(case.get("topic")),
            title=str(case.get("title", "")),
            file=path.name,
            source=_in_words(source),
            kind=str(source.get("kind", "")),
            notes=str(case.get("notes", "")),
            message=message,
            figures=compared,
        )


def _compared(case: dict[str, Any]) -> tuple[tuple[VerifiedFigure, ...], str]:
    try:
        found = figures(case["expected"], compute(case), case.get("tolerance"))
    except Exception as error:  # the report must name a case that fails to run, not end with it
        return (), f"{type(error).__name__}: {error}"
    return tuple(VerifiedFigure(**figure) for figure in found), ""


def _in_words(source: dict[str, Any]) -> str:
    name = " ".join(str(source[key]) for key in ("name", "version", "call") if source.get(key))
    return f"{name}; {source['reference']}" if source.get("reference") else name


def _versions() -> dict[str, str]:
    import numpy as np
    import scipy

    import everproof

    return {
        "everproof": str(getattr(everproof, "__version__", "")),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
