"""Named relations between records, shown on both pages."""

from everproof.kernel.links.actions import LinkedRecord, link, linked, unlink
from everproof.kernel.links.models import Link, Relation

__all__ = ["Link", "LinkedRecord", "Relation", "link", "linked", "unlink"]
