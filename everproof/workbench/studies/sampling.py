"""Acceptance sampling and how many values a question needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.analytics import power
from everproof.analytics.acceptance.lookup import PlanLookup, find_plan_for_lot
from everproof.analytics.acceptance.operating import (
    OutgoingQuality,
    SampleNumber,
    average_sample_number,
    operating_characteristic,
    outgoing_quality,
)
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.tolerance import nonparametric_n
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import Table, statistics
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.study import NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
POINTS = 80
LIMITING_CHANCE = 0.1


def plan_look_up(data: Data, options: Options) -> Study:
    """The plan of the standard for a lot, with its operating characteristic and outgoing quality."""
    found = find_plan_for_lot(
        options["lot_size"],
        options["aql"],
        options["level"],
        options["inspection"],
        options["sampling"],
        options["standard"],
    )
    plan = found.plan
    if plan is None:
        return Study(WARN, _("This plan is not in the tables of the workbench."), results={"plan": found})
    aql = float(found.aql) / 100
    distribution = "poisson" if aql > 0.1 else "binomial"
    highest = _highest(plan, aql, distribution)
    quality = [highest * index / POINTS for index in range(POINTS + 1)]
    curve = operating_characteristic(plan, quality, distribution)
    at_aql = operating_characteristic(plan, [aql], distribution).p_accept[0]
    limiting = _limiting_quality(plan, highest, distribution)
    lot = None if found.inspect_all else options["lot_size"]
    outgoing = outgoing_quality(plan, quality, distribution, lot)
    asn = average_sample_number(plan, [aql, limiting], distribution)
    sentence = _(
        "A lot at the AQL of %(aql)s %% passes %(chance)s of the time; one with %(lq)s passes one time in ten."
    )
    sentence = sentence % {"aql": found.aql, "chance": words.share(at_aql, 0), "lq": words.share(limiting)}
    charts = [
        statistics.operating_curve(
            curve,
            title=_("Operating characteristic"),
            sentence=sentence,
            marks=[(aql, at_aql, "AQL"), (limiting, LIMITING_CHANCE, "LQ")],
            write=formats.number,
        ),
        statistics.outgoing_curve(
            outgoing,
            title=_("Outgoing quality"),
            sentence=_("On average at most %(aoql)s goes out, when lots that are not accepted are sorted.")
            % {"aoql": words.share(outgoing.aoql, 2)},
            label="AOQL",
            write=formats.number,
        ),
    ]
    return Study(
        NEUTRAL,
        _in_words(plan, found.inspect_all),
        [],
        charts,
        [_effects(found, at_aql, limiting, outgoing, asn)],
        [(_("The plan"), _plan_table(plan))],
        {"plan": found, "operating_characteristic": curve, "outgoing_quality": outgoing},
    )


def _effects(
    found: PlanLookup, at_aql: float, limiting: float, outgoing: OutgoingQuality, asn: SampleNumber
) -> Figures:
    row = _("row %(letter)s of the table") % {"letter": found.table_letter}
    incoming = _("at %(quality)s incoming") % {"quality": words.share(outgoing.p_at_aoql, 2)}
    rows = [
        (_("Code letter"), found.code_letter, row if found.table_letter != found.code_letter else ""),
        (_("Accepted at the AQL"), words.share(at_aql), ""),
        (_("Limiting quality"), words.share(limiting, 2), _("accepted one time in ten")),
        ("AOQL", words.share(outgoing.aoql, 2), incoming),
        (_("Items inspected on average"), words.figure(asn.asn[0] if asn.asn else None, 3), _("at the AQL")),
    ]
    return Figures(_("What the plan does"), rows)


def sample_size(data: Data, options: Options) -> Study:
    """How many values, parts or tests a question needs."""
    function, names = _QUESTIONS[options["question"]]
    given = {name: options[name] for name in names if options.get(name) is not None}
    found = function(**given)
    number = found if isinstance(found, int) else found.n
    if number is None:
        return Study(WARN, _("No practical number of values is enough."), results={"sample_size": found})
    groups = 1 if isinstance(found, int) else found.groups
    verdict = (
        ngettext("%(count)s value is needed.", "%(count)s values are needed.", number)
        if groups == 1
        else _("%(count)s values are needed in each of the %(groups)s groups.")
    ) % {"count": words.count(number), "groups": groups}
    rows = [(_("Needed"), words.count(number), _("in each group") if groups > 1 else "")]
    if not isinstance(found, int):
        rows.append((_("Before rounding up"), words.figure(found.n_exact, 6), ""))
    results = {} if isinstance(found, int) else {"sample_size": found}
    return Study(NEUTRAL, verdict, [], [], [Figures(_("Figures"), rows)], results=results)


def _mean(margin: float, sd: float, confidence: float) -> power.SampleSize:
    return power.for_mean(sigma=sd, margin=margin, confidence=confidence, use_t=True)


def _proportion(margin: float, p: float = 0.5, confidence: float = 0.95) -> power.SampleSize:
    return power.for_proportion(p=p, margin=margin, confidence=confidence)


def _difference(delta: float, sd: float, confidence: float, power_: float = 0.9) -> power.SampleSize:
    return power.t_test(delta=delta, sd=sd, alpha=1 - confidence, power=power_)


def _two_proportions(p: float, p2: float, confidence: float, power_: float = 0.9) -> power.SampleSize:
    return power.two_proportions(p1=p, p2=p2, alpha=1 - confidence, power=power_)


def _demonstration(reliability: float, confidence: float, failures: int = 0) -> power.SampleSize:
    return power.reliability_demonstration(reliability=reliability, confidence=confidence, failures=failures)


def _coverage(reliability: float, confidence: float) -> int:
    return nonparametric_n(coverage=reliability, confidence=confidence)


_QUESTIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "mean": (_mean, ("margin", "sd", "confidence")),
    "proportion": (_proportion, ("margin", "p", "confidence")),
    "difference": (_difference, ("delta", "sd", "confidence", "power_")),
    "two-proportions": (_two_proportions, ("p", "p2", "confidence", "power_")),
    "demonstration": (_demonstration, ("reliability", "confidence", "failures")),
    "coverage": (_coverage, ("reliability", "confidence")),
}
"""Question → what computes it, and the options it takes."""


def _highest(plan: SamplingPlan, aql: float, distribution: str) -> float:
    """A quality at which next to nothing is accepted any more."""
    highest = max(4 * aql, 4 * (plan.reject[-1] + 1) / plan.largest_sample)
    return min(highest, 1.0) if distribution == "binomial" else highest


def _limiting_quality(plan: SamplingPlan, highest: float, distribution: str) -> float:
    """The quality that is accepted one time in ten, by bisection."""
    low, high = 0.0, highest
    for _step in range(60):
        middle = (low + high) / 2
        if operating_characteristic(plan, [middle], distribution).p_accept[0] > LIMITING_CHANCE:
            low = middle
        else:
            high = middle
    return high


def _in_words(plan: SamplingPlan, inspect_all: bool) -> str:
    if inspect_all:
        return _("Inspect every item: the sample would not be smaller than the lot.")
    if plan.stages == 1:
        return _("Inspect %(n)s; accept with up to %(ac)s nonconforming, refuse from %(re)s on.") % {
            "n": words.count(plan.n[0]), "ac": plan.accept[0], "re": plan.reject[0]}  # fmt: skip
    return _("Inspect up to %(stages)s samples of %(n)s each; the table says after which count to stop.") % {
        "stages": plan.stages, "n": words.count(plan.n[0])}  # fmt: skip


def _plan_table(plan: SamplingPlan) -> Table:
    drawn, rows = 0, []
    for stage, size in enumerate(plan.n):
        drawn += size
        accept = plan.accept[stage]
        rows.append(
            [str(stage + 1), str(size), str(drawn), "–" if accept is None else str(accept), str(plan.reject[stage])]
        )
    return Table([_("Sample"), _("Items"), _("Items so far"), _("Accept up to"), _("Refuse from")], rows)
