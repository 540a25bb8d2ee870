"""Agreement of ratings beyond chance: Cohen's and Fleiss' kappa, Kendall's W, intraclass correlation.

Ratings are a table: one row for each item, one column for each rater; `None` marks a missing rating, and a row with one
is left out. Categories may be any labels. Sources: Cohen, Educational and Psychological Measurement 20 (1960) and
Psychological Bulletin 70 (1968); Fleiss, Cohen & Everitt, Psychological Bulletin 72 (1969); Fleiss, Psychological
Bulletin 76 (1971); Conger, Psychological Bulletin 88 (1980); Kendall & Gibbons, Rank Correlation Methods;
McGraw & Wong, Psychological Methods 1 (1996).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from everproof.analytics.arrays import FloatArray, as_number
from everproof.analytics.errors import BadInput, as_labels, as_list, shown
from everproof.analytics.probability import chi2_sf, f_ppf, normal_ppf, normal_sf
from everproof.analytics.result import Notes, Result

Weights = Literal["none", "linear", "squared"]
Ratings = Sequence[Sequence[Any]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Kappa(Result):
    """Agreement beyond chance: 1 complete, 0 as by chance. `observed` and `expected` agreement are fractions (weighted
    where weights were asked for); `z` and `p_value` test kappa = 0; `ci` where it is known. `by_category` (Fleiss only)
    maps each category to its own kappa.
    """

    items: int
    raters: int
    kappa: float | None
    observed: float | None = None
    expected: float | None = None
    z: float | None = None
    p_value: float | None = None
    ci: tuple[float, float] | None = None
    by_category: dict[Any, float | None] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Concordance(Result):
    """Kendall's W (0 to 1) of the rankings of several raters, corrected for ties, with its chi-square test."""

    items: int
    raters: int
    w: float | None
    chisq: float | None
    df: int | None
    p_value: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class IntraclassCorrelation(Result):
    """Intraclass correlation of single ratings: `agreement` ICC(A,1) counts a shift between raters as disagreement,
    `consistency` ICC(C,1) does not. Intervals at the confidence asked for."""

    items: int
    raters: int
    agreement: float | None
    agreement_ci: tuple[float, float] | None
    consistency: float | None
    consistency_ci: tuple[float, float] | None


def cohen_kappa(
    first: Sequence[Any], second: Sequence[Any], *, weights: Weights = "none", confidence: float = 0.95
) -> Kappa:
    """Kappa of two raters. Weights 1 - |i - j|/(k - 1) ("linear") or 1 - (i - j)²/(k - 1)² ("squared") need categories
    in order: numbers by size, other labels by name.

    The z test uses the standard error under independence, the interval the one at the estimate.
    Undefined where chance alone would agree completely (one category).
    """
    if len(first) != len(second):
        raise BadInput(f"{len(first)} and {len(second)} ratings do not match", where="second")
    confidence = as_number(confidence, "confidence", above=0, below=1)
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    categories = _ordered({label for pair in pairs for label in pair})
    notes = Notes()
    figures: dict[str, Any] = {"kappa": None}
    if not pairs:
        notes.undefined("Kappa", "no item was rated by both")
    elif len(categories) < 2:
        notes.undefined("Kappa", "only one category was used")
        figures["observed"] = 1.0
    else:
        index = {label: k for k, label in enumerate(categories)}
        shares = np.zeros((len(categories),) * 2)
        for a, b in pairs:
            shares[index[a], index[b]] += 1 / len(pairs)
        figures = _cohen(shares, _agreement_weights(len(categories), weights), len(pairs), confidence, notes)
    return Kappa(
        method="Cohen's kappa" if weights == "none" else f"Cohen's kappa, {weights} weights",
        assumptions=("Both raters judged independently.",),
        warnings=notes.warnings,
        source="Cohen 1960, 1968; Fleiss, Cohen & Everitt 1969",
        items=len(pairs),
        raters=2,
        **figures,
    )


def fleiss_kappa(ratings: Ratings) -> Kappa:
    """Kappa of two or more raters who need not be the same for each item, with its z test under no agreement."""
    rows = _complete(ratings)
    notes = Notes()
    figures: dict[str, Any] = {"kappa": None}
    counts, labels = _category_counts(rows)
    if not rows or len(rows[0]) < 2:
        notes.undefined("Kappa", "two raters and an item rated by all are needed")
    elif len(labels) < 2:
        notes.undefined("Kappa", "only one category was used")
        figures["observed"] = 1.0
    else:
        figures = _fleiss(counts, labels)
    return Kappa(
        method="Fleiss' kappa",
        assumptions=("Raters judged independently.",),
        warnings=notes.warnings,
        source="Fleiss 1971; Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions",
        items=len(rows),
        raters=len(rows[0]) if rows else 0,
        **figures,
    )


def conger_kappa(ratings: Ratings) -> Kappa:
    """Exact kappa of several raters (Conger): Fleiss' with a chance agreement that knows each rater's own habits. For
    two raters it is Cohen's kappa."""
    rows = _complete(ratings)
    notes = Notes()
    value = observed = chance = None
    counts, labels = _category_counts(rows)
    if not rows or len(rows[0]) < 2 or len(labels) < 2:
        notes.undefined("Kappa", "two raters, an item rated by all and two categories are needed")
    else:
        n, m = len(rows), len(rows[0])
        shares = np.array([[sum(row[r] == label for row in rows) / n for label in labels] for r in range(m)])
        observed = _pairwise_agreement(counts)
        chance = float(np.square(counts.sum(axis=0) / (n * m)).sum() - shares.var(axis=0).sum() / (m - 1))
        if chance < 1:
            value = (observed - chance) / (1 - chance)
        else:
            notes.undefined("Kappa", "chance alone would agree completely")
    return Kappa(
        method="Exact kappa (Conger)",
        assumptions=("Raters judged independently.",),
        warnings=notes.warnings,
        source="Conger 1980",
        items=len(rows),
        raters=len(rows[0]) if rows else 0,
        kappa=value,
        observed=observed,
        expected=chance,
    )


def kendall_w(ratings: Ratings) -> Concordance:
    """Kendall's coefficient of concordance of numeric ratings, corrected for ties.

    W = 12·sum((R_i - mean)²)/(m²(n³ - n) - m·sum(t³ - t)); chi-square = m(n - 1)W with n - 1 degrees of freedom, good
    from about 7 items. Undefined where every rater gave one rank to all.
    """
    table = _numeric(ratings)
    n, m = table.shape
    notes = Notes()
    w = chisq = p = None
    if n < 2 or m < 2:
        notes.undefined("W", "two raters and two items rated by all are needed")
    else:
        ranks = np.column_stack([_ranks(column) for column in table.T])
        runs = [np.unique(column, return_counts=True)[1] for column in table.T]
        ties = sum(int((run**3 - run).sum()) for run in runs)
        largest = m**2 * (n**3 - n) - m * ties
        if largest <= 0:
            notes.undefined("W", "every rater gave the same rank to all items")
        else:
            sums = ranks.sum(axis=1)
            w = 12 * float(np.square(sums - sums.mean()).sum()) / largest
            chisq = m * (n - 1) * w
            p = float(chi2_sf(chisq, n - 1))
    return Concordance(
        method="Kendall's coefficient of concordance, corrected for ties",
        assumptions=("Raters judged independently.", "The ratings have an order."),
        warnings=notes.warnings,
        source="Kendall & Gibbons, Rank Correlation Methods",
        items=n,
        raters=m,
        w=w,
        chisq=chisq,
        df=n - 1 if w is not None else None,
        p_value=p,
    )


def intraclass_correlation(ratings: Ratings, *, confidence: float = 0.95) -> IntraclassCorrelation:
    """Two-way random intraclass correlations of single numeric ratings with the intervals of McGraw & Wong.

    With mean squares of items R, raters C and error E, n items and m raters:
    ICC(A,1) = (R - E)/(R + (m - 1)E + m(C - E)/n); ICC(C,1) = (R - E)/(R + (m - 1)E).
    """
    table = _numeric(ratings)
    confidence = as_number(confidence, "confidence", above=0, below=1)
    n, m = table.shape
    notes = Notes()
    figures: dict[str, Any] = dict.fromkeys(("agreement", "agreement_ci", "consistency", "consistency_ci"))
    if n < 2 or m < 2:
        notes.undefined("The correlation", "two raters and two items rated by all are needed")
    elif np.ptp(table) == 0:
        notes.undefined("The correlation", "the ratings do not vary")
    else:
        figures = _icc(table, confidence)
    return IntraclassCorrelation(
        method="Intraclass correlation, two-way random, single ratings",
        assumptions=("Items and raters are random samples.", "The ratings are roughly normal."),
        warnings=notes.warnings,
        source="McGraw & Wong 1996",
        items=n,
        raters=m,
        **figures,
    )


def _cohen(shares: FloatArray, weight: FloatArray, n: int, confidence: float, notes: Notes) -> dict[str, Any]:
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weight * shares).sum())
    chance = float(rows @ weight @ columns)
    if chance >= 1 - 1e-15:
        return {
            "kappa": notes.undefined("Kappa", "chance alone would agree completely"),
            "observed": observed,
            "expected": chance,
        }
    kappa = (observed - chance) / (1 - chance)
    by_row, by_column = weight @ columns, rows @ weight
    sums = by_row[:, None] + by_column[None, :]
    null = float((np.outer(rows, columns) * np.square(weight - sums)).sum()) - chance**2
    error0 = math.sqrt(max(0.0, null) / n) / (1 - chance)
    spread = float((shares * np.square(weight - sums * (1 - kappa))).sum()) - (kappa - chance * (1 - kappa)) ** 2
    margin = float(normal_ppf((1 + confidence) / 2)) * math.sqrt(max(0.0, spread) / n) / (1 - chance)
    z = kappa / error0 if error0 else None
    return {
        "kappa": kappa,
        "observed": observed,
        "expected": chance,
        "z": z,
        "p_value": None if z is None else 2 * float(normal_sf(abs(z))),
        "ci": (kappa - margin, min(1.0, kappa + margin)),
    }


def _fleiss(counts: FloatArray, labels: Sequence[Any]) -> dict[str, Any]:
    n, m = counts.shape[0], int(counts[0].sum())
    p = counts.sum(axis=0) / (n * m)
    q = 1 - p
    observed, chance = _pairwise_agreement(counts), float(p @ p)
    kappa = (observed - chance) / (1 - chance)
    spread = float(p @ q)
    error = math.sqrt(2 / (spread**2 * n * m * (m - 1)) * (spread**2 - float((p * q) @ (q - p))))
    together = (np.square(counts).sum(axis=0) - n * m * p) / (n * m * (m - 1) * p)
    return {
        "kappa": kappa,
        "observed": observed,
        "expected": chance,
        "z": kappa / error,
        "p_value": 2 * float(normal_sf(abs(kappa / error))),
        "by_category": {label: float(k) for label, k in zip(labels, (together - p) / q, strict=True)},
    }


def _icc(table: FloatArray, confidence: float) -> dict[str, Any]:
    n, m = table.shape
    x = table - table.mean()
    by_item, by_rater = x.mean(axis=1), x.mean(axis=0)
    r = m * float(by_item @ by_item) / (n - 1)
    c = n * float(by_rater @ by_rater) / (m - 1)
    e = float(np.square(x - by_item[:, None] - by_rater[None, :]).sum()) / ((n - 1) * (m - 1))
    agreement = (r - e) / (r + (m - 1) * e + m * (c - e) / n)
    consistency = (r - e) / (r + (m - 1) * e)
    tail = (1 + confidence) / 2
    intervals: dict[str, Any] = {"agreement_ci": None, "consistency_ci": None}
    if e > 0:
        df = (n - 1) * (m - 1)
        low, high = r / e / f_ppf(tail, n - 1, df), r / e * f_ppf(tail, df, n - 1)
        intervals["consistency_ci"] = ((low - 1) / (low + m - 1), (high - 1) / (high + m - 1))
        if agreement < 1:
            a = m * agreement / (n * (1 - agreement))
            b = 1 + m * agreement * (n - 1) / (n * (1 - agreement))
            v = (a * c + b * e) ** 2 / ((a * c) ** 2 / (m - 1) + (b * e) ** 2 / df)
            low, high = f_ppf(tail, n - 1, v), f_ppf(tail, v, n - 1)
            rest = m * c + (m * n - m - n) * e
            intervals["agreement_ci"] = (
                n * (r - low * e) / (low * rest + n * r),
                n * (high * r - e) / (rest + n * high * r),
            )
    return {"agreement": agreement, "consistency": consistency} | intervals


def _agreement_weights(k: int, weights: Weights) -> FloatArray:
    distance = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    if weights == "none":
        return (distance == 0).astype(float)
    if weights == "linear":
        return np.asarray(1 - distance / (k - 1))
    if weights == "squared":
        return np.asarray(1 - np.square(distance) / (k - 1) ** 2)
    raise BadInput(f"must be none, linear or squared, not {shown(weights)}", where="weights")


def _pairwise_agreement(counts: FloatArray) -> float:
    m = float(counts[0].sum())
    return float(((np.square(counts).sum(axis=1) - m) / (m * (m - 1))).mean())


def _category_counts(rows: list[tuple[Any, ...]]) -> tuple[FloatArray, list[Any]]:
    labels = _ordered({label for row in rows for label in row})
    return np.array([[row.count(label) for label in labels] for row in rows], dtype=float), labels


def _complete(ratings: Ratings) -> list[tuple[Any, ...]]:
    rows = [
        tuple(as_labels(row, f"ratings[{position}]"))
        for position, row in enumerate(as_list(ratings, "ratings"), start=1)
    ]
    if len({len(row) for row in rows}) > 1:
        raise BadInput("every item needs one rating (or None) from each rater", where="ratings")
    return [row for row in rows if all(label is not None and label == label for label in row)]


def _numeric(ratings: Ratings) -> FloatArray:
    rows = _complete(ratings)
    for position, row in enumerate(rows, start=1):
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in row):
            raise BadInput("numeric ratings are needed", where=f"ratings[{position}]")
    return np.array(rows, dtype=float).reshape(len(rows), len(rows[0]) if rows else 0)


def _ordered(labels: set[Any]) -> list[Any]:
    try:
        return sorted(labels)
    except TypeError:  # numbers and words mixed
        return sorted(labels, key=str)


def _ranks(column: FloatArray) -> FloatArray:
    """Ranks from 1, equal values share the mean of their ranks."""
    _, position, counts = np.unique(column, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[position])
