"""Makes the PDF of each revision that comes into force: once, sealed, and kept with the revision for good."""

from __future__ import annotations

from everproof.documents.models import DocumentRevision
from everproof.documents.printing import sheets
from everproof.documents.printing.sheets import Sheet
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.files.tasks import prepare
from everproof.kernel.modules import Reaction
from everproof.kernel.pdf import child, prints, typesetting
from everproof.kernel.pdf.models import Printout
from everproof.kernel.tasks.task import task


@task(delays=(10, 60, 300, 1800), seconds=600, priority=-50)
def make_released_pdf(organization_id: int, revision_id: str) -> None:
    """Make and seal the PDF of a revision in force, unless it is there already."""
    revision = _in_force(organization_id, revision_id)
    if revision is None:
        return
    before = prints.kept_for(revision)
    if before is not None and before.state != Printout.State.WAITING:
        return
    by = Actor.system(revision.organization, "documents")
    _prepare_pictures(revision)
    printout = before or prints.order_kept(sheets.order(revision, by, Sheet(kept=True)), by=by)
    try:
        prints.make(printout, limits=typesetting.IN_THE_BACKGROUND, wait=60.0)
    except child.Busy:
        raise  # the next attempt may find a place
    except Refused as refusal:
        prints.fail(printout, str(refusal))


def _in_force(organization_id: int, revision_id: str) -> DocumentRevision | None:
    found = DocumentRevision.objects.in_force().select_related(
        "organization", "author", "reviewed_by", "approved_by", "released_by", "document__owner", "document__type"
    )
    revision = found.filter(organization_id=organization_id, pk=revision_id, status="effective").first()
    if revision is not None:
        revision.document.organization = revision.organization
    return revision


def _prepare_pictures(revision: DocumentRevision) -> None:
    """What was attached a moment ago has no picture yet that could be printed."""
    waiting = Attachment.objects.filter(
        organization_id=revision.organization_id,
        type=revision.type_name,
        record_id=revision.pk,
        file__preview=StoredFile.Preview.WAITING,
    )
    for file_id in waiting.values_list("file_id", flat=True):
        prepare.func(revision.organization_id, file_id)


PRINTING_REACTIONS = (Reaction("documents.document-revision.make-effective", make_released_pdf),)
