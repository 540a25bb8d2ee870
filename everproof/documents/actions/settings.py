"""What can be done with document types and retention rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.documents import audience
from everproof.documents.actions.common import refuse_foreign_audiences
from everproof.documents.models import DocumentType
from everproof.kernel import records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused


def add_document_type(*, title: str, by: Actor, id: UUID | None = None, at: Any = None, **values: Any) -> DocumentType:
    """Set up a type of document."""
    _refuse_foreign(by, values)
    return records.create(DocumentType, by=by, id=id, at=at, title=title, **values)


def update_document_type(
    *, document_type: DocumentType, by: Actor, reason: str = "", expected_version: int | None = None, **values: Any
) -> DocumentType:
    """Change a type. What was registered under it keeps its number and its values."""
    _refuse_foreign(by, values)
    return records.update(document_type, by=by, reason=reason, expected_version=expected_version, **values)


def _refuse_foreign(by: Actor, values: dict[str, Any]) -> None:
    refuse_foreign_audiences(by, values)
    steps = values.get("approval") or []
    if not audience.approval_problem(steps) and audience.foreign(by.organization_id, steps):
        raise Refused(_("A step names a role or a person that is not there."))
