"""A form as its revision's text: what is read, compared, printed and found is what the form asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _

from everproof.documents.content.markdown import html_of_typed
from everproof.documents.filled.design import Field, FieldKind

TICKS = {FieldKind.CHOICE: "○", FieldKind.CHOICES: "☐", FieldKind.YESNO: "○"}
SPACE = "&nbsp;" * 12


def html_of(intro: str, fields: Sequence[Field]) -> str:
    """The body of a form: its introduction, then a blank copy of it. Not clean yet."""
    parts = [html_of_typed(intro)] if intro.strip() else []
    rows: list[str] = []
    for one in fields:
        if one.kind in (FieldKind.HEADING, FieldKind.TABLE):
            parts.append(_table(rows))
            rows = []
            parts.append(f"<h2>{escape(one.label)}</h2>" if one.kind == FieldKind.HEADING else _own_table(one))
        else:
            rows.append(f"<tr><td><p>{_asked(one)}</p></td><td><p>{_blank(one)}</p></td></tr>")
    return "".join([*parts, _table(rows)])


def _table(rows: Sequence[str]) -> str:
    if not rows:
        return ""
    head = f"<tr><th><p>{escape(_('Asked'))}</p></th><th><p>{escape(_('Answer'))}</p></th></tr>"
    return f"<table><tbody>{head}{''.join(rows)}</tbody></table>"


def _own_table(one: Field) -> str:
    head = "".join(f"<th><p>{_asked(column)}</p></th>" for column in one.columns)
    blank = "".join(f"<td><p>{_blank(column)}</p></td>" for column in one.columns)
    note = f"<p>{escape(one.help)}</p>" if one.help else ""
    return f"<p><strong>{escape(one.label)}</strong></p>{note}<table><tbody><tr>{head}</tr>" + (
        f"<tr>{blank}</tr>" * one.rows + "</tbody></table>"
    )


def _asked(one: Field) -> str:
    words = escape(one.label) + (" *" if one.required else "")
    further = " ".join(part for part in (one.help, one.limits and f"({one.limits})") if part)
    return f"{words}<br><em>{escape(further)}</em>" if further else words


def _blank(one: Field) -> str:
    if one.kind == FieldKind.YESNO:
        return f"○ {escape(_('Yes'))} ○ {escape(_('No'))}"
    if one.choices:
        return " ".join(f"{TICKS[FieldKind(one.kind)]} {escape(choice)}" for choice in one.choices)
    return f"{SPACE} {escape(one.unit)}".rstrip()
