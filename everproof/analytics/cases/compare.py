"""Compares computed figures with expected ones, by the rules of the reference-case format."""

from __future__ import annotations

import math
from typing import Any

from everproof.analytics.errors import BadInput

INDEX_KEYS = frozenset({"signal_lower", "signal_upper", "nelson", "western_electric"})
"""Keys whose lists are positions, besides all that end in `beyond_limits`: no tolerance applies to these."""


def differences(expected: Any, got: Any, tolerance: Any = None) -> list[str]:
    """One sentence per figure that deviates; empty when all agree. Only the keys in `expected` are compared.

    A number agrees when `|got - expected| <= max(abs, rel * |expected|)`; `tolerance["keys"]` replaces the general
    tolerance for a key and all below it, the innermost key wins. `null` means undefined: None and NaN agree with it.
    """
    return [_sentence(figure) for figure in figures(expected, got, tolerance) if not figure["agrees"]]


def figures(expected: Any, got: Any, tolerance: Any = None) -> list[dict[str, Any]]:
    """Every compared scalar: `{figure, expected, got, allowed, deviation, agrees}`; no deviation where no number."""
    found: list[dict[str, Any]] = []
    _walk(expected, got, _Tolerance(tolerance), (), found)
    return found


class _Tolerance:
    def __init__(self, given: Any) -> None:
        given = given or {}
        if not isinstance(given, dict) or not isinstance(given.get("keys") or {}, dict):
            raise BadInput('must be {"rel": number, "abs": number, "keys": {...}}', where="tolerance")
        self.general = _pair(given)
        self.keys = {key: _pair(pair) for key, pair in (given.get("keys") or {}).items()}

    def at(self, path: tuple[str, ...], expected: float) -> float:
        if is_index(path):
            return 0.0
        relative, absolute = next((self.keys[key] for key in reversed(path) if key in self.keys), self.general)
        return max(absolute, relative * abs(expected))


def _pair(given: Any) -> tuple[float, float]:
    if not isinstance(given, dict):
        raise BadInput('must be {"rel": number, "abs": number}', where="tolerance")
    return float(given.get("rel") or 0.0), float(given.get("abs") or 0.0)


def is_index(path: tuple[str, ...]) -> bool:
    """True where the path leads into a list of positions."""
    return any(key in INDEX_KEYS or key.endswith("beyond_limits") for key in path)


def _walk(expected: Any, got: Any, tolerance: _Tolerance, path: tuple[str, ...], found: list[dict[str, Any]]) -> None:
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            found.append(_figure(path, expected, got, agrees=False))
            return
        for key, item in expected.items():
            if key in got:
                _walk(item, got[key], tolerance, (*path, key), found)
            else:
                found.append(_figure((*path, key), item, "missing", agrees=False))
    elif isinstance(expected, list):
        if not isinstance(got, list) or len(got) != len(expected):
            found.append(_figure(path, expected, got, agrees=False))
            return
        if not expected:
            found.append(_figure(path, expected, got, agrees=True))
        for position, (item, value) in enumerate(zip(expected, got, strict=True), start=1):
            _walk(item, value, tolerance, (*path, str(position)), found)
    else:
        found.append(_scalar(expected, got, tolerance, path))


def _scalar(expected: Any, got: Any, tolerance: _Tolerance, path: tuple[str, ...]) -> dict[str, Any]:
    if _is_undefined(expected) or _is_undefined(got):
        return _figure(path, expected, got, agrees=_is_undefined(expected) and _is_undefined(got))
    if _is_number(expected) and _is_number(got):
        allowed, deviation = tolerance.at(path, float(expected)), abs(got - expected)
        agrees = bool(deviation <= allowed) or got == expected
        return _figure(path, expected, got, agrees=agrees, allowed=allowed, deviation=float(deviation))
    return _figure(path, expected, got, agrees=type(expected) is type(got) and expected == got)


def _figure(
    path: tuple[str, ...],
    expected: Any,
    got: Any,
    *,
    agrees: bool,
    allowed: float | None = None,
    deviation: float | None = None,
) -> dict[str, Any]:
    return {
        "figure": ".".join(path) or "result",
        "expected": expected,
        "got": got,
        "allowed": allowed,
        "deviation": deviation,
        "agrees": agrees,
    }


def _sentence(figure: dict[str, Any]) -> str:
    text = f"{figure['figure']}: expected {_short(figure['expected'])}, got {_short(figure['got'])}"
    if figure["deviation"] is not None:
        text += f" (off by {figure['deviation']:.3g}, allowed {figure['allowed']:.3g})"
    return text


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_undefined(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
