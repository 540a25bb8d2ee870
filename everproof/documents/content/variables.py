"""The variables that every body may name without anybody setting them up.

What a revision says about itself (number, revision, the day it applies) follows the revision even after approval: its
frame says the same. What the company says about itself, and the organisation's own variables and snippets, are set
when a revision goes to review and stay as they were (see settling.py).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.models import DocumentRevision
from everproof.kernel.ui import formats

COMPANY = "company-name"
LABELS: dict[str, Any] = {
    COMPANY: gettext_lazy("Company name"),
    "site": gettext_lazy("Site"),
    "document-number": gettext_lazy("Document number"),
    "document-title": gettext_lazy("Document title"),
    "revision": gettext_lazy("Revision"),
    "effective-date": gettext_lazy("Day it applies"),
    "owner": gettext_lazy("Owner"),
    "author": gettext_lazy("Author"),
    "classification": gettext_lazy("Classification"),
}
FOLLOWS_REVISION = frozenset({"document-number", "document-title", "revision", "effective-date"})
"""These tell of the revision itself, and are never frozen."""


def facts_of(revision: DocumentRevision) -> dict[str, str]:
    """The value of each of them for a revision, in words."""
    document = revision.document
    effective = formats.day(revision.effective_from) if revision.effective_from else _("not decided")
    return {
        COMPANY: revision.organization.name,
        "site": document.site.title if document.site else _("all sites"),
        "document-number": document.number or _("no number yet"),
        "document-title": document.title,
        "revision": revision.revision,
        "effective-date": effective,
        "owner": document.owner.title if document.owner else _("nobody"),
        "author": revision.author.title if revision.author else _("nobody"),
        "classification": str(document.get_classification_display()),
    }
