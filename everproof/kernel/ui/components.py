"""The small parts of a page as functions that return safe HTML; the template tags in templatetags/ui.py call them.

They are Python rather than included templates because a list draws hundreds of them a page. Text is escaped here, once.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from everproof.kernel.ui import formats
from everproof.kernel.ui.frame import Link, MenuGroup
from everproof.kernel.ui.icons import icon
from everproof.kernel.ui.pages import Due, Fact, ListPage, Row, State

TONES = frozenset({"neutral", "progress", "good", "warn", "bad", "void"})
NOTHING = '<span class="none" aria-hidden="true">–</span>'


def _escaped(value: Any) -> str:
    """Text made safe. Plain strings, by far the most, go past Django's check for lazy ones, which shows in a list."""
    return escape(value) if type(value) is str else conditional_escape(value)


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 (built in this file from escaped parts)


def state(value: Any, *, boxed: bool = False) -> SafeString:
    """A state as shape and word. `value` has `label` and `tone` (a lifecycle state, `pages.State`) or is text."""
    if value is None or value == "":
        return _safe("")
    label = getattr(value, "label", value)
    tone = getattr(value, "tone", "neutral")
    tone = tone if tone in TONES else "neutral"
    box = " boxed" if boxed else ""
    return _safe(f'<span class="state {tone}{box}">{_escaped(label)}</span>')


def day(value: date | None) -> SafeString:
    """A day as `<time>`."""
    return _safe(f'<time datetime="{value.isoformat()}">{formats.day(value)}</time>' if value else NOTHING)


def moment(value: datetime | None) -> SafeString:
    """A moment as `<time>` with its exact UTC value for machines."""
    if value is None:
        return _safe(NOTHING)
    return _safe(f'<time datetime="{value.isoformat(timespec="seconds")}">{formats.moment(value)}</time>')


def due(value: Due | date | None, today: date) -> SafeString:
    """A due day. Late and today are said in words beside the date; colour only repeats it."""
    if value is None:
        return _safe(NOTHING)
    when, done = (value.day, value.done) if isinstance(value, Due) else (value, False)
    kind = " done" if done else " late" if when < today else " today" if when == today else ""
    words = f"<small>{formats.time_left(when, today)}</small>" if kind in {" late", " today"} else ""
    return _safe(
        f'<span class="due{kind}"><time datetime="{when.isoformat()}">{formats.day(when)}</time>{words}</span>'
    )


def person(value: Any, *, with_initials: bool = True) -> SafeString:
    """A person by name. `value` has a `name`, or is the name; nobody is said in words."""
    name = str(getattr(value, "name", value) or "")
    if not name:
        return _safe(f'<span class="nobody">{gettext("Nobody yet")}</span>')
    mark = f'<span class="initials" aria-hidden="true">{_escaped(formats.initials(name))}</span>'
    label = f'<span class="person-name">{_escaped(name)}</span>'
    return _safe(f'<span class="person">{mark if with_initials else ""}{label}</span>')


def yes_no(value: bool | None) -> SafeString:
    """Yes, no, or a dash where nobody said."""
    return _safe(NOTHING if value is None else _escaped(gettext("Yes") if value else gettext("No")))


def amount(value: Any) -> SafeString:
    """A number, or a (number, unit) pair, right-aligned by its column."""
    if value is None:
        return _safe(NOTHING)
    if isinstance(value, tuple):
        measured, unit = value
        return _safe(f"{formats.number(measured)}\u00a0<small>{_escaped(unit)}</small>")
    return _safe(formats.number(value) if isinstance(value, int | float | Decimal) else _escaped(value))


def text(value: Any) -> SafeString:
    """Text, escaped; safe HTML passes."""
    return _safe(_escaped(value) if value not in (None, "") else NOTHING)


def tag(label: Any) -> SafeString:
    """A small neutral label."""
    return _safe(f'<span class="tag">{_escaped(label)}</span>' if label else NOTHING)


def tags(labels: Iterable[Any] | None) -> SafeString:
    """Several small labels in a row."""
    return _safe(" ".join(tag(label) for label in labels) if labels else NOTHING)


def link(value: Any) -> SafeString:
    """A link from a (label, url) pair, or from anything with `label` and `url`."""
    if not value:
        return _safe(NOTHING)
    label, url = value if isinstance(value, tuple) else (value.label, value.url)
    return _safe(f'<a href="{_escaped(url)}">{_escaped(label)}</a>')


def links(values: Iterable[Any] | None) -> SafeString:
    """Several links, one a line."""
    return _safe("<br>".join(link(value) for value in values) if values else NOTHING)


Cell = Callable[[Any, date], str]

# How a column draws its values. A room may add a kind of its own beside these; keep such cells cheap.
CELLS: dict[str, Cell] = {
    "text": lambda value, today: text(value),
    "title": lambda value, today: text(value),
    "state": lambda value, today: state(value),
    "due": lambda value, today: due(value, today),
    "day": lambda value, today: day(value),
    "moment": lambda value, today: moment(value),
    "person": lambda value, today: _escaped(getattr(value, "name", value) or "") or NOTHING,
    "amount": lambda value, today: amount(value),
    "yes-no": lambda value, today: yes_no(value),
    "tag": lambda value, today: tag(value),
    "tags": lambda value, today: tags(value),
    "link": lambda value, today: link(value),
    "links": lambda value, today: links(value),
}


def draw(kind: str, value: Any, today: date) -> SafeString:
    """One value in one of the kinds of `CELLS`."""
    return _safe(CELLS.get(kind, CELLS["text"])(value, today))


def list_rows(page: ListPage) -> SafeString:
    """The rows of a list. One string per cell and nothing nested: this is the hottest code of the product's pages."""
    drawn = [(f'<td class="k-{column.kind}">', CELLS.get(column.kind, CELLS["text"])) for column in page.columns]
    pick = bool(page.bulk)
    choose = _escaped(gettext("Choose"))
    return _safe("".join(_row(row, drawn, page.today, choose if pick else "") for row in page.rows))


def _row(row: Row, drawn: list[tuple[str, Cell]], today: date, choose: str) -> str:
    parts = ['<tr class="voided">' if row.voided else "<tr>"]
    label, *rest = row.values
    shown = _escaped(label)
    if choose:
        box = f'<input type="checkbox" name="chosen" value="{_escaped(row.id)}" form="bulk"'
        parts.append(f'<td class="k-pick">{box} aria-label="{choose} {shown}"></td>')
    url = _escaped(row.url)
    parts.append(f'<th scope="row" class="k-number sticks"><a href="{url}">{shown}</a></th>')
    for value, (opening, cell) in zip(rest, drawn[1:], strict=True):
        parts.append(f"{opening}{cell(value, today)}</td>")
    parts.append("</tr>")
    return "".join(parts)


def facts(shown: Iterable[Fact], today: date) -> SafeString:
    """Labels and values as a list of terms."""
    rows = (f"<div><dt>{_escaped(one.label)}</dt><dd>{draw(one.kind, one.value, today)}</dd></div>" for one in shown)
    return _safe(f'<dl class="facts">{"".join(rows)}</dl>')


def hidden(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Hidden inputs: what a form on a page must repeat."""
    inputs = (f'<input type="hidden" name="{_escaped(name)}" value="{_escaped(value)}">' for name, value in pairs)
    return _safe("".join(inputs))


def navigation(groups: Iterable[MenuGroup]) -> SafeString:
    """The rooms as lists of links; a group with a label folds under it, one line alone needs no group.

    On every page, so no template draws it.
    """
    parts = []
    for group in groups:
        lines = f'<ul class="nav-group">{"".join(_nav_item(link) for link in group.items)}</ul>'
        if group.label and len(group.items) > 1:
            lines = _folding(group, lines)
        parts.append(f"\n{lines}\n")
    return _safe("".join(parts))


def _folding(group: MenuGroup, lines: str) -> str:
    label, key = _escaped(group.label), _escaped(group.key)
    count = f'<data value="{group.count}">{"99+" if group.count > 99 else group.count}</data>' if group.count else ""
    opening = f'<details class="nav-fold" data-group="{key}"{" open" if group.is_open else ""}>'
    summary = f'<summary title="{label}">{icon("chevron-right")}<span>{label}</span>{count}</summary>'
    return f"{opening}{summary}{lines}</details>"


def _nav_item(link: Link) -> str:
    label = _escaped(link.label)
    here = ' aria-current="page"' if link.current else ""
    count = f'<data value="{link.count}">{"99+" if link.count > 99 else link.count}</data>' if link.count else ""
    opening = f'<li><a href="{_escaped(link.url)}" title="{label}"{here}>'
    return f"{opening}{icon(link.icon or 'circle')}<span>{label}</span>{count}</a></li>"


def button(
    label: Any,
    *,
    url: str = "",
    name: str = "",
    tone: str = "",
    icon_name: str = "",
    key: str = "",
    attributes: str = "",
) -> SafeString:
    """A button, or a link that looks like one where `url` is given.

    `tone` is one of "", primary, danger, quiet, small (several may be joined by spaces); `key` is the keyboard shortcut
    that presses it; `attributes` is safe markup for the rare rest.
    """
    drawing = icon(icon_name) if icon_name else ""
    shortcut = f' data-key="{_escaped(key)}" aria-keyshortcuts="{_escaped(key)}"' if key else ""
    rest = f' class="button {tone}"{shortcut} {attributes}'.rstrip()
    inside = f"{drawing}<span>{_escaped(label)}</span>"
    if url:
        return _safe(f'<a href="{_escaped(url)}"{rest}>{inside}</a>')
    named = f' name="{_escaped(name)}" value="1"' if name else ""
    return _safe(f'<button type="submit"{named}{rest}>{inside}</button>')


def chip(label: Any, *, lead: Any = "", remove_url: str = "") -> SafeString:
    """A clause of a filter sentence with the cross that takes it away."""
    quiet = f"<span>{_escaped(lead)}</span> " if lead else ""
    cross = ""
    if remove_url:
        says = _escaped(gettext("Remove “%(filter)s”") % {"filter": label})
        cross = f'<a class="chip-remove" href="{_escaped(remove_url)}" aria-label="{says}">{icon("x")}</a>'
    return _safe(f'{quiet}<span class="chip"><span>{_escaped(label)}</span>{cross}</span>')


__all__ = ["CELLS", "Due", "State", "amount", "button", "chip", "day", "draw", "due", "link", "list_rows", "moment"]
__all__ += ["person", "state", "tag", "tags", "text", "yes_no"]
