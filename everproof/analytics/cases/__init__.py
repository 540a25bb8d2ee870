"""Runs reference cases: JSON files whose cases name a topic, give input and parameters, and may give expected figures.

The format is described in `docs/` and shared with other implementations (`"format": "qms-reference-cases/1"`). Each
module of this package adapts one family of topics to the public API; its `TOPICS` maps the topic to a function
`(input, params) -> figures`. A family is imported when its first case is run.
"""

from __future__ import annotations

import importlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from everproof.analytics.cases.compare import differences
from everproof.analytics.errors import BadInput, shown
from everproof.analytics.result import plain

FORMAT = "qms-reference-cases/1"

FAMILIES = {
    "acceptance": "acceptance",
    "calibration": "calibration",
    "capability": "capability",
    "complaints": "management",
    "control_chart": "control_chart",
    "cost_of_quality": "management",
    "fmea": "management",
    "intervals": "intervals",
    "kpi": "management",
    "msa": "msa",
    "normality": "tolerance",
    "numeric": "numeric",
    "pareto": "management",
    "reliability": "reliability",
    "sample_size": "intervals",
    "satisfaction": "management",
    "supplier": "management",
    "tolerance": "tolerance",
}
"""First word of the topic → module of this package."""

Adapter = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]

logger = logging.getLogger(__name__)


def run_file(path: str | Path) -> dict[str, Any]:
    """Run every case of a file: `{format, passed, failed, cases: [{id, status, got, message}]}`.

    `status` is `pass` or `fail` (the case has expected figures), `computed` (it has none) or `error` (it could not be
    run; counted as failed). Raises BadInput when the file itself cannot be read as cases.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the file cannot be read ({error})", where=str(path)) from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"this is not JSON ({error})", where=str(path)) from error
    return run_document(document)


def run_document(document: Any) -> dict[str, Any]:
    """Run a decoded document: `{"format": ..., "cases": [...]}`, a list of cases, or one case."""
    given, cases = _cases_of(document)
    outcomes = [run_case(case) for case in cases]
    passed = sum(outcome["status"] == "pass" for outcome in outcomes)
    failed = sum(outcome["status"] in ("fail", "error") for outcome in outcomes)
    return {"format": given, "passed": passed, "failed": failed, "cases": outcomes}


def run_case(case: Any) -> dict[str, Any]:
    """Run one case: `{id, status, got, message}`. Never raises for what a case may contain."""
    if not isinstance(case, dict):
        return {"id": None, "status": "error", "got": None, "message": "A case is a JSON object."}
    identity = case.get("id")
    try:
        got = compute(case)
        if case.get("expected") is None:
            return {"id": identity, "status": "computed", "got": got, "message": ""}
        deviations = differences(case["expected"], got, case.get("tolerance"))
    except BadInput as error:
        return {"id": identity, "status": "error", "got": None, "message": str(error)}
    except Exception as error:  # one broken case must not stop the others; the log keeps the traceback
        logger.exception("The case %s could not be run", identity)
        return {"id": identity, "status": "error", "got": None, "message": _in_words(error)}
    message = "; ".join(deviations[:5]) + (f"; and {len(deviations) - 5} more" if len(deviations) > 5 else "")
    return {"id": identity, "status": "fail" if deviations else "pass", "got": got, "message": message}


def compute(case: dict[str, Any]) -> dict[str, Any]:
    """The figures of a case, as plain JSON values. Raises BadInput."""
    adapter, given, params = adapter_of(case.get("topic")), case.get("input"), case.get("params")
    if not isinstance(given, dict):
        raise BadInput("the case needs an object with its data", where="input")
    if params is not None and not isinstance(params, dict):
        raise BadInput("must be an object or null", where="params")
    figures: dict[str, Any] = plain(adapter(given, params or {}))
    return figures


def adapter_of(topic: Any) -> Adapter:
    """The function behind a topic; imports its family. Raises BadInput for a topic that does not exist."""
    family = FAMILIES.get(topic.partition(".")[0]) if isinstance(topic, str) else None
    if family is not None:
        topics: dict[str, Adapter] = importlib.import_module(f"{__name__}.{family}").TOPICS
        if topic in topics:
            return topics[topic]
    raise BadInput(f"there is no topic {shown(topic)}", where="topic")


def topics() -> list[str]:
    """All topics, sorted; imports every family."""
    families = sorted(set(FAMILIES.values()))
    return sorted(topic for family in families for topic in importlib.import_module(f"{__name__}.{family}").TOPICS)


def _cases_of(document: Any) -> tuple[str, list[Any]]:
    if isinstance(document, list):
        return FORMAT, document
    if isinstance(document, dict):
        if isinstance(document.get("cases"), list):
            given = document.get("format", FORMAT)
            if given != FORMAT:
                raise BadInput(f"the format is {shown(given)}, known is {shown(FORMAT)}", where="format")
            return given, document["cases"]
        if "topic" in document:
            return FORMAT, [document]
    raise BadInput('the file needs a list "cases"', where="cases")


def _in_words(error: Exception) -> str:
    if isinstance(error, TypeError | AttributeError | LookupError):
        return "The case could not be computed: its input has another shape than the topic expects."
    return f"The case could not be computed ({error})."
