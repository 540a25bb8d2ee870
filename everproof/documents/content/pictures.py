"""The pictures of a body: files of its revision, named in the body by the digest of their content.

So a body says exactly which pictures belong to it, its checksum covers them, and a new revision that keeps a picture
keeps the very same one. A file leaves only with the permission of a record that it is attached to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.documents.content import tree
from everproof.documents.models import DocumentRevision
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions, kinds, queries, store
from everproof.kernel.files.models import Attachment, StoredFile

MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
ACCEPTED = ",".join(sorted(MEDIA_TYPES))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a body: where it is shown, and whether it is made already."""

    digest: str
    name: str
    url: str
    is_ready: bool
    file_url: str = ""


def named_in(html: str) -> list[str]:
    """The digests of the pictures in a stored body, in order, each once."""
    found = (one.attributes["data-file"] for one in tree.read(html).walk() if one.tag == "img")
    return list(dict.fromkeys(found))


def of(revision: DocumentRevision, digests: Collection[str]) -> Mapping[str, Picture]:
    """The pictures among the files of a revision, by digest; one statement, none without digests."""
    if not digests:
        return {}
    rows = (
        Attachment.objects.filter(
            organization_id=revision.organization_id,
            type=revision.type_name,
            record_id=revision.pk,
            file__sha256__in=list(digests),
            file__erased_at=None,
        )
        .select_related("file")
        .defer("file__text")
        .order_by("-removed_at", "id")
    )
    return {row.file.sha256: shown(row, revision) for row in rows}


def shown(row: Attachment, revision: DocumentRevision) -> Picture:
    """How a page shows an attached picture."""
    slug = revision.organization.slug
    return Picture(
        digest=row.file.sha256,
        name=row.name,
        url=reverse("file_picture", kwargs={"organization": slug, "key": row.key, "size": "large"}),
        is_ready=row.file.preview == StoredFile.Preview.READY,
        file_url=reverse("file", kwargs={"organization": slug, "key": row.key, "name": row.name}),
    )


def add(revision: DocumentRevision, upload: actions.Upload, *, by: Actor) -> Attachment:
    """Take a picture in for a body. Raises Refused for a file of another kind, in words."""
    access.require(by, "attach", revision)
    received = actions.receive([upload], by=by)
    if received[0].kept.seen.kind.media_type not in MEDIA_TYPES:
        raise Refused(_("Only pictures (PNG, JPEG, WebP, GIF) can stand in the text. Add other files to the revision."))
    return actions.attach(revision, received, by=by)[0]


def carry(revision: DocumentRevision, html: str, *, by: Actor) -> None:
    """Attach to the revision what its body names and other records hold: pictures of the revision before, or copied
    from another document. Only what the actor may see comes along."""
    wanted = named_in(html)
    missing = set(wanted) - of(revision, wanted).keys()
    if not missing:
        return
    rows = Attachment.objects.filter(
        organization_id=by.organization_id, file__sha256__in=missing, removed_at=None, file__erased_at=None
    ).select_related("file")
    for row in rows:
        kind = kinds.of_media_type(row.file.media_type)
        if row.file.sha256 in missing and kind and queries.record_of(row, by) is not None:
            missing.discard(row.file.sha256)
            kept = store.Kept(row.file.sha256, row.file.size, kinds.Detected(kind, tuple(row.file.cautions)))
            actions.attach(revision, [actions.Received(kept, row.name)], by=by)


def ending_of(content: bytes) -> str:
    """The ending that belongs to the content of a picture; one that is never taken for anything else."""
    for ending, magic in ((".png", b"\x89PNG"), (".jpg", b"\xff\xd8\xff"), (".gif", b"GIF8"), (".webp", b"RIFF")):
        if content.startswith(magic):
            return ending
    return ".bin"
