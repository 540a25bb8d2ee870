"""Violations of what is asked of documents that processes, know-how and customers need."""

from __future__ import annotations

from everproof.context.models import KnowledgeItem, ScopeStatement
from everproof.documents import audience
from everproof.documents.models import Document
from everproof.kernel.checks import Injection
from everproof.kernel.links.models import Link
from everproof.processes.models import Objective, Process
from everproof.products.models import ProductService


def _described(company: Injection, type_name: str) -> Link:
    found = Link.objects.filter(
        organization_id=company.organization_id, from_type=type_name, to_type=Document.type_name, removed_at=None
    )
    return found.order_by("pk")[0]


def fault_4_3_6(company: Injection) -> None:
    """The document that carries the scope is out of use."""
    link = _described(company, ScopeStatement.type_name)
    company.change(company.one(Document, pk=link.to_id), status="obsolete")


def fault_4_4_2_1(company: Injection) -> None:
    """The only procedure of a process passed its day of review last month."""
    company.change(company.one(Document, kind="procedure", status="effective"), review_due_on=company.days_ago(30))


def fault_4_4_2_2(company: Injection) -> None:
    """A process names a kind of record of which it left none in the period."""
    process = company.one(Process, status="active", in_scope=True, group="support")
    company.change(process, record_types=[*process.record_types, "backup-test"])


def fault_6_2_1_9(company: Injection) -> None:
    """An active objective has neither an approver nor a document."""
    company.change(company.one(Objective, status="active"), approved_by=None, approved_on=None)


def fault_7_1_6_2(company: Injection) -> None:
    """The only holder of critical know-how is leaving, and nothing is written down."""
    item = company.one(KnowledgeItem, status="active", critical=True)
    company.change(item, holders=item.holders[:1])
    Link.objects.filter(organization_id=company.organization_id, from_id=item.pk).delete()


def fault_7_1_6_3(company: Injection) -> None:
    """A document with know-how may be read by its author alone."""
    link = _described(company, KnowledgeItem.type_name)
    document = company.one(Document, pk=link.to_id)
    assert document.owner is not None
    company.change(document, access_groups=[audience.entry(document.owner)], classification="internal")


def fault_8_2_1_1(company: Injection) -> None:
    """The data sheet of a product on offer is out of use."""
    link = _described(company, ProductService.type_name)
    company.change(company.one(Document, pk=link.to_id), status="obsolete")
