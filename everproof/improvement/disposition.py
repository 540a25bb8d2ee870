"""What becomes of nonconforming pieces, and whose decision it is (8.7.1, 8.7.2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Nonconformity
from everproof.kernel import access, clock, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import APPROVE
from everproof.kernel.errors import Refused
from everproof.kernel.parameters import Parameter

CONCESSIONS = "concession_dispositions"
PARAMETER = Parameter(
    CONCESSIONS,
    _("Dispositions that need somebody who may approve"),
    "choices",
    [str(Nonconformity.Disposition.USE_AS_IS), str(Nonconformity.Disposition.REPAIR)],
    choices=tuple((str(value), label) for value, label in Nonconformity.Disposition.choices),
    meaning=_("What is delivered though it does not meet the requirement is decided by somebody who may approve."),
)


def decided(nonconformity: Nonconformity, by: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """`values` with day and name of the decision, where they decide the disposition anew.

    Raises Refused where it needs more authority than the actor has, or where nothing says what it rests on.
    """
    wanted = values.get("disposition", nonconformity.disposition)
    if wanted == nonconformity.disposition:
        return values
    if not wanted:
        return {**values, "disposed_on": None, "disposed_by": None}
    if wanted in parameters.value(by.organization_id, CONCESSIONS):
        _require_authority(by, nonconformity)
        if not (values.get("disposition_rationale") or nonconformity.disposition_rationale).strip():
            raise Refused(_("Say what the disposition rests on: who agreed, by which document."))
    return {**values, "disposed_on": clock.today(by.organization.zone), "disposed_by": by.person}


def _require_authority(by: Actor, nonconformity: Nonconformity) -> None:
    if by.is_system or (by.has(APPROVE) and access.may(by, "view", nonconformity)):
        return
    raise Refused(_("This disposition needs somebody who may approve. Leave it open and ask them."))
