"""Makes the drafts of the set through the room's own actions, so that all that holds for documents holds for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents import actions, audience
from everproof.documents.filled import actions as forms
from everproof.documents.models import Document, DocumentType, FilledForm, Kind, Policy, RetentionRule, Snippet
from everproof.documents.starter import words
from everproof.documents.starter.questions import titles_in_use
from everproof.documents.starter.texts import Text, texts_for
from everproof.kernel import access, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.signatures.meanings import Meaning

TYPES = (
    (Kind.POLICY, gettext_lazy("Policy"), "POL-{000}", 12),
    (Kind.MANUAL, gettext_lazy("Manual"), "QM-{000}", 12),
    (Kind.PROCEDURE, gettext_lazy("Procedure"), "QP-{000}", 24),
    (Kind.WORK_INSTRUCTION, gettext_lazy("Work instruction"), "WI-{000}", 24),
    (Kind.FORM, gettext_lazy("Form"), "F-{000}", 36),
)
DAYS_A_YEAR = 365.25
KEPT = (
    "document",
    "document-revision",
    "document-type",
    "document-snippet",
    "policy",
    "retention-rule",
    FilledForm.type_name,
)
"""Kinds of records that the set itself leaves."""
PLACES = (
    (Policy.Commitment.REQUIREMENTS, "we fulfil these applicable requirements"),
    (Policy.Commitment.IMPROVEMENT, "We improve our quality management system continually"),
)


@dataclass
class Made:
    """What came of it: the documents made, and the titles that were here already."""

    documents: list[Document] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


@transaction.atomic
def make_set(
    *,
    company: str,
    answers: Mapping[str, str],
    themes: Sequence[str],
    owner: Person,
    approver: Person,
    by: Actor,
    chosen: Collection[str] | None = None,
) -> Made:
    """Draft the documents of the set (`chosen` are slugs; None: all), with the variables, types and rules they need.

    Made again, it makes only what is not there: documents are known by their title, variables by their key, types by
    theirs, rules by the kind of record. All or nothing.
    """
    access.require(by, "create", DocumentType)
    known = titles_in_use(by)
    made = Made()
    wanted = [text for text in texts_for(company) if chosen is None or text.slug in chosen]
    made.known = [text.title for text in wanted if text.title in known]
    wanted = [text for text in wanted if text.title not in known]
    _set_variables(answers, by)
    rules = _rules(answers, wanted, owner, by)
    types = _types(approver, rules, by)
    documents = {text.slug: _register(text, answers, types, rules, owner, by) for text in wanted}
    by_title = {document.title: document for document in documents.values()}
    for text in wanted:
        _write(text, documents[text.slug], answers, by_title, owner, by)
        if text.kind == Kind.POLICY:
            _draft_policy(text, documents[text.slug], answers, themes, by)
    made.documents = list(documents.values())
    return made


def _set_variables(answers: Mapping[str, str], by: Actor) -> None:
    rows = Snippet.objects.in_force().filter(organization_id=by.organization_id)
    known = set(rows.values_list("key", flat=True))
    for key, value in answers.items():
        if key not in known:
            title = key.replace("-", " ").capitalize()
            records.create(Snippet, by=by, title=title, key=key, text=value, kind=Snippet.Kind.TEXT)


def _rules(answers: Mapping[str, str], wanted: Sequence[Text], owner: Person, by: Actor) -> dict[str, RetentionRule]:
    rows = RetentionRule.objects.in_force().filter(organization_id=by.organization_id, status="active")
    found = {rule.record_type: rule for rule in rows}
    days = round(int(answers["record-years"]) * DAYS_A_YEAR)
    for name in dict.fromkeys([*KEPT, *(text.becomes for text in wanted if text.becomes)]):
        if name not in found:
            found[name] = records.create(
                RetentionRule,
                by=by,
                title=_("Records: %(kind)s") % {"kind": name.replace("-", " ")},
                record_type=name,
                retention_days=days,
                basis=_("Our own decision. Check laws and contracts."),
                owner=owner,
            )
    return found


def _types(approver: Person, rules: Mapping[str, RetentionRule], by: Actor) -> dict[str, DocumentType]:
    """The types by kind: those that are here and in use, else new ones that this person approves."""
    rows = DocumentType.objects.in_force().filter(organization_id=by.organization_id, status="active").order_by("-id")
    found = {kind.kind: kind for kind in rows}
    step = {"order": 1, "meaning": str(Meaning.APPROVAL), "quorum": 1, **audience.entry(approver)}
    for kind, title, pattern, months in TYPES:
        if kind not in found:
            found[kind] = actions.add_document_type(
                title=str(title),
                by=by,
                kind=kind,
                number_pattern=pattern,
                review_interval_months=months,
                approval=[step],
                retention_rule=rules["document"],
            )
    return found


def _register(
    text: Text,
    answers: Mapping[str, str],
    types: Mapping[str, DocumentType],
    rules: Mapping[str, RetentionRule],
    owner: Person,
    by: Actor,
) -> Document:
    company = by.organization.name
    kind = types[text.kind]
    return actions.register_document(
        title=text.title,
        type=kind,
        by=by,
        owner=owner,
        description=words.plain(text.about, answers, company),
        needed_because=words.plain(text.because, answers, company),
        required_by=list(text.requires),
        record_type=text.becomes,
        retention_rule=rules.get(text.becomes or "document"),
        location=_("In the system"),
        language="en",
    )


def _write(
    text: Text,
    document: Document,
    answers: Mapping[str, str],
    documents: Mapping[str, Document],
    owner: Person,
    by: Actor,
) -> None:
    revision = actions.start_revision(document=document, by=by, author=owner)
    if text.fields:
        intro = words.plain(text.body, answers, by.organization.name)
        forms.design_form(revision=revision, fields=text.fields, by=by, intro=intro, signed_as=text.signed_as)
    else:
        actions.write_content(revision=revision, by=by, body=words.body_of(text, answers, documents))


def _draft_policy(text: Text, document: Document, answers: Mapping[str, str], themes: Sequence[str], by: Actor) -> None:
    """The policy as a record besides its document: with its commitments at their place, and its themes."""
    rows = Policy.objects.in_force().filter(organization_id=by.organization_id, kind=Policy.Kind.QUALITY)
    if rows.exclude(status="superseded").exists():
        return
    values: dict[str, Any] = {
        "kind": Policy.Kind.QUALITY,
        "commitments": [{"commitment": str(name), "place": place} for name, place in PLACES],
        "objective_framework": list(themes),
        "document": document,
    }
    actions.draft_policy(
        title=text.title, text=words.markdown_plain(text, answers, by.organization.name), by=by, **values
    )
