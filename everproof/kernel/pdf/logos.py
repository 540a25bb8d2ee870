"""The company's logo in the header of every print: a picture called "logo" among the files of a site.

A print of something at a site carries that site's; otherwise that of the site whose logo is the oldest.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, Value, When

from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.people.models import Site

NAME = "logo.webp"
"""What the data of a print calls it."""


def logo_of(organization_id: int, site_id: UUID | None) -> str:
    """The SHA-256 of the picture, or "" where no site has one; one statement."""
    mine = Case(When(record_id=site_id, then=Value(0)), default=Value(1)) if site_id else Value(0)
    rows = Attachment.objects.filter(
        organization_id=organization_id,
        type=Site.type_name,
        name__istartswith="logo.",
        removed_at=None,
        file__preview=StoredFile.Preview.READY,
        file__erased_at=None,
    ).exclude(file__media_type="application/pdf")
    return rows.order_by(mine, "created_at", "id").values_list("file__sha256", flat=True).first() or ""
