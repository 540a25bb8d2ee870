"""10.2.2: what did not conform, what was done and what that achieved is kept, for as long as a rule says."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import RetentionRule
from everproof.improvement.checks.cases import cases, corrective_actions, evidence
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.records import Record

RULES = "documents:retention_rule_list"


def check_10_2_2_1(at: Situation) -> Evidence:
    """Each nonconformity says what happened, from where it is known, when, and what was done at once.

    A report that came in lately has not been worked on yet.
    """
    found = cases(at)
    fresh = Q(status__in=("reported", "open")) & ~at.before("detected_on", at["nc_consequence_days"])
    bare = found.filter(Q(description="") | Q(source="") | Q(correction=""))
    words = Finding(
        _("It does not say what happened, where that is known from, or what was done at once."),
        Cure(_("Describe it")),
        bare.exclude(fresh),
    )
    return evidence(at, found, words, *_without_rule(at, Nonconformity))


def check_10_2_2_2(at: Situation) -> Evidence:
    """Each corrective action that is done has its evidence, and once it is judged, what was found."""
    found = corrective_actions(at)
    done = found.filter(status__in=("completed", "effective", "not-effective"))
    unsaid = Q(effectiveness_reviewed_on__isnull=False, effectiveness_result="")
    return evidence(
        at,
        found,
        Finding(
            _("It is done, and nothing shows what was done or what it achieved."),
            Cure(_("Say what was done and where the proof is")),
            done.filter(Q(evidence="") | unsaid),
        ),
        *_without_rule(at, CorrectiveAction),
    )


def _without_rule(at: Situation, model: type[Record]) -> list[Finding]:
    """Nothing where a rule says how long records of this kind are kept."""
    rules = at.records(RetentionRule).filter(status="active", record_type=model.type_name).exclude(disposition="")
    if rules.exists():
        return []
    return [Finding(_("No rule says how long these are kept."), Cure(_("Say how long they are kept"), RULES))]
