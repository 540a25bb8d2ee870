"""What clauses 4.1 and 4.2 ask of issues, interested parties and needs."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Length, Replace, Trim, TruncDate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.context.models import ContextIssue, InterestedParty, LegalRequirement, PartyNeed
from everproof.context.models.surroundings import CLIMATE
from everproof.kernel import modules
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.tenancy.models import Organization
from everproof.processes.models import Objective
from everproof.products.models import ProductService

ISSUES, PARTIES = "context:issue_create", "context:party_create"
WHO_WORKS_HERE = {"owner__active": True, "owner__voided_at": None}


def active_issues(at: Situation) -> QuerySet[ContextIssue]:
    return at.records(ContextIssue).filter(status="active")


def active_parties(at: Situation) -> QuerySet[InterestedParty]:
    return at.records(InterestedParty).filter(status="active")


def too_short(at: Situation, field: str) -> Q:
    """The condition that a reason is shorter than what counts as one; needs the annotation of `with_length`."""
    return Q(**{f"{field}_length__lt": at["min_rationale_chars"]})


def with_length(records: QuerySet[Any], field: str) -> QuerySet[Any]:
    return records.annotate(**{f"{field}_length": Length(Trim(field))})


def check_4_1_1(at: Situation) -> Evidence:
    """Enough external issues that matter are known, each with what it affects and somebody who keeps an eye on it."""
    few = _("Fewer external issues that matter are recorded than the company's own least number.")
    return _issues_of_kind(at, ContextIssue.Kind.EXTERNAL, at["min_external_issues"], few)


def check_4_1_2(at: Situation) -> Evidence:
    """Enough internal issues that matter are known, each with what it affects and somebody who keeps an eye on it."""
    few = _("Fewer internal issues that matter are recorded than the company's own least number.")
    return _issues_of_kind(at, ContextIssue.Kind.INTERNAL, at["min_internal_issues"], few)


def _issues_of_kind(at: Situation, kind: str, least: int, few: Any) -> Evidence:
    issues = active_issues(at).filter(kind=kind, relevant=True)
    findings = [
        Finding(_("It does not say what it is."), Cure(_("Describe it")), issues.filter(description="")),
        Finding(_("It does not say what it affects."), Cure(_("Say what it affects")), issues.filter(affects="")),
        Finding(
            _("Nobody who works here keeps an eye on it."),
            Cure(_("Name an owner")),
            issues.exclude(pk__in=issues.filter(**WHO_WORKS_HERE).values("pk")),
        ),
    ]
    if issues.count() < least:
        findings.append(Finding(few, Cure(_("Record what bears on the company"), ISSUES)))
    # Looking at all issues: with none that matters left, something is missing, not nothing to look at.
    return Evidence(at.records(ContextIssue), tuple(findings))


def check_4_1_3(at: Situation) -> Evidence:
    """Whether climate change matters was decided, with a reason, and looked at again in time."""
    issues = active_issues(at).filter(topic=CLIMATE)
    reasoned = with_length(issues, "relevance_rationale")
    return Evidence(
        issues,
        (
            Finding(
                _("Nobody has decided whether climate change matters."),
                Cure(_("Decide whether it matters")),
                issues.filter(relevant=None),
            ),
            Finding(
                _("The decision has no reason that others can follow."),
                Cure(_("Say why it matters, or why not")),
                reasoned.filter(too_short(at, "relevance_rationale")),
            ),
            not_reviewed(issues, at.days_ago("context_review_days"), Cure(_("Review the issue"))),
        ),
    )


def check_4_1_4(at: Situation) -> Evidence:
    """Every issue was reviewed in time by somebody, and the ledger has an entry of that day."""
    issues = active_issues(at)
    zone = ZoneInfo(Organization.objects.values_list("zone", flat=True).get(pk=at.organization_id))
    key = Replace(Cast(OuterRef("pk"), TextField()), Value("-"), Value(""))
    entries = LedgerEntry.objects.filter(organization_id=at.organization_id, type=ContextIssue.type_name, version__gt=0)
    on_that_day = entries.annotate(
        key=Replace("record_id", Value("-"), Value("")), day=TruncDate("at", tzinfo=zone)
    ).filter(key=key, day=OuterRef("reviewed_on"))
    cure = Cure(_("Review the issue"))
    return Evidence(
        issues,
        (
            not_reviewed(issues, at.days_ago("context_review_days"), cure),
            Finding(_("It does not say who reviewed it."), cure, issues.filter(reviewed_by=None)),
            Finding(
                _("The history holds no entry of the day on which it is said to have been reviewed."),
                cure,
                issues.filter(reviewed_on__isnull=False).exclude(Exists(on_that_day)),
            ),
        ),
    )


def check_4_2_1(at: Situation) -> Evidence:
    """Every kind of party that the company looks for is there, and each says why it matters or why not."""
    parties = active_parties(at)
    there = set(parties.filter(relevant=True).values_list("category", flat=True))
    labels = dict(InterestedParty.Category.choices)
    missing = [str(labels.get(name, name)) for name in at["required_party_categories"] if name not in there]
    findings = [
        Finding(
            _("It does not say why it matters, or why not."),
            Cure(_("Say why it matters, or why not")),
            parties.filter(relevance_rationale=""),
        )
    ]
    if missing:
        reason = _now("No party of these kinds is recorded: %(kinds)s.") % {"kinds": ", ".join(missing)}
        findings.append(Finding(reason, Cure(_("Add those who count on the company"), PARTIES)))
    return Evidence(at.records(InterestedParty), tuple(findings))


def check_4_2_3(at: Situation) -> Evidence:
    """Every party and its needs were looked at again in time, by somebody."""
    parties = active_parties(at)
    cure = Cure(_("Review the party and its needs"))
    return Evidence(
        parties,
        (
            not_reviewed(parties, at.days_ago("interested_party_review_days"), cure),
            Finding(_("It does not say who reviewed it."), cure, parties.filter(reviewed_by=None)),
        ),
    )


def check_6_2_1_4(at: Situation) -> Evidence:
    """Every objective takes up a requirement that is on record, or says which it takes up or why none applies."""
    objectives = at.records(Objective).filter(status="active")
    named = (LegalRequirement.type_name, InterestedParty.type_name, PartyNeed.type_name, ProductService.type_name)
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    away = links.filter(from_type=Objective.type_name, from_id=OuterRef("pk"), to_type__in=named)
    here = links.filter(to_type=Objective.type_name, to_id=OuterRef("pk"), from_type__in=named)
    silent = with_length(objectives, "requirements_considered").filter(too_short(at, "requirements_considered"))
    return Evidence(
        objectives,
        (
            Finding(
                _("It does not say which requirements it takes into account."),
                Cure(_("Say which, or why none applies")),
                silent.exclude(Exists(away) | Exists(here)),
            ),
        ),
    )


def check_4_2_4(at: Situation) -> Evidence:
    """Every need that counts is dealt with by a record in force, or says why nothing deals with it."""
    return Evidence(relevant_needs(at), (needs_without_decision(at),))


def relevant_needs(at: Situation) -> QuerySet[PartyNeed]:
    return at.records(PartyNeed).filter(relevant=True, party__status="active", party__voided_at=None)


def needs_without_decision(at: Situation) -> Finding:
    """The finding about needs that count and that neither a record in force nor a reason takes care of."""
    needs = with_length(relevant_needs(at), "not_addressed_reason").filter(too_short(at, "not_addressed_reason"))
    linked = Link.objects.filter(
        organization_id=at.organization_id,
        relation=Relation.ADDRESSES,
        to_type=PartyNeed.type_name,
        removed_at=None,
    )
    dealt_with = Q(pk__in=[])
    for type_name in linked.order_by().values_list("from_type", flat=True).distinct():
        living = linked.filter(from_type=type_name, from_id__in=_in_force(at, type_name).values("pk"))
        dealt_with |= Q(pk__in=living.values("to_id"))
    return Finding(
        _("It counts, but nothing in force deals with it and no reason says why."),
        Cure(_("Say what deals with it, or why nothing does")),
        needs.exclude(dealt_with),
    )


def _in_force(at: Situation, type_name: str) -> QuerySet[Any]:
    record_type = modules.record_type(type_name)
    closed = record_type.lifecycle.closed_states if record_type.lifecycle else ()
    return at.records(record_type.model).exclude(status__in=closed)


def not_reviewed(records: QuerySet[Any], limit: date, cure: Cure) -> Finding:
    return Finding(last_review, cure, records.filter(Q(reviewed_on=None) | Q(reviewed_on__lt=limit)))


def last_review(record: Any) -> Any:
    """Why a review is missing, in words."""
    if record.reviewed_on is None:
        return _now("Nobody has reviewed it.")
    return _now("It was last reviewed on %(day)s.") % {"day": f"{record.reviewed_on:%Y-%m-%d}"}
