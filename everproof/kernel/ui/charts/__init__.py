"""Charts drawn for reading, as SVG made on the server with the standard library only.

    from everproof.kernel.ui.charts import Bars, Line, Pareto, Series, Stack, Threshold, Trend, sparkline
    from everproof.kernel.ui.charts import statistics  # control charts, capability, gauge studies, sampling, lifetimes

Each chart is a frozen dataclass with `title`, `sentence` (what it shows, in words), `svg(width=…, palette=…)` and
`table()`. On a page use `{% figure chart %}`: the sentence above, the drawing in two widths, the numbers behind a
disclosure. For a PDF call `chart.svg(palette=PDF)`: the same drawing in literal colours for typst.

Data is drawn in ink, limits thin, signals as solid diamonds; series are labelled where they end instead of in a legend.
No `style` attribute is used, so a strict Content-Security-Policy holds.
"""

from everproof.kernel.ui.charts.bars import Bars, Pareto, Stack
from everproof.kernel.ui.charts.canvas import PAGE, PDF, Palette
from everproof.kernel.ui.charts.control import ControlChart, ControlPanel
from everproof.kernel.ui.charts.curves import Curves, PlaneCurve, PlaneMark
from everproof.kernel.ui.charts.gage import GageChart
from everproof.kernel.ui.charts.histogram import Histogram
from everproof.kernel.ui.charts.lines import Line, Threshold, Trend, sparkline
from everproof.kernel.ui.charts.model import Series, Table
from everproof.kernel.ui.charts.probability import ProbabilityPlot

__all__ = [
    "PAGE",
    "PDF",
    "Bars",
    "ControlChart",
    "ControlPanel",
    "Curves",
    "GageChart",
    "Histogram",
    "Line",
    "Palette",
    "Pareto",
    "PlaneCurve",
    "PlaneMark",
    "ProbabilityPlot",
    "Series",
    "Stack",
    "Table",
    "Threshold",
    "Trend",
    "sparkline",
]
