"""How long things last: Weibull fit, probability plot, survival curve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from everproof.analytics.reliability.lifetimes import as_lifetimes
from everproof.analytics.reliability.survival import kaplan_meier
from everproof.analytics.reliability.weibull import METHODS, fit_weibull, plotting_positions
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import statistics
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.study import NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
RANKS = "benard"


def weibull_study(data: Data, options: Options) -> Study:
    """Weibull analysis of lifetimes, with suspensions."""
    times, event = data.numbers["times"], data.numbers.get("event")
    fit = fit_weibull(times, event, method=options.get("fit_method") or METHODS[0], ranks=RANKS)
    lives = as_lifetimes(times, event)
    failures = [float(time) for time, failed in zip(lives.times, lives.failed, strict=True) if failed]
    suspended = [float(time) for time, failed in zip(lives.times, lives.failed, strict=True) if not failed]
    unit, title = options.get("unit", ""), options.get("title") or ", ".join(data.names["times"])
    survival = kaplan_meier(times, event)
    results = {"weibull": fit, "survival": survival}
    if fit.shape is None or fit.scale is None:
        return Study(WARN, _("A Weibull distribution cannot be fitted to these times."), results=results)
    b10 = words.figure(fit.b10_life, 4, unit)
    verdict = f"{_kind(fit)} {_('One in ten has failed after %(b10)s.') % {'b10': b10}}"
    charts = [
        statistics.weibull_plot(
            failures,
            [float(share) for share in plotting_positions(lives, RANKS)],
            fit,
            title=_("Weibull plot of %(title)s") % {"title": title},
            sentence=verdict,
            suspended=suspended,
            unit=unit,
            facts=[("β", words.figure(fit.shape, 3)), ("η", words.figure(fit.scale, 4, unit)), ("B10", b10)],
            write=formats.number,
        ),
        statistics.survival_curve(
            survival,
            title=_("Survival of %(title)s") % {"title": title},
            sentence=_("Half of them survive %(median)s by the fitted curve.")
            % {"median": words.figure(fit.median_life, 4, unit)},
            suspended=suspended,
            fit=fit,
            unit=unit,
            write=formats.number,
        ),
    ]
    rows = [
        (_("Shape β"), words.figure(fit.shape, 4), words.interval(fit.shape_ci)),
        (_("Scale η"), words.figure(fit.scale, 5, unit), words.interval(fit.scale_ci)),
        (_("B10 life"), words.figure(fit.b10_life, 5, unit), ""),
        (_("Median life"), words.figure(fit.median_life, 5, unit), ""),
        (_("Mean life"), words.figure(fit.mean_life, 5, unit), ""),
        (_("Failed, suspended"), f"{fit.failures}, {fit.items - fit.failures}", ""),
        (_("r² of the points"), words.figure(fit.rrx.r_squared if fit.rrx else None, 4), ""),
    ]
    return Study(NEUTRAL, verdict, [], charts, [Figures(_("Figures"), rows)], results=results)


def _kind(fit: Any) -> str:
    """What the shape says about the kind of failure, as far as its interval allows."""
    low, high = fit.shape_ci or (fit.shape, fit.shape)
    if low > 1:
        return _("They wear out.")
    if high < 1:
        return _("They fail early.")
    return _("The shape may be 1: failures at random cannot be ruled out.")
