"""The starter set in tests: made, decided, put in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from everproof.documents import actions
from everproof.documents.filled import actions as forms
from everproof.documents.filled.design import fields_of
from everproof.documents.models import Document, DocumentRevision
from everproof.documents.starter.making import Made, make_set
from everproof.documents.starter.texts import DECISION
from everproof.documents.testing import agree, unsigned
from everproof.kernel.access.actor import Actor
from everproof.kernel.testing.cast import Cast

ANSWERS = {
    "products": "turned parts",
    "customers": "makers of pumps",
    "sites": "Main works",
    "top-management": "the managing director",
    "quality-manager": "the quality manager",
    "operations": "the head of operations",
    "sales": "sales",
    "purchasing": "purchasing",
    "record-years": "10",
    "themes": "on-time delivery, complaints",
}
THEMES = ["On-time delivery", "Complaints"]


def made_by(cast: Cast, company: str = "manufacturer", **more: Any) -> Made:
    """The set for the cast's company: the manager looks after it, the boss approves."""
    people: dict[str, Any] = {"owner": cast.person("manager"), "approver": cast.person("boss")}
    return make_set(company=company, answers=ANSWERS, themes=THEMES, by=cast.manager, **people, **more)


def settle(revision: DocumentRevision, by: Actor) -> DocumentRevision:
    """Take every open decision of a draft."""
    if revision.form.get("fields"):
        intro = DECISION.sub("decided", revision.form["intro"])
        fields, signed_as = fields_of(revision.form), revision.form["signed_as"]
        return forms.design_form(revision=revision, fields=fields, by=by, intro=intro, signed_as=signed_as)
    body = re.sub(r"\[Decide: [^\]]*\]", "decided", revision.body)
    return actions.write_content(revision=revision, by=by, body=body)


def put_in_force(cast: Cast, documents: Iterable[Document]) -> None:
    """Take the decisions of each draft and let the boss approve it."""
    unsigned(cast)
    for document in documents:
        draft = DocumentRevision.objects.select_related("document", "organization").get(document=document)
        draft = settle(draft, cast.manager)
        agree(actions.send_for_review(revision=draft, by=cast.manager), cast.boss)
