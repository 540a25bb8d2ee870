"""Capability: stability first, then the distribution, then the indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from everproof.analytics.capability.indices import capability, required_index
from everproof.analytics.capability.nonnormal import PercentileCapability, of_curve
from everproof.analytics.control import variables
from everproof.analytics.distributions import best_fit, fit, probability_points
from everproof.analytics.errors import BadInput
from everproof.analytics.normality import normality
from everproof.analytics.transforms import johnson
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import statistics
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.studies import control
from everproof.workbench.study import BAD, GOOD, NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
NORMAL, BEST, JOHNSON = "normal", "best", "johnson"


def capability_study(data: Data, options: Options) -> Study:
    """Control chart, test of normality, histogram with indices, probability plot."""
    values, chart, groups = _arranged(data, options)
    signals = control.signals_of(chart.panels)
    number = len({point for _statistic, _rule, points in signals for point in points})
    tests = normality(values)
    lsl, usl, target = (options.get(name) for name in ("lsl", "usl", "target"))
    if lsl is None and usl is None:
        raise BadInput(_("give a lower or an upper limit, or both"), where=str(_("Specification")))
    study = capability(
        subgroups=groups, values=None if groups is not None else values, lsl=lsl, usl=usl, target=target, signals=number
    )
    wanted = options.get("distribution") or NORMAL
    results: dict[str, Any] = {"capability": study, "normality": tests, "chart": chart}
    percentile = None
    curve = None
    if wanted != NORMAL:
        curve, percentile = _fitted(values, wanted, lsl, usl)
        results |= {"fit": curve, "percentile": percentile}
    asked = options.get("required") or 1.33
    tone, verdict, sentences = _judged(study, percentile, tests, number, asked)
    known = [value for value in values if value is not None]
    unit, title = options.get("unit", ""), options.get("title") or ", ".join(data.names.get("values", ()))[:80]
    charts = [
        _histogram(known, study, curve, percentile, title, unit),
        statistics.control_chart(
            chart,
            title=_("Is the process stable?"),
            sentence=_stability(number),
            unit=unit,
            write=formats.number,
        ),
        *_probability(known, curve, tests, unit),
    ]
    return Study(
        tone=tone,
        verdict=verdict,
        sentences=[*sentences, *control.sentences_about(signals)],
        charts=charts,
        figures=[_indices(study, percentile, asked), _shape(study, tests, unit)],
        results=results,
    )


def _arranged(data: Data, options: Options) -> tuple[list[float | None], Any, Any]:
    """All values in order, the chart that shows whether they are stable, and the subgroups if there are any."""
    single = len(data.names["values"]) == 1 and (options.get("layout") or "auto") in ("auto", "single")
    if single and data.labels.get("subgroup") is None:
        values = [value for row in data.tables["values"] for value in row]
        return values, variables.i_mr(values), None
    groups = control.subgroups_of(data, {**options, "layout": options.get("layout") or "auto"})
    values = [value for group in groups for value in group]
    largest = max((len(group) for group in groups), default=0)
    chart = variables.xbar_s(groups) if largest > 8 else variables.xbar_r(groups)
    return values, chart, groups


def _fitted(values: Any, wanted: str, lsl: float | None, usl: float | None) -> tuple[Any, PercentileCapability]:
    if wanted == JOHNSON:
        curve: Any = johnson(values)
        name = f"johnson {curve.system or ''}".strip()
        parameters = {key: getattr(curve, key) for key in ("gamma", "eta", "epsilon", "lambda_")}
        known = {key: value for key, value in parameters.items() if value is not None}
        return curve, of_curve(curve, lsl=lsl, usl=usl, distribution=name, parameters=known)
    curve = best_fit(values) if wanted == BEST else fit(values, wanted)
    if curve is None:
        raise BadInput(_("no distribution can be fitted to these values"), where=str(_("Distribution")))
    return curve, of_curve(curve, lsl=lsl, usl=usl, distribution=curve.family, parameters=curve.parameters)


def _judged(
    study: Any, percentile: PercentileCapability | None, tests: Any, number: int, asked: float
) -> tuple[str, str, list[str]]:
    index = study.ppk if percentile is None else percentile.ppk
    name = "Ppk" if percentile is not None else "Cpk"
    shown = study.cpk if percentile is None and study.cpk is not None else index
    sentences: list[str] = []
    if shown is None:
        return WARN, _("The indices cannot be computed from these data."), sentences
    if percentile is None and tests.looks_normal() is False:
        sentences.append(
            _("The values do not look normal (%(p)s): choose another distribution, or mistrust the indices.")
            % {"p": words.p_says(tests.anderson_p if tests.anderson_p is not None else tests.shapiro_p)}
        )
    if number:
        return (
            BAD,
            _("The process is not stable, so capability does not mean much yet: %(name)s %(value)s describes the past.")
            % {"name": name, "value": formats.number(shown, 2)},
            sentences,
        )
    bound = study.cpk_lower_bound if percentile is None else None
    if bound is not None and study.n > 2:
        sentences.append(
            _("With %(n)s values the sample shows at least %(bound)s, at 95 %% confidence.")
            % {"n": words.count(study.n), "bound": formats.number(bound, 2)}
        )
    facts = {"name": name, "value": formats.number(shown, 2), "asked": formats.number(asked, 2)}
    if shown < asked:
        return BAD, _("Not capable: %(name)s is %(value)s, asked is %(asked)s.") % facts, sentences
    if bound is not None and bound < asked:
        return (
            NEUTRAL,
            _("%(name)s is %(value)s, but so few values do not yet prove the %(asked)s that is asked.") % facts,
            sentences,
        )
    return GOOD, _("Capable: %(name)s is %(value)s, asked is %(asked)s.") % facts, sentences


def _stability(number: int) -> str:
    if number:
        return _("No: %(count)d points are signals. Indices of an unstable process promise nothing.") % {
            "count": number
        }
    return _("No signal: the indices may be read.")


def _histogram(values: Sequence[float], study: Any, curve: Any, percentile: Any, title: str, unit: str) -> Any:
    outside = sum(
        (study.lsl is not None and value < study.lsl) or (study.usl is not None and value > study.usl)
        for value in values
    )
    sentence = _("%(outside)s of %(all)s values lie outside the limits.") % {
        "outside": words.count(outside),
        "all": words.count(len(values)),
    }
    if percentile is None:
        return statistics.capability_histogram(
            values, study, title=title, sentence=sentence, unit=unit, write=formats.number
        )
    facts = [
        (name, formats.number(value, 2))
        for name, value in (("Pp", percentile.pp), ("PPL", percentile.ppl), ("PPU", percentile.ppu),
                            ("Ppk", percentile.ppk))
        if value is not None
    ]  # fmt: skip
    return statistics.fitted_histogram(
        values,
        curve,
        title=title,
        sentence=sentence,
        limits=statistics.spec_limits(study.lsl, study.usl),
        facts=[*facts, ("n", words.count(len(values)))],
        name=percentile.distribution.replace("_", " "),
        unit=unit,
        write=formats.number,
    )


def _probability(values: Sequence[float], curve: Any, tests: Any, unit: str) -> list[Any]:
    fitted = curve if hasattr(curve, "family") else fit(values, "normal")
    points = probability_points(values, fitted)
    if not points:
        return []
    by_normal = fitted.family == "normal"
    looks = tests.looks_normal()
    if not by_normal:
        sentence = _("The closer the points follow the line, the better the %(family)s distribution fits.") % {
            "family": fitted.family.replace("_", " ")
        }
    elif looks is None:
        sentence = _("The closer the points follow the line, the closer the values are to a normal distribution.")
    else:
        sentence = (
            _("The points follow the line: nothing speaks against a normal distribution.")
            if looks
            else _("The points leave the line: the values are not normal.")
        )
    facts = [("A²", words.figure(tests.anderson_a2, 3)), ("p", words.p_value(tests.anderson_p))] if by_normal else []
    return [
        statistics.probability_plot(
            points,
            fitted,
            title=_("Probability plot, %(family)s") % {"family": fitted.family.replace("_", " ")},
            sentence=sentence,
            unit=unit,
            facts=[fact for fact in facts if fact[1] != "–"],
            write=formats.number,
        )
    ]


def _indices(study: Any, percentile: PercentileCapability | None, asked: float) -> Figures:
    def index(value: float | None) -> str:
        return "–" if value is None else formats.number(value, 2)

    def ends(value: Any) -> str:
        if value is None:
            return ""
        return _("%(low)s to %(high)s at 95 %% confidence") % {"low": index(value[0]), "high": index(value[1])}

    def observed(value: float | None) -> str:
        return _("observed %(got)s") % {"got": _ppm(value)}

    if percentile is not None:
        rows = [
            ("Pp", index(percentile.pp), percentile.distribution),
            ("Ppk", index(percentile.ppk), percentile.distribution),
            (_("Expected below LSL"), _ppm(percentile.expected_below_lsl_ppm), ""),
            (_("Expected above USL"), _ppm(percentile.expected_above_usl_ppm), ""),
        ]
        return Figures(_("Performance by percentiles"), [row for row in rows if row[1] != "–"])
    needed = required_index(asked, study.n) if study.n > 4 else None
    rows = [
        ("Cp", index(study.cp), ends(study.cp_ci)),
        ("Cpk", index(study.cpk), ends(study.cpk_ci)),
        ("Cpm", index(study.cpm), ends(study.cpm_ci)),
        ("Pp", index(study.pp), ends(study.pp_ci)),
        ("Ppk", index(study.ppk), ends(study.ppk_ci)),
        (_("Index that so many values must reach"), index(needed), _("to prove %(asked)s") % {"asked": index(asked)}),
        (_("Expected below LSL"), _ppm(study.expected_overall_below_lsl_ppm), observed(study.observed_below_lsl_ppm)),
        (_("Expected above USL"), _ppm(study.expected_overall_above_usl_ppm), observed(study.observed_above_usl_ppm)),
    ]
    return Figures(_("Indices"), [row for row in rows if row[1] != "–"])


def _ppm(value: float | None) -> str:
    return "–" if value is None else f"{words.figure(value, 3)} ppm"


def _shape(study: Any, tests: Any, unit: str) -> Figures:
    skewness = f"{words.figure(tests.skewness_g1, 3)}, {words.figure(tests.excess_kurtosis_g2, 3)}"
    rows = [
        (_("Values"), words.count(study.n), ""),
        (_("Mean"), words.figure(study.mean, 5, unit), ""),
        (_("Sigma within"), words.figure(study.sigma_within, 4, unit), study.sigma_within_method),
        (_("Sigma overall"), words.figure(study.sigma_overall, 4, unit), ""),
        (_("Anderson-Darling"), words.figure(tests.anderson_a2, 3), words.p_says(tests.anderson_p)),
        (_("Shapiro-Wilk"), words.figure(tests.shapiro_w, 4), words.p_says(tests.shapiro_p)),
        (_("Skewness, excess kurtosis"), skewness, ""),
    ]
    return Figures(_("The values"), rows)
