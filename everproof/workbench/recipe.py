"""The file that rebuilds a study: data with their hash, settings, versions of method and software, figures."""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

import everproof
from everproof.analytics.cases.compare import differences
from everproof.workbench.asking import Asked, answer
from everproof.workbench.catalogue import METHODS
from everproof.workbench.table import UnreadableData, decoded

FORMAT = "everproof-study/1"
SAME = {"rel": 1e-9, "abs": 1e-12}
"""How near figures must be to count as the same on another machine."""
SHOWN_HASH = 12
LARGEST = 12_000_000
LONGEST_LIST = 2_000


@dataclass(frozen=True)
class Rebuilt:
    """A study computed again from its file, and what differs from what the file says."""

    asked: Asked
    notes: list[str]
    agrees: bool


def data_hash(text: str) -> str:
    """SHA-256 of the data as text, with any kind of line ending."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def versions() -> dict[str, str]:
    """The software that computed."""
    import numpy as np
    import scipy

    return {
        "everproof": str(everproof.__version__),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


def recipe_of(asked: Asked) -> dict[str, Any]:
    """Everything that is needed to compute the study again and to see that it is the same."""
    assert asked.study is not None
    return {
        "format": FORMAT,
        "method": asked.method.name,
        "method_version": asked.method.version,
        "settings": asked.settings,
        "columns": {name: list(columns) for name, columns in asked.columns.items()},
        "data": asked.text,
        "data_sha256": data_hash(asked.text),
        "software": versions(),
        "verdict": asked.study.verdict,
        "results": condensed(asked.study.plain()),
    }


def condensed(value: Any) -> Any:
    """The figures with every long list replaced by its count, sum and extremes, which a change would move."""
    if isinstance(value, dict):
        return {key: condensed(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    numbers = [item for item in value if isinstance(item, int | float)]
    if len(value) <= LONGEST_LIST or len(numbers) + value.count(None) < len(value):
        return [condensed(item) for item in value]
    return {
        "count": len(value),
        "missing": len(value) - len(numbers),
        "sum": math.fsum(numbers),
        "smallest": min(numbers, default=None),
        "largest": max(numbers, default=None),
    }


def stamp(asked: Asked) -> dict[str, Any]:
    """The recipe without data and figures: what every picture carries with it."""
    found = recipe_of(asked)
    return {key: value for key, value in found.items() if key not in ("data", "results", "verdict")}


def rebuilt(content: bytes) -> Rebuilt:
    """Compute a study again from its file. Raises UnreadableData where the file is none of ours or was changed."""
    document = _read(content)
    method = METHODS[document["method"]]
    posted = QueryDict(mutable=True)
    for name, value in document["settings"].items():
        posted[str(name)] = str(value)
    for name, columns in document["columns"].items():
        posted.setlist(f"column_{name}", [str(column) for column in columns])
    posted["data"] = document["data"]
    asked = answer(method, posted)
    if asked.study is None:
        return Rebuilt(asked, [_("The study could not be computed again.")], agrees=False)
    notes = _changes(document)
    found = differences(document["results"], condensed(asked.study.plain()), SAME)
    notes += [_("Differs: %(figure)s") % {"figure": sentence} for sentence in found[:10]]
    return Rebuilt(asked, notes, agrees=not found)


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise UnreadableData(_("The file is too large for a study."))
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError) as error:
        raise UnreadableData(_("This is no study file: it is not JSON.")) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UnreadableData(_("This is no study file of this program."))
    if not isinstance(document.get("method"), str) or document["method"] not in METHODS:
        raise UnreadableData(_("The file names a method that this installation does not have."))
    for key, kind in (("settings", dict), ("columns", dict), ("data", str), ("results", dict)):
        if not isinstance(document.get(key), kind):
            raise UnreadableData(_("The file is damaged: “%(part)s” is missing.") % {"part": key})
    if not all(isinstance(columns, list) for columns in document["columns"].values()):
        raise UnreadableData(_("The file is damaged: “%(part)s” is missing.") % {"part": "columns"})
    if document.get("data_sha256") != data_hash(document["data"]):
        raise UnreadableData(
            _("The data in this file are not those it was made with: their hash differs. Nothing was computed.")
        )
    return document


def _changes(document: Mapping[str, Any]) -> list[str]:
    """What is not as it was when the file was made."""
    notes = []
    method = METHODS[document["method"]]
    if document.get("method_version") != method.version:
        notes.append(
            _("The method has changed since: version %(then)s then, %(now)s now.")
            % {"then": document.get("method_version"), "now": method.version}
        )
    then, now = document.get("software"), versions()
    if isinstance(then, dict) and then != now:
        changed = [f"{name} {then.get(name)} → {now[name]}" for name in now if then.get(name) != now[name]]
        notes.append(_("Other software: %(changes)s.") % {"changes": ", ".join(changed)})
    return notes
