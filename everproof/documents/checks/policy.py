"""What clauses 5.1.1, 5.2 and 6.2.1 ask of the quality policy and of the objectives that follow from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.models import ContextIssue, StrategicDirection
from everproof.documents.checks.sets import (
    active_objectives,
    approved_direction,
    approved_scope,
    effective,
    effective_revisions,
    processes_in_scope,
    quality_policy,
    top_management,
)
from everproof.documents.models import Policy
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.links.models import Link
from everproof.kernel.people.checks import valid_today
from everproof.kernel.records.lists import names_one_of
from everproof.processes.models import Objective

POLICIES, OBJECTIVES = "documents:policy_list", "processes:objective_list"
LATER_EDITION = "iso9001-2026"
NEXT = Cure(_("Draft the next policy and let it be approved"))
Commitment = Policy.Commitment


def check_5_1_1_2(at: Situation) -> Evidence:
    """Top management set a policy, and approved objectives, or let those do so who answer for the process."""
    objectives = active_objectives(at)
    held = valid_today(at).filter(role_id=OuterRef("manager_role_id"), person_id=OuterRef(OuterRef("approved_by_id")))
    answers = names_one_of("processes", processes_in_scope(at).filter(Exists(held)))
    approved = objectives.filter(approved_by__isnull=False).filter(Q(approved_by__in=top_management(at)) | Q(answers))
    findings = list(_one_policy(at))
    if at.count(approved) < at["min_active_objectives"]:
        words = _("Fewer quality objectives are active and approved by somebody who may than your rule asks for.")
        findings.append(Finding(words, Cure(_("Set objectives and let them be approved"), OBJECTIVES)))
    return Evidence(quality_policy(at), tuple(findings))


def _one_policy(at: Situation) -> tuple[Finding, ...]:
    """One policy holds, and somebody of top management approved it."""
    policies = quality_policy(at)
    several = policies if at.count(policies) > 1 else policies.none()
    return (
        Finding(_("More than one quality policy is approved."), Cure(_("Supersede all but one")), several),
        Finding(_("Nobody of top management approved it."), NEXT, policies.exclude(approved_by__in=top_management(at))),
    )


def check_5_1_1_3(at: Situation) -> Evidence:
    """Policy and objectives stand on the strategic direction and the context, and followed when it changed."""
    direction = approved_direction(at).first()
    issues = _relevant_issues(at)
    findings = [_without(at, issues, _("It names no issue of the context that matters today."))]
    if direction is None:
        words = _("No strategic direction is approved that policy and objectives could fit.")
        findings.append(Finding(words, Cure(_("Write the direction and let it be approved"), "context:overview")))
        return Evidence(quality_policy(at), tuple(findings))
    objectives = active_objectives(at)
    backing = Link.objects.filter(
        organization_id=at.organization_id,
        from_type=Objective.type_name,
        from_id=OuterRef("pk"),
        to_type=StrategicDirection.type_name,
        to_id=direction.pk,
        removed_at=None,
    )
    findings += [
        _without(
            at, approved_direction(at), _("It does not name the strategic direction that holds."), "strategic_links"
        ),
        Finding(
            _("It is not linked with the strategic direction that holds."),
            Cure(_("Link it with the strategic direction")),
            objectives.exclude(Exists(backing)),
        ),
    ]
    if direction.approved_on and direction.approved_on + timedelta(days=at["strategy_followup_days"]) < at.today:
        since = Q(reviewed_on=None) | Q(reviewed_on__lt=direction.approved_on)
        words = _("It was not reviewed since the strategic direction was approved.")
        review = Cure(_("Review it"))
        findings += [
            Finding(words, review, quality_policy(at).filter(since)),
            Finding(words, review, objectives.filter(since)),
        ]
    return Evidence(quality_policy(at), tuple(findings))


def _relevant_issues(at: Situation) -> QuerySet[ContextIssue]:
    return at.records(ContextIssue).filter(status="active", relevant=True)


def _without(at: Situation, records: QuerySet[Any], words: Any, field: str = "context_links") -> Finding:
    """Policies whose list names none of the records."""
    return Finding(words, NEXT, quality_policy(at).exclude(Q(names_one_of(field, records))))


def check_5_2_1_1(at: Situation) -> Evidence:
    """One quality policy holds, top management approved it, and somebody looked at it within the year."""
    old = quality_policy(at).filter(Q(reviewed_on=None) | Q(reviewed_on__lt=at.days_ago("policy_review_days")))
    findings = (*_one_policy(at), Finding(_("Its last review is too long ago."), Cure(_("Review the policy")), old))
    return Evidence(quality_policy(at), findings)


def check_5_2_1_2(at: Situation) -> Evidence:
    """The policy fits what the company does: the scope that holds. The older edition asks for its context, too."""
    policies = quality_policy(at)
    scope = approved_scope(at)
    newer = scope.filter(approved_on__gt=OuterRef("reviewed_on"))
    findings = [
        Finding(_("It does not name the scope that holds."), NEXT, policies.exclude(scope_statement__in=scope)),
        Finding(
            _("The scope was approved after its last review."),
            Cure(_("Review the policy")),
            policies.filter(Exists(newer)),
        ),
    ]
    if at.standard != LATER_EDITION:
        findings.append(_without(at, _relevant_issues(at), _("It names no issue of the context that matters today.")))
    return Evidence(policies, tuple(findings))


def check_5_2_1_3(at: Situation) -> Evidence:
    """The policy backs the strategic direction that holds; the later edition asks here for its context."""
    former = at.records(StrategicDirection).exclude(status="approved")
    policies = quality_policy(at)
    words = _("It does not name the strategic direction that holds.")
    findings = [
        _without(at, approved_direction(at), words, "strategic_links"),
        Finding(
            _("It still names a strategic direction that no longer holds."),
            NEXT,
            policies.filter(Q(names_one_of("strategic_links", former))),
        ),
    ]
    if at.standard == LATER_EDITION:
        findings.append(_without(at, _relevant_issues(at), _("It names no issue of the context that matters today.")))
    return Evidence(policies, tuple(findings))


def themes(at: Situation) -> list[str]:
    """The themes from which objectives are set, of the policy that holds."""
    return [theme for listed in quality_policy(at).values_list("objective_framework", flat=True) for theme in listed]


def check_5_2_1_4(at: Situation) -> Evidence:
    """The policy gives themes, objectives are set from them, and none stands beside them."""
    policies = quality_policy(at)
    known = themes(at)
    findings = [
        Finding(_("It names no theme from which objectives are set."), NEXT, policies.filter(objective_framework=[])),
        _beside(at, known),
    ]
    if known and not active_objectives(at).filter(policy_commitment__in=known).exists():
        words = _("No active objective follows from a theme of the policy.")
        findings.append(Finding(words, Cure(_("Set an objective from a theme of the policy"), OBJECTIVES)))
    return Evidence(policies, tuple(findings))


def _beside(at: Situation, known: list[str]) -> Finding:
    return Finding(
        _("It names no theme of the quality policy that holds."),
        Cure(_("Say which theme of the policy it serves")),
        active_objectives(at).exclude(policy_commitment__in=known),
    )


def check_6_2_1_2(at: Situation) -> Evidence:
    """Every objective serves a theme of the policy that holds."""
    return Evidence(active_objectives(at), (_beside(at, themes(at)),))


def check_5_2_1_5(at: Situation) -> Evidence:
    """The policy says that applicable requirements are fulfilled, and where."""
    return _commits(at, Commitment.REQUIREMENTS, _("It does not say that applicable requirements are fulfilled."))


def check_5_2_1_6(at: Situation) -> Evidence:
    """The policy says that the quality system is improved continually, and where."""
    return _commits(at, Commitment.IMPROVEMENT, _("It does not say that the quality system is improved continually."))


def _commits(at: Situation, commitment: str, words: Any) -> Evidence:
    """A few approved policies, so their lists are read: each commitment with a place that stands in the text."""
    silent = [
        policy.pk
        for policy in quality_policy(at)
        if not any(
            entry.get("commitment") == commitment and entry.get("place", "").strip() for entry in policy.commitments
        )
    ]
    return Evidence(quality_policy(at), (Finding(words, NEXT, quality_policy(at).filter(pk__in=silent)),))


def check_5_2_2_1(at: Situation) -> Evidence:
    """A document that applies carries the policy, and it carries this text."""
    policies = quality_policy(at)
    approved = effective_revisions(at).filter(approved_on__isnull=False)
    carried = effective(at).filter(current_revision__in=approved.values("pk"))
    return Evidence(
        policies,
        (
            Finding(
                _("No document that applies carries it."),
                Cure(_("Publish it with its document")),
                policies.exclude(document__in=carried.values("pk")),
            ),
            not_published(at),
        ),
    )


def not_published(at: Situation) -> Finding:
    """Policies whose published revision is not the one of its document that applies."""
    right = quality_policy(at).filter(published_revision_id=F("document__current_revision_id"))
    words = _("What is published is not the revision of its document that applies.")
    return Finding(words, Cure(_("Publish the policy")), quality_policy(at).exclude(pk__in=right.values("pk")))


def check_5_2_2_5(at: Situation) -> Evidence:
    """Others find the policy, in the text that holds."""
    hidden = quality_policy(at).filter(public_location="")
    words = _("It does not say where others find it.")
    return Evidence(
        quality_policy(at), (Finding(words, Cure(_("Say where others find it")), hidden), not_published(at))
    )
