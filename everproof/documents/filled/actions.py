"""What can be done with forms: designed in a draft, filled in, finished, opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.documents import content
from everproof.documents.actions.common import on_behalf, today_of
from everproof.documents.filled import answers as given
from everproof.documents.filled import design, paper
from everproof.documents.filled.design import Field
from everproof.documents.models import Document, DocumentRevision, FilledForm, RetentionRule
from everproof.kernel import access, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused

WRITTEN = DocumentRevision.ContentKind.WRITTEN


@transaction.atomic
def design_form(
    *,
    revision: DocumentRevision,
    fields: Sequence[Field],
    by: Actor,
    intro: str = "",
    signed_as: str = "",
    expected_version: int | None = None,
    at: datetime | None = None,
) -> DocumentRevision:
    """Say what a form asks, in a draft. Its text becomes the introduction and a blank copy.

    Raises Refused with every problem at once. Copies that were filled in stay as they were: they belong to the
    revision by which they were asked.
    """
    access.require(by, "update", revision)
    records.store.refuse_if_locked(revision)
    if found := design.problems(fields, signed_as):
        raise Refused(*found)
    body = content.settled(revision, paper.html_of(intro, fields), by)
    return records.update(
        revision,
        by=by,
        at=at,
        verb="write",
        expected_version=expected_version,
        content_kind=WRITTEN,
        form=design.as_json(fields, intro=intro, signed_as=signed_as),
        body=body,
        plain_text=content.plain(body),
    )


def known_keys(document: Document) -> set[str]:
    """The keys of all fields that any revision of the document had."""
    rows = DocumentRevision.objects.filter(organization_id=document.organization_id, document=document)
    return {one["key"] for form in rows.values_list("form", flat=True) for one in form.get("fields", ())}


@transaction.atomic
def fill_in(
    *,
    document: Document,
    by: Actor,
    answers: Mapping[str, Any] | str,
    remarks: Mapping[str, Any] | str = "",
    title: str = "",
    finish: bool = True,
    id: UUID | None = None,
    at: datetime | None = None,
    **values: Any,
) -> FilledForm:
    """Fill in a copy of the form as it applies today; unfinished ones are gone on with later.

    `answers` and `remarks` are by the key of the field, or by what it is called; as JSON where a text is given. A copy
    that needs a signature stays open until it is signed. ValidationError by key for what does not fit.
    """
    revision = applying(document)
    judged = _judged(revision, answers, remarks, whole=finish)
    copy = records.create(
        FilledForm,
        by=by,
        id=id,
        at=at,
        title=title.strip() or document.title,
        document=document,
        revision=revision,
        answers=judged.answers,
        remarks=judged.remarks,
        outside=judged.count_outside,
        signed_as=revision.form.get("signed_as", ""),
        filled_by=values.pop("filled_by", None) or by.person,
        **values,
    )
    if finish and not copy.signed_as:
        return complete_copy(copy=copy, by=on_behalf(by), at=at)
    return copy


def applying(document: Document) -> DocumentRevision:
    """The revision by which a form is filled in today. Raises Refused where there is none, or where it asks nothing."""
    revision = document.current_revision
    if document.is_voided or document.status != "effective" or revision is None or revision.status != "effective":
        raise Refused(_("This form is not in force. Nobody fills it in."))
    if not design.answered(revision.form):
        raise Refused(_("This document asks nothing that could be filled in here."))
    return revision


@transaction.atomic
def update_copy(
    *,
    copy: FilledForm,
    by: Actor,
    answers: Mapping[str, Any] | str | None = None,
    remarks: Mapping[str, Any] | str | None = None,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> FilledForm:
    """Go on with a copy, by the revision with which it was begun."""
    if answers is not None or remarks is not None:
        judged = _judged(
            copy.revision,
            copy.answers if answers is None else answers,
            copy.remarks if remarks is None else remarks,
            whole=False,
        )
        values |= {"answers": judged.answers, "remarks": judged.remarks, "outside": judged.count_outside}
    return records.update(copy, by=by, reason=reason, expected_version=expected_version, **values)


def complete_copy(
    *,
    copy: FilledForm,
    by: Actor,
    signature: Any = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> FilledForm:
    """Finish a copy: it is locked, and its time of retention begins."""
    today = today_of(by)
    rule = rule_for(copy)
    return transitions.perform(
        copy,
        "complete",
        by=by,
        at=at,
        signature=signature,
        expected_version=expected_version,
        completed_on=today,
        retention_rule=rule,
        keep_until=_kept_until(today, rule),
    )


def rule_for(copy: FilledForm) -> RetentionRule | None:
    """The form's own rule of retention, else that of the kind of record it becomes, else that of filled-in forms."""
    document = copy.document
    if document.retention_rule is not None:
        return document.retention_rule
    wanted = [name for name in (document.record_type, FilledForm.type_name) if name]
    rules = RetentionRule.objects.in_force().filter(
        organization_id=copy.organization_id, status="active", record_type__in=wanted
    )
    found = {rule.record_type: rule for rule in rules}
    return next((found[name] for name in wanted if name in found), None)


def _kept_until(today: date, rule: RetentionRule | None) -> date | None:
    return today + timedelta(days=rule.retention_days) if rule is not None else None


def reopen_copy(
    *, copy: FilledForm, by: Actor, reason: str, at: datetime | None = None, expected_version: int | None = None
) -> FilledForm:
    """Open a finished copy to correct it."""
    return transitions.perform(
        copy,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        completed_on=None,
        retention_rule=None,
        keep_until=None,
    )


def _judged(revision: DocumentRevision, answers: Any, remarks: Any, *, whole: bool) -> given.Judged:
    fields = design.answered(revision.form)
    judged = given.judge(fields, _by_key(fields, answers), _by_key(fields, remarks), whole=whole)
    wrong = dict(judged.wrong)
    for key in judged.unexplained:
        wrong[key] = _("It lies outside its limits. Say what was done about it.")
    if wrong:
        labels = {one.key: one.label for one in fields}
        raise ValidationError([f"{labels.get(key, key)}: {words}" for key, words in wrong.items()])
    return judged


def _by_key(fields: Sequence[Field], values: Any) -> Mapping[str, Any]:
    if isinstance(values, str):
        try:
            values = json.loads(values) if values.strip() else {}
        except ValueError as error:
            raise ValidationError(_("Answers are a JSON object: what is asked, and the answer.")) from error
    if not isinstance(values, Mapping):
        raise ValidationError(_("Answers are a JSON object: what is asked, and the answer."))
    keys = {one.key for one in fields}
    by_label = {one.label: one.key for one in fields}
    named = {str(name): value for name, value in values.items()}
    return {name if name in keys else by_label.get(name, name): value for name, value in named.items()}
