"""Tolerance intervals and Pareto analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from everproof.analytics.distributions import fit
from everproof.analytics.metrics.pareto import pareto
from everproof.analytics.normality import normality
from everproof.analytics.tolerance import nonparametric_tolerance, normal_tolerance
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import Pareto, statistics
from everproof.kernel.ui.charts.histogram import Limit
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.study import NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
NORMAL, NONPARAMETRIC = "normal", "nonparametric"


def tolerance_interval(data: Data, options: Options) -> Study:
    """Limits that hold a share of all items, with a stated confidence."""
    values = data.numbers["values"]
    known = [value for value in values if value is not None]
    levels = {"coverage": options["coverage"], "confidence": options["confidence"]}
    by_normal = (options.get("distribution") or NORMAL) == NORMAL
    found: Any = normal_tolerance(values, **levels) if by_normal else nonparametric_tolerance(values, **levels)
    tests = normality(values)
    unit, title = options.get("unit", ""), options.get("title") or ", ".join(data.names["values"])
    results = {"tolerance": found, "normality": tests}
    if found.two_sided is None:
        return Study(WARN, _("Tolerance limits cannot be computed from these values."), results=results)
    remarks = []
    if by_normal and tests.looks_normal() is False:
        remarks.append(_("The values do not look normal: take the limits without a distribution instead."))
    facts = {"coverage": words.level(options["coverage"]), "confidence": words.level(options["confidence"])}
    verdict = _("%(coverage)s of all items lie between %(low)s and %(high)s, with %(confidence)s confidence.") % {
        **facts,
        "low": words.figure(found.two_sided[0], 5),
        "high": words.figure(found.two_sided[1], 5, unit),
    }
    if not by_normal and found.two_sided_confidence is not None and found.two_sided_confidence < options["confidence"]:
        verdict = _("So few values cannot show it: %(needed)s are needed, the extremes reach %(got)s confidence.") % {
            "needed": words.count(found.n_needed_two_sided),
            "got": words.share(found.two_sided_confidence),
        }
    rows = [
        (_("Two-sided"), words.interval(found.two_sided, 5), facts["coverage"]),
        (_("Lower, one-sided"), words.figure(found.one_sided_lower, 5, unit), _("%(coverage)s lie above") % facts),
        (_("Upper, one-sided"), words.figure(found.one_sided_upper, 5, unit), _("%(coverage)s lie below") % facts),
        (_("Values"), words.count(found.n), ""),
    ]
    if by_normal:
        rows.append((_("Factor k"), words.figure(found.k_two_sided, 5), _("two-sided")))
    limits = [Limit(found.two_sided[0], _("low")), Limit(found.two_sided[1], _("high"))]
    chart = statistics.fitted_histogram(
        known, fit(values, "normal"), title=title, sentence=verdict, limits=limits, name=_("normal"), unit=unit,
        write=formats.number,
    )  # fmt: skip
    return Study(
        NEUTRAL, verdict, [], [chart], [Figures(_("Limits"), rows)], results=results, remarks=remarks
    )  # fmt: skip


def pareto_study(data: Data, options: Options) -> Study:
    """Which few categories make most of the trouble."""
    categories: Any = data.labels["categories"]
    found = pareto(categories, data.numbers.get("counts"), other=options.get("other") or None)
    if not found.total:
        return Study(WARN, _("Nothing was counted."), results={"pareto": found})
    few, covered = len(found.vital_few), found.cumulative_percent[len(found.vital_few) - 1]
    verdict = _("%(few)d of %(all)d categories make %(share)s: %(names)s.") % {
        "few": few,
        "all": len(found.order),
        "share": words.percent(covered, 0),
        "names": words.listed(found.vital_few[:5]) + ("…" if few > 5 else ""),
    }
    places = 0 if all(count == int(count) for count in found.counts) else 2
    chart = Pareto(
        options.get("title") or ", ".join(data.names["categories"]),
        verdict,
        list(zip(found.order, found.counts, strict=True)),
        unit=options.get("unit", ""),
        places=places,
        write=formats.number,
        label_title=_("Category"),
        value_title=_("Count"),
        share_title=_("Cumulative"),
    )
    rows = [
        (_("Total"), words.figure(found.total, 6), ""),
        (_("Categories"), words.count(len(found.order)), ""),
    ]
    return Study(NEUTRAL, verdict, [], [chart], [Figures(_("Figures"), rows)], results={"pareto": found})
