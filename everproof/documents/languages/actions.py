"""What can be done with translations: registered beside their original."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.documents.actions.document import register_document
from everproof.documents.models import Document
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")
FROM_ORIGINAL = (
    "area",
    "classification",
    "access_groups",
    "distribution",
    "acknowledged_by",
    "processes",
    "retention_rule",
    "parent",
    "needed_because",
    "record_type",
)


def register_translation(
    *,
    original: Document,
    language: str,
    title: str,
    by: Actor,
    id: UUID | None = None,
    at: datetime | None = None,
    **values: Any,
) -> Document:
    """Register the variant of a document in another language: number with the language behind it, readers as there.

    Its revisions say which revision of the original they render. Raises Refused for a translation of a translation,
    for a language that is there already, and where nobody said in which language the original is.
    """
    access.require(by, "update", original)
    language = language.strip()
    if not TAG.match(language):
        raise Refused(_("Name the language by its code, such as de or pt-BR."))
    if original.translation_of_id is not None:
        raise Refused(_("This is a translation itself. Translate the original."))
    if not original.language:
        raise Refused(_("Say first in which language the original is."))
    known = Document.objects.in_force().filter(organization_id=by.organization_id, translation_of=original)
    if language == original.language or known.filter(language=language).exists():
        raise Refused(_("It is there in this language already."))
    inherited = {name: getattr(original, name) for name in FROM_ORIGINAL}
    return register_document(
        title=title,
        type=original.type,
        by=by,
        id=id,
        at=at,
        number=f"{original.number}-{language}",
        language=language,
        translation_of=original,
        site_id=original.site_id,
        **{**inherited, "description": original.description, **values},
    )
