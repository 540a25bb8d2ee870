"""Named relations between records, shown on both pages."""

from everproof.kernel.links.actions import link, linked, unlink
from everproof.kernel.links.models import Link, Relation

__all__ = ["Link", "Relation", "link", "linked", "unlink"]
