"""What people do here: assess what no record can show by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues
from everproof.conformity.models import ManualAssessment
from everproof.kernel import access, clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.standards import Atom

LONGEST = "manual_assessment_days"
TITLE_LENGTH = ManualAssessment._meta.get_field("title").max_length or 0


def may_assess(actor: Actor) -> access.Answer:
    """Whether somebody may assess requirements."""
    return access.may(actor, "create", ManualAssessment)


def assess_requirement(
    *,
    requirement: str,
    verdict: str,
    evidence_note: str,
    by: Actor,
    assessed_on: date | None = None,
    assessed_by: Person | None = None,
    valid_until: date | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> ManualAssessment:
    """Say whether a requirement is met, by what was seen and asked.

    It may be one that only people can judge, or one that records make only likely. It counts until `valid_until`, at
    most as long as the company's parameter manual_assessment_days says, which is also the default. Raises
    ValidationError for a requirement that is checked by records alone, and for days out of order.
    """
    access.require(by, "create", ManualAssessment)
    today = clock.today(by.organization.zone)
    assessed_on = assessed_on or today
    last = assessed_on + timedelta(days=parameters.value(by.organization_id, LONGEST))
    atom = _assessable(requirement)
    if assessed_on > today:
        raise ValidationError({"assessed_on": _("This day has not come yet.")})
    if valid_until is not None and not assessed_on <= valid_until <= last:
        raise ValidationError({"valid_until": _("An assessment counts until %(day)s at most.") % {"day": last}})
    return records.create(
        ManualAssessment,
        by=by,
        at=at,
        id=id,
        title=f"{atom.id} {atom.text}"[:TITLE_LENGTH],
        requirement=atom.id,
        verdict=verdict,
        evidence_note=evidence_note,
        assessed_on=assessed_on,
        assessed_by=assessed_by or by.person,
        valid_until=valid_until or last,
        **values,
    )


def is_assessable(atom: Atom) -> bool:
    """Whether a person's verdict counts for a requirement: manual ones, and those that records only make likely."""
    return atom.manual or atom.strength == "proxy"


def _assessable(requirement: str) -> Atom:
    atoms = [catalogue.atom(requirement) for catalogue in catalogues.readable().values() if requirement in catalogue]
    if not atoms:
        raise ValidationError({"requirement": _("No catalogue has a requirement of this name.")})
    if not any(is_assessable(atom) for atom in atoms):
        raise ValidationError({"requirement": _("Records alone decide this requirement.")})
    return atoms[0]
