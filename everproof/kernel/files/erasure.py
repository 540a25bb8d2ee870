"""Erases the files of a record with all that was made of them; the ledger keeps digests, which say nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from everproof.kernel import clock, search
from everproof.kernel.files import store
from everproof.kernel.files.models import Attachment, StoredFile

ERASED = "erased"


@transaction.atomic
def erase_files(organization_id: int, type_name: str, record_id: UUID) -> int:
    """Take names, captions, reasons, words, pictures and contents of a record's files away; gives how many files.

    Content that also stands on another record stays there. The bytes go when the transaction is committed; until a
    backup expires, it holds them.
    """
    mine = Q(organization_id=organization_id, type=type_name, record_id=record_id)
    attachments = Attachment.objects.filter(mine).exclude(removed_reason=ERASED)
    files = set(attachments.values_list("file_id", flat=True))
    values: dict[str, Any] = {"name": ERASED, "caption": "", "seed": None, "removed_reason": ERASED}
    count = attachments.filter(removed_at=None).update(**values, removed_at=clock.now())
    count += attachments.update(**values)
    elsewhere = Attachment.objects.filter(organization_id=organization_id, file_id__in=files).exclude(mine)
    gone = StoredFile.objects.filter(organization_id=organization_id, pk__in=files).exclude(
        pk__in=elsewhere.values("file_id")
    )
    digests = list(gone.values_list("sha256", flat=True))
    gone.update(text="", cautions=[], preview=StoredFile.Preview.NONE, erased_at=clock.now())
    search.renew_files(organization_id, type_name, [record_id])
    transaction.on_commit(partial(_remove, organization_id, digests))
    return count


def _remove(organization_id: int, digests: Iterable[str]) -> None:
    for digest in digests:
        store.remove(organization_id, digest)
