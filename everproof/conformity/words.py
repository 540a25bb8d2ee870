"""What is said of a requirement that no check has decided: why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.conformity.findings import Found
from everproof.kernel import modules

if TYPE_CHECKING:
    from everproof.conformity.models import ManualAssessment
    from everproof.standards import ApplicabilityFlag

ASSESS = gettext_lazy("Assess this requirement")
WAIT_FOR_ROOM = gettext_lazy("Keep proof of your own until this is checked here")


def label_of(name: str) -> str:
    """A word of the vocabulary as people say it: the record type's label, or the word itself."""
    try:
        return str(modules.record_type(name).label).lower()
    except KeyError:
        return name.replace("-", " ")


def plural_of(name: str) -> str:
    """The same for several."""
    try:
        return str(modules.record_type(name).plural).lower()
    except KeyError:
        return name.replace("-", " ")


def excluded(reason: Any) -> str:
    return _("Left out by the approved scope statement: %(reason)s") % {"reason": reason}


def condition_is_not_met(flag: ApplicabilityFlag) -> str:
    return _("The records show that the condition is not met: %(condition)s") % {"condition": flag.meaning}


def undecided(missing: Sequence[str]) -> str:
    if not missing:
        return _("Nothing decides here yet whether this applies.")
    return _("Whether this applies is not decided yet. Nobody keeps here: %(types)s.") % {"types": listed(missing)}


def no_check_yet(missing: Sequence[str]) -> str:
    if not missing:
        return _("There is no check for this requirement yet.")
    return _("This is not checked yet. Nobody keeps here: %(types)s.") % {"types": listed(missing)}


def no_check_for_edition() -> str:
    return _("This edition changed the requirement, and the check still looks at what the edition before asks.")


def nothing_happened() -> str:
    return _("Nothing happened that could break this rule.")


def not_running_long_enough(days: int) -> str:
    return ngettext(
        "There is nothing to look at, and that proves nothing before the system has run for %(days)s day.",
        "There is nothing to look at, and that proves nothing before the system has run for %(days)s days.",
        days,
    ) % {"days": days}


def nothing_there(evidence: Sequence[str]) -> str:
    """Names the first type alone: the others say more about it."""
    return _("There is no %(type)s yet.") % {"type": label_of(evidence[0]) if evidence else _("record")}


def start_with(type_name: str) -> str:
    """The cure of an empty register: make the first record, where there is a place for it."""
    return _("Start with %(types)s") % {"types": plural_of(type_name)} if type_name else str(WAIT_FOR_ROOM)


def never_assessed() -> str:
    return _("Nobody has assessed this yet.")


def assessed(assessment: ManualAssessment) -> str:
    return _("Assessed as met on %(day)s.") % {"day": date_format(assessment.assessed_on)}


def expired(assessment: ManualAssessment) -> str:
    return _("The assessment of %(day)s no longer counts.") % {"day": date_format(assessment.assessed_on)}


def assess_again(assessment: ManualAssessment) -> Found:
    return _about(assessment, expired(assessment), str(ASSESS))


def not_met(assessment: ManualAssessment) -> Found:
    reason = _("Assessed as “%(verdict)s” on %(day)s.") % {
        "verdict": assessment.get_verdict_display(),
        "day": date_format(assessment.assessed_on),
    }
    return _about(assessment, reason, _("Put right what was seen, then assess again"))


def listed(types: Sequence[str]) -> str:
    return ", ".join(label_of(name) for name in types)


def _about(assessment: ManualAssessment, reason: str, cure: str) -> Found:
    return Found(
        reason,
        cure,
        record=assessment,
        type=assessment.type_name,
        id=str(assessment.pk),
        number=assessment.number,
        owner=str(assessment.assessed_by_id or ""),
        site=str(assessment.site_id or ""),
    )
