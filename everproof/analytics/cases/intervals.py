"""Adapters of the topics `intervals` and `sample_size`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everproof.analytics import intervals, power
from everproof.analytics.cases.fields import Item, confidence_of, first, items_of, needed
from everproof.analytics.cases.params import choice
from everproof.analytics.errors import BadInput
from everproof.analytics.tolerance import nonparametric_n

Given = dict[str, Any]

_HITS = ("x", "successes", "defectives", "defects", "nonconforming", "events", "k")
_COUNT = ("count", "events", "x", "c", "defects", "failures")
_EXPOSURE = ("exposure", "time", "T", "units", "area", "size")
_TRIALS = ("n", "trials", "N")
_SD = ("sd", "s")
_SIDE = {r"two|both|2": "two-sided", r"lower|greater": "lower", r"upper|less": "upper"}
_SHARE_METHODS = {
    r"wilson.*(cc|corr|contin)|score.*(cc|corr|contin)": "wilson-cc",
    r"prop\.test(?!.*(false|without))": "wilson-cc",
    r"wilson|score|prop\.test": "wilson",
    r"agresti|coull": "agresti-coull",
    r"jeffrey|bayes": "jeffreys",
    r"arcsin": "arcsine",
    r"logit": "logit",
    r"exact|clopper|pearson|binom|beta": "exact",
    r"wald|normal|asympt": "wald",
}
_RATE_METHODS = {
    r"byar": "byar",
    r"score|rao": "score",
    r"exact|garwood|chi|poisson|gamma": "exact",
    r"wald|normal|asympt": "wald",
}
_KINDS = {
    r"(diff|two).*(prop|binom)": "difference of proportions",
    r"prop|binom|fraction|yield|wilson|clopper|agresti|jeffrey": "proportion",
    r"pois|rate|count|garwood": "poisson",
    r"ratio|\bf\b": "ratio",
    r"(diff|two).*mean|welch|two.?sample|paired": "difference of means",
    r"varian": "variance",
    r"\bsd\b|sigma|stand|deviation|chi": "sd",
    r"mean|\bt\b|\bz\b": "mean",
}


def _intervals(given: Given, params: Given) -> Given:
    if given.get("cases") is not None:
        return {"intervals": [_limits(item, params) for item in items_of(given, "cases")]}
    counts = given.get("counts")
    if not isinstance(counts, list):
        raise BadInput("cases or counts are needed", where="input.cases")
    items = [item if isinstance(item, Mapping) else {"count": item} for item in counts]
    return {"intervals": [_limits({"kind": "poisson"} | dict(item), params) for item in items]}


def _limits(item: Item, params: Given) -> list[float | None] | None:
    if "count" in item and item["count"] is None:
        return None
    kind = _kind(item)
    found = _INTERVALS[kind](item, params)
    if found.estimate is None or (found.low is None and found.high is None):
        return None
    if kind == "variance":
        return [None if end is None else end**2 for end in (found.low, found.high)]
    return [found.low, found.high]


def _kind(item: Item) -> str:
    named = first(item, "kind", "type", "parameter", "statistic", "of")
    if named is not None:
        return choice(named, _KINDS, None, "input.cases.kind")
    if first(item, "x2", "n2") is not None:
        return "difference of proportions"
    if first(item, *_HITS) is not None and first(item, *_TRIALS) is not None:
        return "proportion"
    if first(item, "values", "mean", "xbar") is not None:
        return "mean"
    if first(item, *_SD) is not None:
        return "sd"
    return "poisson"


def _options(item: Item, params: Given) -> Given:
    side = choice(first(item, "side", "sided", "alternative"), _SIDE, "two-sided", "input.cases.side")
    return {"confidence": confidence_of(item, params), "side": side}


def _method(item: Item, params: Given, wordings: dict[str, str]) -> str:
    return choice(first(item, "method") or params.get("method"), wordings, "exact", "input.cases.method")


def _proportion(item: Item, params: Given) -> intervals.Interval:
    method = _method(item, params, _SHARE_METHODS)
    return intervals.proportion(needed(item, *_HITS), needed(item, *_TRIALS), method=method, **_options(item, params))


def _poisson(item: Item, params: Given) -> intervals.Interval:
    method = _method(item, params, _RATE_METHODS)
    exposure = first(item, *_EXPOSURE, "n", default=1.0)
    return intervals.poisson_rate(needed(item, *_COUNT), exposure=exposure, method=method, **_options(item, params))


def _mean(item: Item, params: Given) -> intervals.Interval:
    return intervals.mean(
        item.get("values"),
        mean=first(item, "mean", "xbar", "x"),
        sd=first(item, *_SD),
        n=first(item, "n"),
        sigma=first(item, "sigma"),
        **_options(item, params),
    )


def _sd(item: Item, params: Given) -> intervals.Interval:
    spread = first(item, *_SD, "sigma")
    if spread is None and item.get("variance") is not None:
        spread = item["variance"] ** 0.5
    return intervals.standard_deviation(item.get("values"), sd=spread, n=first(item, "n"), **_options(item, params))


def _difference_of_means(item: Item, params: Given) -> intervals.Interval:
    samples = [
        first(item, *names)
        if first(item, *names) is not None
        else {"mean": needed(item, f"mean{k}"), "sd": needed(item, f"sd{k}", f"s{k}"), "n": needed(item, f"n{k}")}
        for k, names in ((1, ("x", "first", "values1")), (2, ("y", "second", "values2")))
    ]
    wording = f"{first(item, 'kind', 'type', default='')} {first(item, 'method', default='')}".lower()
    return intervals.difference_of_means(
        *samples,
        paired="paired" in wording or bool(item.get("paired")),
        equal_variances="pooled" in wording or bool(first(item, "equal_variances", "var_equal", default=False)),
        **_options(item, params),
    )


def _difference_of_proportions(item: Item, params: Given) -> intervals.Interval:
    wordings = {r"newcombe|wilson|score": "newcombe", r"wald|normal": "wald"}
    method = choice(first(item, "method"), wordings, "newcombe", "input.cases.method")
    counts = [needed(item, name) for name in ("x1", "n1", "x2", "n2")]
    return intervals.difference_of_proportions(*counts, method=method, **_options(item, params))


def _ratio(item: Item, params: Given) -> intervals.Interval:
    spreads = [needed(item, f"s{k}", f"sd{k}") for k in (1, 2)]
    sizes = [needed(item, f"n{k}") for k in (1, 2)]
    return intervals.ratio_of_variances(spreads[0], sizes[0], spreads[1], sizes[1], **_options(item, params))


_INTERVALS = {
    "proportion": _proportion,
    "poisson": _poisson,
    "mean": _mean,
    "sd": _sd,
    "variance": _sd,
    "difference of means": _difference_of_means,
    "difference of proportions": _difference_of_proportions,
    "ratio": _ratio,
}


def _sample_sizes(given: Given, params: Given) -> Given:
    sizes = [_sample_size(item) for item in items_of(given, "cases")]
    return {
        "n": [size if isinstance(size, int) else size.n for size in sizes],
        "n_exact": [float(size) if isinstance(size, int) else size.n_exact for size in sizes],
    }


def _sample_size(item: Item) -> power.SampleSize | int:
    kind = str(first(item, "kind", "type", default="")).lower()
    has_power = first(item, "power", "beta") is not None
    if any(word in kind for word in ("success", "zero", "reliab", "demonstr", "c0")) or "reliability" in item:
        return power.reliability_demonstration(
            reliability=needed(item, "reliability", "R", "r", "p"),
            confidence=_confidence(item, "C"),
            failures=first(item, "failures", "f", "c", default=0),
        )
    if any(word in kind for word in ("nonparam", "wilks", "distribution")):
        coverage = needed(item, "P", "coverage", "p")
        return nonparametric_n(coverage=coverage, confidence=_confidence(item), sides=_sides(item))
    if "anova" in kind:
        return _anova_size(item)
    if has_power and ("prop" in kind or "p1" in item):
        return _proportion_test(item, kind)
    if has_power and ("var" in kind or "ratio" in item):
        return power.one_variance(ratio=needed(item, "ratio"), **_errors(item, with_sides=False))
    if has_power:
        return _mean_test(item, kind)
    if "prop" in kind or "p" in item:
        share = {"p": first(item, "p", "proportion", default=0.5), "margin": needed(item, "margin", "E", "e", "d")}
        return power.for_proportion(**share, **_precision(item))
    if "sd" in kind or "deviation" in kind:
        margin = needed(item, "relative_margin", "margin", "percent")
        return power.for_standard_deviation(relative_margin=margin, confidence=_confidence(item))
    margin = needed(item, "margin", "E", "e", "d")
    by_t = kind.endswith("_t") or "mean_t" in kind
    return power.for_mean(sigma=needed(item, "sigma", "sd", "s"), margin=margin, use_t=by_t, **_precision(item))


def _mean_test(item: Item, kind: str) -> power.SampleSize:
    wording = f"{kind} {first(item, 'design', 'samples', 'test', 'type', default='')}".lower()
    by_z = "z" in wording.replace("size", "").split("_") or "known" in wording or "normal" in wording
    by_z = by_z or ("sd" not in item and "sigma" in item and not _is_t(wording))
    two = any(word in wording for word in ("two", "2"))
    design = (
        "paired" if "paired" in wording else "two-sample" if two or not (by_z or "one" in wording) else "one-sample"
    )
    delta, spread = (
        needed(item, "delta", "shift", "difference", "diff", "d"),
        first(item, "sd", "sigma", "s", default=1.0),
    )
    if by_z:
        return power.z_test(delta=delta, sigma=spread, design=design, **_errors(item))  # type: ignore[arg-type]
    strict = bool(item.get("strict"))
    return power.t_test(delta=delta, sd=spread, design=design, strict=strict, **_errors(item))  # type: ignore[arg-type]


def _is_t(wording: str) -> bool:
    return "t" in wording.replace(".", "_").replace(" ", "_").replace("-", "_").split("_")


def _proportion_test(item: Item, kind: str) -> power.SampleSize:
    if "p0" in item or "one" in kind:
        return power.one_proportion(p0=needed(item, "p0"), p1=needed(item, "p1", "p"), **_errors(item))
    wordings = {r"arcsin|cohen|\bh\b": "arcsine", r"unpooled": "unpooled", r".": "normal"}
    method = choice(item.get("method"), wordings, "normal", "input.cases.method")
    return power.two_proportions(p1=needed(item, "p1"), p2=needed(item, "p2"), method=method, **_errors(item))


def _anova_size(item: Item) -> power.SampleSize:
    between = needed(item, "between_variance", "between_var", "between.var")
    within = needed(item, "within_variance", "within_var", "within.var")
    groups = needed(item, "groups", "k")
    return power.one_way_anova(
        groups=groups, between_variance=between, within_variance=within, **_errors(item, with_sides=False)
    )


def _precision(item: Item) -> Given:
    return {"confidence": _confidence(item), "population": first(item, "population", "N")}


def _confidence(item: Item, *names: str) -> float:
    named = first(item, *names) if names else None
    return confidence_of({"conf": named} if named is not None else item)


def _errors(item: Item, *, with_sides: bool = True) -> Given:
    reached = first(item, "power")
    if reached is None:
        reached = 1 - needed(item, "beta")
    alpha = first(item, "alpha", "sig_level", "sig.level", "significance")
    if alpha is None:
        alpha = 1 - confidence_of(item)
    return {"power": reached, "alpha": alpha} | ({"sides": _sides(item)} if with_sides else {})


def _sides(item: Item) -> Any:
    wording = first(item, "sides", "side", "alternative", "sided", default=2)
    return choice(str(wording), {r"two|2": 2, r"one|1|less|greater": 1}, 2, "input.cases.sides")


TOPICS = {"intervals": _intervals, "sample_size": _sample_sizes}
