"""What stands on paper of a revision: cover, revisions, contents, text or file, the manifest of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from everproof.documents import content
from everproof.documents.models import ApprovalStep, Document, DocumentRevision
from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.ledger.models import RecordVersion
from everproof.kernel.notifications.mail import absolute
from everproof.kernel.pdf import document as paper
from everproof.kernel.pdf import prints
from everproof.kernel.pdf.document import Code, Frame, Signed
from everproof.kernel.pdf.links import public_address
from everproof.kernel.signatures import meanings
from everproof.kernel.signatures.models import Signature
from everproof.kernel.ui import addresses, formats

Kind = DocumentRevision.ContentKind
PDF = "application/pdf"
CHECKSUM = "checksum"


@dataclass(frozen=True)
class Sheet:
    """How a revision is printed: for the shelf of sealed PDFs (`kept`), or as a copy for one person.

    `copy` is what the foot of a numbered copy says in place of the words that a print is not looked after.
    """

    kept: bool = False
    size: str = "a4"
    copy: str = ""


def order(revision: DocumentRevision, actor: Actor, sheet: Sheet) -> prints.Order:
    """What to print of a revision. References keep the words they had when it was approved, whoever prints."""
    document, zone = revision.document, ZoneInfo(actor.organization.zone)
    with timezone.override(zone):
        file = attached(revision) if revision.content_kind == Kind.FILE else None
        digests = list(_digests(revision))
        blocks = list(_blocks(revision, file))
        frame = _frame(revision, actor, sheet, [*map(_picture_name, digests)])
        data = paper.document_data(
            paper.Document(
                frame,
                facts=_facts(revision, file),
                revisions=_revisions(revision),
                blocks=blocks,
                signatures=decisions(revision),
                codes=_codes(document, sheet),
                numbered=False,
            )
        )
    return prints.Order(
        kind=prints.RELEASED if sheet.kept else prints.DOCUMENT,
        name=f"{document.number or _('Draft')} {_('revision')} {revision.revision} {document.title}.pdf",
        template="document",
        data=data,
        record=revision,
        pictures={_picture_name(digest): digest for digest in digests},
        behind=file.file.sha256 if file and file.file.media_type == PDF else "",
        line=" · ".join([*_names(revision), frame.state, *frame.foot]),
        kept=sheet.kept,
    )


def overlay(revision: DocumentRevision) -> str:
    """The word across each page: everything but a revision in force has one."""
    if revision.is_voided or revision.document.is_voided:
        return _("Voided")
    if revision.status == "withdrawn":
        return _("Obsolete") if revision.document.status == "obsolete" else _("Superseded")
    words = {"draft": _("Draft"), "in-review": _("In review"), "approved": _("Not in force yet")}
    return words.get(revision.status, "")


def attached(revision: DocumentRevision) -> Attachment | None:
    """The file that is the content of a revision."""
    rows = Attachment.objects.filter(
        organization_id=revision.organization_id, type=revision.type_name, record_id=revision.pk, removed_at=None
    )
    return rows.select_related("file").defer("file__text").order_by("-id").first()


def decisions(revision: DocumentRevision) -> list[Signed]:
    """Who agreed to this text, in order, with what binds each decision to it."""
    steps = ApprovalStep.objects.filter(
        organization_id=revision.organization_id, revision=revision, round=revision.round, closed=False
    ).exclude(decided_at=None)
    rows = list(steps.select_related("decided_by").order_by("order", "decided_at", "pk"))
    keys = [row.signature_id for row in rows if row.signature_id]
    signed = {one.pk: one for one in Signature.objects.filter(organization_id=revision.organization_id, pk__in=keys)}
    checksums = _signed_checksums(revision, [one.version for one in signed.values()])
    return [
        _decision(row, signed.get(row.signature_id) if row.signature_id else None, revision, checksums) for row in rows
    ]


def _signed_checksums(revision: DocumentRevision, versions: Iterable[int]) -> Mapping[int, str]:
    """The checksum that the revision had in the versions that were signed."""
    kept = RecordVersion.objects.filter(
        organization_id=revision.organization_id,
        type=revision.type_name,
        record_id=revision.pk,
        version__in=list(versions),
    )
    return {version: str(values.get(CHECKSUM, "")) for version, values in kept.values_list("version", "values")}


def _decision(
    step: ApprovalStep, signature: Signature | None, revision: DocumentRevision, checksums: Mapping[int, str]
) -> Signed:
    name = step.decided_by.title if step.decided_by else ""
    statement = meanings.statement(step.meaning)
    if signature is None:
        at = f"{formats.moment(step.decided_at)} ({revision.organization.zone})"
        words = _("Decided here, without an electronic signature.")
        return Signed(name, "", meanings.label(step.meaning), statement, at, "", words)
    with timezone.override(ZoneInfo(signature.zone)):
        at = f"{formats.moment(signature.signed_at)} ({signature.zone})"
    stands = bool(revision.checksum) and checksums.get(signature.version) == revision.checksum
    words = (
        _("Signed for the content with the checksum %(checksum)s, which is the one printed here.")
        if stands
        else _("Signed for other content than what is printed here: this text is unsigned.")
    )
    return Signed(
        name=signature.signer_name,
        role=signature.signer_role,
        meaning=meanings.label(signature.meaning),
        statement=statement,
        at=at,
        digest=signature.digest,
        standing=words % {"checksum": revision.checksum},
        stands=stands,
    )


# The frame -----------------------------------------------------------------------------------------------------------


def _frame(revision: DocumentRevision, actor: Actor, sheet: Sheet, pictures: list[str]) -> Frame:
    document = revision.document
    lifecycle = modules.type_of(revision).lifecycle
    assert lifecycle is not None
    across = overlay(revision)
    return Frame(
        title=document.title,
        organization=actor.organization.name,
        number=document.number,
        revision=revision.revision,
        state=across or str(lifecycle.by_state[revision.status].label),
        lead=document.get_kind_display(),
        foot=_foot(actor, sheet),
        overlay=across,
        alarming=bool(across),
        paper=sheet.size,
        author=revision.author.title,
        pictures=pictures,
    )


def _foot(actor: Actor, sheet: Sheet) -> list[str]:
    if sheet.kept or actor.person is None:
        return [paper.uncontrolled()]
    moment = f"{formats.moment(clock.now())} ({actor.organization.zone})"
    return [sheet.copy or paper.uncontrolled(), paper.printed_by(actor.person.title, moment)]


def _names(revision: DocumentRevision) -> list[str]:
    label = _("Revision %(revision)s") % {"revision": revision.revision}
    return [name for name in (revision.document.number, label) if name]


def _facts(revision: DocumentRevision, file: Attachment | None) -> list[tuple[Any, Any]]:
    document = revision.document
    approved = _who_and_when(revision.approved_by, revision.approved_on)
    return [
        (_("Number"), document.number or _("None yet")),
        (_("Revision"), revision.revision),
        (_("Type"), document.type.title),
        (_("Owner"), document.owner.title if document.owner else ""),
        (_("Author"), revision.author.title),
        (_("Reviewed by"), _who_and_when(revision.reviewed_by, revision.reviewed_on)),
        (_("Approved by"), approved),
        (_("Released by"), _who_and_when(revision.released_by, revision.released_on)),
        (_("Effective from"), formats.day(revision.effective_from)),
        (_("Withdrawn"), formats.day(revision.withdrawn_on)),
        (_("Next review"), formats.day(document.review_due_on)),
        (_("Classification"), document.get_classification_display()),
        (_("Issued by"), " · ".join(part for part in (document.issuer, document.edition) if part)),
        (_("Content"), file.name if file else revision.link),
        (_("Checksum (SHA-256)"), revision.checksum),
    ]


def _who_and_when(person: Any, day: Any) -> str:
    return ", ".join(part for part in (person.title if person else "", formats.day(day)) if part)


def _revisions(revision: DocumentRevision) -> list[list[str]]:
    """This revision and those before it, newest first."""
    rows = (
        DocumentRevision.objects.in_force()
        .filter(organization_id=revision.organization_id, document=revision.document, position__lte=revision.position)
        .select_related("approved_by")
        .defer("body", "plain_text")
        .order_by("-position")
    )
    return [
        [
            row.revision,
            formats.day(row.effective_from),
            "\n".join(part for part in (row.change_summary, row.reason_for_change) if part),
            row.approved_by.title if row.approved_by else "",
        ]
        for row in rows
    ]


def _codes(document: Document, sheet: Sheet) -> list[Code]:
    found = [
        Code(
            absolute(addresses.of_record(document)),
            _("The valid revision"),
            _("Scan it to see whether this copy is still the valid one."),
        )
    ]
    if sheet.kept:
        found.append(
            Code(
                public_address(document.organization),
                _("Check this file"),
                _("The file is sealed. This page tells, without a login, whether it is unchanged and still valid."),
            )
        )
    return found


# Content -------------------------------------------------------------------------------------------------------------


def _blocks(revision: DocumentRevision, file: Attachment | None) -> Iterator[dict[str, Any]]:
    if revision.content_kind == Kind.WRITTEN:
        # Nobody: so no reference says more than it did when the text was approved.
        nobody = Actor(revision.organization, source="task")
        yield from map(_for_paper, content.blocks(revision, nobody))
    elif revision.content_kind == Kind.LINK:
        words = _("The content of this revision is found here:")
        yield {"k": "p", "runs": [{"t": f"{words} "}, {"t": revision.link, "href": revision.link}]}
    elif file is not None and file.file.media_type != PDF:
        words = _(
            "The content of this revision is the file %(name)s. This is its cover; the file opens in the product."
        )
        yield {"k": "p", "runs": [{"t": words % {"name": file.name}}]}


def _for_paper(block: Mapping[str, Any]) -> dict[str, Any]:
    """A figure names its picture by what it is called among the pictures of the print."""
    if block["k"] != "figure":
        return dict(block)
    return {**block, "k": "picture", "path": _picture_name(block["file"])}


def _digests(revision: DocumentRevision) -> Iterable[str]:
    """The pictures of a written body that are made and can be printed."""
    if revision.content_kind != Kind.WRITTEN or "data-file" not in revision.body:
        return []
    nobody = Actor(revision.organization, source="task")
    named = [block["file"] for block in content.blocks(revision, nobody) if block["k"] == "figure"]
    ready = StoredFile.objects.filter(
        organization_id=revision.organization_id, sha256__in=named, preview=StoredFile.Preview.READY
    )
    return sorted(ready.values_list("sha256", flat=True))


def _picture_name(digest: str) -> str:
    return f"picture-{digest[:32]}.webp"
