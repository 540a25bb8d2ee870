"""Violations of clause 7.5."""

from __future__ import annotations

from everproof.documents import audience
from everproof.documents.models import AccessEvent, Document, DocumentRevision
from everproof.kernel import clock
from everproof.kernel.checks import Injection
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.links.models import Link, Relation
from everproof.kernel.people.models import Person, Role
from everproof.processes.models import Process


def _closed(company: Injection) -> Document:
    """A document that is not open to everybody."""
    found = company.records(Document).filter(status="effective").exclude(access_groups=audience.everybody())
    document = found.exclude(classification="public").order_by("id").first()
    if document is None:
        raise LookupError("the model company has no document that is closed to some")
    return document


def fault_7_5_1_2(company: Injection) -> None:
    """A process names a work instruction that is not there any more."""
    process = company.one(Process, status="active", in_scope=True)
    former = company.add(
        Document,
        type=company.one(Document).type,
        kind="work-instruction",
        status="draft",
        description="Never finished.",
    )
    Link.objects.create(
        organization_id=company.organization_id,
        relation=Relation.DESCRIBED_IN,
        from_type=Process.type_name,
        from_id=process.pk,
        to_type=Document.type_name,
        to_id=former.pk,
        created_at=clock.now(),
    )


def fault_7_5_2_1(company: Injection) -> None:
    """Two effective documents carry the same number."""
    first, second = company.records(Document).filter(status="effective").order_by("id")[:2]
    company.change(second, number=first.number)


def fault_7_5_2_2(company: Injection) -> None:
    """A procedure is stored in a format that is not on the list."""
    company.change(company.one(Document, kind="procedure", status="effective"), format="wpd")


def fault_7_5_2_3(company: Injection) -> None:
    """A revision became effective a day before it was approved."""
    revision = company.one(DocumentRevision, status="effective")
    company.change(revision, effective_from=company.days_ago(100), approved_on=company.days_ago(99))


def fault_7_5_3_1_1(company: Injection) -> None:
    """An operator group in the distribution list may not open the instruction that it has to follow."""
    document = _closed(company)
    operator = company.one(Role, title="Operator")
    company.change(document, distribution=[*document.distribution, audience.entry(operator)])


def fault_7_5_3_1_2(company: Injection) -> None:
    """The stored file of a revision that applies no longer matches its checksum."""
    company.change(company.one(DocumentRevision, status="effective", content_kind="file"), checksum="0" * 64)


def fault_7_5_3_2_1(company: Injection) -> None:
    """Somebody outside those who may open it exported a document."""
    document = _closed(company)
    outsider = company.add(Person, title="Somebody from the canteen", active=True)
    AccessEvent.objects.create(
        organization_id=company.organization_id,
        document=document,
        revision=document.current_revision,
        person=outsider,
        actor=str(outsider.pk),
        verb="exported",
        at=clock.now(),
    )


def fault_7_5_3_2_2(company: Injection) -> None:
    """The last trial restore that passed was two years ago."""
    company.change(company.records(BackupTest), performed_on=company.days_ago(730))


def fault_7_5_3_2_3(company: Injection) -> None:
    """Two revisions of one document are effective."""
    former = company.one(DocumentRevision, status="withdrawn")
    company.change(former, status="effective", withdrawn_on=None)
