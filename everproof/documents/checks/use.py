"""What clauses 4.3, 4.4.2, 6.2.1, 7.1.6 and 8.2.1 ask of documents: what is needed is written and reaches people."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.models import CommunicationPlan, KnowledgeItem, ScopeStatement
from everproof.documents.checks.sets import (
    active_objectives,
    approved_scope,
    described_in,
    effective,
    for_everybody,
    has_description,
    names,
    processes_in_scope,
)
from everproof.documents.models import Document
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.checks import valid_today
from everproof.kernel.people.models import Person
from everproof.kernel.records.lists import is_named_by, names_one_of
from everproof.processes.models import Objective, Process
from everproof.products.models import ProductService

WRITE = Cure(_("Register the document and name the process"), "documents:document_list")


def check_4_3_6(at: Situation) -> Evidence:
    """A document that everybody gets carries the scope, and the scope was looked at within the year."""
    scope = approved_scope(at)
    for_all = effective(at).filter(for_everybody("distribution"))
    return Evidence(
        scope,
        (
            Finding(
                _("No document that applies and is for everybody carries it."),
                Cure(_("Link it with its document (described in)")),
                scope.exclude(described_in(at, ScopeStatement, for_all)),
            ),
            Finding(
                _("Its last review is too long ago."),
                Cure(_("Review the scope")),
                scope.filter(Q(reviewed_on=None) | Q(reviewed_on__lt=at.days_ago("scope_review_days"))),
            ),
        ),
    )


def check_4_4_2_1(at: Situation) -> Evidence:
    """Every process has a document that applies, or says why it needs none; none of them is overdue or out of use."""
    processes = processes_in_scope(at)
    listed = is_named_by(effective(at), "processes")
    linked = described_in(at, Process, effective(at))
    silent = processes.filter(documents_not_needed_reason="").exclude(listed).exclude(linked)
    named = at.records(Document).filter(Q(names_one_of("processes", processes)))
    gone = described_in(at, Process, at.records(Document).filter(status="obsolete"))
    return Evidence(
        processes,
        (
            Finding(_("No document that applies describes it, and no reason says why."), WRITE, silent),
            Finding(
                _("It is linked with a document that is out of use."),
                Cure(_("Link the one that applies")),
                processes.filter(gone),
            ),
            Finding(_("Its review is overdue."), Cure(_("Review the document")), overdue(at, named)),
        ),
    )


def overdue(at: Situation, documents: QuerySet[Document]) -> QuerySet[Document]:
    """Documents that apply and whose day of review has passed."""
    return documents.filter(status="effective", review_due_on__lt=at.today)


def check_6_2_1_9(at: Situation) -> Evidence:
    """Every objective is in a document that applies, or was approved with its changes kept in the ledger."""
    entries = LedgerEntry.objects.filter(organization_id=at.organization_id, type=Objective.type_name, version=1)
    objectives = active_objectives(at)
    written = described_in(at, Objective, effective(at))
    bare = objectives.filter(approved_by=None).exclude(written)
    findings = [
        Finding(_("Nobody approved it, and no document holds it."), Cure(_("Let the objective be approved")), bare)
    ]
    if objectives.exists() and not entries.exists():
        words = _("The ledger knows nothing of the objectives.")
        findings.append(Finding(words, Cure(_("Verify the ledger"), "kernel:ledger_state")))
    return Evidence(objectives, tuple(findings))


def check_7_1_6_2(at: Situation) -> Evidence:
    """Know-how was looked at, and what is critical is written down or known to enough people."""
    items = at.records(KnowledgeItem).filter(status="active")
    unwritten = items.filter(critical=True).exclude(described_in(at, KnowledgeItem, effective(at)))
    listed = dict(unwritten.values_list("pk", "holders"))
    keys = {UUID(key) for holders in listed.values() for key in holders}
    here = {str(key) for key in at.records(Person).filter(active=True, pk__in=keys).values_list("pk", flat=True)}
    least = at["min_knowledge_holders"]
    few = [pk for pk, holders in listed.items() if len(here.intersection(holders)) < least]
    return Evidence(
        items,
        (
            Finding(
                _("Its last review is too long ago."),
                Cure(_("Review this know-how")),
                items.filter(Q(reviewed_on=None) | Q(reviewed_on__lt=at.days_ago("knowledge_review_days"))),
            ),
            Finding(
                _("It is critical, not in a document that applies, and too few people have it."),
                Cure(_("Write it down, or let more people learn it")),
                items.filter(pk__in=few),
            ),
        ),
    )


def check_7_1_6_3(at: Situation) -> Evidence:
    """Know-how is open to those who need it, and so is its document; the later edition asks that it was passed on."""
    items = at.records(KnowledgeItem).filter(status="active")
    findings = [
        Finding(
            _("It does not say to whom it is open."),
            Cure(_("Say which roles may use it")),
            items.filter(available_to_everybody=False, available_to=[]),
        ),
        Finding(
            _("An owner of a process that needs it is not among those to whom it is open."),
            Cure(_("Open it to the owners of the processes")),
            _out_of_reach(at, items),
        ),
        Finding(
            _("Its document does not apply, or is closed to those to whom the know-how is open."),
            Cure(_("Open the document to them")),
            items.filter(has_description(at, KnowledgeItem)).exclude(described_in(at, KnowledgeItem, _open_to(at))),
        ),
    ]
    if at.standard == "iso9001-2026":
        old = Q(shared_on=None) | Q(shared_on__lt=at.days_ago("knowledge_review_days"))
        words = _("It was not passed on within the time that your rule sets.")
        findings.append(Finding(words, Cure(_("Pass it on, and say when")), items.filter(old)))
    return Evidence(items, tuple(findings))


def _out_of_reach(at: Situation, items: QuerySet[KnowledgeItem]) -> QuerySet[KnowledgeItem]:
    """Items for some roles only, and the owner of a process that they name holds none of these."""
    held = valid_today(at).filter(person_id=OuterRef("owner_id"), role__isnull=False)
    reached = held.filter(names(OuterRef(OuterRef("available_to")), "role_id"))
    unreached = processes_in_scope(at).filter(owner__isnull=False).exclude(Exists(reached))
    return items.filter(available_to_everybody=False).filter(Q(names_one_of("processes", unreached)))


def _open_to(at: Situation) -> QuerySet[Document]:
    """Documents that apply and that those may open to whom the know-how is open: everybody, or one of its roles."""
    roles = valid_today(at).filter(role__isnull=False)
    named = roles.filter(names(OuterRef("access_groups"), "role_id"))
    return effective(at).filter(for_everybody("access_groups") | Q(Exists(named)))


def check_8_2_1_1(at: Situation) -> Evidence:
    """Each product on offer has a document for customers that applies, and telling them is planned."""
    products = at.records(ProductService).filter(status="active")
    plans = at.records(CommunicationPlan).filter(status="active", direction="external", topic="product-information")
    findings = [
        Finding(
            _("No document that applies tells customers what it can do."),
            Cure(_("Link it with its data sheet (described in)")),
            products.exclude(described_in(at, ProductService, effective(at))),
        )
    ]
    if not plans.exclude(parties=[]).exists():
        words = _("No active plan tells customers about products and services.")
        findings.append(Finding(words, Cure(_("Plan communication"), "context:communication_list")))
    return Evidence(products, tuple(findings))


def duplicates(at: Situation) -> QuerySet[Document]:
    """Documents in use whose number another one carries, too."""
    used = at.records(Document).exclude(status="obsolete")
    twice = used.order_by().values("number").annotate(times=Count("pk")).filter(times__gt=1)
    return used.filter(number__in=twice.values("number"))
