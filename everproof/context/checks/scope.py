"""What clause 4.3 asks of the approved scope statement, and what follows from what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.context import clauses
from everproof.context.checks.surroundings import active_issues, active_parties, needs_without_decision
from everproof.context.models import ScopeStatement
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.products.models import ProductService

DRAFT = Cure(_("Draft the next scope and let it be approved"), "context:scope_create")
LATER_EDITION = "iso9001-2026"


def approved_scope(at: Situation) -> QuerySet[ScopeStatement]:
    return at.records(ScopeStatement).filter(status="approved")


def check_4_3_2(at: Situation) -> Evidence:
    """The scope was fixed with all issues that mattered in mind, and looked at again after new ones."""
    words = _("It mattered when the scope was approved, but was not taken into account.")
    later = _("It is relevant and newer than the last look at the scope.")
    issues = active_issues(at).filter(relevant=True)
    return _considered(at, issues, "considered_issues", "raised_on", words, later)


def check_4_3_3(at: Situation) -> Evidence:
    """The scope was fixed with all parties that mattered in mind; the later edition asks for their needs, too."""
    words = _("It mattered when the scope was approved, but was not taken into account.")
    later = _("It matters and is newer than the last look at the scope.")
    parties = active_parties(at).filter(relevant=True)
    evidence = _considered(at, parties, "considered_parties", "known_since", words, later)
    if at.standard != LATER_EDITION:
        return evidence
    return Evidence(evidence.looked_at, (*evidence.findings, needs_without_decision(at)))


def _considered(at: Situation, records: QuerySet[Any], listed: str, since: str, words: Any, later: Any) -> Evidence:
    """Records that mattered at the approval and are not listed; later ones that waited too long for a review."""
    scope = approved_scope(at).first()
    if scope is None:
        return Evidence(approved_scope(at))
    seen_on = max(day for day in (scope.approved_on, scope.reviewed_on) if day)
    unlisted = records.exclude(pk__in=getattr(scope, listed))
    then = unlisted.filter(Q(**{f"{since}__lte": scope.approved_on}) | Q(**{since: None}))
    waiting = unlisted.filter(
        **{
            f"{since}__gt": scope.approved_on,
            f"{since}__lt": at.days_ago("scope_followup_days"),
            f"{since}__gte": seen_on,
        }
    )
    review = Cure(_("Review the scope"), "context:scope_list")
    return Evidence(approved_scope(at), (Finding(words, DRAFT, then), Finding(later, review, waiting)))


def check_4_3_4(at: Situation) -> Evidence:
    """Every product on offer was considered: inside, or outside with a reason."""
    products = at.records(ProductService).filter(status="active")
    entries = [entry for scope in approved_scope(at) for entry in scope.considered_products]
    silent = [entry["product"] for entry in entries if not entry["inside"] and not entry["reason"].strip()]
    return Evidence(
        approved_scope(at),
        (
            Finding(
                _("The scope does not say whether it covers this."),
                DRAFT,
                products.exclude(pk__in=[entry["product"] for entry in entries]),
            ),
            Finding(_("It stands outside the scope without a reason."), DRAFT, products.filter(pk__in=silent)),
        ),
    )


def check_4_3_7(at: Situation) -> Evidence:
    """The kinds that the scope names are on offer, and what is on offer inside it is named."""
    scope = approved_scope(at).first()
    if scope is None:
        return Evidence(approved_scope(at))
    products = at.records(ProductService).filter(status="active")
    named = scope.products_services
    unknown = [kind for kind in named if kind not in set(products.values_list("type", flat=True))]
    inside = [entry["product"] for entry in scope.considered_products if entry["inside"]]
    findings = [
        Finding(_("The scope does not name its kind."), DRAFT, products.filter(pk__in=inside).exclude(type__in=named))
    ]
    if not named:
        findings.append(Finding(_("The scope names no kind of product or service."), DRAFT))
    if unknown:
        reason = _now("The scope names what is not on offer: %(kinds)s.") % {"kinds": ", ".join(unknown)}
        findings.append(Finding(reason, DRAFT))
    return Evidence(approved_scope(at), tuple(findings))


def check_4_3_8(at: Situation) -> Evidence:
    """Each requirement that is left out is one of the catalogue, and has a reason that others can follow."""
    entries = [entry for scope in approved_scope(at) for entry in scope.exclusions]
    known = clauses.known(at.standard)
    strange = [entry["requirement"] for entry in entries if entry["requirement"] not in known]
    least = at["min_rationale_chars"]
    silent = [entry["requirement"] for entry in entries if len(entry["justification"].strip()) < least]
    findings = []
    if strange:
        reason = _now("It leaves out what the catalogue does not know: %(names)s.") % {"names": ", ".join(strange)}
        findings.append(Finding(reason, DRAFT))
    if silent:
        reason = _now("It leaves out without a sufficient reason: %(names)s.") % {"names": ", ".join(silent)}
        findings.append(Finding(reason, DRAFT))
    return Evidence(approved_scope(at), tuple(findings))


# What follows for other requirements ---------------------------------------------------------------------------------


def exclusions(at: Situation) -> Mapping[str, Any] | None:
    """What the approved scope leaves out: clause or atom to the reason; None where no scope is approved."""
    scope = approved_scope(at).first()
    return None if scope is None else {entry["requirement"]: entry["justification"] for entry in scope.exclusions}


def something_is_left_out(at: Situation) -> bool:
    """The flag if-exclusions."""
    return bool(exclusions(at))


def design_is_not_left_out(at: Situation) -> bool:
    """The flag if-design, as far as the scope decides it."""
    return "8.3" not in (exclusions(at) or {})


def external_provision_is_not_left_out(at: Situation) -> bool:
    """The flag if-external-provision, as far as the scope decides it."""
    return "8.4" not in (exclusions(at) or {})


FLAGS = {
    "if-exclusions": something_is_left_out,
    "if-design": design_is_not_left_out,
    "if-external-provision": external_provision_is_not_left_out,
}
