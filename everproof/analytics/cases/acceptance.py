"""Reference cases of acceptance sampling."""

from __future__ import annotations

from typing import Any

from everproof.analytics.acceptance import design, lookup, operating, switching, variables, z19
from everproof.analytics.acceptance.plan import SamplingPlan
from everproof.analytics.cases.params import required
from everproof.analytics.errors import BadInput

Figures = dict[str, Any]


def _oc_attributes(given: Figures, params: Figures) -> Figures:
    curve = operating.operating_characteristic(
        _plan(given),
        given.get("fraction_defective"),
        params.get("distribution") or "binomial",
        given.get("lot_size"),
    )
    return {"p_accept": curve.p_accept}


def _asn(given: Figures, params: Figures) -> Figures:
    result = operating.average_sample_number(
        _plan(given),
        given.get("fraction_defective"),
        params.get("distribution") or "binomial",
        given.get("lot_size"),
        _curtailment(params.get("curtailment")),
    )
    return {"asn": result.asn, "p_accept": result.p_accept}


def _aoq(given: Figures, params: Figures) -> Figures:
    result = operating.outgoing_quality(
        _plan(given),
        given.get("fraction_defective"),
        params.get("distribution") or "binomial",
        given.get("lot_size"),
        _aoq_formula(params.get("aoq_formula")),
    )
    return {
        "aoq": result.aoq,
        "ati": result.ati,
        "aoql": result.aoql,
        "p_at_aoql": result.p_at_aoql,
        "p_accept": result.p_accept,
    }


def _oc_variables(given: Figures, params: Figures) -> Figures:
    curve = variables.variables_characteristic(
        required(given, "n"), required(given, "k"), given.get("fraction_defective"), _sigma_known(params.get("sigma"))
    )
    return {"p_accept": curve.p_accept}


def _find_plan(given: Figures, params: Figures) -> Figures:
    name = str(params.get("distribution") or ("normal" if params.get("sigma") else "binomial")).strip().lower()
    points = ("producer_quality", "producer_p_accept", "consumer_quality", "consumer_p_accept")
    risks = design.Risks.of(*(given.get(point) for point in points), rate=name == "poisson")
    if name == "normal":
        measured = design.design_variables_plan(risks, _sigma_known(params.get("sigma")))
        return {"n": measured.n, "k": measured.k, "c": None}
    plan = design.design_attribute_plan(risks, name, given.get("lot_size")).plan
    return {"n": plan and plan.n[0], "c": plan and plan.accept[0], "r": plan and plan.reject[0], "k": None}


def _iso2859(sampling: str) -> Any:
    def adapter(given: Figures, params: Figures) -> Figures:
        return {"plans": [_table_plan(query, params, sampling) for query in _queries(given)]}

    return adapter


def _table_plan(query: Figures, params: Figures, sampling: str) -> Figures:
    found = lookup.find_plan_for_lot(
        required(query, "lot_size"),
        required(query, "aql"),
        query.get("inspection_level") or "II",
        query.get("inspection") or params.get("inspection") or "normal",
        sampling,
        _standard(query.get("standard") or params.get("standard")),
    )
    figures: Figures = {"code_letter": found.code_letter, "inspect_all": found.inspect_all, "sampling": found.sampling}
    plan = found.plan
    if plan is None:
        return figures | dict.fromkeys(("n", "ac", "re", "c", "r"))
    # The cases write -1 where a stage cannot accept.
    accept = [-1 if limit is None else limit for limit in plan.accept]
    numbers: Figures = {"n": list(plan.n), "ac": accept, "re": list(plan.reject)}
    if sampling == "single":
        numbers = {key: value[0] for key, value in numbers.items()}
    return figures | numbers | {"c": numbers["ac"], "r": numbers["re"]}


def _switching(given: Figures, params: Figures) -> Figures:
    figures: Figures = {}
    allowed = bool(params.get("reduced_inspection_allowed"))
    points: list[int | None] | None = None
    results = given.get("lot_results")
    if given.get("nonconforming") is not None and given.get("ac") is not None:
        counts, limits = given["nonconforming"], given["ac"]
        score = switching.switching_score(counts, limits, given.get("ac_one_step_tighter"))
        figures |= {"score_after_lot": score.score, "reduced_possible_after_lot": score.reduced_possible_after}
        each = limits if isinstance(limits, list) else [limits] * len(counts)
        points = [_points(total, ac) for total, ac in zip(score.score, each, strict=True)]
        results = results or [count <= ac for count, ac in zip(counts, each, strict=True)]
    if results is None:
        raise BadInput("lot_results or nonconforming with ac is needed", where="input")
    states = switching.inspection_states(results, allowed, points)
    return figures | {"state_before_lot": states.before, "state_after_last": states.after_last}


def _points(score: int, ac: int) -> int | None:
    return None if score == 0 else (3 if ac >= 2 else 2)


def _variables_z19(given: Figures, params: Figures) -> Figures:
    figures: Figures = {}
    if given.get("queries") is not None:
        figures["plans"] = [_z19_plan(query, params) for query in _queries(given)]
    if given.get("values") is not None:
        estimate = variables.estimate_nonconforming(
            given["values"], given.get("lsl"), given.get("usl"), given.get("sigma")
        )
        figures |= {
            "n": estimate.n,
            "mean": estimate.mean,
            "s": estimate.s,
            "q_upper": estimate.q_upper,
            "q_lower": estimate.q_lower,
            "p_upper_only": estimate.p_upper,
            "p_lower_only": estimate.p_lower,
            "p_two_sided": estimate.p_total,
        }
    return figures


def _z19_plan(query: Figures, params: Figures) -> Figures:
    found = z19.variables_plan_for_lot(
        required(query, "lot_size"),
        required(query, "aql"),
        query.get("inspection_level") or "II",
        query.get("inspection") or params.get("inspection") or _inspection_in(params.get("method")),
        _sigma_known(query.get("sigma") or params.get("sigma") or params.get("method")),
    )
    plan = {"code_letter": found.code_letter, "n": found.n, "k": found.k, "inspect_all": found.inspect_all}
    return plan | {"M": found.m, "m": found.m, "m_percent": 100 * found.m}


def _inspection_in(method: Any) -> str:
    text = str(method or "").lower()
    return next((kind for kind in z19.RUNG if kind in text), "normal")


def _plan(given: Figures) -> SamplingPlan:
    return SamplingPlan.of(given.get("n"), given.get("c"), given.get("r"))


def _queries(given: Figures) -> list[Figures]:
    queries = given.get("queries")
    if not isinstance(queries, list) or not all(isinstance(query, dict) for query in queries):
        raise BadInput("a list of look-ups is needed", where="queries")
    return queries


def _standard(name: Any) -> str:
    """Which tables a case means. The cases come from runs of the Z1.4 tables, so those apply unless ISO 2859-1 (1999)
    alone is named; a text that calls both identical means either."""
    text = str(name or "").upper()
    other = any(word in text for word in ("Z1.4", "Z 1.4", "105"))
    iso = text.find("2859") >= 0
    return lookup.ISO_1999 if iso and "1989" not in text and not other else lookup.Z14


def _sigma_known(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value or "unknown").lower()
    return "known" in text and "unknown" not in text


def _curtailment(value: Any) -> str:
    text = str(value or "none").strip().lower()
    if "semi" in text or value is True:
        return "semi"
    return "full" if "full" in text else "none" if text in ("none", "no", "uncurtailed", "false") else text


def _aoq_formula(value: Any) -> str | None:
    """The formula by its name, or recognised from the way it is written."""
    if value is None or value in operating.AOQ_FORMULAS:
        return value
    text = str(value).lower().replace(" ", "")
    if "removed" in text or "/(n-" in text or "/[n-" in text:
        return "removed"
    return "rectified" if "n-n" in text or "1-n/n" in text else "infinite"


TOPICS = {
    "acceptance.aoq": _aoq,
    "acceptance.asn": _asn,
    "acceptance.find_plan": _find_plan,
    "acceptance.iso2859_double": _iso2859("double"),
    "acceptance.iso2859_multiple": _iso2859("multiple"),
    "acceptance.iso2859_single": _iso2859("single"),
    "acceptance.oc_attributes": _oc_attributes,
    "acceptance.oc_variables": _oc_variables,
    "acceptance.switching": _switching,
    "acceptance.variables_z19": _variables_z19,
}
