"""Measurement systems: gage R&R, type 1, bias, linearity, attribute agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from everproof.analytics.msa.attribute import AttributeAgreement, attribute_agreement
from everproof.analytics.msa.average_range import average_range
from everproof.analytics.msa.gage_rr import Anova, gage_rr, gage_rr_nested
from everproof.analytics.msa.location import bias, linearity, type1
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import Bars, ControlChart, ControlPanel, Curves, PlaneCurve, Table, statistics
from everproof.workbench import words
from everproof.workbench.columns import Data
from everproof.workbench.study import BAD, GOOD, NEUTRAL, WARN, Figures, Study

Options = Mapping[str, Any]
CROSSED, NESTED, AVERAGE_RANGE = "crossed", "nested", "average-range"
_TONES = {"acceptable": GOOD, "marginal": NEUTRAL, "unacceptable": BAD}
ENOUGH_CATEGORIES = 5


def gage_study(data: Data, options: Options) -> Study:
    """Gage R&R, crossed or nested, by analysis of variance; or by average and range."""
    parts, operators, values = data.labels["part"], data.labels["operator"], data.numbers["values"]
    kind = options.get("model") or CROSSED
    tolerance = options.get("tolerance")
    results: dict[str, Any] = {}
    if kind == NESTED:
        study = gage_rr_nested(parts, operators, values, tolerance=tolerance)
    else:
        study = gage_rr(parts, operators, values, tolerance=tolerance)
    results["gage_rr"] = study
    if kind == AVERAGE_RANGE:
        results["average_range"] = average_range(parts, operators, values)
    tone, verdict, sentences = _judged(study, tolerance)
    unit = options.get("unit", "")
    title = options.get("title") or ", ".join(data.names["values"])
    charts = []
    if study.parts:
        charts = [
            statistics.gage_chart(
                study,
                (parts, operators, values),
                title=title,
                sentence=sentences[0] if sentences else verdict,
                nested=kind == NESTED,
                unit=unit,
                write=formats.number,
            )
        ]
    tables = []
    if study.anova is not None:
        tables.append((_("Analysis of variance"), _anova(study.anova)))
    if study.anova_reduced is not None:
        tables.append((_("Analysis of variance without interaction"), _anova(study.anova_reduced)))
    return Study(
        tone=tone,
        verdict=verdict,
        sentences=sentences,
        charts=charts,
        figures=[
            _components(study, unit),
            *([_by_ranges(results["average_range"], unit)] if kind == AVERAGE_RANGE else []),
        ],
        tables=tables,
        results=results,
    )


def type1_study(data: Data, options: Options) -> Study:
    """Type 1 study of one reference part."""
    values = data.numbers["values"]
    study = type1(
        values,
        reference=options["reference"],
        tolerance=options["tolerance"],
        percent_of_tolerance=options["percent_of_tolerance"],
    )
    asked = options.get("required") or 1.33
    unit = options.get("unit", "")
    if study.cg is None or study.cgk is None:
        tone, verdict = WARN, _("Cg and Cgk cannot be computed from these readings.")
    else:
        enough = study.cg >= asked and study.cgk >= asked
        tone = GOOD if enough else BAD
        facts = {"cg": formats.number(study.cg, 2), "cgk": formats.number(study.cgk, 2),
                 "asked": formats.number(asked, 2)}  # fmt: skip
        verdict = (
            _("The gauge is capable on this part: Cg %(cg)s and Cgk %(cgk)s reach %(asked)s.")
            if enough
            else _("The gauge is not capable on this part: Cg %(cg)s, Cgk %(cgk)s, asked is %(asked)s.")
        ) % facts
    sentences = [_about_bias(study.p_value)]
    band = options["percent_of_tolerance"] / 200 * options["tolerance"]
    panel = ControlPanel(
        name=_("Reading"),
        values=values,
        center=options["reference"],
        lcl=options["reference"] - band,
        ucl=options["reference"] + band,
        center_name=_("Reference"),
        limit_names=("−", "+"),
    )
    note = _("The band is %(share)s %% of the tolerance about the reference.") % {
        "share": formats.number(options["percent_of_tolerance"])
    }
    chart = ControlChart(
        options.get("title") or ", ".join(data.names["values"]), f"{verdict} {note}", [panel], unit=unit,
        write=formats.number, words=statistics.words(),
    )  # fmt: skip
    rows = [
        ("Cg", words.figure(study.cg, 3), _("spread alone")),
        ("Cgk", words.figure(study.cgk, 3), _("spread and bias")),
        (_("Mean"), words.figure(study.mean, 5, unit), ""),
        (_("Standard deviation"), words.figure(study.sd, 4, unit), ""),
        (_("Bias"), words.figure(study.bias, 4, unit), words.p_says(study.p_value)),
        (_("Readings"), words.count(study.n), ""),
    ]
    return Study(tone, verdict, sentences, [chart], [Figures(_("Figures"), rows)], results={"type1": study})


def bias_study(data: Data, options: Options) -> Study:
    """Bias against one reference value."""
    values = data.numbers["values"]
    study = bias(values, reference=options["reference"])
    unit = options.get("unit", "")
    if study.p_value is None:
        tone, verdict = WARN, _("The bias cannot be tested with these readings.")
    elif study.p_value < 0.05:
        tone = BAD
        verdict = _("The gauge reads %(bias)s off the reference, more than chance explains.") % {
            "bias": words.figure(study.bias, 4, unit)
        }
    else:
        tone, verdict = GOOD, _("No bias shows: the readings agree with the reference within chance.")
    panel = ControlPanel(
        name=_("Reading"), values=values, center=options["reference"], center_name=_("Reference")
    )  # fmt: skip
    chart = ControlChart(
        options.get("title") or ", ".join(data.names["values"]), verdict, [panel], unit=unit, write=formats.number,
        words=statistics.words(),
    )  # fmt: skip
    rows = [
        (_("Mean"), words.figure(study.mean, 5, unit), ""),
        (_("Bias"), words.figure(study.bias, 4, unit), f"{words.interval(study.ci)} ({_('95 % confidence')})"),
        ("t", words.figure(study.t, 4), words.p_says(study.p_value)),
        (_("Readings"), words.count(study.n), ""),
    ]
    return Study(tone, verdict, [], [chart], [Figures(_("Figures"), rows)], results={"bias": study})


def linearity_study(data: Data, options: Options) -> Study:
    """Does the bias depend on the size of what is measured?"""
    parts, references, values = data.labels["part"], data.numbers["reference"], data.numbers["values"]
    study = linearity(parts, references, values, process_variation=options.get("process_variation"))
    unit = options.get("unit", "")
    if study.p_slope is None or study.slope is None or study.intercept is None:
        tone, verdict = WARN, _("A line cannot be fitted to these readings.")
    elif study.p_slope < 0.05:
        tone, verdict = BAD, _("The bias changes with the size of the part: the gauge is not linear.")
    elif study.average_bias_p is not None and study.average_bias_p < 0.05:
        tone, verdict = NEUTRAL, _("The gauge is linear, but reads off by the same amount everywhere.")
    else:
        tone, verdict = GOOD, _("The gauge is linear and shows no bias.")
    charts = []
    if study.slope is not None and study.intercept is not None:
        known = sorted(part.reference for part in study.parts)
        line = [(x, study.intercept + study.slope * x) for x in (known[0], known[-1])]
        means = [(part.reference, part.bias) for part in sorted(study.parts, key=lambda one: one.reference)]
        charts = [
            Curves(
                options.get("title") or _("Bias over the range of the gauge"),
                verdict,
                [PlaneCurve(_("mean bias"), means), PlaneCurve(_("line"), line)],
                _("Reference"),
                _("Bias"),
                x_unit=unit,
                write=formats.number,
            )
        ]
    rows = [
        (_("Slope"), words.figure(study.slope, 4), words.p_says(study.p_slope)),
        (_("Intercept"), words.figure(study.intercept, 4, unit), words.p_says(study.p_intercept)),
        ("R²", words.figure(study.r_squared, 4), ""),
        (_("Average bias"), words.figure(study.average_bias, 4, unit), words.p_says(study.average_bias_p)),
        (_("Linearity"), words.figure(study.linearity, 4, unit), words.percent(study.pct_linearity)),
    ]
    by_part = Table(
        [_("Part"), _("Reference"), _("Readings"), _("Bias"), "p"],
        [
            [str(part.part), words.figure(part.reference), words.count(part.n), words.figure(part.bias),
             words.p_value(part.p_value)]
            for part in study.parts
        ],
    )  # fmt: skip
    return Study(
        tone, verdict, [], charts, [Figures(_("Figures"), rows)], [(_("By part"), by_part)], {"linearity": study}
    )


def agreement_study(data: Data, options: Options) -> Study:
    """Do people who judge agree, with themselves, each other and the truth?"""
    appraisers, parts, trials, standard = _judgements(data)
    study = attribute_agreement(appraisers, parts, trials, standard=standard)
    if not study.appraisers:
        return Study(WARN, _("There is no complete row of judgements."), results={"agreement": study})
    kappas = [one.fleiss_vs_standard if standard else one.fleiss_within for one in study.appraisers]
    defined = [kappa for kappa in kappas if kappa is not None]
    overall = study.cohen_all_vs_standard if standard else study.fleiss_between
    worst = min([*defined, *([overall] if overall is not None else [])], default=None)
    if worst is None:
        tone, verdict = WARN, _("Agreement beyond chance cannot be computed from these judgements.")
    elif worst >= 0.75:
        tone, verdict = GOOD, _("The appraisers agree well: every kappa is at least 0.75.")
    else:
        tone = NEUTRAL if worst >= 0.4 else BAD
        verdict = _("Agreement is not good enough: the lowest kappa is %(kappa)s, good is 0.75 and more.") % {
            "kappa": formats.number(worst, 2)
        }
    items = [
        (str(one.name), matched.percent)
        for one in study.appraisers
        if (matched := one.vs_standard if standard else one.within) is not None and matched.percent is not None
    ]
    charts = [
        Bars(
            options.get("title") or (_("Agreement with the truth") if standard else _("Agreement with oneself")),
            verdict,
            items,
            unit="%",
            places=1,
            write=formats.number,
            label_title=_("Appraiser"),
            value_title=_("Agreement"),
        )
    ]
    return Study(
        tone,
        verdict,
        [],
        charts if items else [],
        [_overall(study)],
        [(_("By appraiser"), _by_appraiser(study))],
        {"agreement": study},
    )


def _judgements(data: Data) -> tuple[list[Any], list[Any], list[list[Any]], list[Any] | None]:
    """One row for each appraiser and part, whether trials stand in columns or in rows."""
    appraisers, parts, rows = data.labels["appraiser"], data.labels["part"], data.label_tables["ratings"]
    truth = data.labels.get("reference")
    gathered: dict[tuple[Any, Any], list[Any]] = {}
    standards: dict[tuple[Any, Any], Any] = {}
    for index, key in enumerate(zip(appraisers, parts, strict=True)):
        gathered.setdefault(key, []).extend(rows[index])
        if truth is not None and truth[index] is not None:
            standards.setdefault(key, truth[index])
    count = max(map(len, gathered.values()), default=0)
    trials = [[row[k] if k < len(row) else None for row in gathered.values()] for k in range(count)]
    keys = list(gathered)
    standard = [standards.get(key) for key in keys] if truth is not None else None
    return [key[0] for key in keys], [key[1] for key in keys], trials, standard


def _judged(study: Any, tolerance: float | None) -> tuple[str, str, list[str]]:
    percent = study.pct_tolerance_grr if study.pct_tolerance_grr is not None else study.pct_study_grr
    if percent is None or study.verdict is None:
        return WARN, _("The study cannot be evaluated with these data."), []
    facts = {
        "percent": words.percent(percent),
        "of": _("of the tolerance") if tolerance else _("of the study variation"),
    }
    verdicts = {
        "acceptable": _("The gauge is fit: R&R takes %(percent)s %(of)s (up to 10 %% is good)."),
        "marginal": _("The gauge may do: R&R takes %(percent)s %(of)s (10 to 30 %% depends on what it decides)."),
        "unacceptable": _("The gauge is not fit: R&R takes %(percent)s %(of)s (more than 30 %%)."),
    }
    sentences = []
    if study.ndc is not None:
        text = (
            _("It tells %(ndc)s classes of parts apart.")
            if study.ndc >= ENOUGH_CATEGORIES
            else _("It tells only %(ndc)s classes of parts apart; 5 are needed.")
        )
        sentences.append(text % {"ndc": words.count(study.ndc)})
    if study.interaction_kept:
        sentences.append(_("Operators differ from part to part: look at how each of them measures."))
    repeat, reproduce = study.pct_study_repeatability, study.pct_study_reproducibility
    if percent >= 10 and repeat is not None and reproduce is not None:
        sentences.append(
            _("Most of it is repeatability: look at the gauge and at how the part is held.")
            if repeat >= reproduce
            else _("Most of it is reproducibility: look at how the operators measure.")
        )
    return _TONES[study.verdict], verdicts[study.verdict] % facts, sentences


def _components(study: Any, unit: str) -> Figures:
    total = study.var_total or 0

    def row(name: str, variance: float | None, share: float | None) -> tuple[str, str, str]:
        part = None if variance is None or not total else 100 * variance / total
        sd = None if variance is None else variance**0.5
        note = _("%(study)s of the study variation, %(variance)s of the variance") % {
            "study": words.percent(share),
            "variance": words.percent(part),
        }
        return name, words.figure(sd, 4, unit), note

    rows = [
        row(_("Gage R&R"), study.var_grr, study.pct_study_grr),
        row(_("Repeatability"), study.var_repeatability, study.pct_study_repeatability),
        row(_("Reproducibility"), study.var_reproducibility, study.pct_study_reproducibility),
        row(_("Parts"), study.var_part, study.pct_study_part),
        (_("R&R of the tolerance"), words.percent(study.pct_tolerance_grr), ""),
        (_("Distinct categories"), words.count(study.ndc), words.figure(study.ndc_unrounded, 3)),
    ]
    return Figures(_("Standard deviations"), [found for found in rows if found[1] != "–"])


def _by_ranges(found: Any, unit: str) -> Figures:
    rows = [
        (_("Equipment variation"), words.figure(found.ev, 4, unit), words.percent(found.pct_ev)),
        (_("Appraiser variation"), words.figure(found.av, 4, unit), words.percent(found.pct_av)),
        (_("Gage R&R"), words.figure(found.grr, 4, unit), words.percent(found.pct_grr)),
        (_("Part variation"), words.figure(found.pv, 4, unit), words.percent(found.pct_pv)),
        (_("Distinct categories"), words.count(found.ndc), words.figure(found.ndc_unrounded, 3)),
    ]
    return Figures(_("By average and range"), rows)


def _anova(table: Anova) -> Table:
    rows = [
        [source, words.count(df), words.figure(ss), words.figure(ms), words.figure(f, 3), words.p_value(p)]
        for source, df, ss, ms, f, p in zip(table.sources, table.df, table.ss, table.ms, table.f, table.p, strict=True)
    ]
    return Table([_("Source"), "df", _("Sum of squares"), _("Mean square"), "F", "p"], rows)


def _about_bias(p: float | None) -> str:
    if p is None:
        return _("Whether the bias is real cannot be tested.")
    if p < 0.05:
        return _("The bias is real (%(p)s): set the gauge, then measure again.") % {"p": words.p_says(p)}
    return _("The bias may be chance (%(p)s).") % {"p": words.p_says(p)}


def _overall(study: AttributeAgreement) -> Figures:
    rows = []
    for name, found in (
        (_("All appraisers agree"), study.between),
        (_("All agree with the truth"), study.all_vs_standard),
    ):
        if found is not None:
            rows.append((name, words.percent(found.percent), f"{found.matched}/{found.inspected}"))
    rows += [
        (_("Fleiss’ kappa between appraisers"), words.figure(study.fleiss_between, 3), ""),
        (_("Cohen’s kappa with the truth"), words.figure(study.cohen_all_vs_standard, 3), ""),
    ]
    return Figures(_("Together"), [row for row in rows if row[1] != "–"])


def _by_appraiser(study: AttributeAgreement) -> Table:
    head = [_("Appraiser"), _("With oneself"), _("With the truth"), _("Kappa with oneself"), _("Kappa with the truth")]
    rows = [
        [
            str(one.name),
            words.percent(one.within.percent if one.within else None),
            words.percent(one.vs_standard.percent if one.vs_standard else None),
            words.figure(one.fleiss_within, 3),
            words.figure(one.fleiss_vs_standard, 3),
        ]
        for one in study.appraisers
    ]
    return Table(head, rows)
