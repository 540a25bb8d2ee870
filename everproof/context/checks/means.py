"""What clauses 4.4.1, 6.2.2, 7.1.1, 7.1.2 and 7.1.6 ask of resources, people and know-how."""

from __future__ import annotations

from typing import Any

from django.db.models import Count as Counted
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel import modules
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.people.checks import top_managers, valid_today
from everproof.kernel.people.models import Role
from everproof.kernel.records.lists import is_named_by
from everproof.processes.models import Objective, Process

LATER_EDITION = "iso9001-2026"
PLAN_RESOURCE, ADD_KNOWLEDGE = "context:resource_create", "context:knowledge_create"
MEASURING = "measuring"


def processes_in_scope(at: Situation) -> QuerySet[Process]:
    return at.records(Process).filter(status="active", in_scope=True)


def check_4_4_1_8(at: Situation) -> Evidence:
    """Every process says what it needs, and nothing that it needs is far overdue."""
    processes = processes_in_scope(at)
    overdue = at.records(ResourcePlan).filter(
        status="needed", process__in=processes, due_on__lt=at.days_ago("resource_overdue_days")
    )
    return Evidence(
        processes,
        (
            Finding(
                _("It does not say what it needs."),
                Cure(_("Say which resources it needs")),
                processes.filter(resources=""),
            ),
            Finding(_("A process needs it, and it is long overdue."), Cure(_("Provide it, or decide anew")), overdue),
        ),
    )


def check_5_1_1_7(at: Situation) -> Evidence:
    """Nothing that is needed is long overdue, and it was top management that said no or not yet."""
    plans = at.records(ResourcePlan)
    Decision = ResourcePlan.Decision
    refused = plans.filter(decision__in=(Decision.REJECT, Decision.DEFER))
    elsewhere = refused.exclude(pk__in=refused.filter(decided_by__in=top_managers(at).values("person")).values("pk"))
    return Evidence(
        plans,
        (
            _overdue(at),
            Finding(
                _("It was refused or put off by somebody who is not in top management."),
                Cure(_("Let top management decide")),
                elsewhere,
            ),
        ),
    )


def check_7_1_1_1(at: Situation) -> Evidence:
    """What is needed of every kind was looked at in the period, and nothing is long overdue."""
    plans = at.records(ResourcePlan)
    since = at.days_ago("resource_review_days")
    lately = plans.filter(Q(recorded_at__date__gte=since) | Q(decided_on__gte=since))
    there = set(lately.values_list("kind", flat=True))
    labels = dict(ResourcePlan.Kind.choices)
    missing = [str(labels.get(kind, kind)) for kind in _required_kinds(at) if kind not in there]
    findings = [_overdue(at)]
    if missing:
        reason = _now("Nobody has looked lately at what is needed of: %(kinds)s.") % {"kinds": ", ".join(missing)}
        findings.append(Finding(reason, Cure(_("Say what is needed, or that it is there"), PLAN_RESOURCE)))
    return Evidence(plans, tuple(findings))


def _required_kinds(at: Situation) -> list[str]:
    """The kinds of resources that the company looks at; means of measuring only where something is measured."""
    asked = [module.flags["if-measuring-equipment"] for module in modules.all_modules() if _knows_measuring(module)]
    kinds = list(at["required_resource_kinds"])
    return kinds if any(ask(at) for ask in asked) else [kind for kind in kinds if kind != MEASURING]


def _knows_measuring(module: modules.Module) -> bool:
    return "if-measuring-equipment" in module.flags


def _overdue(at: Situation) -> Finding:
    longest = at.days_ago("resource_overdue_days")
    return Finding(
        _("It is needed and long overdue."),
        Cure(_("Provide it, or decide anew")),
        at.records(ResourcePlan).filter(status="needed", due_on__lt=longest),
    )


def check_6_2_2_2(at: Situation) -> Evidence:
    """Every objective says what it takes, and somebody confirmed that it is there."""
    objectives = at.records(Objective).filter(status="active")
    return Evidence(
        objectives,
        (
            Finding(
                _("It does not say which resources it takes."),
                Cure(_("Say what it takes, or that it takes none")),
                objectives.filter(resources=""),
            ),
            Finding(
                _("Nobody has confirmed its resources."),
                Cure(_("Confirm the resources")),
                objectives.filter(resources_confirmed_on=None),
            ),
        ),
    )


def check_7_1_1_2(at: Situation) -> Evidence:
    """Every resource need of the period weighs what the company has itself."""
    plans = at.records(ResourcePlan).filter(recorded_at__date__gte=at.days_ago("resource_review_days"))
    return Evidence(
        plans,
        (
            Finding(
                _("It does not say what the company has itself."),
                Cure(_("Say what you have, and what holds you back")),
                plans.filter(Q(internal_capability="") | Q(internal_constraint="")),
            ),
        ),
    )


def check_7_1_2_1(at: Situation) -> Evidence:
    """Every role says how many it takes, and every process is served by a role."""
    roles = at.records(Role)
    in_roles = valid_today(at).filter(role__isnull=False, role__voided_at=None)
    processes = processes_in_scope(at)
    served = Exists(in_roles.filter(person=OuterRef("owner"))) | Exists(
        in_roles.filter(subject_type=Process.type_name, subject_id=OuterRef("pk"))
    )
    return Evidence(
        roles,
        (
            Finding(
                _("It does not say how many people it takes."),
                Cure(_("Say how many")),
                roles.filter(required_headcount__lt=1),
            ),
            Finding(_("No role serves it."), Cure(_("Give it an owner who holds a role")), processes.exclude(served)),
        ),
    )


def check_7_1_2_2(at: Situation) -> Evidence:
    """Every role has as many holders as it takes, or the difference is planned and not overdue."""
    held = valid_today(at).filter(role=OuterRef("pk"), is_deputy=False).order_by().values("role")
    planned = (
        at.records(ResourcePlan)
        .filter(kind=ResourcePlan.Kind.PEOPLE, status="needed", role=OuterRef("pk"))
        .filter(Q(due_on=None) | Q(due_on__gte=at.today))
        .order_by()
        .values("role")
    )
    roles = at.records(Role).annotate(
        held=_number(held.annotate(number=Counted("person", distinct=True))),
        planned=_number(planned.annotate(number=Sum("headcount"))),
    )
    short = roles.filter(required_headcount__gt=F("held") + F("planned"))
    cure = Cure(_("Fill the post, or plan when it will be filled"))
    return Evidence(roles, (Finding(_("Fewer people hold it than it takes, and nothing is planned."), cure, short),))


def _number(counted: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values("number")[:1], output_field=IntegerField()), 0)


def check_7_1_6_1(at: Situation) -> Evidence:
    """Every process has know-how named for it (in the later edition every objective, too), with where it comes from."""
    items = at.records(KnowledgeItem).filter(status="active")
    findings = [
        Finding(
            _("No know-how is named for it."),
            Cure(_("Say what one has to know for it"), ADD_KNOWLEDGE),
            processes_in_scope(at).exclude(is_named_by(items, "processes")),
        ),
        Finding(_("It does not say where it comes from."), Cure(_("Say where it comes from")), items.filter(source="")),
    ]
    if at.standard == LATER_EDITION:
        findings.append(
            Finding(
                _("No know-how is named that it builds on."),
                Cure(_("Say what one has to know for it"), ADD_KNOWLEDGE),
                at.records(Objective).filter(status="active").exclude(is_named_by(items, "applied_in")),
            )
        )
    return Evidence(items, tuple(findings))


def check_7_1_6_5(at: Situation) -> Evidence:
    """Where what is known is not enough, it is known what is missing, how it is acquired, and by when."""
    wanting = at.records(KnowledgeItem).filter(status="active", current_sufficient=False)
    return Evidence(
        wanting,
        (
            Finding(
                _("It does not say what is missing."), Cure(_("Say what is missing")), wanting.filter(gap_reason="")
            ),
            Finding(
                _("It does not say how the missing know-how is acquired, or by when."),
                Cure(_("Say how it is acquired, and by when")),
                wanting.filter(Q(acquisition="") | Q(acquisition_due_on=None)),
            ),
            Finding(
                _("The know-how should have been acquired by now."),
                Cure(_("Acquire it, or agree another day")),
                wanting.filter(acquisition_due_on__lt=at.today),
            ),
        ),
    )
