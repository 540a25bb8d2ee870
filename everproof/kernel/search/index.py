"""Writes the search rows of records, in the transaction of the records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from everproof.kernel import modules
from everproof.kernel.files import texts
from everproof.kernel.modules import RecordType
from everproof.kernel.prepared import Insert
from everproof.kernel.search.models import SearchEntry
from everproof.kernel.search.words import stored

if TYPE_CHECKING:
    from everproof.kernel.records.models import Record

LONGEST_TEXT = 100_000
# In octets. PostgreSQL holds a megabyte of distinct words a row, those of the record among them.
MOST_FILE_WORDS = 200_000
BATCH = 500
RENEWED = (
    "number",
    "title",
    "text",
    "words",
    "site_id",
    "party_id",
    "classification",
    "owner_id",
    "created_by_id",
    "status",
    "voided",
)

_rows = Insert(SearchEntry, unique=("organization", "type", "record_id"), renewed=RENEWED)


def write(records: Sequence[Record]) -> None:
    """Write or renew the search rows of records of one type: one statement for each batch."""
    if not records:
        return
    record_type = modules.type_of(records[0])
    _rows.write([_entry(record_type, record) for record in records])


def renew_files(organization_id: int, type_name: str, record_ids: Collection[UUID]) -> None:
    """Write anew by which words of their files records of one type are found; the records' own words stay."""
    found = texts.of_records(organization_id, type_name, record_ids, longest=MOST_FILE_WORDS)
    entries = SearchEntry.objects.filter(organization_id=organization_id, type=type_name)
    for record_id in record_ids:
        words = _file_words(found.get(record_id, []))
        entries.filter(record_id=record_id).exclude(file_words=words).update(file_words=words)


def rebuild(organization_id: int) -> int:
    """Write the search rows of an organisation anew, after the rules for words changed; gives how many."""
    count = 0
    for record_type in modules.all_record_types():
        batch = []
        for record in record_type.model._default_manager.filter(organization_id=organization_id).iterator(BATCH):
            batch.append(record)
            if len(batch) == BATCH:
                count += _rewrite(organization_id, record_type, batch)
                batch = []
        count += _rewrite(organization_id, record_type, batch)
    return count


def _rewrite(organization_id: int, record_type: RecordType, batch: Sequence[Record]) -> int:
    write(batch)
    renew_files(organization_id, record_type.name, [record.pk for record in batch])
    return len(batch)


def _file_words(files: Sequence[tuple[str, str]]) -> str:
    words = stored("\n".join(f"{name}\n{text}" for name, text in files))
    return words.encode()[:MOST_FILE_WORDS].decode(errors="ignore")


def _entry(record_type: RecordType, record: Record) -> SearchEntry:
    text = "\n".join(part for name in record_type.search if (part := _text(getattr(record, name))))[:LONGEST_TEXT]
    return SearchEntry(
        organization_id=record.organization_id,
        type=record_type.name,
        record_id=record.pk,
        number=record.number,
        title=record.title,
        text=text,
        words=stored(text),
        site_id=record.site_id,
        party_id=getattr(record, f"{record_type.party}_id") if record_type.party else None,
        classification=getattr(record, "classification", ""),
        owner_id=getattr(record, f"{record_type.owner}_id") if record_type.owner else None,
        created_by_id=record.created_by_id,
        status=record.status,
        voided=record.is_voided,
    )


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return " ".join(_text(item) for item in value.values())
    return "" if value is None or isinstance(value, bool) else str(value)
