"""The statistical charts of the gallery, computed: bores of a valve body, cans, gauges, lots and bearings."""

from __future__ import annotations

import math
from random import Random
from typing import Any

from everproof.kernel.ui.charts import statistics

_BORE = "Bore 12.05 mm"


def all_charts() -> list[Any]:
    """One of each kind. The first call imports numpy and scipy."""
    return [
        _individuals(),
        _subgroups(),
        _proportions(),
        _widened(),
        _frozen(),
        _ewma(),
        _cusum(),
        _t2(),
        _run(),
        _long_series(),
        _capability(),
        _skewed(),
        _probability(),
        _gage(),
        *_sampling(),
        *_lifetimes(),
    ]


def bores(count: int, seed: int = 5, shift_at: int = 0) -> list[float]:
    """Diameters in millimetres; from `shift_at` on the tool is worn."""
    random = Random(seed)  # noqa: S311  the same picture each time
    values = [random.gauss(12.05, 0.004) for _ in range(count)]
    return [round(x + (0.008 if shift_at and index >= shift_at else 0), 4) for index, x in enumerate(values)]


def _individuals() -> Any:
    from everproof.analytics.control.variables import i_mr

    values: list[float | None] = list(bores(60, shift_at=46))
    values[20], values[31] = None, 12.071
    return statistics.control_chart(
        i_mr(values[:45], new_values=values[45:]),
        title=_BORE,
        sentence="The bore has grown since point 47: the last points lie above the limits of the first 45.",
        unit="mm",
    )


def _subgroups() -> Any:
    from everproof.analytics.control.variables import xbar_s

    values, sizes = bores(118, seed=11), [5, 5, 4, 5, 6, 5, 3, 5, 5, 5, 4, 5, 5, 2, 5, 5, 6, 5, 5, 5, 4, 5, 5, 4]
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    groups = [values[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    return statistics.control_chart(
        xbar_s(groups),
        title="Bore, subgroups of different size",
        sentence="The limits follow the size of each subgroup. No point signals.",
        unit="mm",
    )


def _proportions() -> Any:
    from everproof.analytics.control.attributes import p_chart

    random = Random(3)  # noqa: S311
    sizes = [random.choice((40, 50, 60, 80)) for _ in range(26)]
    counts = [sum(random.random() < 0.04 for _ in range(size)) for size in sizes]
    counts[18] = 14
    return statistics.control_chart(
        p_chart(counts, sizes),
        title="Leaking cans",
        sentence="Sample 19 holds more leaking cans than chance explains.",
    )


def _widened() -> Any:
    from everproof.analytics.control.attributes import laney_p

    random = Random(8)  # noqa: S311
    sizes = [random.randrange(9000, 12000) for _ in range(24)]
    counts = [round(n * random.gauss(0.031, 0.004)) for n in sizes]
    return statistics.control_chart(
        laney_p(counts, sizes),
        title="Scrap of a month, p′ chart",
        sentence="With samples this large the months differ more than chance alone; the limits allow for it.",
    )


def _frozen() -> Any:
    from everproof.analytics.control.phases import LimitsHistory, joined
    from everproof.analytics.control.variables import i_mr
    from everproof.kernel.ui.charts.control import ControlChart

    values = bores(40, seed=2) + [round(x - 0.012, 4) for x in bores(30, seed=4)]
    first, second = (i_mr(part).limits for part in (values[:40], values[40:60]))
    assert first is not None
    assert second is not None
    history = LimitsHistory().revised(first=1, limits=first, reason="first study")
    history = history.revised(first=41, limits=second, reason="new reamer")
    panel = joined([stage.panels[0] for stage in history.draw(values, i_mr)])
    return ControlChart(
        "Bore, before and after the new reamer",
        "Since the new reamer the bore is 0.012 mm smaller; the limits were set anew with that reason.",
        [statistics.control_panel(panel, bounds=[(41, "new reamer")])],
        unit="mm",
        words=statistics.words(),
    )


def _ewma() -> Any:
    from everproof.analytics.control.memory import ewma

    values = [x + 0.0035 * (index > 28) for index, x in enumerate(bores(50, seed=9))]
    return statistics.control_chart(
        ewma(values, center=12.05, sigma=0.004),
        title="Bore, EWMA",
        sentence="A shift of less than one sigma shows after a few points.",
        unit="mm",
    )


def _cusum() -> Any:
    from everproof.analytics.control.memory import cusum

    values = [x - 0.004 * (index > 30) for index, x in enumerate(bores(50, seed=9))]
    chart = cusum(values, target=12.05, sigma=0.004)
    first = int(chart.signal_lower[0])
    return statistics.cusum_chart(
        chart,
        title="Bore, CUSUM",
        sentence=f"The lower sum passes its limit at point {first}: the bore is smaller than it should be.",
    )


def _t2() -> Any:
    from everproof.analytics.control.multivariate import t2

    random = Random(4)  # noqa: S311
    rows = []
    for index in range(40):
        x = random.gauss(0, 1)
        rows.append([20 + x, 50 + 2 * x + random.gauss(0, 0.5) + (4 if index == 33 else 0)])
    return statistics.control_chart(
        t2(rows),
        title="Temperature and pressure together, T²",
        sentence="At point 34 the pressure does not fit the temperature, although each is within its own limits.",
    )


def _run() -> Any:
    from everproof.analytics.control.run_chart import run_chart

    return statistics.run_chart(
        run_chart(bores(24, seed=6)),
        title="Bore, run chart",
        sentence="Runs and crossings are as chance makes them.",
        unit="mm",
    )


def _long_series() -> Any:
    from everproof.analytics.control.variables import i_mr

    values = bores(20_000, seed=12)
    values[13_000] = 12.09
    return statistics.control_chart(
        i_mr(values),
        title="Bore, all of a year",
        sentence="One point of 20,000 lies far above the limits.",
        unit="mm",
        rules=[1],
    )


def _capability() -> Any:
    from everproof.analytics.capability.indices import capability

    values = bores(125, seed=21)
    study = capability(values=values, lsl=12.038, usl=12.062, target=12.05, signals=0)
    return statistics.capability_histogram(
        values,
        study,
        title="Capability of the bore",
        sentence=f"Cpk is {study.cpk:.2f}, below the 1.33 agreed; one bore of 125 is outside.",
        unit="mm",
    )


def _skewed() -> Any:
    from everproof.analytics.capability.nonnormal import percentile_capability
    from everproof.analytics.distributions import fit

    random = Random(2)  # noqa: S311
    values = [math.exp(random.gauss(-13.6, 0.45)) for _ in range(150)]
    return statistics.fitted_histogram(
        values,
        fit(values, "lognormal"),
        title="Roundness, lognormal",
        sentence="Roundness cannot be below zero; a lognormal curve fits, a normal one would not.",
        limits=statistics.spec_limits(None, 4e-6),
        facts=[("Ppk", f"{percentile_capability(values, distribution='lognormal', usl=4e-6).ppk:.2f}")],
        name="lognormal",
        unit="m",
    )


def _probability() -> Any:
    from everproof.analytics.distributions import fit, probability_points
    from everproof.analytics.normality import normality

    values = bores(80, seed=15)
    fitted, tests = fit(values, "normal"), normality(values)
    return statistics.probability_plot(
        probability_points(values, fitted),
        fitted,
        title="Bore, normal probability plot",
        sentence="The points follow the line: nothing speaks against a normal distribution.",
        unit="mm",
        facts=[("A²", f"{tests.anderson_a2:.2f}"), ("p", f"{tests.anderson_p:.2f}")],
    )


def _gage() -> Any:
    from everproof.analytics.msa.gage_rr import gage_rr

    random = Random(1)  # noqa: S311
    parts, operators, values = [], [], []
    truth = [random.gauss(12.05, 0.006) for _ in range(10)]
    for operator, bias in (("Ana", 0.0), ("Bo", 0.0012), ("Chi", -0.0004)):
        for part, size in enumerate(truth, start=1):
            for _trial in range(3):
                parts.append(part)
                operators.append(operator)
                values.append(round(random.gauss(size + bias, 0.0012), 4))
    return statistics.gage_chart(
        gage_rr(parts, operators, values, tolerance=0.03),
        (parts, operators, values),
        title="Bore gauge, R&R",
        sentence="A quarter of the spread comes from the gauge, most of it from repeating.",
        unit="mm",
    )


def _sampling() -> list[Any]:
    from everproof.analytics.acceptance.lookup import find_plan_for_lot
    from everproof.analytics.acceptance.operating import operating_characteristic, outgoing_quality

    plan = find_plan_for_lot(1200, "1.0").plan
    assert plan is not None
    quality = [index / 1000 for index in range(101)]
    curve, outgoing = operating_characteristic(plan, quality), outgoing_quality(plan, quality, lot_size=1200)
    return [
        statistics.operating_curve(
            curve,
            title="Plan for 1,200 pieces at AQL 1.0",
            sentence="80 pieces, accepted with up to 2 nonconforming: a lot with 1 % passes 95 times of 100.",
            marks=[(0.01, curve.p_accept[10], "AQL"), (0.065, curve.p_accept[65], "LQ")],
        ),
        statistics.outgoing_curve(
            outgoing,
            title="Outgoing quality of the plan",
            sentence="Whatever comes in, on average at most 1.6 % goes out, when refused lots are sorted.",
            label="AOQL",
        ),
    ]


def _lifetimes() -> list[Any]:
    from everproof.analytics.reliability.lifetimes import as_lifetimes
    from everproof.analytics.reliability.survival import kaplan_meier
    from everproof.analytics.reliability.weibull import fit_weibull, plotting_positions

    random = Random(14)  # noqa: S311
    lives = sorted(900 * random.weibullvariate(1, 2.1) for _ in range(22))
    times, event = [round(min(life, 1200.0), 1) for life in lives], [int(life < 1200) for life in lives]
    event[6] = 0
    data, fit = as_lifetimes(times, event), fit_weibull(times, event)
    suspended = [time for time, failed in zip(times, event, strict=True) if not failed]
    failures = [time for time, failed in zip(times, event, strict=True) if failed]
    return [
        statistics.weibull_plot(
            failures,
            [float(share) for share in plotting_positions(data, "benard")],
            fit,
            title="Bearings, Weibull plot",
            sentence=f"The bearings wear out. One in ten has failed after {fit.b10_life:.0f} hours.",
            suspended=suspended,
            unit="h",
            facts=[("β", f"{fit.shape:.2f}"), ("η", f"{fit.scale:.0f} h")],
        ),
        statistics.survival_curve(
            kaplan_meier(times, event),
            title="Bearings, survival",
            sentence=f"By the fitted curve half of the bearings survive {fit.median_life:.0f} hours.",
            suspended=suspended,
            fit=fit,
            unit="h",
        ),
    ]
