"""Direction, scope, issues, interested parties, obligations, communication, resources and knowledge."""

from __future__ import annotations

from typing import Any

from everproof.context.actions import communication, concerns, direction, means, obligations, surroundings
from everproof.context.models import CommunicationPlan
from everproof.demo.model.company import ModelCompany
from everproof.kernel import records
from everproof.kernel.records import Record
from everproof.kernel.records.lists import ids_of
from everproof.processes.models import Objective

# Title, kind, effect, topic, what it is, what it affects, why it matters.
ISSUES = (
    (
        "Castings become scarce",
        "external",
        "hinders",
        "supply",
        "Two of four foundries closed within three years.",
        "Delivery dates of valve bodies",
        "Delivery in time is what our customers value most about us.",
    ),
    (
        "Climate change: heat and low water",
        "external",
        "hinders",
        "climate-change",
        "Low water stops barges; summers above 35 degrees stop the measuring room.",
        "Deliveries of castings, stability of measurements",
        "It stopped deliveries and measurements in two of the last three summers.",
    ),
    (
        "Experienced people who stay",
        "internal",
        "helps",
        "people and skills",
        "Half of us have been here for more than ten years.",
        "Quality of assembly, training of new people",
        "What they know keeps the rate of rejects low and trains the new ones.",
    ),
)
# Title, category, why it matters, its need, how it is met, the process that deals with it.
PARTIES = (
    ("Plant operators", "customers", "Spare parts within a week", "Stock of all wear parts.", "Sales"),
    ("Market surveillance", "regulators", "Declarations that are true", "Every valve is tested.", "Production"),
    ("Foundries", "suppliers", "Forecasts that hold for a quarter", "Forecast every quarter.", "Purchasing"),
    ("People who work here", "workers", "To know what good work looks like", "Samples at each place.", "Production"),
    ("Owners", "owners", "Earnings that pay for new machines", "Reported every year.", "Leadership"),
)
# Title, topic, direction, rhythm, content, channel, who, days since it took place.
PLANS = (
    ("Quality at the board", "objectives", "internal", "monthly", "Objectives and complaints", "Board", 20),
    ("Policy for new people", "quality-policy", "internal", "half-yearly", "What the policy asks", "Talk", 60),
    ("Address of the managing director", "importance-of-quality", "internal", "half-yearly", "Why", "Talk", 50),
    ("Data sheets", "product-information", "external", "yearly", "What our valves can do", "Web page", 90),
    ("Letter to customers", "order-handling", "external", "quarterly", "How to order, who helps", "Letter", 30),
    ("Visit to customers", "feedback", "external", "quarterly", "What they think of us", "Visit", 40),
)
WHY = "Without it we cannot keep what we promised to our customers."


def add(company: ModelCompany) -> None:
    """All is there, reviewed within the year, and nothing is overdue."""
    manager = company.actor("Quality manager")
    with company.on(380):
        statement = direction.draft_direction(
            title="Where we go",
            text="We make valves that plants rely on for twenty years, and we repair every one of them.",
            owner=company.people["Managing director"],
            by=manager,
        )
    with company.on(375):
        direction.approve_direction(direction=statement, by=company.actor("Managing director"))
        issues = [_issue(company, *issue) for issue in ISSUES]
        parties = [_party(company, *party) for party in PARTIES]
        _obligations(company)
        _resources(company)
        _know(company)
    _scope(company, issues, parties)
    _communicate(company, parties)
    _review(company, issues, parties)
    _concern(company)


def _issue(
    company: ModelCompany, title: str, kind: str, effect: str, topic: str, what: str, affects: str, why: str
) -> Any:
    return surroundings.raise_issue(
        title=title,
        kind=kind,
        effect=effect,
        topic=topic,
        description=what,
        affects=affects,
        relevant=True,
        relevance_rationale=why,
        monitored_how="Looked at in the review of every quarter.",
        owner=company.people["Quality manager"],
        by=company.actor("Quality manager"),
    )


def _party(company: ModelCompany, title: str, category: str, need: str, how: str, process: str) -> Any:
    by = company.actor("Quality manager")
    party = surroundings.add_party(
        title=title,
        category=category,
        relevant=True,
        relevance_rationale=WHY,
        watched_how="Asked every year.",
        owner=company.people["Sales manager"],
        by=by,
    )
    surroundings.add_need(
        party=party,
        title=need,
        relevant=True,
        how_met=how,
        addressed_by=[company.kept["processes"][process]],
        by=by,
    )
    return party


def _obligations(company: ModelCompany) -> None:
    company.kept["obligation"] = obligations.add_obligation(
        title="Pressure equipment",
        citation="Pressure Equipment Directive 2014/68/EU",
        obligation="Assess conformity before a valve is placed on the market.",
        applies_to="All valves above DN 25",
        products=ids_of(company.kept["products"]),
        owner=company.people["Quality manager"],
        compliance_status="compliant",
        evaluation="Certificate of the notified body.",
        by=company.actor("Quality manager"),
    )


def _resources(company: ModelCompany) -> None:
    """One need a year ago that was met; later ones come with the review of this year."""
    _provide(company, "Torque wrench", "measuring")


def _provide(company: ModelCompany, title: str, kind: str) -> Record:
    plan = means.plan_resource(
        title=title,
        kind=kind,
        need="Work at the bench goes on without waiting.",
        process=company.kept["processes"]["Production"],
        internal_capability="One of the kind, used on two shifts.",
        internal_constraint="It is away for calibration for a week.",
        owner=company.people["Production manager"],
        by=company.actor("Production manager"),
    )
    boss = company.actor("Managing director")
    plan = means.decide_on_resource(plan=plan, decision="approve", source="internal", by=boss)
    return means.provide_resource(plan=plan, by=company.actor("Production manager"))


def _know(company: ModelCompany) -> None:
    """All processes and objectives build on know-how that two people have."""
    objectives = Objective.objects.in_force().filter(organization=company.organization)
    company.kept["knowledge"] = means.add_knowledge(
        title="How we test and judge a valve",
        description="Pressure, time, what a drop means.",
        processes=ids_of(company.kept["processes"].values()),
        applied_in=ids_of(objectives),
        source="internal",
        critical=True,
        holders=ids_of([company.people["Production manager"], company.people["Operator"]]),
        kept_as="document",
        kept_where="Instruction at the bench",
        available_to_everybody=True,
        current_sufficient=True,
        owner=company.people["Production manager"],
        by=company.actor("Quality manager"),
    )


def _scope(company: ModelCompany, issues: list[Record], parties: list[Record]) -> None:
    products = company.kept["products"]
    with company.on(300):
        scope = direction.draft_scope(
            title="Scope of the quality management system",
            text="Development, manufacture and repair of ball valves.",
            sites=ids_of([company.site] if company.site else []),
            processes=ids_of(company.kept["processes"].values()),
            products_services=sorted({product.type for product in products}),
            considered_issues=ids_of(issues),
            considered_parties=ids_of(parties),
            considered_products=[{"product": str(one.pk), "inside": True, "reason": ""} for one in products],
            owner=company.people["Quality manager"],
            by=company.actor("Quality manager"),
        )
        company.kept["scope"] = direction.approve_scope(scope=scope, by=company.actor("Managing director"))


def _communicate(company: ModelCompany, parties: list[Record]) -> None:
    boss = company.actor("Managing director")
    plans: dict[str, CommunicationPlan] = {}
    for title, topic, way, rhythm, content, channel, days in PLANS:
        with company.on(days + 90):
            plans[title] = communication.plan_communication(
                title=title,
                topic=topic,
                direction=way,
                content=content,
                timing=rhythm,
                to_everybody=way == "internal",
                parties=ids_of(parties[:1]) if way == "external" else [],
                channel=channel,
                communicator=company.people["Managing director"],
                owner=company.people["Quality manager"],
                by=company.actor("Quality manager"),
            )
        with company.on(days):
            communication.record_communication(
                title=title, plan=plans[title], audience_size=len(company.people), by=boss
            )
    for days, title in ((300, "Our map of processes"), (80, "How one process hands over to the next")):
        with company.on(days):
            communication.record_communication(
                title=title,
                topics=["process-approach", "risk-based-thinking", "opportunity-based-thinking"],
                to_everybody=True,
                audience_size=len(company.people),
                channel="Talk",
                communicator=company.people["Managing director"],
                by=boss,
            )
    with company.on(45):
        communication.record_communication(
            title="What we do not do for any order",
            topics=["quality-culture-and-ethics"],
            to_everybody=True,
            audience_size=len(company.people),
            channel="Talk",
            communicator=company.people["Managing director"],
            by=boss,
        )


def _review(company: ModelCompany, issues: list[Any], parties: list[Any]) -> None:
    """The yearly look at everything, and the resources of the year."""
    by = company.actor("Quality manager")
    with company.on(60):
        for issue in issues:
            surroundings.review_issue(issue=issue, by=by)
        for party in parties:
            surroundings.review_party(party=party, by=by)
        scope = company.kept["scope"]
        company.kept["scope"] = direction.review_scope(scope=scope, by=by)
        obligations.evaluate_compliance(obligation=company.kept["obligation"], by=by)
        knowledge = means.review_knowledge(item=company.kept["knowledge"], by=by)
        company.kept["knowledge"] = means.share_knowledge(item=knowledge, by=by)
        for kind in ("people", "infrastructure", "environment", "measuring", "knowledge"):
            _provide(company, f"What we need this year: {kind}", kind)


def _concern(company: ModelCompany) -> None:
    with company.on(120):
        concern = concerns.raise_concern(
            title="Test times are cut short on Fridays", topic="pressure", by=company.actor("Operator")
        )
        concern = records.update(concern, by=company.setup, owner=company.people["Quality manager"])
    with company.on(115):
        by = company.actor("Quality manager")
        answer = "Looked at the bench for four weeks: the times hold. The bench now shows them."
        concern = concerns.answer_concern(concern=concern, answer=answer, by=by)
    with company.on(60):
        concerns.check_for_retaliation(concern=concern, by=company.actor("Quality manager"))
