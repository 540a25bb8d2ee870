"""Whether translations follow their original, and which variant a reader gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from everproof.documents.models import Document
from everproof.kernel import access
from everproof.kernel.access.actor import Actor

MOST = 20


def out_of_date() -> Q:
    """The condition that a translation in force renders another revision than the one of its original that applies."""
    return Q(
        translation_of__isnull=False,
        status="effective",
        translation_of__status="effective",
    ) & ~Q(current_revision__translates_id=F("translation_of__current_revision_id"))


def is_out_of_date(document: Document, original: Document) -> bool:
    """The same of one translation, whose revision in force is at hand."""
    revision = document.current_revision
    return revision is not None and revision.translates_id != original.current_revision_id


def variants(document: Document, actor: Actor) -> QuerySet[Document]:
    """The other languages of a document that the actor sees, and its original where it is a translation."""
    original = document.translation_of_id or document.pk
    family = Document.objects.in_force().filter(Q(pk=original) | Q(translation_of=original))
    seen = access.visible(actor, family.filter(organization_id=actor.organization_id))
    return seen.exclude(pk=document.pk).select_related("current_revision").order_by("language", "id")


def accepted(header: str) -> list[str]:
    """The languages that a browser asks for, the most wanted first: "de-CH, en;q=0.5" gives ["de-ch", "en"]."""
    found = []
    for place, part in enumerate(header.split(",")[:MOST]):
        tag, _semicolon, quality = part.strip().partition(";")
        weight = quality.strip().removeprefix("q=")
        try:
            found.append((-float(weight) if weight else -1.0, place, tag.strip().lower()))
        except ValueError:
            continue
    return [tag for weight, _place, tag in sorted(found) if tag and tag != "*" and weight < 0]


def for_reader(document: Document, others: Sequence[Any], wanted: Sequence[str]) -> Any:
    """The variant in force that fits best what the reader asks for; the document itself where none fits better."""
    offered = [document, *(one for one in others if one.status == "effective" and one.current_revision_id)]
    for tag in wanted:
        for fits in (lambda own: own == tag, lambda own: own.partition("-")[0] == tag.partition("-")[0]):  # noqa: B023
            for one in offered:
                if one.language and fits(one.language.lower()):
                    return one
    return document
