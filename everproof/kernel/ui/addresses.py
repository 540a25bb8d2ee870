"""Where the generic pages of a record type and of a record are found.

Every address has the shape /<organisation>/<room>/<type>/<reference>/…; a room that has a page of its own declares the
same address in its `urls.py`, which is asked before the generic one.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from everproof.kernel import modules
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization


def of_type(organization: Organization, record_type: RecordType, page: str = "records", **more: Any) -> str:
    """The address of a page about all records of a type: records, record_create, record_export, record_bulk, …"""
    return reverse(
        page, kwargs={"organization": organization.slug, "room": record_type.room, "path": record_type.path, **more}
    )


def of_record(record: Record, page: str = "record", **more: Any) -> str:
    """The address of a page about one record: record, record_edit, record_step, record_void, record_link, …"""
    return of_type(record.organization, modules.type_of(record), page, reference=record.reference, **more)


def row_prefix(organization: Organization, record_type: RecordType) -> str:
    """What stands before the reference in the addresses of all records of a type; for lists, which build many."""
    return of_type(organization, record_type)


def public(token: str, *, whole: bool = False) -> str:
    """Where the page behind a link is that needs no login; `whole` for a printed code or a mail."""
    path = reverse("public", args=[token])
    return f"{settings.EVERPROOF_URL}{path}" if whole else path
