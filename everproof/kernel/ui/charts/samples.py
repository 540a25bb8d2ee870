"""The charts of the gallery: a year of a valve maker."""

from everproof.kernel.ui.charts.bars import Bars, Pareto, Stack
from everproof.kernel.ui.charts.lines import Line, Threshold, Trend
from everproof.kernel.ui.charts.model import Series

MONTHS = ("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")


def all_charts() -> list[Line | Trend | Bars | Stack | Pareto]:
    """One of each kind, with gaps, long names and values that miss their threshold."""
    trend, line, stack = _over_time()
    pareto, bars = _by_kind()
    return [trend, pareto, line, stack, bars]


def _over_time() -> tuple[Trend, Line, Stack]:
    return (
        Trend(
            "Delivered late",
            "Late deliveries stayed under the limit of 5 % until August and missed it twice in three months since.",
            MONTHS,
            (3.1, 2.8, 4.0, 3.6, 3.9, 2.2, None, 4.4, 4.8, 5.9, 4.6, 6.3),
            Threshold(5, "limit 5 %"),
            unit="%",
            places=1,
            label_title="Month",
        ),
        Line(
            "Complaints by site",
            "Gävle halved its complaints within the year; Sundsvall did not change.",
            MONTHS,
            [
                Series("Gävle", (14, 12, 13, 11, 12, 9, 8, 9, 7, 8, 6, 7)),
                Series("Sundsvall", (6, 5, 7, 6, 5, 6, 7, 5, 6, 7, 6, 6)),
            ],
            unit="complaints",
            label_title="Month",
        ),
        Stack(
            "Open actions by age",
            "44 actions are open; 6 of them are older than 90 days, as many as in June.",
            MONTHS[-8:],
            [
                Series("under 30 days", (22, 24, 20, 25, 23, 28, 27, 26)),
                Series("30 to 90 days", (12, 14, 15, 11, 10, 9, 13, 12)),
                Series("over 90 days", (3, 6, 5, 5, 4, 4, 5, 6)),
            ],
            unit="actions",
            label_title="Month",
        ),
    )


def _by_kind() -> tuple[Pareto, Bars]:
    return (
        Pareto(
            "Nonconformities by cause, this quarter",
            "Three of seven causes make up 83 % of 201 nonconformities.",
            [
                ("Scratch on the sealing face", 84),
                ("Wrong dimension", 52),
                ("Certificate missing", 31),
                ("Label", 12),
                ("Packaging", 10),
                ("Coating too thin", 8),
                ("Other", 4),
            ],
            label_title="Cause",
            value_title="Nonconformities",
            share_title="Cumulative",
        ),
        Bars(
            "Cost of nonconformities by place",
            "Final inspection and the hydro test bench carry two thirds of the cost; paint shop is above its budget.",
            [
                ("Final inspection", 18_400),
                ("Hydro test bench 2", 12_250),
                ("Paint shop", 8_900),
                ("Assembly", 4_100),
                ("Packing", 950),
            ],
            unit="EUR",
            label_title="Place",
            value_title="Cost",
            marked=frozenset({"Paint shop"}),
        ),
    )
