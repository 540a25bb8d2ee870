"""Input of the statistics: checks what comes in and turns it into arrays of floats, missing values as NaN."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from everproof.analytics.errors import LARGEST, BadInput, shown

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_CACHE_SIZED = 1 << 16
"""Values worked on at a time, so that the intermediate arrays stay in the processor's cache."""


def as_values(values: Any, where: str = "values", *, minimum: int = 0, missing: bool = True) -> FloatArray:
    """A flat sequence of numbers as floats; `None` and NaN mean missing and become NaN.

    Raises BadInput, naming the position (from 1), for text, truth values, infinities, nested sequences, fewer than
    `minimum` values that are present, and for a missing value when `missing` is False. A float64 array comes back
    uncopied: treat the result as read-only.
    """
    array = _floats(values, where)
    if array.ndim != 1:
        raise BadInput("a flat list of numbers is needed", where=where)
    present = array.size - _refuse_infinite(array, where, missing)
    if present < minimum:
        raise BadInput(f"at least {minimum} values are needed, there are {present}", where=where)
    return array


def as_counts(counts: Any, where: str = "counts", *, minimum: int = 0) -> FloatArray:
    """Counts of items or events: whole numbers from 0, `None` for missing; as floats."""
    array = as_values(counts, where, minimum=minimum)
    refuse_where(array < 0, array, where, "a count cannot be negative")
    refuse_where(~np.isnan(array) & (array != np.floor(array)), array, where, "a count is a whole number")
    return array


def as_sizes(sizes: Any, count: int, where: str = "sizes") -> FloatArray:
    """Sample sizes or areas of opportunity, one for each of `count` counts; one number stands for all."""
    if isinstance(sizes, int | float | np.number):
        sizes = [sizes] * count
    array = as_values(sizes, where)
    if array.size != count:
        raise BadInput(f"{count} sizes are needed, one for each count, there are {array.size}", where=where)
    refuse_where(array < 0, array, where, "a size cannot be negative")
    return array


def as_number(value: Any, where: str, *, above: float | None = None, below: float | None = None) -> float:
    """One finite number, strictly above and below the bounds given."""
    if isinstance(value, bool) or not isinstance(value, Real) or not -LARGEST <= value <= LARGEST:  # type: ignore[operator]
        raise BadInput(f"a number is needed, not {shown(value)}", where=where)
    number = float(value)
    if above is not None and not number > above:
        raise BadInput(f"must be above {above:g}, not {shown(value)}", where=where)
    if below is not None and not number < below:
        raise BadInput(f"must be below {below:g}, not {shown(value)}", where=where)
    return number


def as_whole(value: Any, where: str, *, minimum: int | None = None) -> int:
    """One whole number, at least `minimum`."""
    number = as_number(value, where)
    if number != math.floor(number):
        raise BadInput(f"a whole number is needed, not {shown(value)}", where=where)
    if minimum is not None and number < minimum:
        raise BadInput(f"must be at least {minimum}, not {shown(value)}", where=where)
    return int(number)


def chunks(count: int, size: int = _CACHE_SIZED) -> Iterator[tuple[int, int]]:
    """The bounds (start, stop) of consecutive pieces of a long array."""
    for start in range(0, count, size):
        yield start, min(start + size, count)


@dataclass(frozen=True, eq=False)
class Subgroups:
    """Samples of a process, in order. `flat` holds their values without the missing ones, `sizes` how many each has."""

    flat: FloatArray
    sizes: IntArray

    def __len__(self) -> int:
        return self.sizes.size

    @cached_property
    def common_size(self) -> int | None:
        """The size of the subgroups when all have the same and it is not 0, else None."""
        if not self.sizes.size or self.sizes[0] == 0 or (self.sizes != self.sizes[0]).any():
            return None
        return int(self.sizes[0])

    @cached_property
    def means(self) -> FloatArray:
        """Mean of each subgroup; NaN where it is empty."""
        return self._statistics[0]

    @cached_property
    def ranges(self) -> FloatArray:
        """Largest minus smallest value of each subgroup; NaN where it is empty."""
        return self._statistics[1]

    @cached_property
    def squares(self) -> FloatArray:
        """Sum of squared deviations from the subgroup's own mean."""
        if self.common_size is not None:
            return _even_squares(self.flat.reshape(len(self), -1), self.means)
        deviations = self.flat - np.repeat(self.means, self.sizes)
        return self._reduce(np.add, deviations * deviations)

    @cached_property
    def sds(self) -> FloatArray:
        """Standard deviation (n - 1) of each subgroup; NaN where it has fewer than two values."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.sizes > 1, np.sqrt(self.squares / (self.sizes - 1)), np.nan)

    @cached_property
    def _statistics(self) -> tuple[FloatArray, FloatArray]:
        if self.common_size is not None:
            return _even_means_and_ranges(self.flat.reshape(len(self), -1))
        with np.errstate(invalid="ignore"):
            means = self._reduce(np.add, self.flat) / self.sizes
            # A second pass over the residuals keeps the digits when the values are large beside their spread.
            means += self._reduce(np.add, self.flat - np.repeat(means, self.sizes)) / self.sizes
        return means, self._reduce(np.maximum, self.flat) - self._reduce(np.minimum, self.flat)

    def _reduce(self, operation: np.ufunc, values: FloatArray) -> FloatArray:
        filled = np.flatnonzero(self.sizes)
        result = np.full(len(self), np.nan)
        if filled.size:
            starts = (np.cumsum(self.sizes) - self.sizes)[filled]
            result[filled] = operation.reduceat(values, starts)
        return result


def as_subgroups(subgroups: Any, where: str = "subgroups") -> Subgroups:
    """A list of lists of numbers, even or ragged, `None` for missing values; or a two-dimensional array."""
    if isinstance(subgroups, Subgroups):
        return subgroups
    if isinstance(subgroups, np.ndarray):
        array = _floats(subgroups, where)
        if array.ndim != 2:
            raise BadInput("a table with one row for each subgroup is needed", where=where)
        return _from_table(array, where)
    if not isinstance(subgroups, Sequence) or isinstance(subgroups, str):
        raise BadInput("a list of subgroups is needed, each a list of numbers", where=where)
    for position, subgroup in enumerate(subgroups, start=1):
        if isinstance(subgroup, str) or not isinstance(subgroup, Sequence | np.ndarray):
            raise BadInput("a subgroup is a list of numbers", where=f"{where}[{position}]")
    lengths = np.array([len(subgroup) for subgroup in subgroups], dtype=np.int64)
    rows = [as_values(subgroup, f"{where}[{position}]") for position, subgroup in enumerate(subgroups, start=1)]
    flat = np.concatenate(rows) if rows else np.empty(0)
    absent = np.isnan(flat)
    if absent.any():
        owner = np.repeat(np.arange(lengths.size), lengths)
        lengths = np.bincount(owner[~absent], minlength=lengths.size).astype(np.int64)
        flat = flat[~absent]
    return Subgroups(flat, lengths)


def _from_table(table: FloatArray, where: str) -> Subgroups:
    missing = _refuse_infinite(table.ravel(), where, missing=True)
    if not missing:
        sizes = np.broadcast_to(np.int64(table.shape[1]), len(table))
        return Subgroups(np.ascontiguousarray(table).ravel(), sizes)
    present = ~np.isnan(table)
    return Subgroups(table[present], present.sum(axis=1).astype(np.int64))


def _rows_at_a_time(table: FloatArray) -> int:
    return max(1, _CACHE_SIZED // max(1, table.shape[1]))


def _even_means_and_ranges(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means and ranges of the rows. Working on transposed pieces lets the processor treat many rows at once."""
    means, ranges = np.empty(len(table)), np.empty(len(table))
    for start, stop in chunks(len(table), _rows_at_a_time(table)):
        piece = np.array(table[start:stop].T, order="C")  # a copy: the table belongs to the caller
        first = piece[0].copy()
        np.subtract(piece.max(axis=0), piece.min(axis=0), out=ranges[start:stop])
        piece -= first  # exact or nearly so for neighbouring values: the mean keeps its digits far from zero
        np.add(piece.sum(axis=0) / len(piece), first, out=means[start:stop])
    return means, ranges


def _even_squares(table: FloatArray, means: FloatArray) -> FloatArray:
    squares = np.empty(len(table))
    for start, stop in chunks(len(table), _rows_at_a_time(table)):
        piece = table[start:stop].T - means[start:stop]
        np.square(piece, out=piece)
        piece.sum(axis=0, out=squares[start:stop])
    return squares


def _floats(values: Any, where: str) -> FloatArray:
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":
        return values.astype(np.float64, copy=False)
    if isinstance(values, str | bytes | dict) or not hasattr(values, "__len__"):
        raise BadInput("a list of numbers is needed", where=where)
    if set(map(type, values)) <= {float, int}:
        try:
            return np.array(values, dtype=np.float64)
        except OverflowError:  # a whole number beyond the range of floats; the loop below says which
            pass
    numbers = [_number(value, f"{where}[{position}]") for position, value in enumerate(values, start=1)]
    return np.array(numbers, dtype=np.float64)


def _number(value: Any, where: str) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool | np.bool_ | str | bytes) or not hasattr(value, "__float__"):
        raise BadInput(f"a number is needed, not {shown(value)}", where=where)
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadInput(f"a number is needed, not {shown(value)}", where=where) from error


def _refuse_infinite(array: FloatArray, where: str, missing: bool) -> int:
    """Refuse infinities (and missing values, unless allowed); returns how many values are missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        # One cheap pass is enough for almost all data: the sum of squares is finite when every value is, and not huge.
        if math.isfinite(float(np.dot(array, array))):
            return 0
        refuse_where(np.isinf(array), array, where, "a value must be finite")
        refuse_where(np.abs(array) > LARGEST, array, where, "the value is too large to compute with")
    absent = np.isnan(array)
    if not missing:
        refuse_where(absent, array, where, "a value is missing")
    return int(absent.sum())


def refuse_where(wrong: npt.NDArray[np.bool_], array: FloatArray, where: str, message: str) -> None:
    """Raise BadInput for the first position (from 1) at which `wrong` is true."""
    if wrong.any():
        position = int(np.argmax(wrong))
        raise BadInput(f"{message} ({array[position]:g})", where=f"{where}[{position + 1}]")


def mean_of(values: FloatArray) -> float:
    """Mean of the values that are present, NaN when there are none.

    Sums the differences from the first value piece by piece, so that values far from zero keep their digits and ten
    million values need no second array.
    """
    if not values.size:
        return math.nan
    origin = float(values[0])
    sums = [float((values[start:stop] - origin).sum()) for start, stop in chunks(values.size)]
    total = math.fsum(sums)
    if math.isnan(total):
        return mean_of(values[~np.isnan(values)])
    return origin + total / values.size


def or_none(value: float) -> float | None:
    """The number, or None where it is NaN or infinite."""
    return value if math.isfinite(value) else None


def selected(array: Any, mask: npt.NDArray[np.bool_]) -> Any:
    """The elements where the mask is true; the array itself, not a copy, when that is all of them."""
    return array if mask.all() else array[mask]


def point_mask(points: Any, count: int, where: str = "exclude") -> npt.NDArray[np.bool_]:
    """True at the points named (numbers from 1)."""
    mask = np.zeros(count, dtype=bool)
    for number in points:
        position = as_whole(number, where, minimum=1)
        if position > count:
            raise BadInput(f"there is no point {position}, there are {count}", where=where)
        mask[position - 1] = True
    return mask
