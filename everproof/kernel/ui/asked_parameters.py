"""Values that an organisation set for itself, asked together with the rest of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from everproof.kernel.parameters import declared
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.ui.asking import Question

PARAMETERS = "parameters"


def question(organization_id: int, names: Sequence[str]) -> dict[str, Question]:
    """What to ask for the values of these parameters."""
    rows = ParameterValue.objects.filter(organization_id=organization_id, name__in=names)
    return {PARAMETERS: Question(rows, texts=("name", Cast("value", TextField())))}


def value(answers: Mapping[str, Sequence[Any]], name: str) -> Any:
    """A parameter's value out of the answers, or its default."""
    stored = next((answer.texts[1] for answer in answers.get(PARAMETERS, ()) if answer.texts[0] == name), "")
    parameter = declared()[name]
    return parameter.read(parameter.default if stored in ("", "null") else json.loads(stored))
