"""The policy, the documents of each process, what products and know-how are described in, and how long all is kept."""

from __future__ import annotations

from typing import Any

from everproof.context.models import ContextIssue, StrategicDirection
from everproof.demo import papers
from everproof.demo.model.company import ModelCompany
from everproof.documents import actions, audience
from everproof.documents.checks.retention import SET_UP
from everproof.documents.models import Document, DocumentType, Policy, RetentionRule
from everproof.documents.parameters import DECISIONS_SIGNED
from everproof.kernel import links, modules, parameters, records
from everproof.kernel.files import actions as files
from everproof.kernel.links.models import Relation
from everproof.kernel.records import Record
from everproof.kernel.records.lists import ids_of
from everproof.processes.models import Objective

TEXT = """We make valves that plants rely on for twenty years, and we repair every one of them.

We fulfil what customers and the law require of our valves. We improve our quality management system continually."""
COMMITMENTS = (
    (Policy.Commitment.REQUIREMENTS, "We fulfil what customers and the law require"),
    (Policy.Commitment.IMPROVEMENT, "We improve our quality management system continually"),
)
# Title, pattern of numbers, kind.
TYPES = (
    ("Policy", "PO-{00}", "policy"),
    ("Manual", "MA-{00}", "manual"),
    ("Procedure", "QP-{000}", "procedure"),
    ("Work instruction", "WI-{000}", "work-instruction"),
    ("Specification", "SP-{000}", "specification"),
    ("Drawing", "DR-{000}", "drawing"),
)


def add(company: ModelCompany) -> None:
    """All is approved by somebody else than its author, open to whom it is for, and linked with what it describes."""
    parameters.change(name=DECISIONS_SIGNED, to=False, by=company.actor("Quality manager"))
    processes = company.kept["processes"]
    with company.on(250):
        _retain(company)
        types = {title: _type(company, title, pattern, kind) for title, pattern, kind in TYPES}
        policy = _policy(company, types["Policy"])
        manual = _written(
            company, types["Manual"], "Quality manual", "What the system covers.", list(processes.values())
        )
        links.link(company.kept["scope"], Relation.DESCRIBED_IN, manual, by=company.actor("Quality manager"))
        for title, process in processes.items():
            _written(company, types["Procedure"], title, f"How {title.lower()} is done.", [process])
        bench = _written(
            company,
            types["Work instruction"],
            "Testing a valve",
            "Pressure, time, what a drop means.",
            [processes["Production"]],
        )
        links.link(company.kept["knowledge"], Relation.DESCRIBED_IN, bench, by=company.actor("Quality manager"))
        for product in company.kept["products"]:
            sheet = _written(company, types["Specification"], product.title, "What it can do.", [processes["Sales"]])
            links.link(product, Relation.DESCRIBED_IN, sheet, by=company.actor("Quality manager"))
        _drawing(company, types["Drawing"])
    with company.on(55):
        actions.review_policy(policy=policy, by=company.actor("Managing director"))


def _retain(company: ModelCompany) -> None:
    """A rule for each kind of record that there is."""
    kinds = {one.name: str(one.plural) for one in modules.all_record_types() if one.name not in SET_UP}
    for name, label in {**kinds, "measurement": "Measurements"}.items():
        records.create(
            RetentionRule,
            by=company.actor("Quality manager"),
            title=label,
            record_type=name,
            retention_days=3650,
            disposition="archive",
            owner=company.people["Quality manager"],
        )


def _type(company: ModelCompany, title: str, pattern: str, kind: str) -> DocumentType:
    step = {
        "order": 1,
        "meaning": "approval",
        "kind": "person",
        "id": str(company.people["Managing director"].pk),
        "quorum": 1,
    }
    return actions.add_document_type(
        title=title,
        kind=kind,
        number_pattern=pattern,
        approval=[step],
        review_interval_months=36,
        by=company.actor("Quality manager"),
    )


def _written(company: ModelCompany, of: DocumentType, title: str, what: str, processes: list[Any]) -> Document:
    document = _register(company, of, title, what, processes)
    _put_in_force(company, document, body=f"<h2>{title}</h2><p>{what}</p>")
    return Document.objects.select_related("organization").get(pk=document.pk)


def _register(company: ModelCompany, of: DocumentType, title: str, what: str, processes: list[Any], **more: Any) -> Any:
    return actions.register_document(
        title=title,
        type=of,
        description=what,
        processes=ids_of(processes),
        owner=company.people["Quality manager"],
        needed_because="Without it, new people would do it in another way.",
        by=company.actor("Quality manager"),
        **more,
    )


def _put_in_force(company: ModelCompany, document: Document, *, again: bool = False, **content: Any) -> None:
    by = company.actor("Quality manager")
    change: dict[str, Any] = (
        {"change_summary": "Said more clearly.", "reason_for_change": "Asked by new people."} if again else {}
    )
    draft = actions.start_revision(document=document, by=by, **change)
    draft = actions.write_content(revision=draft, by=by, **content)
    sent = actions.send_for_review(revision=draft, by=by)
    boss = company.actor("Managing director")
    step = actions.step_of(sent, boss)
    assert step is not None
    actions.decide(step=step, by=boss, decision="yes", suitable=True)


def _policy(company: ModelCompany, of: DocumentType) -> Policy:
    """The policy with its document in a second revision, what it stands on, and objectives that follow from it."""
    by, mine = company.actor("Quality manager"), {"organization": company.organization}
    document = _register(company, of, "Quality policy", "What we stand for.", [company.kept["processes"]["Leadership"]])
    _put_in_force(company, document, body="<p>We make good valves.</p>")
    document = Document.objects.select_related("organization", "type").get(pk=document.pk)
    _put_in_force(company, document, again=True, body="".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")))
    document = Document.objects.select_related("organization").get(pk=document.pk)
    direction = StrategicDirection.objects.select_related("organization").get(**mine, status="approved")
    objectives = list(Objective.objects.in_force().filter(**mine, status="active").select_related("organization"))
    draft = actions.draft_policy(
        title="Quality policy",
        text=TEXT,
        commitments=[{"commitment": str(name), "place": place} for name, place in COMMITMENTS],
        objective_framework=sorted({one.policy_commitment for one in objectives if one.policy_commitment}),
        strategic_links=ids_of([direction]),
        context_links=ids_of(ContextIssue.objects.in_force().filter(**mine, status="active", relevant=True)),
        scope_statement=company.kept["scope"],
        document=document,
        public_location="On request",
        by=by,
    )
    approved = actions.approve_policy(policy=draft, by=company.actor("Managing director"))
    for objective in objectives:
        links.link(objective, Relation.ADDRESSES, direction, by=by)
    return actions.publish_policy(policy=approved, by=by, public_location="On request")


def _drawing(company: ModelCompany, of: DocumentType) -> Record:
    """A file that sales alone works by: not open to everybody."""
    sales = [audience.entry(company.roles[title]) for title in ("Sales manager",)]
    document = _register(
        company,
        of,
        "Drawing of a customer",
        "What the customer wants to have built.",
        [company.kept["processes"]["Sales"]],
        classification="confidential",
        access_groups=sales,
        distribution=sales,
        format="pdf",
    )
    [received] = files.receive(
        [papers.upload("drawing.pdf", papers.plain_pdf("A valve"))], by=company.actor("Quality manager")
    )
    _put_in_force(company, document, file=received)
    return document
