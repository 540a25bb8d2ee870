"""The words of a record's files, for the search. Stands below the search, so it knows rows and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Substr

from everproof.kernel.files.models import Attachment


def of_records(
    organization_id: int, type_name: str, record_ids: Iterable[UUID], *, longest: int
) -> dict[UUID, list[tuple[str, str]]]:
    """(name, caption and words) of each file of the records that have any; at most `longest` characters a file."""
    rows = (
        Attachment.objects.filter(
            organization_id=organization_id, type=type_name, record_id__in=list(record_ids), removed_at=None
        )
        .annotate(words=Substr("file__text", 1, longest))
        .order_by("id")
        .values_list("record_id", "name", "caption", "words")
    )
    found: dict[UUID, list[tuple[str, str]]] = {}
    for record_id, name, caption, words in rows:
        found.setdefault(record_id, []).append((name, f"{caption}\n{words}".strip()))
    return found
