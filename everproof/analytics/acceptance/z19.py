"""Variables plans of ANSI/ASQ Z1.9: code letters, sample sizes, and the largest estimated fraction nonconforming M.

One ladder of plans serves all three kinds of inspection: counted in steps of the AQL, tightened inspection takes the
rung of its AQL, normal the next, reduced the one after, reduced with the sample of a letter further up. The constant
k of Form 1 follows from M and n (`variables.k_from_m`).

Sources: ANSI/ASQ Z1.9-2003 tables A-2, B-3, B-4 (sigma unknown) and D-3, D-4 (sigma known), as given by the package
AQLSchemes 1.7-2; two of its sample sizes contradict the neighbouring tables (E at 0.65, N at 6.5, sigma known) and are
corrected here. The tests hold the ladder against its own structure.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from everproof.analytics.acceptance.lookup import level_named
from everproof.analytics.acceptance.variables import NonconformingEstimate, k_from_m
from everproof.analytics.arrays import as_whole
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import Notes, Result

SOURCE = "ANSI/ASQ Z1.9-2003 tables A-2, B-3, B-4, D-3, D-4"

AQLS = ("0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10")
LARGEST_LOT = (8, 15, 25, 50, 90, 150, 280, 400, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
CODE_LETTERS = {
    "S-3": "BBBBBBBCCDEFGHHH",
    "S-4": "BBBBBCDEEFGHIJKK",
    "I": "BBBCDEFGGHIJKLMN",
    "II": "BBCDEFGHIJKLMNPP",
    "III": "CDEFGHIJJKLMNPPP",
}
RUNG = {"tightened": 0, "normal": 1, "reduced": 2}

_REDUCED_LETTER = dict(zip("BCDEFGHIJKLMNP", "BBBBCDEFGHI-KL", strict=True))
"""Reduced inspection takes the plan of a smaller letter; "-" is a plan of 30 items that no letter has."""

_ORDER = "BCDEFGHI-JKLMNP"

_SIZE_UNKNOWN = dict(zip(_ORDER, (3, 4, 5, 7, 10, 15, 20, 25, 30, 35, 50, 75, 100, 150, 200), strict=True))

# Letter → first rung of its own, and M in percent for it and the following rungs.
_M_UNKNOWN: dict[str, tuple[int, tuple[float, ...]]] = {
    "B": (8, (7.59, 18.86, 26.94, 33.69, 40.47)),
    "C": (6, (1.49, 5.46, 10.88, 16.41, 22.84, 29.43, 36.79)),
    "D": (4, (0.041, 1.34, 3.33, 5.82, 9.80, 14.37, 20.19, 26.55, 33.94)),
    "E": (1, (0.005, 0.087, 0.421, 1.05, 2.13, 3.54, 5.34, 8.40, 12.19, 17.34, 23.30, 30.50)),
    "F": (0, (0.077, 0.179, 0.349, 0.714, 1.27, 2.14, 3.27, 4.72, 7.26, 10.53, 15.17, 20.73, 27.65)),
    "G": (0, (0.186, 0.311, 0.491, 0.839, 1.33, 2.09, 3.06, 4.32, 6.55, 9.48, 13.74, 18.97, 25.63)),
    "H": (0, (0.228, 0.356, 0.531, 0.864, 1.33, 2.03, 2.93, 4.10, 6.18, 8.95, 13.01, 18.07, 24.58)),
    "I": (0, (0.250, 0.378, 0.551, 0.874, 1.32, 2.00, 2.86, 3.97, 5.98, 8.65, 12.60, 17.55, 23.97)),
    "-": (2, (0.567, 0.885, 1.32, 1.98, 2.82, 3.91, 5.87, 8.48, 12.37, 17.25, 23.61)),
    "J": (0, (0.253, 0.373, 0.534, 0.833, 1.24, 1.87, 2.66, 3.70, 5.58, 8.11, 11.89, 16.67)),
    "K": (0, (0.243, 0.355, 0.503, 0.778, 1.16, 1.73, 2.47, 3.44, 5.21, 7.61, 11.23, 15.87, 21.99)),
    "L": (0, (0.225, 0.326, 0.461, 0.711, 1.06, 1.59, 2.27, 3.17, 4.83, 7.10, 10.58, 15.07, 21.05)),
    "M": (0, (0.218, 0.315, 0.444, 0.684, 1.02, 1.52, 2.18, 3.06, 4.67, 6.88, 10.29, 14.71)),
    "N": (0, (0.202, 0.292, 0.412, 0.636, 0.946, 1.42, 2.05, 2.88, 4.42, 6.56, 9.86, 14.18)),
    "P": (0, (0.204, 0.294, 0.414, 0.637, 0.945, 1.42, 2.04, 2.86, 4.39, 6.52, 9.80, 14.11)),
}
_M_KNOWN: dict[str, tuple[int, tuple[float, ...]]] = {
    "C": (6, (2.73, 3.90, 6.11, 9.27, 17.74, 24.22, 33.67)),
    "D": (5, (1.28, 2.23, 3.00, 7.56, 10.79, 15.60, 22.97, 31.01)),
    "E": (3, (0.310, 0.510, 1.94, 2.76, 3.85, 6.99, 9.97, 15.21, 20.80, 28.64)),
    "F": (2, (0.369, 0.568, 0.959, 1.88, 2.58, 3.87, 6.05, 8.92, 13.89, 19.46, 26.64)),
    "G": (0, (0.114, 0.290, 0.399, 0.681, 1.09, 1.76, 2.57, 3.77, 5.83, 8.62, 12.88, 17.88, 24.88)),
    "H": (0, (0.161, 0.296, 0.445, 0.721, 1.14, 1.75, 2.62, 3.68, 5.68, 8.43, 12.35, 17.36, 23.96)),
    "I": (0, (0.230, 0.321, 0.478, 0.756, 1.14, 1.80, 2.59, 3.63, 5.60, 8.13, 12.04, 17.05, 23.43)),
    "-": (2, (0.507, 0.791, 1.18, 1.79, 2.57, 3.61, 5.58, 8.13, 11.88, 16.71, 23.13)),
    "J": (0, (0.226, 0.330, 0.469, 0.760, 1.14, 1.73, 2.49, 3.43, 5.34, 7.72, 11.57, 16.23)),
    "K": (0, (0.217, 0.326, 0.461, 0.721, 1.08, 1.62, 2.35, 3.28, 4.98, 7.34, 10.93, 15.61, 21.77)),
    "L": (0, (0.211, 0.308, 0.438, 0.673, 1.00, 1.51, 2.19, 3.05, 4.68, 6.95, 10.40, 14.87, 20.90)),
    "M": (0, (0.207, 0.296, 0.423, 0.655, 0.980, 1.47, 2.12, 2.99, 4.55, 6.75, 10.17, 14.58)),
    "N": (0, (0.193, 0.283, 0.397, 0.615, 0.921, 1.39, 2.00, 2.82, 4.35, 6.48, 9.76, 14.09)),
    "P": (0, (0.196, 0.285, 0.402, 0.620, 0.920, 1.39, 2.00, 2.82, 4.34, 6.46, 9.73, 14.02)),
}
_SIZE_KNOWN: dict[str, tuple[int, ...]] = {
    "C": (2, 2, 2, 2, 3, 3, 4),
    "D": (2, 2, 2, 3, 3, 3, 4, 4),
    "E": (2, 2, 3, 3, 3, 4, 4, 5, 5, 6),
    "F": (3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8),
    "G": (3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 11, 12),
    "H": (4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 12, 14, 16),
    "I": (6, 6, 6, 7, 8, 8, 9, 10, 11, 13, 15, 17, 20),
    "-": (7, 8, 9, 10, 11, 12, 13, 15, 18, 21, 24),
    "J": (7, 8, 9, 9, 10, 11, 12, 14, 15, 18, 20, 24),
    "K": (11, 11, 12, 13, 14, 16, 17, 19, 22, 25, 29, 33, 38),
    "L": (15, 16, 17, 19, 21, 23, 25, 28, 32, 36, 42, 49, 56),
    "M": (20, 22, 23, 25, 27, 30, 33, 36, 42, 48, 55, 64),
    "N": (30, 31, 34, 37, 40, 44, 49, 54, 61, 70, 82, 95),
    "P": (40, 42, 45, 49, 54, 59, 65, 71, 81, 93, 109, 127),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class VariablesPlan(Result):
    """A variables plan: measure `n` items; Form 1 accepts when the quality index is at least `k`, Form 2 when the
    estimated fraction nonconforming is at most `m` (a fraction, not percent). `inspect_all`: the sample is not
    smaller than the lot.
    """

    inspection: str
    sigma_known: bool
    code_letter: str
    aql: str
    lot_size: int
    n: int
    k: float | None
    m: float
    inspect_all: bool

    def accepts(self, estimate: NonconformingEstimate) -> bool | None:
        """The verdict of Form 2 on a lot; None when the estimate has no fraction nonconforming."""
        return None if estimate.p_total is None else estimate.p_total <= self.m


def variables_plan_for_lot(
    lot_size: int, aql: Any, level: str = "II", inspection: str = "normal", sigma_known: bool = False
) -> VariablesPlan:
    """The plan for a lot. `aql` is one of the eleven from 0.10 to 10 percent, `level` S-3, S-4, I, II or III.

    Where the table has no plan for the letter, its arrow leads to the first plan below, with that sample size. Raises
    BadInput for values that the standard does not have.
    """
    lot = as_whole(lot_size, "lot_size", minimum=2)
    level = level_named(level)
    if level not in CODE_LETTERS:
        raise BadInput(f"must be one of {', '.join(CODE_LETTERS)}, not {shown(level)}", where="inspection_level")
    kind = str(inspection).strip().lower()
    if kind not in RUNG:
        raise BadInput(f"must be one of normal, tightened, reduced, not {shown(inspection)}", where="inspection")
    name = _aql_named(aql)
    letter = CODE_LETTERS[level][bisect_left(LARGEST_LOT, lot)]
    n, percent = _rung(
        _REDUCED_LETTER[letter] if kind == "reduced" else letter, AQLS.index(name) + RUNG[kind], sigma_known
    )
    notes = Notes()
    if n >= lot:
        notes.warn("The sample is not smaller than the lot: inspect every item.")
    k = k_from_m(percent / 100, n, sigma_known)
    return VariablesPlan(
        method=f"ANSI/ASQ Z1.9, sigma {'known' if sigma_known else 'unknown'}, {kind} inspection",
        assumptions=("The characteristic is normally distributed.", "A continuing series of lots from one source."),
        warnings=notes.warnings,
        source=SOURCE,
        inspection=kind,
        sigma_known=sigma_known,
        code_letter=letter,
        aql=name,
        lot_size=lot,
        n=n,
        k=k,
        m=percent / 100,
        inspect_all=n >= lot,
    )


def _rung(letter: str, rung: int, sigma_known: bool) -> tuple[int, float]:
    """Sample size and M in percent, after following the arrow down the column."""
    table = _M_KNOWN if sigma_known else _M_UNKNOWN
    for candidate in _ORDER[_ORDER.index(letter) :]:
        first, limits = table.get(candidate, (len(AQLS) + 2, ()))
        if first <= rung and (candidate != "-" or letter == "-"):
            size = _SIZE_KNOWN[candidate][rung - first] if sigma_known else _SIZE_UNKNOWN[candidate]
            return size, limits[rung - first]
    raise AssertionError("every column of the table ends in a plan")


def _aql_named(aql: Any) -> str:
    for name in AQLS:
        try:
            if not isinstance(aql, bool) and float(aql) == float(name):
                return name
        except (TypeError, ValueError):
            break
    raise BadInput(f"must be one of {', '.join(AQLS)}, not {shown(aql)}", where="aql")
