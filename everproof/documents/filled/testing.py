"""Forms and copies for tests."""

from __future__ import annotations

from typing import Any

from everproof.documents import actions as documents
from everproof.documents.filled import actions
from everproof.documents.filled.design import Field, FieldKind
from everproof.documents.models import Document, DocumentRevision, FilledForm
from everproof.documents.testing import agree, approver, make_document, make_type, unsigned
from everproof.kernel.testing.cast import Cast

BORE = Field("f2", FieldKind.NUMBER, "Bore", required=True, unit="mm", low="11.98", high="12.02")
COLUMNS = (
    Field("c1", FieldKind.TEXT, "Piece"),
    Field("c2", FieldKind.NUMBER, "Length", unit="mm", high="40"),
    Field("c3", FieldKind.YESNO, "Good"),
)
FIELDS = (
    Field("f1", FieldKind.TEXT, "Order", required=True),
    BORE,
    Field("f3", FieldKind.CHOICE, "Surface", choices=("Smooth", "Rough")),
    Field("f4", FieldKind.HEADING, "Pieces"),
    Field("f5", FieldKind.TABLE, "Measured pieces", columns=COLUMNS, rows=3),
)


def make_form(cast: Cast, number: int = 1, fields: Any = FIELDS, signed_as: str = "", **values: Any) -> Document:
    """A form that applies."""
    unsigned(cast)
    kind = make_type(cast, 700, kind="form", number_pattern="F-{000}")
    document = make_document(cast, number, type=kind, **values)
    return put_in_force(cast, document, fields, signed_as)


def put_in_force(cast: Cast, document: Document, fields: Any, signed_as: str = "") -> Document:
    """The next revision of a form, with these fields, approved and in force."""
    revision = start(cast, document, fields, signed_as)
    sent = documents.send_for_review(revision=revision, by=cast.manager)
    return Document.objects.get(pk=agree(sent, approver(cast)).document_id)


def start(cast: Cast, document: Document, fields: Any = FIELDS, signed_as: str = "") -> DocumentRevision:
    """A draft that asks these fields."""
    draft = documents.start_revision(
        document=document, by=cast.manager, change_summary="Asks more.", reason_for_change="Wanted."
    )
    return actions.design_form(
        revision=draft, fields=fields, by=cast.manager, intro="One a shift.", signed_as=signed_as
    )


def make_copy(cast: Cast, number: int = 1, form: Document | None = None, **values: Any) -> FilledForm:
    """A copy that is not finished, so that it can be changed."""
    answers = values.pop("answers", {"f1": f"Canary order {number}", "f2": "12.00"})
    values = {"by": cast.manager, "finish": False, "title": f"Canary copy {number}", **values}
    return actions.fill_in(document=form or make_form(cast, number), answers=answers, **values)
