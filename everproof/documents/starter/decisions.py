"""Decisions that are still open in texts: the set marks them as [Decide: …], and anybody may write such a mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents.models import DocumentRevision
from everproof.documents.starter.texts import DECISION
from everproof.kernel import access
from everproof.kernel.access.actor import Actor

MARK = "[Decide: "
MOST = 500


@dataclass(frozen=True)
class Open:
    """A revision on its way with what is still to be decided in it."""

    revision: DocumentRevision
    decisions: list[str]

    @property
    def lines(self) -> list[str]:
        """The lines in which they stand, so that one sees what each is about."""
        return [line for line in self.revision.plain_text.splitlines() if MARK in line]


def open_decisions(actor: Actor) -> list[Open]:
    """Drafts that the actor sees with their open decisions, by the number of the document; one statement."""
    rows = DocumentRevision.objects.in_force().filter(
        organization_id=actor.organization_id, status="draft", plain_text__contains=MARK
    )
    seen = access.visible(actor, rows).select_related("document").defer("body").order_by("document__number", "id")
    return [Open(row, in_text(row.plain_text)) for row in seen[:MOST]]


def in_text(text: str) -> list[str]:
    """What the marks in a text ask."""
    return DECISION.findall(" ".join(text.split()))


def refuse_undecided(revisions: Sequence[Any]) -> Mapping[Any, Any]:
    """Nobody is asked to approve what still asks: the reasons by revision."""
    found = {}
    for revision in revisions:
        if count := len(in_text(revision.plain_text)):
            words = _("%(count)s decisions are still open in its text: take each, and take its mark away.")
            found[revision.pk] = words % {"count": count}
    return found
