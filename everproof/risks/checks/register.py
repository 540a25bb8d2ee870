"""Risks and opportunities: where they come from, how they are rated, what is done about them, whether it worked."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.checks.communication import promoted
from everproof.context.checks.surroundings import needs_without_decision, relevant_needs
from everproof.context.models import ContextIssue, InterestedParty
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.links.models import Link
from everproof.kernel.people.checks import top_managers
from everproof.kernel.records.lists import is_named_by, names_any, names_one_of
from everproof.processes.models import Analysis, Objective
from everproof.products.models import ProductService
from everproof.risks.checks.shared import (
    TREATED,
    actions_from,
    all_done,
    fresh,
    has_action,
    high_risks,
    listing,
    open_opportunities,
    open_risks,
    processes_in_scope,
    stale,
)
from everproof.risks.models import Opportunity, Rating, Risk
from everproof.risks.models.register import Affects

RISKS, OPPORTUNITIES = "risks:risk_create", "risks:opportunity_create"
ASSESS = Cure(_("Assess it"))
TREAT = Cure(_("Decide the treatment"))
PLAN = Cure(_("Plan an action with an owner and a day"))


def check_4_2_2(at: Situation) -> Evidence:
    """Every party that matters has a need that counts, and each such need is dealt with or has its reason why not."""
    parties = at.records(InterestedParty).filter(status="active", relevant=True)
    needs = relevant_needs(at).filter(party=OuterRef("pk"))
    return Evidence(
        parties,
        (
            Finding(
                _("It matters, and no need of it is on record that counts."),
                Cure(_("Record what it needs")),
                parties.exclude(Exists(needs)),
            ),
            needs_without_decision(at),
        ),
    )


def check_4_4_1_10(at: Situation) -> Evidence:
    """Every process has an assessed risk or opportunity, and what stands behind it is dealt with."""
    processes = processes_in_scope(at)
    risks = fresh(at, open_risks(at), "risk_review_days")
    chances = fresh(at, open_opportunities(at), "opportunity_review_days")
    bare = processes.exclude(Q(is_named_by(risks, "processes")) | Q(is_named_by(chances, "processes")))
    undecided = high_risks(at).filter(names_any("processes"), treatment__in=("", Risk.Treatment.NONE))
    idle = open_opportunities(at).filter(names_any("processes"), decision=Opportunity.Decision.PURSUE)
    return Evidence(
        processes,
        (
            Finding(
                _("No risk or opportunity of it was assessed lately."), Cure(_("Record or assess one"), RISKS), bare
            ),
            Finding(_("Nobody has decided what is done about it."), TREAT, undecided),
            Finding(_("It is pursued without an action."), PLAN, idle.exclude(has_action(at, "opportunity"))),
        ),
    )


def check_5_1_1_6(at: Situation) -> Evidence:
    """Top managers speak about risk, and every process has a risk or an opportunity."""
    words = _("Top management has not spoken of thinking in risks twice, the last time within half of the period.")
    findings = promoted(at, "risk-based-thinking", words)
    bare = processes_in_scope(at).exclude(
        Q(is_named_by(open_risks(at), "processes")) | Q(is_named_by(open_opportunities(at), "processes"))
    )
    findings.append(Finding(_("It has no risk and no opportunity."), Cure(_("Record one"), RISKS), bare))
    return Evidence(1, tuple(findings))


def check_5_1_1_14(at: Situation) -> Evidence:
    """Top managers speak about opportunities, and some are open or were brought to an end lately."""
    words = _(
        "Top management has not spoken of thinking in opportunities twice, the last time within half of the period."
    )
    findings = promoted(at, "opportunity-based-thinking", words)
    since = at.days_ago("leadership_comm_days")
    living = at.records(Opportunity).filter(
        Q(status="open") | Q(status="closed", effectiveness_evaluated_on__gte=since) & ~Q(effectiveness_result="")
    )
    if living.count() < at["min_open_opportunities"]:
        findings.append(_too_few())
    return Evidence(1, tuple(findings))


def check_5_1_2_3(at: Situation) -> Evidence:
    """Risks and opportunities that touch the product or the customer are known, assessed and treated."""
    risks, products = open_risks(at), at.records(ProductService).filter(status="active")
    touching = [listing(risks, "affects", word) for word in (Affects.PRODUCT_CONFORMITY, Affects.CUSTOMER_SATISFACTION)]
    findings = [
        Finding(reason, Cure(_("Record such a risk"), RISKS))
        for reason, found in zip(
            (
                _("No open risk touches the conformity of products and services."),
                _("No open risk touches the satisfaction of customers."),
            ),
            touching,
            strict=True,
        )
        if not found.exists()
    ]
    both = risks.filter(Q(pk__in=touching[0].values("pk")) | Q(pk__in=touching[1].values("pk")))
    chances = open_opportunities(at)
    near = chances.filter(
        Q(pk__in=listing(chances, "affects", Affects.PRODUCT_CONFORMITY).values("pk"))
        | Q(pk__in=listing(chances, "affects", Affects.CUSTOMER_SATISFACTION).values("pk"))
    )
    sharing = processes_in_scope(at).filter(is_named_by(both, "processes"))
    findings += [
        Finding(_("It was not assessed lately."), ASSESS, stale(at, both, "risk_review_days")),
        Finding(_("Nobody has decided what is done about it."), TREAT, both.filter(treatment__in=("", "none"))),
        Finding(
            _("No risk of the processes that make it touches the product or the customer."),
            Cure(_("Record such a risk"), RISKS),
            products.exclude(names_one_of("processes", sharing)),
        ),
        Finding(_("It was not assessed lately."), ASSESS, stale(at, near, "opportunity_review_days")),
    ]
    return Evidence(1, tuple(findings))


def check_6_1_1_1(at: Situation) -> Evidence:
    """Each issue that matters led to a risk or an opportunity, or it is said why not."""
    issues = at.records(ContextIssue).filter(status="active", relevant=True)
    return _sources(at, issues, "issues", _("No risk or opportunity comes from it, and nobody has said why."))


def check_6_1_1_2(at: Situation) -> Evidence:
    """Each party that matters led to a risk or an opportunity, or it is said why not."""
    parties = at.records(InterestedParty).filter(status="active", relevant=True)
    return _sources(at, parties, "parties", _("No risk or opportunity comes from its needs, and nobody has said why."))


def check_6_1_1_3(at: Situation) -> Evidence:
    """Every objective and every process has something that could keep it from its result, or help it."""
    objectives = at.records(Objective).filter(status="active")
    processes = processes_in_scope(at)
    risks, chances = open_risks(at), open_opportunities(at)
    bare_objectives = objectives.exclude(Q(is_named_by(risks, "threatens")) | Q(is_named_by(chances, "objectives")))
    bare = processes.exclude(Q(is_named_by(risks, "processes")) | Q(is_named_by(chances, "processes")))
    cure = Cure(_("Record what could keep it from its result"))
    return Evidence(
        objectives.count() + processes.count(),
        (
            Finding(_("No open risk or opportunity names this objective."), cure, bare_objectives),
            Finding(_("No open risk or opportunity names this process."), cure, bare),
        ),
    )


def check_6_1_1_4(at: Situation) -> Evidence:
    """Opportunities are known, assessed lately, with what they could bring."""
    good = fresh(at, open_opportunities(at), "opportunity_review_days").exclude(benefit="").exclude(value_rating=None)
    findings = () if good.count() >= at["min_open_opportunities"] else (_too_few(),)
    return Evidence(at.records(Opportunity), findings)


def check_6_1_1_5(at: Situation) -> Evidence:
    """Every open risk is rated, has an owner, was assessed lately, and its next assessment has not passed."""
    risks = open_risks(at)
    return Evidence(
        risks,
        (
            Finding(_("It is not rated."), ASSESS, risks.filter(level=None)),
            Finding(_("It has no owner."), Cure(_("Name an owner")), risks.filter(owner=None)),
            Finding(_("It was not assessed lately."), ASSESS, stale(at, risks.exclude(level=None), "risk_review_days")),
            Finding(
                _("Its next assessment is overdue."),
                ASSESS,
                fresh(at, risks, "risk_review_days").filter(Q(review_due_on=None) | Q(review_due_on__lt=at.today)),
            ),
        ),
    )


def check_6_1_1_6(at: Situation) -> Evidence:
    """Improvement is planned for: something is pursued, or each idea was turned down for a reason."""
    chances = at.records(Opportunity)
    pursued = chances.filter(decision=Opportunity.Decision.PURSUE)
    idle = pursued.filter(status="open").exclude(
        Q(has_action(at, "opportunity"))
        | names_any("objectives")
        | Q(_linked(at, "opportunity", "change", "improvement"))
    )
    findings = [Finding(_("It is pursued, but nothing is planned for it."), PLAN, idle)]
    lately = pursued.filter(Q(status="open") | Q(decided_on__gte=at.days_ago("opportunity_review_days")))
    if not lately.exists():
        findings.append(
            Finding(
                _("No opportunity is being pursued, nor was one within the time between two assessments."),
                Cure(_("Decide which opportunity to pursue"), OPPORTUNITIES),
            )
        )
    return Evidence(chances, tuple(findings))


def check_6_1_2_1(at: Situation) -> Evidence:
    """What is done about every high risk is planned, or it is accepted by somebody for a reason."""
    high = high_risks(at)
    planned = high.filter(treatment__in=TREATED)
    accepted = high.filter(treatment=Risk.Treatment.ACCEPT)
    return Evidence(
        open_risks(at),
        (
            Finding(_("Nobody has decided what is done about it."), TREAT, high.filter(treatment__in=("", "none"))),
            Finding(_("No action carries out its treatment."), PLAN, planned.exclude(has_action(at, "risk"))),
            Finding(
                _("It is accepted without a name or a reason."),
                Cure(_("Accept it with a reason, or treat it")),
                accepted.filter(Q(accepted_by=None) | Q(acceptance_rationale="")),
            ),
            Finding(
                _("Its acceptance has run out."),
                Cure(_("Accept it again, or treat it")),
                accepted.filter(accepted_until__lt=at.today),
            ),
        ),
    )


def check_6_1_2_2(at: Situation) -> Evidence:
    """Every opportunity is decided upon in time, and what is pursued has an action."""
    return _decided(at)


def check_6_1_3_2(at: Situation) -> Evidence:
    """Every opportunity is decided upon in time, and what is pursued has an action."""
    return _decided(at)


def check_6_1_2_3(at: Situation) -> Evidence:
    """Actions on risks (before 2026 on opportunities too) belong to processes and are done in time."""
    types = ("risk",) if at.standard == "iso9001-2026" else ("risk", "opportunity")
    return _carried_out(at, *types)


def check_6_1_3_3(at: Situation) -> Evidence:
    """Actions on opportunities belong to processes and are done in time."""
    return _carried_out(at, "opportunity")


def check_6_1_2_4(at: Situation) -> Evidence:
    """It is planned how to judge whether actions on risks worked, and it is judged."""
    return _judged(at, ("risk",) if at.standard == "iso9001-2026" else ("risk", "opportunity"))


def check_6_1_3_4(at: Situation) -> Evidence:
    """It is planned how to judge whether actions on opportunities worked, and it is judged."""
    return _judged(at, ("opportunity",))


def check_6_1_2_5(at: Situation) -> Evidence:
    """Effort is in proportion: only top management accepts a high risk, and treatment lowers the level."""
    high, risks = high_risks(at), open_risks(at)
    by_others = high.filter(treatment=Risk.Treatment.ACCEPT).exclude(accepted_by__in=top_managers(at).values("person"))
    # Once it is assessed again, the level as it stands has come down to the residual one: the history tells from where.
    was_higher = at.records(Rating).filter(
        risk=OuterRef("pk"), kind=Rating.Kind.CURRENT, level__gt=OuterRef("residual_level")
    )
    not_lower = risks.filter(all_done(at, "risk")).filter(
        Q(residual_level=None) | Q(residual_level__gte=F("level")) & ~Exists(was_higher)
    )
    findings = [
        Finding(
            _("A risk of this level is accepted by top management only."),
            Cure(_("Let top management decide")),
            by_others,
        ),
        Finding(
            _("Its actions are done, and its level is no lower."),
            Cure(_("Say how it stands after treatment, or plan more")),
            not_lower,
        ),
    ]
    if at.standard == "iso9001-2026":
        unnamed = high.exclude(names_any("threatens") | names_any("processes"))
        findings.append(Finding(_("Nobody has said what it threatens."), Cure(_("Name what it threatens")), unnamed))
    return Evidence(risks, tuple(findings))


def check_6_1_2_6(at: Situation) -> Evidence:
    """Risks to steady conforming delivery and to the customer's satisfaction are determined and rated."""
    risks = open_risks(at)
    findings = [
        Finding(_("Nobody has said what it touches."), Cure(_("Say what it touches")), risks.filter(affects=[])),
        Finding(_("It is not rated."), ASSESS, risks.filter(level=None)),
        Finding(_("It was not assessed lately."), ASSESS, stale(at, risks.exclude(level=None), "risk_review_days")),
    ]
    for word, reason in (
        (Affects.PRODUCT_CONFORMITY, _("No open risk touches the conformity of products and services.")),
        (Affects.CUSTOMER_SATISFACTION, _("No open risk touches the satisfaction of customers.")),
    ):
        if not listing(risks, "affects", word).exists():
            findings.append(Finding(reason, Cure(_("Record such a risk"), RISKS)))
    return Evidence(risks, tuple(findings))


def check_6_1_3_1(at: Situation) -> Evidence:
    """Opportunities are determined and rated in all that is asked."""
    chances = open_opportunities(at)
    findings = [
        Finding(_("Nobody has said what it touches."), Cure(_("Say what it touches")), chances.filter(affects=[])),
        Finding(
            _("Nobody has said what it could bring."), Cure(_("Say what it could bring")), chances.filter(benefit="")
        ),
        Finding(_("It is not rated."), ASSESS, chances.filter(Q(feasibility=None) | Q(value_rating=None))),
        Finding(
            _("It was not assessed lately."),
            ASSESS,
            stale(at, chances.exclude(value_rating=None), "opportunity_review_days"),
        ),
    ]
    if chances.count() < at["min_open_opportunities"]:
        findings.append(_too_few())
    return Evidence(at.records(Opportunity), tuple(findings))


def check_6_1_3_5(at: Situation) -> Evidence:
    """What is pursued suits the context: it has a reason and serves an objective, an issue or the direction."""
    pursued = at.records(Opportunity).filter(decision=Opportunity.Decision.PURSUE)
    astray = pursued.exclude(names_any("objectives") | names_any("issues") | names_any("directions"))
    return Evidence(
        pursued,
        (
            Finding(_("Nobody has said why it is pursued."), Cure(_("Say why")), pursued.filter(decision_rationale="")),
            Finding(_("It serves no objective, no issue and no direction."), Cure(_("Say what it serves")), astray),
        ),
    )


def check_9_1_3_6(at: Situation) -> Evidence:
    """The newest analysis of actions on risks and opportunities is recent and covers all whose actions were done."""
    analyses = at.records(Analysis).filter(topic=Analysis.Topic.RISK_ACTIONS, status="concluded")
    newest = analyses.order_by("-concluded_on", "-id").first()
    cure = Cure(_("Conclude an analysis of these actions"), "processes:analysis_create")
    # The edition of 2026 asks for a judgement on each of the two kinds.
    judges_each = at.standard == "iso9001-2026"
    if newest is None or newest.concluded_on is None:
        return Evidence(0)
    findings = []
    if newest.concluded_on < at.days_ago("analysis_interval_days"):
        findings.append(Finding(_("The newest analysis is too old."), cure, analyses.filter(pk=newest.pk)))
    if not newest.verdict:
        findings.append(Finding(_("It has no verdict."), Cure(_("Give a verdict")), analyses.filter(pk=newest.pk)))
    for model in (Risk, Opportunity):
        done = actions_from(at, model.type_name).filter(
            completed_on__gte=newest.period_from, completed_on__lte=newest.period_to
        )
        covered = Link.objects.filter(organization_id=at.organization_id, removed_at=None).filter(
            Q(from_id=newest.pk, to_id=OuterRef("pk")) | Q(to_id=newest.pk, from_id=OuterRef("pk"))
        )
        left_out = at.records(model).filter(Exists(done.filter(source_id=OuterRef("pk")))).exclude(Exists(covered))
        reason = _("Its actions were done in the period of the newest analysis, which does not name it.")
        findings.append(Finding(reason, Cure(_("Link it with the analysis")), left_out))
        if judges_each and not at.records(model).filter(Exists(covered)).exists():
            kind = (
                _("The newest analysis names no risk.")
                if model is Risk
                else _("The newest analysis names no opportunity.")
            )
            if at.records(model).exists():
                findings.append(Finding(kind, cure, analyses.filter(pk=newest.pk)))
    return Evidence(analyses, tuple(findings))


def _too_few() -> Finding:
    return Finding(
        _("Too few opportunities are open and assessed with what they could bring."),
        Cure(_("Record or assess an opportunity"), OPPORTUNITIES),
    )


def _sources(at: Situation, sources: QuerySet[Any], field: str, reason: Any) -> Evidence:
    silent = sources.filter(no_risk_rationale="").exclude(
        Q(is_named_by(at.records(Risk), field)) | Q(is_named_by(at.records(Opportunity), field))
    )
    return Evidence(sources, (Finding(reason, Cure(_("Record the risk, or say why there is none")), silent),))


def _decided(at: Situation) -> Evidence:
    chances = open_opportunities(at)
    undecided = chances.filter(
        decision__in=("", Opportunity.Decision.NONE), recorded_at__date__lt=at.days_ago("opportunity_decision_days")
    )
    pursued = chances.filter(decision=Opportunity.Decision.PURSUE).exclude(has_action(at, "opportunity"))
    return Evidence(
        chances,
        (
            Finding(_("It has waited too long for a decision."), Cure(_("Decide upon it")), undecided),
            Finding(_("It is pursued without an action."), PLAN, pursued),
        ),
    )


def _carried_out(at: Situation, *types: str) -> Evidence:
    actions = actions_from(at, *types)
    placed = Q(pk__in=[])
    for model in (Risk, Opportunity):
        if model.type_name in types:
            sources = at.records(model).filter(names_one_of("processes", processes_in_scope(at)))
            placed |= Q(source_type=model.type_name, source_id__in=sources.values("pk"))
    late = actions.filter(status="open", due_on__lt=at.days_ago("action_overdue_days"))
    return Evidence(
        actions,
        (
            Finding(
                _("What it comes from names no process in which it is carried out."),
                Cure(_("Name the process in the risk or opportunity")),
                actions.exclude(placed),
            ),
            Finding(_("It is overdue."), Cure(_("Complete it, or agree on a new day")), late),
        ),
    )


def _judged(at: Situation, types: tuple[str, ...]) -> Evidence:
    done = actions_from(at, *types).filter(status="completed")
    undated = done.filter(effectiveness_due_on=None)
    unjudged = done.filter(effectiveness_due_on__lt=at.today, effectiveness_result="")
    findings = [
        Finding(_("There is no day by which its effect is judged."), Cure(_("Set the day")), undated),
        Finding(_("Its effect should have been judged by now."), Cure(_("Judge the effect")), unjudged),
    ]
    for model in (Risk, Opportunity):
        if model.type_name in types:
            ended = at.records(model).filter(all_done(at, model.type_name), effectiveness_result="")
            waiting = Exists(
                actions_from(at, model.type_name).filter(source_id=OuterRef("pk"), effectiveness_due_on__gte=at.today)
            )
            reason = _("All its actions are done, and nobody has said whether they worked.")
            findings.append(Finding(reason, Cure(_("Judge the effect")), ended.exclude(waiting)))
    return Evidence(done, tuple(findings))


def _linked(at: Situation, type_name: str, *others: str) -> Exists:
    """The condition on records of a type that they are linked with one of other types."""
    links = Link.objects.filter(organization_id=at.organization_id, removed_at=None)
    return Exists(
        links.filter(
            Q(from_type=type_name, from_id=OuterRef("pk"), to_type__in=others)
            | Q(to_type=type_name, to_id=OuterRef("pk"), from_type__in=others)
        )
    )
