"""Adapters of the topics `msa.*`."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from everproof.analytics.cases.fields import confidence_of
from everproof.analytics.cases.params import choice, number, required
from everproof.analytics.errors import BadInput, as_labels, as_list
from everproof.analytics.msa.attribute import AttributeAgreement, Matched, attribute_agreement
from everproof.analytics.msa.average_range import average_range
from everproof.analytics.msa.gage_rr import Anova, gage_rr, gage_rr_nested
from everproof.analytics.msa.kappa import (
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    intraclass_correlation,
    kendall_w,
)
from everproof.analytics.msa.location import bias, linearity, type1

Given = dict[str, Any]

_INTERVALS = {
    r"wilson|score": "wilson",
    r"agresti|coull": "agresti-coull",
    r"jeffrey": "jeffreys",
    r"exact|clopper|pearson|binom|beta|\bf\b": "exact",
    r"wald|normal": "wald",
}


def _anova(given: Given, params: Given) -> Given:
    alpha = number(params, "alpha_interaction", 0.05)
    study = gage_rr(*_measured(given, "operators"), alpha_interaction=alpha, **_study(params))
    return study.as_dict() | {
        "anova_with_interaction": _table(study.anova),
        "anova_reduced": _table(study.anova_reduced),
    }


def _nested(given: Given, params: Given) -> Given:
    study = gage_rr_nested(*_measured(given, "operators"), **_study(params))
    return study.as_dict() | {"anova": _table(study.anova)}


def _average_range(given: Given, params: Given) -> Given:
    constants: Given = {name: number(params, name, None) for name in ("k1", "k2", "k3")}
    return average_range(*_measured(given, "appraisers"), **constants).as_dict()


def _measured(given: Given, people: str) -> tuple[Any, Any, Any]:
    return required(given, "parts"), required(given, people), required(given, "values")


def _study(params: Given) -> Given:
    return {
        "tolerance": number(params, "tolerance", None),
        "study_multiplier": number(params, "study_multiplier", 6.0),
    }


def _table(table: Anova | None) -> Given | None:
    """The table with tests for all sources but the last, which is the error."""
    if table is None:
        return None
    tested = len(table.sources) - 1
    return {
        "df": table.df,
        "ss": table.ss,
        "ms": table.ms,
        "f": table.f[:tested],
        "p": table.p[:tested],
    }


def _bias(given: Given, params: Given) -> Given:
    study = bias(required(given, "values"), reference=required(given, "reference"), confidence=confidence_of(params))
    return study.as_dict()


def _type1(given: Given, params: Given) -> Given:
    share = number(params, "percent_of_tolerance", 20.0)
    width = number(params, "k_sigma", 6.0)
    study = type1(
        required(given, "values"),
        reference=required(given, "reference"),
        tolerance=number(params, "tolerance", 0.0) or required(given, "tolerance"),
        percent_of_tolerance=100 * share if share < 1 else share,
        multiplier=width if width > 3 else 2 * width,  # 2 and 3 count to one side, 4 and 6 to both
    )
    return study.as_dict()


def _linearity(given: Given, params: Given) -> Given:
    parts, values = (
        as_labels(required(given, "parts"), "input.parts"),
        as_list(required(given, "values"), "input.values"),
    )
    references = as_list(required(given, "reference"), "input.reference")
    if values and isinstance(values[0], list):  # one row of readings for each part
        parts = [part for part, row in zip(parts, values, strict=False) for _ in row]
        values = [value for row in values for value in row]
    distinct = list(dict.fromkeys(parts))
    if len(references) != len(values) and len(references) == len(distinct):
        of_part = dict(zip(distinct, references, strict=True))
        references = [of_part[part] for part in parts]
    variation = number(params, "process_variation_6sigma", None)
    study = linearity(parts, references, values, process_variation=variation)
    return study.as_dict() | {"bias_by_part": study.bias_by_part}


def _attribute(given: Given, params: Given) -> Given:
    ratings = given.get("ratings")
    if ratings is None or "appraiser" in given:
        return _of_appraisers(_appraisers(given, params), params)
    figures = _of_ratings(ratings)
    if given.get("reference") is not None:
        columns = range(len(ratings[0]))
        rows = [(column + 1, part, row[column]) for column in columns for part, row in enumerate(ratings)]
        study = attribute_agreement(
            [name for name, _, _ in rows],
            [part for _, part, _ in rows],
            [[label for _, _, label in rows]],
            standard=[given["reference"][part] for _, part, _ in rows],
            **_interval(params),
        )
        figures |= {key: value for key, value in _of_appraisers(study, params).items() if value is not None}
    return figures


def _of_ratings(ratings: list[list[Any]]) -> Given:
    """Figures of a table with one row for each item and one column for each rater."""
    for position, row in enumerate(as_list(ratings, "input.ratings"), start=1):
        if len(as_labels(row, f"input.ratings[{position}]")) != len(ratings[0]):
            raise BadInput("has another number of ratings than the first", where=f"input.ratings[{position}]")
    raters = range(len(ratings[0])) if ratings else range(0)
    columns = [[row[k] for row in ratings] for k in raters]
    pairs = [cohen_kappa(columns[a], columns[b]) for a, b in combinations(raters, 2)]
    fleiss, exact = fleiss_kappa(ratings), conger_kappa(ratings)
    figures: Given = {
        "fleiss_kappa": fleiss.kappa,
        "conger_exact_kappa": exact.kappa,
        "cohen_kappa_pairs": [pair.kappa for pair in pairs],
        "observed_agreement": fleiss.observed,
        "z": fleiss.z,
        "p_value": fleiss.p_value,
    }
    if pairs:
        figures |= {"cohen_kappa_1_2": pairs[0].kappa, "cohen_kappa_1_2_z": pairs[0].z, "cohen_kappa": pairs[0].kappa}
    if len(columns) == 2:
        figures |= {"z": pairs[0].z, "p_value": pairs[0].p_value, "observed_agreement": pairs[0].observed}
    if all(isinstance(label, int | float | None) for row in ratings for label in row) and len(columns) > 1:
        concordance = kendall_w(ratings)
        figures |= {
            "weighted_kappa_squared_1_2": cohen_kappa(columns[0], columns[1], weights="squared").kappa,
            "kendall_w_corrected_for_ties": concordance.w,
            "kendall_chisq": concordance.chisq,
            "icc_a1": intraclass_correlation(ratings).agreement,
        }
    return figures


def _appraisers(given: Given, params: Given) -> AttributeAgreement:
    appraisers, parts = required(given, "appraiser"), required(given, "part")
    trials = [given[key] for key in sorted(given, key=_trial_number) if _trial_number(key) and given[key] is not None]
    standard = given.get("reference")
    if not trials:  # one row for each single judgement: the trials are in order of the rows
        appraisers, parts, trials, standard = _widened(appraisers, parts, required(given, "ratings"), standard)
    return attribute_agreement(appraisers, parts, trials, standard=standard, **_interval(params))


def _trial_number(key: str) -> int:
    found = re.fullmatch(r"trial_?(\d+)", key)
    return int(found[1]) if found else 0


def _widened(appraisers: list[Any], parts: list[Any], ratings: list[Any], standard: list[Any] | None) -> Any:
    rows: dict[tuple[Any, Any], list[Any]] = {}
    truth = dict(zip(parts, standard, strict=True)) if standard else {}
    for name, part, label in zip(appraisers, parts, ratings, strict=True):
        rows.setdefault((name, part), []).append(label)
    count = max(len(row) for row in rows.values())
    trials = [[row[k] if k < len(row) else None for row in rows.values()] for k in range(count)]
    keys = list(rows)
    of_rows = [truth.get(part) for _, part in keys] if standard else None
    return [name for name, _ in keys], [part for _, part in keys], trials, of_rows


def _interval(params: Given) -> Given:
    return {
        "confidence": confidence_of(params),
        "interval": choice(params.get("interval"), _INTERVALS, "exact", "params.interval"),
    }


def _of_appraisers(study: AttributeAgreement, params: Given) -> Given:
    in_percent = "percent" in str(params.get("interval") or "").lower()

    def interval(found: Matched | None) -> list[float | None] | None:
        if found is None:
            return None
        return [None if end is None else 100 * end if in_percent else end for end in found.ci]

    def column(found: list[Matched | None]) -> Given:
        known = [one for one in found if one is not None]
        return {
            "matched": [one.matched for one in known],
            "pct": [one.percent for one in known],
            "ci": [interval(one) for one in known],
        }

    figures: Given = {"appraisers": [one.name for one in study.appraisers]}
    for name in ("within", "vs_standard"):
        columns = column([getattr(one, name) for one in study.appraisers])
        figures |= {f"{name}_{key}": value or None for key, value in columns.items()}
    for name in ("between", "all_vs_standard"):
        found = getattr(study, name)
        figures |= {
            f"{name}_matched": None if found is None else found.matched,
            f"{name}_pct": None if found is None else found.percent,
            f"{name}_ci": interval(found),
        }
    return figures | {
        "fleiss_kappa_within": [one.fleiss_within for one in study.appraisers],
        "fleiss_kappa_between": study.fleiss_between,
        "fleiss_kappa": study.fleiss_between,
        "conger_exact_kappa": study.conger_between,
        "cohen_kappa_vs_standard": [one.cohen_vs_standard for one in study.appraisers],
    }


TOPICS = {
    "msa.gage_rr_anova": _anova,
    "msa.gage_rr_nested": _nested,
    "msa.gage_rr_average_range": _average_range,
    "msa.bias": _bias,
    "msa.linearity": _linearity,
    "msa.type1": _type1,
    "msa.attribute_agreement": _attribute,
}
