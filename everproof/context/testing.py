"""Records of this room for tests of every type."""

from datetime import timedelta
from typing import Any

from everproof.context.actions import communication, concerns, direction, means, obligations, surroundings
from everproof.context.models import ContextIssue, InterestedParty, LegalRequirement, ScopeStatement
from everproof.kernel import clock
from everproof.kernel.records import Record
from everproof.kernel.records.lists import ids_of
from everproof.kernel.testing.cast import Cast
from everproof.processes.testing import FACTORIES as PROCESSES
from everproof.products.testing import active_product

REASON = "It decides whether what we promised can be delivered in time."


def today() -> Any:
    return clock.today("Europe/Berlin")


def a_direction(cast: Cast, number: int = 1) -> Record:
    return direction.draft_direction(title=f"Canary direction {number}", text="Valves that last.", by=cast.manager)


def a_scope(cast: Cast, number: int = 1, **values: Any) -> ScopeStatement:
    return direction.draft_scope(
        title=f"Canary scope {number}", text="Development and manufacture of valves.", by=cast.manager, **values
    )


def a_whole_scope(cast: Cast) -> ScopeStatement:
    """A scope that can be approved: with a site, a process and a product."""
    valve = active_product(cast)
    return a_scope(
        cast,
        sites=ids_of([cast.main_site]),
        processes=valve.processes,
        products_services=[valve.type],
        considered_products=[{"product": str(valve.pk), "inside": True, "reason": ""}],
    )


def an_issue(cast: Cast, number: int = 1, **values: Any) -> ContextIssue:
    values = {"kind": "external", "relevant": True, "relevance_rationale": REASON, **values}
    values.setdefault("owner", cast.person("member"))
    return surroundings.raise_issue(
        title=f"Canary steel price {number}",
        description="The price of castings doubles.",
        affects="Cost and delivery of bodies",
        by=cast.manager,
        **values,
    )


def a_party(cast: Cast, number: int = 1, **values: Any) -> InterestedParty:
    values = {"category": "customers", "relevant": True, "relevance_rationale": REASON, **values}
    return surroundings.add_party(
        title=f"Canary customers {number}", owner=cast.person("member"), by=cast.manager, **values
    )


def a_need(cast: Cast, number: int = 1) -> Record:
    return surroundings.add_need(
        party=a_party(cast, number), title=f"Canary delivery in time {number}", relevant=True, by=cast.manager
    )


def an_obligation(cast: Cast, number: int = 1, **values: Any) -> LegalRequirement:
    values = {"compliance_status": "compliant", "evaluation": "Certificate of the notified body.", **values}
    return obligations.add_obligation(
        title=f"Canary pressure equipment {number}",
        citation=f"2014/68/EU {number}",
        obligation="Assess conformity before it is placed on the market.",
        owner=cast.person("member"),
        by=cast.manager,
        **values,
    )


def a_plan(cast: Cast, number: int = 1, **values: Any) -> Any:
    values = {"topic": "quality-policy", "direction": "internal", "timing": "quarterly", **values}
    values.setdefault("next_due_on", today() + timedelta(days=60))
    return communication.plan_communication(
        title=f"Canary shop-floor meeting {number}",
        content="What the policy means at each place of work.",
        channel="At the board",
        communicator=cast.person("boss"),
        owner=cast.person("manager"),
        by=cast.manager,
        **values,
    )


def a_record(cast: Cast, number: int = 1) -> Record:
    return communication.record_communication(
        title=f"Canary address {number}",
        topics=["importance-of-quality"],
        to_everybody=True,
        audience_size=100 + number,
        communicator=cast.person("boss"),
        by=cast.manager,
    )


def a_resource(cast: Cast, number: int = 1, **values: Any) -> Any:
    return means.plan_resource(
        title=f"Canary coordinate measuring machine {number}",
        kind="measuring",
        need="Seats below 0.01 mm can no longer be measured by hand.",
        owner=cast.person("member"),
        due_on=today() + timedelta(days=number % 90),
        by=cast.manager,
        **values,
    )


def some_knowledge(cast: Cast, number: int = 1, **values: Any) -> Any:
    values.setdefault("processes", ids_of([PROCESSES["process"](cast, number)]))
    values.setdefault("holders", ids_of([cast.person("member")]))
    return means.add_knowledge(
        title=f"Canary lapping of seats {number}",
        source="internal",
        critical=True,
        owner=cast.person("manager"),
        by=cast.manager,
        **values,
    )


def a_concern(cast: Cast, number: int = 1) -> Record:
    return concerns.raise_concern(title=f"Canary pressure to ship {number}", topic="pressure", by=cast.manager)


FACTORIES = {
    "strategic-direction": a_direction,
    "scope-statement": a_scope,
    "context-issue": an_issue,
    "interested-party": a_party,
    "party-need": a_need,
    "legal-requirement": an_obligation,
    "communication-plan": a_plan,
    "communication-record": a_record,
    "resource-plan": a_resource,
    "knowledge-item": some_knowledge,
    "concern": a_concern,
}
