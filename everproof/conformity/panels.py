"""On a record's page: what it is found wanting for, and the requirements that records of its type are proof for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Case, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, StrIndex
from django.db.models.lookups import GreaterThan
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues, drawing
from everproof.conformity.models import Verdict
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.conformity.queries_for_pages import usual_standard
from everproof.conformity.views.base import may_see
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Panel
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.records import Record
from everproof.kernel.ui.asking import Answer, Part, Question, kept
from everproof.standards import clause_of, clause_order

TEMPLATE = "conformity/panel.html"
STANDINGS = "standings"


def questions(actor: Actor, record: Record) -> Mapping[str, Part]:
    """What to ask for a record's panel: nothing where no requirement is about its type, or who reads may not see."""
    type_name = record.type_name
    if record.is_voided or not record.number or not _atoms_about(type_name) or not may_see(actor):
        return {}
    return {
        STANDINGS: _standings(type_name, form=type_name, organization=record.organization_id, record=str(record.pk))
    }


def requirements_of(
    request: HttpRequest, record: Record, answers: Mapping[str, Sequence[Answer]]
) -> Mapping[str, Any] | None:
    """The requirements that this record matters to, those with a finding about it first."""
    wanting: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for answer in answers.get(STANDINGS, ()):
        standard, atom, outcome, findings, chosen = answer.texts
        catalogue = catalogues.readable().get(standard)
        if standard != (json.loads(chosen) if chosen else usual_standard()) or catalogue is None:
            continue
        if atom not in catalogue:
            continue
        about = [one for one in json.loads(findings or "[]") if one.get("id") == str(record.pk)]
        requirement = {
            "id": atom,
            "text": catalogue.atom(atom).text,
            "outcome": outcome,
            "url": f"{drawing.address(record.organization, standard)}{atom}/",
            "findings": about,
        }
        (wanting if about else others).append(requirement)
    if not wanting and not others:
        return None
    return {"wanting": sorted(wanting, key=_place), "others": sorted(others, key=_place)}


def _place(requirement: Mapping[str, Any]) -> tuple[Any, int]:
    atom = requirement["id"]
    return clause_order(clause_of(atom)), int(atom.rpartition("-")[2])


@cache
def _atoms_about(type_name: str) -> tuple[str, ...]:
    """The requirements, of any edition, that records of a type are proof for."""
    found = {atom.id for one in catalogues.readable().values() for atom in one.atoms if type_name in atom.evidence}
    return tuple(sorted(found))


@kept
def _standings(type_name: str, organization: int, record: str) -> Question:
    """Where those requirements stand, with the company's edition; findings only where they name the record."""
    chosen = ParameterValue.objects.filter(organization_id=OuterRef("organization_id"), name=CERTIFIED_TO)
    rows = Verdict.objects.filter(organization_id=organization, atom__in=_atoms_about(type_name))
    findings = Cast("findings", TextField())
    about = Case(
        When(GreaterThan(StrIndex(findings, Value(record)), 0), then=findings),
        default=Value(""),
        output_field=TextField(),
    )
    return Question(
        rows,
        texts=("standard", "atom", "outcome", about, Cast(Subquery(chosen.values("value")[:1]), TextField())),
    )


REQUIREMENTS = Panel("", _("Requirements"), TEMPLATE, requirements_of, questions)
