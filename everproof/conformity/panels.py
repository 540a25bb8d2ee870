"""On a record's page: what it is found wanting for, and the requirements that records of its type are proof for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues, drawing
from everproof.conformity.models import Verdict
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.conformity.queries_for_pages import usual_standard
from everproof.conformity.views.base import may_see
from everproof.kernel.modules import Panel
from everproof.kernel.parameters.models import ParameterValue
from everproof.kernel.prepared import Prepared
from everproof.kernel.records import Record
from everproof.standards import clause_of, clause_order

TEMPLATE = "conformity/panel.html"


def panels() -> tuple[Panel, ...]:
    """One for each type of record that some requirement is about."""
    types = dict.fromkeys(
        name for catalogue in catalogues.readable().values() for atom in catalogue.atoms for name in atom.evidence
    )
    return tuple(Panel(name, _("Requirements"), TEMPLATE, requirements_of) for name in types)


def requirements_of(request: HttpRequest, record: Record) -> Mapping[str, Any] | None:
    """The requirements that this record matters to, those with a finding about it first; one statement."""
    actor = request.actor  # type: ignore[attr-defined]
    if record.is_voided or not record.number or not may_see(actor):
        return None
    rows = _OF_TYPE.rows(record.type_name, form=record.type_name, organization=record.organization_id)
    wanting: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for standard, atom, outcome, findings, chosen in rows:
        catalogue = catalogues.readable().get(standard)
        if standard != (chosen or usual_standard()) or catalogue is None or atom not in catalogue:
            continue
        about = [one for one in findings if one.get("id") == str(record.pk)]
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
    others.sort(key=lambda one: (clause_order(clause_of(one["id"])), int(one["id"].rpartition("-")[2])))
    return {"wanting": wanting, "others": others}


def _of_type(type_name: str, *, organization: int) -> QuerySet[Verdict, Any]:
    """Where the requirements stand that records of a type are proof for, and the edition that the company chose."""
    atoms = {atom.id for one in catalogues.readable().values() for atom in one.atoms if type_name in atom.evidence}
    chosen = ParameterValue.objects.filter(organization_id=OuterRef("organization_id"), name=CERTIFIED_TO)
    return Verdict.objects.filter(organization_id=organization, atom__in=sorted(atoms)).values_list(
        "standard", "atom", "outcome", "findings", Subquery(chosen.values("value")[:1])
    )


# Every page of a record asks it.
_OF_TYPE: Prepared[Verdict] = Prepared(_of_type)
