"""What clause 7.5 asks of each document: identified, approved, at hand, protected, controlled in its changes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import StrIndex
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.documents.checks.sets import (
    described_in,
    effective,
    effective_revisions,
    for_everybody,
    includes,
    names,
    plain,
    processes_in_scope,
)
from everproof.documents.checks.use import duplicates, overdue
from everproof.documents.models import AccessEvent, Classification, Document, DocumentRevision
from everproof.kernel import modules
from everproof.kernel.access.roles import ACCESS_ROLES, AUDIT, MANAGE
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.drills.models import BackupTest
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger.models import LedgerLog
from everproof.kernel.people.models import AccessAssignment, Role
from everproof.kernel.records.lists import names_any
from everproof.processes.models import Process, ProcessStep

DOCUMENTS = "documents:document_list"
LOOK_AFTER = [name for name, role in ACCESS_ROLES.items() if role.powers & {MANAGE, AUDIT}]
"""Access roles whose holders see every document that is not secret (see `documents.visibility`)."""


def check_7_5_1_2(at: Situation) -> Evidence:
    """Each document is needed: by a requirement, by a process, or for a reason; and what a process names is there."""
    documents = effective(at)
    useless = documents.filter(required_by=[], needed_because="").exclude(names_any("processes"))
    gone = at.records(Document).exclude(status="effective")
    draft = described_in(at, Process, gone)
    return Evidence(
        documents,
        (
            Finding(
                _("Nobody says what it is needed for."), Cure(_("Name its processes, or why it is needed")), useless
            ),
            Finding(
                _("It is linked with a document that does not apply."),
                Cure(_("Link the one that applies, or bring it into force")),
                processes_in_scope(at).filter(draft),
            ),
        ),
    )


def check_7_5_2_1(at: Situation) -> Evidence:
    """Each document has a number of its own, a title, a description and a kind; each revision an author and a day."""
    documents = at.records(Document)
    return Evidence(
        documents,
        (
            Finding(_("Another document carries the same number."), Cure(_("Void one of them")), duplicates(at)),
            Finding(
                _("Its title, description or kind is missing."),
                Cure(_("Say what it is and what it is about")),
                documents.exclude(status="obsolete").filter(Q(title="") | Q(description="") | Q(kind="")),
            ),
            Finding(
                _("It has no day on which it was sent, approved or put in force."),
                Cure(_("Send it through its approval")),
                effective_revisions(at).filter(sent_at=None, approved_on=None, effective_from=None),
            ),
        ),
    )


def check_7_5_2_2(at: Situation) -> Evidence:
    """Each document has a medium and a format that the company allows, and a file that is there."""
    documents = effective(at)
    on_screen = documents.exclude(medium=Document.Medium.PAPER)
    held = _files_of(OuterRef("current_revision_id"), at)
    return Evidence(
        documents,
        (
            Finding(
                _("Its medium is none that you allow."),
                Cure(_("Choose another medium")),
                documents.exclude(medium__in=at["allowed_media"]),
            ),
            Finding(
                _("Its format is none that you allow."),
                Cure(_("Bring it into a format that you allow")),
                on_screen.exclude(format__in=at["allowed_formats"]),
            ),
            Finding(
                _("The file of the revision that applies is missing."),
                Cure(_("Start a revision with the file")),
                on_screen.filter(current_revision__content_kind="file").exclude(Exists(held)),
            ),
        ),
    )


def _files_of(revision: Any, at: Situation) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        organization_id=at.organization_id,
        type=DocumentRevision.type_name,
        record_id=revision,
        removed_at=None,
    )


def check_7_5_2_3(at: Situation) -> Evidence:
    """Each revision that applies was reviewed and approved as suitable, in time, by somebody else than its author."""
    revisions = effective_revisions(at)
    findings = [
        Finding(
            _("Nobody reviewed it, or nobody approved it as suitable and adequate."),
            Cure(_("Start a revision and let it be approved")),
            revisions.filter(Q(reviewed_on=None) | Q(approved_on=None) | Q(suitable=False)),
        ),
        Finding(
            _("It became effective before it was approved."),
            Cure(_("Start a revision and let it be approved")),
            revisions.filter(effective_from__lt=F("approved_on")),
        ),
    ]
    if not at["allow_self_approval"]:
        words = _("Its author approved it.")
        own = revisions.filter(approved_by_id=F("author_id"))
        findings.append(Finding(words, Cure(_("Let somebody else approve the next revision")), own))
    return Evidence(revisions, tuple(findings))


def check_7_5_3_1_1(at: Situation) -> Evidence:
    """Those who work by a document get it and may open it; it is not overdue, and nobody is led to an obsolete one."""
    documents = effective(at)
    open_to_all = Q(classification=Classification.PUBLIC) | for_everybody("access_groups")
    closed = documents.exclude(open_to_all)
    told = (
        at.records(Role).filter(names(OuterRef("distribution"), "pk")).exclude(names(OuterRef("access_groups"), "pk"))
    )
    still = effective_revisions(at).filter(document=OuterRef("pk"))
    obsolete = at.records(Document).filter(status="obsolete")
    return Evidence(
        documents.filter(names_any("processes")),
        (
            Finding(
                _("It is for people who may not open it."),
                Cure(_("Let those whom it is for open it")),
                closed.filter(Q(Exists(told)) | for_everybody("distribution")),
            ),
            Finding(
                _("The owner of one of its processes, or a role that works in it, may not open it."),
                Cure(_("Let those who work by it open it")),
                closed.filter(_misses_somebody(at, "access_groups")),
            ),
            Finding(
                _("The owner of one of its processes, or a role that works in it, is not among those whom it is for."),
                Cure(_("Say that it is for those who work by it")),
                documents.exclude(for_everybody("distribution")).filter(_misses_somebody(at, "distribution")),
            ),
            Finding(
                _("It is out of use, but a revision of it still applies."),
                Cure(_("Withdraw the revision")),
                obsolete.filter(Exists(still)),
            ),
            Finding(_("Its review is overdue."), Cure(_("Review the document")), overdue(at, documents)),
        ),
    )


def _misses_somebody(at: Situation, field: str) -> Q:
    """Documents whose audience leaves out an owner of their processes, or a role of these processes' steps."""
    processes = (
        processes_in_scope(at)
        .annotate(named=StrIndex(plain(OuterRef("processes")), plain(F("pk"))))
        .filter(named__gt=0)
    )
    owners = processes.filter(owner__isnull=False).exclude(
        includes(at, field, "owner_id", "owner__site_id", outside=True)
    )
    steps = (
        at.records(ProcessStep)
        .annotate(named=StrIndex(plain(OuterRef("processes")), plain(F("process_id"))))
        .filter(named__gt=0, role__isnull=False)
    )
    roles = steps.exclude(names(OuterRef(field), "role_id")).exclude(names(OuterRef(field), "process_id"))
    return Q(Exists(owners)) | Q(Exists(roles))


def check_7_5_3_1_2(at: Situation) -> Evidence:
    """Each document has a class and people who may open it; what applies is as it was approved; the ledger is whole."""
    documents = at.records(Document).exclude(status="obsolete")
    files = effective_revisions(at).filter(content_kind="file")
    same = _files_of(OuterRef("pk"), at).filter(file__sha256=OuterRef("checksum"))
    findings = [
        Finding(
            _("It has no classification, or nobody may open it."),
            Cure(_("Say how widely it may be known, and who may open it")),
            documents.filter(Q(classification="") | Q(access_groups=[])),
        ),
        Finding(
            _("Its file is not the one that was approved."),
            Cure(_("Start a revision, and find out who changed the file")),
            files.exclude(Exists(same)),
        ),
        Finding(_("It has no checksum."), Cure(_("Start a revision")), effective_revisions(at).filter(checksum="")),
    ]
    if LedgerLog.objects.filter(organization_id=at.organization_id, state=LedgerLog.State.FROZEN).exists():
        words = _("The ledger does not continue what it said before.")
        findings.append(Finding(words, Cure(_("Verify the ledger"), "kernel:ledger_state")))
    return Evidence(documents, tuple(findings))


def check_7_5_3_2_1(at: Situation) -> Evidence:
    """Each document says whom it is for, where it is and who may open it; nobody else opened it lately."""
    documents = effective(at)
    elsewhere = documents.filter(medium=Document.Medium.PAPER, location="")
    return Evidence(
        documents,
        (
            Finding(
                _("It does not say whom it is for, or who may open it."),
                Cure(_("Say whom it is for, and who may open it")),
                documents.filter(Q(distribution=[]) | Q(access_groups=[])),
            ),
            Finding(_("It is on paper, and nobody says where."), Cure(_("Say where it is found")), elsewhere),
            Finding(
                _("Somebody outside those who may open it opened, printed or exported it."),
                Cure(_("Find out how, and close the way"), "documents:access_events"),
                documents.filter(Exists(_strange_events(at).filter(document=OuterRef("pk")))),
            ),
        ),
    )


def _strange_events(at: Situation) -> QuerySet[AccessEvent]:
    """Events of the window by people to whom the document is closed.

    Its owner, who writes it, and who looks after documents or audits them may open what is not secret.
    """
    rows = AccessEvent.objects.filter(
        organization_id=at.organization_id, at__date__gte=at.days_ago("access_window_days"), person__isnull=False
    )
    looks_after = AccessAssignment.objects.in_force().filter(
        organization_id=at.organization_id, access_role__in=LOOK_AFTER, person_id=OuterRef("person_id")
    )
    written = DocumentRevision.objects.filter(document_id=OuterRef("document_id"), author_id=OuterRef("person_id"))
    allowed = (
        Q(document__classification=Classification.PUBLIC)
        | includes(at, "document__access_groups", "person_id", "person__site_id")
        | Q(document__owner_id=F("person_id"))
        | (~Q(document__classification=Classification.SECRET) & Q(Exists(looks_after)))
        | Q(Exists(written.filter(organization_id=at.organization_id)))
    )
    return rows.exclude(allowed)


def check_7_5_3_2_2(at: Situation) -> Evidence:
    """A trial restore of everything passed lately, and every revision that applies was opened and could be read."""
    newest = at.records(BackupTest).filter(result=BackupTest.Result.PASS).order_by("-performed_on", "-id").first()
    findings = [
        Finding(
            _("Nobody has looked for too long whether it can be read."),
            Cure(_("Open it, and say that it can be read")),
            effective_revisions(at)
            .filter(effective_from__lt=at.days_ago("readability_days"))
            .filter(Q(readable_checked_on=None) | Q(readable_checked_on__lt=at.days_ago("readability_days"))),
        )
    ]
    restore = Cure(_("Restore a backup on trial, and record it"), "kernel:backup_tests")
    if newest is None or newest.performed_on < at.days_ago("backup_test_days"):
        words = _("No trial restore passed within the time that your rule sets.")
        findings.append(Finding(words, restore))
    elif missing := _not_covered(at, newest.covered_types):
        uncovered = _now("The newest trial restore did not cover: %(types)s.") % {"types": ", ".join(missing)}
        findings.append(Finding(uncovered, restore))
    return Evidence(at.records(BackupTest), tuple(findings))


def _not_covered(at: Situation, covered: list[str]) -> list[str]:
    """The labels of types in use that a trial restore left out; asked only of those that it does not name."""
    left_out = [one for one in modules.all_record_types() if one.name not in set(covered)]
    return [str(one.plural) for one in left_out if at.records(one.model).exists()]


def check_7_5_3_2_3(at: Situation) -> Evidence:
    """A document that applies has one revision that does; their numbers rise, and each later one says what changed."""
    documents = effective(at)
    own = effective_revisions(at).filter(document=OuterRef("pk")).order_by().values("document")
    several = own.annotate(number=Count("pk")).filter(number__gt=1)
    revisions = at.records(DocumentRevision).exclude(effective_from=None).filter(status__in=("effective", "withdrawn"))
    later = at.records(DocumentRevision).filter(
        document=OuterRef("document"), position__gt=OuterRef("position"), effective_from__lt=OuterRef("effective_from")
    )
    twice = at.records(DocumentRevision).filter(
        document=OuterRef("document"), revision=OuterRef("revision"), pk__lt=OuterRef("pk")
    )
    later_ones = later.filter(status__in=("effective", "withdrawn"))
    return Evidence(
        at.records(DocumentRevision),
        (
            Finding(
                _("More than one of its revisions applies."), Cure(_("Withdraw one")), documents.filter(Exists(several))
            ),
            Finding(
                _("None of its revisions applies."),
                Cure(_("Bring a revision into force, or take it out of use")),
                documents.exclude(Exists(own)),
            ),
            Finding(
                _("A later revision applied before it did."),
                Cure(_("Correct the days")),
                revisions.filter(Exists(later_ones)),
            ),
            Finding(
                _("Another revision is called the same."), Cure(_("Void one of them")), revisions.filter(Exists(twice))
            ),
            Finding(
                _("It does not say what changed."),
                Cure(_("Say what changed in the next revision")),
                revisions.filter(position__gt=1, status="effective", change_summary=""),
            ),
        ),
    )
