"""Long series in few pixels, without hiding an extreme: each column of pixels keeps its smallest and largest point."""

from collections.abc import Sequence

POINTS_A_PIXEL = 2.0
"""Up to so many points for each pixel are all drawn."""


def kept(values: Sequence[float | None], columns: int) -> list[int]:
    """The positions to draw, in order: all of a short series; of a long one smallest and largest of each column.

    A column without any value keeps one position, so that the line breaks there.
    """
    count = len(values)
    columns = max(1, columns)
    if count <= POINTS_A_PIXEL * columns:
        return list(range(count))
    chosen: list[int] = []
    for column in range(columns):
        start, stop = count * column // columns, count * (column + 1) // columns
        piece = [(value, index) for index, value in enumerate(values[start:stop], start) if value is not None]
        if piece:
            chosen += sorted({min(piece)[1], max(piece)[1]})
        else:
            chosen.append(start)
    return chosen


def is_thinned(count: int, columns: int) -> bool:
    """Whether `kept` leaves points out."""
    return count > POINTS_A_PIXEL * max(1, columns)
