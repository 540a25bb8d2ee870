"""What stands around the documents of the demo: rules of retention, words in common, the policy, wishes, links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from everproof.context.models import ContextIssue, KnowledgeItem, ScopeStatement, StrategicDirection
from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.demo.signing import at_the_screen, confirmed
from everproof.demo.stories import kestrel_aims as aims
from everproof.demo.stories.kestrel_documents import DATA_SHEETS, SHEETS, SNIPPETS
from everproof.demo.stories.kestrel_documents.governing import POLICY
from everproof.demo.stories.kestrel_documents.writing import lines_of
from everproof.documents import actions
from everproof.documents.checks.retention import SET_UP
from everproof.documents.models import Document, Policy, RetentionRule, Snippet
from everproof.kernel import links, modules, records
from everproof.kernel.links.models import Relation
from everproof.kernel.records.lists import ids_of
from everproof.processes.models import Objective
from everproof.products.models import ProductService

DAY = timedelta(days=1)
QM, MD = "Quality manager", "Managing director"
YEARS = {"measurement": 10, "training": 10, "audit-finding": 6, "internal-audit": 6, "management-review": 6}
USUAL = 10
# A day of the story, who asks, about which document, title, what, answer ("" leaves it open), accepted.
WISHES = (
    (352, "Test bench operator", "wi-safety", "Skip the second reading of the plate", "It takes two minutes.", "no"),
    (
        430,
        "Machinist",
        "machining",
        "Say at which temperature rings are measured",
        "They are small in the morning.",
        "yes",
    ),
    (440, "Machinist", "wi-rings", "Let rings cool before they are measured", "Same reason.", "yes"),
    (530, "Test bench operator", "wi-bench", "Say when the time begins", "Warm water looks like a leak.", "yes"),
    (718, "Assembler", "wi-gate", "Torque of M24 is missing", "DN 300 has M24; everybody asks the lead.", ""),
)
DESCRIBED = (
    ("Setting of safety valves", "wi-safety"),
    ("Lapping of seats below 0.01 mm", "wi-lapping"),
    ("Hard-facing with alloy 6", "wi-facing"),
    ("How we ask why", "nonconformity"),
    ("Uncertainty of our measurements", "gauges"),
    ("What coating hides", "wi-coating"),
)
COMMITTED = (
    (Policy.Commitment.REQUIREMENTS, "We fulfil what customers, laws and standards require of our valves"),
    (Policy.Commitment.IMPROVEMENT, "We improve the quality management system all the time"),
)


def set_up(company: Company) -> None:
    """What is decided once: how long records are kept, and the words that many texts share."""
    kinds = {one.name: str(one.plural) for one in modules.all_record_types() if one.name not in SET_UP}
    rules = [
        {
            "title": label,
            "record_type": name,
            "retention_days": 365 * YEARS.get(name, USUAL),
            "disposition": "archive" if name not in YEARS else "delete",
            "basis": "Product liability; agreement with customers.",
            "owner": company.one(QM),
        }
        for name, label in {**kinds, "measurement": "Measured values"}.items()
    ]
    records.create_many(RetentionRule, rules, by=company.setup)
    for key, text in SNIPPETS.items():
        records.create(Snippet, by=company.setup, title=key.replace("-", " ").capitalize(), key=key, text=text)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """The policy and its reviews, wishes of readers, and what is described where."""
    agenda.at(start + 50 * DAY, lambda: _policy(company, 1))
    agenda.at(start + 345 * DAY, lambda: _review_policy(company))
    agenda.at(start + 385 * DAY, lambda: _policy(company, 2))
    # The scope has had its second edition; the policy names it.
    agenda.at(start + 655 * DAY, lambda: _policy(company, 2))
    agenda.at(start + 610 * DAY, lambda: _describe(company))
    for wish in WISHES:
        agenda.at(start + wish[0] * DAY, _ask(company, *wish[1:]))


def by_key(company: Company, key: str) -> Document:
    """A document as it stands now."""
    title = next(sheet.title for sheet in SHEETS if sheet.key == key)
    found = Document.objects.select_related("organization", "type", "owner", "current_revision")
    return found.get(organization=company.organization, title=title)


# The policy -----------------------------------------------------------------------------------------------------------


def _policy(company: Company, revision: int) -> Policy:
    """Draft, approve and publish the policy whose text the document carries in this revision."""
    by, mine = company.actor(company.one(QM)), {"organization": company.organization}
    text = " ".join(lines_of(POLICY.text, revision)).replace("**", "").replace("## ", "")
    scope = ScopeStatement.objects.in_force().filter(**mine, status="approved").first()
    draft = actions.draft_policy(
        title="Quality policy",
        text=text,
        commitments=[{"commitment": str(name), "place": place} for name, place in COMMITTED],
        objective_framework=list(aims.COMMITMENTS),
        strategic_links=ids_of(StrategicDirection.objects.filter(**mine, status="approved")),
        context_links=ids_of(ContextIssue.objects.in_force().filter(**mine, status="active", relevant=True)[:5]),
        scope_statement=scope,
        document=by_key(company, "policy"),
        by=by,
    )
    boss = at_the_screen(company.actor(company.one(MD)))
    approved = actions.approve_policy(policy=draft, by=boss, signature=confirmed(draft, "approval", boss))
    return actions.publish_policy(policy=approved, by=by, public_location="https://kestrel.example/quality/")


def _review_policy(company: Company) -> Policy:
    """Looked at with the owners of processes."""
    found = Policy.objects.select_related("organization", "document").get(
        organization=company.organization, status="approved"
    )
    return actions.review_policy(policy=found, by=company.actor(company.one(MD)))


# Wishes and links -----------------------------------------------------------------------------------------------------


def _ask(company: Company, who: str, key: str, title: str, why: str, answer: str) -> Callable[[], object]:
    def act() -> object:
        wish = actions.request_change(
            document=by_key(company, key),
            title=title,
            what=f"{title}.",
            why=why,
            by=company.actor(company.people[who][-1]),
        )
        if not answer:
            return wish
        words = "With the next revision." if answer == "yes" else "Two valves left with a wrong spring. It stays."
        return actions.decide_change(
            change_request=wish, by=company.actor(company.one(QM)), accept=answer == "yes", answer=words
        )

    return act


def _describe(company: Company) -> None:
    """Say which document describes the scope, each product on offer, and know-how; and which direction aims follow."""
    by, mine = company.actor(company.one(QM)), {"organization": company.organization}
    for scope in ScopeStatement.objects.filter(**mine, status="approved").select_related("organization"):
        links.link(scope, Relation.DESCRIBED_IN, by_key(company, "manual"), by=by)
    for product in ProductService.objects.in_force().filter(**mine, status="active").select_related("organization"):
        if sheet := DATA_SHEETS.get(product.title):
            links.link(product, Relation.DESCRIBED_IN, by_key(company, sheet.key), by=by)
    known: dict[str, Any] = {
        item.title: item for item in KnowledgeItem.objects.in_force().filter(**mine).select_related("organization")
    }
    for title, key in DESCRIBED:
        if title in known:
            links.link(known[title], Relation.DESCRIBED_IN, by_key(company, key), by=by)
    direction = StrategicDirection.objects.filter(**mine, status="approved").first()
    if direction is not None:
        for objective in Objective.objects.in_force().filter(**mine, status="active").select_related("organization"):
            links.link(objective, Relation.ADDRESSES, direction, by=by)
