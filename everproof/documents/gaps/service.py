"""Reads an organisation's documents against a standard, and keeps what people decided about the proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from everproof.documents.content import tree
from everproof.documents.content.outline import LEVELS
from everproof.documents.gaps import terms
from everproof.documents.gaps.ranking import Found, Index, Passage, pieces, question_of
from everproof.documents.models import ClauseProposal, Document, DocumentRevision, GapReading
from everproof.kernel import access, clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import texts
from everproof.kernel.search.words import words
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.standards import Catalogue, Clause, load

STANDARD = "iso9001-2015"
OWN_TERMS = {STANDARD: terms.ISO9001_2015}
PROPOSED = 3
# A document that fits less than this part of the best one is not worth a look.
WORTH_A_LOOK = 0.45
MOST_DOCUMENTS = 5000
LONGEST_PASSAGE, LONGEST_SHOWN = 900, 500
LONGEST_FILE = 100_000
# How much the catalogue's words for a clause and its demands count beside our own.
TITLE_COUNTS, TERMS_COUNT, ATOMS_COUNT = 2.0, 1.5, 0.6
BATCH = 200

Decision = ClauseProposal.Decision
VERBS = {Decision.CONFIRMED: "confirm", Decision.REJECTED: "reject", Decision.OPEN: "reopen"}


def require_gaps(actor: Actor) -> None:
    """Raise NotAllowed unless the actor looks after documents."""
    if not actor.has(MANAGE):
        raise NotAllowed(_("Only who looks after documents reads them against a standard."))


@cache
def clauses_of(standard: str) -> tuple[Clause, ...]:
    """The clauses of a standard that hold requirements, in order."""
    return tuple(clause for clause in load(standard).walk() if clause.atoms)


def begin(*, by: Actor, standard: str = STANDARD) -> GapReading:
    """Have all documents read anew, in the background. Raises Refused while a reading is on its way."""
    require_gaps(by)
    with transaction.atomic():
        kept, is_new = GapReading.objects.get_or_create(
            organization_id=by.organization_id, standard=standard, defaults={"started_at": clock.now()}
        )
        if not is_new:
            if kept.state == GapReading.State.RUNNING:
                raise Refused(_("The documents are being read already."))
            kept.state, kept.started_at = GapReading.State.RUNNING, clock.now()
            kept.save(update_fields=["state", "started_at"])
        read_in_background.enqueue(by.organization_id, standard)
    return kept


@task(scoped=False)
def read_in_background(organization_id: int, standard: str) -> None:
    """Read all documents and propose; done twice, it proposes the same."""
    with organization_scope(organization_id):
        organization = Organization.objects.get(pk=organization_id)
        passages = list(passages_of(Actor.system(organization, "documents")))
    found = proposals(passages, load(standard))
    with organization_scope(organization_id), transaction.atomic():
        _keep(organization_id, standard, found, passages)


def passages_of(actor: Actor) -> Iterator[Passage]:
    """The passages of what each document says now: of its revision in force, else of the newest one."""
    documents = access.visible(actor, Document.objects.in_force().exclude(status="obsolete")).order_by("id")
    rows = list(documents.values_list("pk", "title", "current_revision_id")[:MOST_DOCUMENTS])
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        revisions = DocumentRevision.objects.in_force().filter(
            organization_id=actor.organization_id, document_id__in=[key for key, _title, _current in some]
        )
        newest: dict[UUID, DocumentRevision] = {}
        current = {key: revision for key, _title, revision in some}
        for revision in revisions.order_by("position", "id").only("document_id", "body", "content_kind"):
            if current[revision.document_id] in (None, revision.pk):
                newest[revision.document_id] = revision
        files = [one.pk for one in newest.values() if one.content_kind == DocumentRevision.ContentKind.FILE]
        said = texts.of_records(actor.organization_id, "document-revision", files, longest=LONGEST_FILE)
        for key, title, _current in some:
            if (revision := newest.get(key)) is not None:
                yield from _of_revision(str(key), title, revision, said.get(revision.pk, []))


def _of_revision(
    document: str, title: str, revision: DocumentRevision, said: Sequence[tuple[str, str]]
) -> Iterator[Passage]:
    if revision.content_kind == DocumentRevision.ContentKind.FILE:
        for _name, text in said:
            for piece in pieces(text, LONGEST_PASSAGE):
                yield Passage(document, title, "", piece)
        return
    yield from passages_of_body(document, title, revision.body)


def passages_of_body(document: str, title: str, body: str) -> Iterator[Passage]:
    """What stands under each heading of a stored body, in pieces that can be shown."""
    heading, texts_below = "", []
    for block in tree.read(body).elements():
        if block.tag not in LEVELS:
            texts_below.append(" ".join(" ".join(block.texts()).split()))
            continue
        yield from _under(document, title, heading, texts_below)
        heading, texts_below = " ".join(block.text.split()), []
    yield from _under(document, title, heading, texts_below)


def _under(document: str, title: str, heading: str, found: Sequence[str]) -> Iterator[Passage]:
    text = " ".join(one for one in found if one)
    for piece in pieces(text, LONGEST_PASSAGE) if text else [heading] if heading else []:
        yield Passage(document, title, heading, piece)


def proposals(
    passages: Sequence[Passage], catalogue: Catalogue, *, with_own_terms: bool = True
) -> dict[str, list[Found]]:
    """{clause: the documents that may answer it, best first}; a clause that nothing speaks of has none."""
    index = Index(passages, words)
    own = OWN_TERMS.get(catalogue.id, {}) if with_own_terms else {}
    found = {}
    for clause in catalogue.walk():
        if not clause.atoms:
            continue
        parts = [(clause.title, TITLE_COUNTS), (own.get(clause.number, ""), TERMS_COUNT)]
        parts += [(atom.text, ATOMS_COUNT / len(clause.atoms) ** 0.5) for atom in clause.atoms]
        ranked = index.rank(question_of(index, parts), PROPOSED)
        best = ranked[0].score if ranked else 0.0
        found[clause.number] = [one for one in ranked if one.score >= best * WORTH_A_LOOK]
    return found


def _keep(organization_id: int, standard: str, found: dict[str, list[Found]], passages: Sequence[Passage]) -> None:
    """Write what is proposed now; what somebody decided stays as it was decided."""
    own = ClauseProposal.objects.filter(organization_id=organization_id, standard=standard)
    own.filter(decision=Decision.OPEN).delete()
    decided = set(own.values_list("clause", "document_id"))
    rows = []
    for clause, ranked in found.items():
        best = ranked[0].score if ranked else 1.0
        for rank, one in enumerate(ranked, start=1):
            if (clause, UUID(one.document)) not in decided:
                rows.append(_row(organization_id, standard, clause, rank, one, best))
    ClauseProposal.objects.bulk_create(rows, batch_size=BATCH)
    GapReading.objects.update_or_create(
        organization_id=organization_id,
        standard=standard,
        defaults={
            "state": GapReading.State.DONE,
            "documents": len({one.document for one in passages}),
            "passages": len(passages),
            "done_at": clock.now(),
        },
        create_defaults={
            "state": GapReading.State.DONE,
            "documents": len({one.document for one in passages}),
            "passages": len(passages),
            "started_at": clock.now(),
            "done_at": clock.now(),
        },
    )


def _row(organization_id: int, standard: str, clause: str, rank: int, one: Found, best: float) -> ClauseProposal:
    shown = one.passage.text
    if len(shown) > LONGEST_SHOWN:
        shown = f"{shown[:LONGEST_SHOWN].rpartition(' ')[0]} …"
    return ClauseProposal(
        organization_id=organization_id,
        standard=standard,
        clause=clause,
        document_id=UUID(one.document),
        rank=rank,
        score=round(one.score / best, 4),
        heading=one.passage.heading[:200],
        passage=shown,
    )


@transaction.atomic
def decide(proposal: ClauseProposal, *, by: Actor, decision: str) -> ClauseProposal:
    """Say that a document answers a clause, that it does not, or take that back. No verdict changes by it."""
    require_gaps(by)
    if decision not in Decision.values:
        raise Refused(_("Confirm it, or say that it does not answer the clause."))
    is_open = decision == Decision.OPEN
    changed = (
        ClauseProposal.objects.filter(pk=proposal.pk, organization_id=by.organization_id)
        .exclude(decision=decision)
        .update(
            decision=decision,
            decided_by_id=None if is_open else by.person_id,
            decided_at=None if is_open else clock.now(),
        )
    )
    if changed:
        ledger.note(
            by,
            f"documents.clause-match.{VERBS[Decision(decision)]}",
            type=Document.type_name,
            record_id=str(proposal.document_id),
            facts={"clause": proposal.clause, "standard": proposal.standard},
        )
    proposal.refresh_from_db()
    return proposal


def visible_proposals(actor: Actor, standard: str = STANDARD) -> QuerySet[ClauseProposal]:
    """The proposals about documents that the actor sees."""
    seen = access.visible(actor, Document.objects.in_force())
    rows = ClauseProposal.objects.filter(organization_id=actor.organization_id, standard=standard)
    return rows.filter(document__in=seen.values("pk")).select_related("document").order_by("clause", "rank", "id")


def counted(rows: Sequence[ClauseProposal], clauses: Sequence[Clause]) -> dict[str, int]:
    """How many clauses have a confirmed document, only proposals, or nothing."""
    confirmed = {row.clause for row in rows if row.decision == Decision.CONFIRMED}
    proposed = {row.clause for row in rows if row.decision == Decision.OPEN} - confirmed
    numbers: dict[str, Any] = {"clauses": len(clauses), "confirmed": len(confirmed), "proposed": len(proposed)}
    return {**numbers, "nothing": len(clauses) - len(confirmed) - len(proposed)}
