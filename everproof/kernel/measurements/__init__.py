"""Measured values: one plain table, read in sets.

length = series_of(characteristic, "length", unit="mm")
record_measurements(length, [Row(at=at, value="12.070", subgroup="7"), …], by=actor)
values(length, start=monday)          [12.07, …] in time order
by_subgroup(length)                   [("7", [12.07, …]), …]
latest(organization_id, series_ids)   {series id: Measurement}
"""

from everproof.kernel.measurements.actions import Row, record_measurements, series_of, withdraw_measurements
from everproof.kernel.measurements.models import Measurement, MeasurementSeries
from everproof.kernel.measurements.queries import by_subgroup, counts, latest, measurements, values

__all__ = [
    "Measurement",
    "MeasurementSeries",
    "Row",
    "by_subgroup",
    "counts",
    "latest",
    "measurements",
    "record_measurements",
    "series_of",
    "values",
    "withdraw_measurements",
]
