"""The strip and the tree of clauses of one edition, drawn from stored verdicts.

Hundreds of rows a page, so they are strings rather than templates; what was drawn is kept until the verdicts change.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from everproof.conformity import catalogues
from everproof.conformity.models import Standing
from everproof.conformity.outcomes import Outcome
from everproof.conformity.queries_for_pages import (
    FEW,
    Choice,
    Readiness,
    Requirement,
    chosen_standing,
    readiness,
    standing_of,
)
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import formats
from everproof.kernel.ui.strip import OUTCOMES, Cell, Strip, outcome_mark
from everproof.standards import Catalogue, Clause

T = TypeVar("T")
KEPT = 200
# Shorter words than the standard's titles, so that a clause's name fits above its marks.
SHORT = {"Context of the organization": "Context"}

_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def kept(organization: Organization, standard: str, standing: Standing | None, name: str, draw: Callable[[], T]) -> T:
    """What `draw` gives, drawn once for each stored state of the verdicts, address and language.

    Only for what every reader may see alike.
    """
    if standing is None:
        return draw()
    state = (standing.pk, standing.version, standing.as_of)
    return remembered((name, organization.pk, organization.slug, organization.zone, standard, state), draw)


def remembered(key: tuple[Any, ...], draw: Callable[[], T]) -> T:
    """What `draw` gives, drawn once for a key, which names all that it depends on but the language."""
    key = (*key, get_language())
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    drawn = _kept[key] = draw()
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return drawn


def stored(organization: Organization, catalogue: Catalogue) -> Readiness:
    """Where all requirements of an edition stand; one statement while that is unchanged."""
    standing = standing_of(organization.pk, catalogue.id)
    return kept(organization, catalogue.id, standing, "stored", lambda: readiness(organization.pk, catalogue, standing))


def address(organization: Organization, standard: str) -> str:
    """The address of an edition's readiness; a requirement's id and a slash behind it is the requirement's page."""
    return reverse("conformity:readiness", args=[organization.slug, standard])


def strip(organization: Organization, stored: Readiness) -> Strip:
    """The strip of an edition, ready to show."""
    return kept(organization, stored.catalogue.id, stored.standing, "strip", lambda: _strip(organization, stored))


def strip_now(organization: Organization) -> Strip | None:
    """The strip of the edition to be certified to; one statement while it is unchanged. None before there is one."""
    standing = chosen_standing(organization.pk)
    catalogue = catalogues.readable().get(standing.standard) if standing else None
    if standing is None or catalogue is None:
        return None
    return kept(
        organization,
        catalogue.id,
        standing,
        "strip",
        lambda: _strip(organization, readiness(organization.pk, catalogue, standing)),
    )


def is_beginning(strip: Strip) -> bool:
    """Whether next to nothing is met yet."""
    met = sum(count.number for count in strip.counts if count.outcome == Outcome.PASS)
    return met * FEW < len(strip.cells)


def _strip(organization: Organization, stored: Readiness) -> Strip:
    catalogue, standing = stored.catalogue, stored.standing
    prefix = address(organization, catalogue.id)
    outcomes = {one.atom.id: str(one.outcome) for one in stored.requirements}
    as_of = gettext("as of %(moment)s") % {"moment": formats.moment(standing.as_of)} if standing else ""
    return replace(
        strip_of(organization, catalogue, outcomes, as_of),
        filter_urls={outcome: f"{prefix}?outcome={outcome}#requirements" for outcome in OUTCOMES},
        clause_urls={clause.number: f"{prefix}?clause={clause.number}#requirements" for clause in catalogue.clauses},
        is_now=True,
    )


def strip_of(organization: Organization, catalogue: Catalogue, outcomes: Mapping[str, str], as_of: str) -> Strip:
    """A strip of outcomes by requirement, of whatever day `as_of` says; those that are not named are left out."""
    prefix = address(organization, catalogue.id)
    return Strip(
        title=catalogue.edition.partition(" (")[0],
        cells=[
            Cell(atom.id, outcomes[atom.id], f"{prefix}{atom.id}/") for atom in catalogue.atoms if atom.id in outcomes
        ],
        clauses={clause.number: SHORT.get(clause.title, clause.title) for clause in catalogue.clauses},
        url=prefix,
        as_of=as_of,
        words_url=reverse("conformity:words", args=[organization.slug, catalogue.id, catalogue.digest[:12]]),
        is_now=False,
    )


def tree(organization: Organization, stored: Readiness, choice: Choice | None = None) -> SafeString:
    """The clauses with how many of their requirements stand how, and the requirements inside, closed.

    Under a choice only what it takes, and all of that open.
    """
    if not choice:
        return kept(
            organization, stored.catalogue.id, stored.standing, "tree", lambda: _tree(organization, stored, None)
        )
    return _tree(organization, stored, choice)


def _tree(organization: Organization, stored: Readiness, choice: Choice | None) -> SafeString:
    prefix = address(organization, stored.catalogue.id)
    parts = []
    for clause in stored.catalogue.clauses:
        inside = "".join(_subclause(one, stored, choice, prefix) for one in _folded(clause))
        if inside:
            total = _sum(_taken(stored.of(clause), choice))
            title = f"<h3>{clause.number} {escape(clause.title)}</h3>"
            parts.append(f'<section class="clause" id="clause-{clause.number}">{title}{total}{inside}</section>')
    return mark_safe("".join(parts))  # noqa: S308 (escaped here)


def _folded(clause: Clause) -> Iterable[Clause]:
    """The clauses that fold: 4.1, 4.2, …; the clause itself where it has none below."""
    return clause.children or (clause,)


def _taken(requirements: Iterable[Requirement], choice: Choice | None) -> list[Requirement]:
    return [one for one in requirements if choice is None or choice.takes(one)]


def _subclause(clause: Clause, stored: Readiness, choice: Choice | None, prefix: str) -> str:
    taken = _taken(stored.of(clause), choice)
    if not taken:
        return ""
    rows = []
    for part in clause.walk():
        own = [one for one in taken if one.atom.clause == part.number]
        if own and part is not clause and not part.title_is_label:
            rows.append(f'<li class="part">{part.number} {escape(part.title)}</li>')
        rows += [_row(one, prefix) for one in own]
    opened = " open" if choice else ""
    return (
        f'<details class="fold" id="clause-{clause.number}"{opened}><summary><span class="no">{clause.number}</span>'
        f'<span class="name">{escape(clause.title)}</span>{_sum(taken)}</summary>'
        f'<ul class="requirements">{"".join(rows)}</ul></details>'
    )


def _row(one: Requirement, prefix: str) -> str:
    return (
        f'<li class="{one.outcome}"><a href="{prefix}{one.atom.id}/">{outcome_mark(str(one.outcome))}'
        f'<span class="number">{one.atom.id}</span><span class="what">{escape(one.atom.text)}</span></a>'
        f'<span class="note">{escape(note(one))}</span></li>'
    )


def note(one: Requirement) -> str:
    """In a few words: the outcome, and how many findings."""
    words = str(OUTCOMES[one.outcome])
    if one.total:
        found = ngettext("%(n)s finding", "%(n)s findings", one.total) % {"n": formats.number(one.total)}
        return f"{words}, {found}"
    if one.outcome == Outcome.PASS and one.atom.strength == "proxy":
        return gettext("%(met)s, as far as records show") % {"met": words}
    return words


# The columns of figures beside a clause. A check that could not be made stands with those that failed: it blocks alike.
COLUMNS = (
    (Outcome.FAIL, Outcome.ERROR),
    (Outcome.NO_EVIDENCE,),
    (Outcome.MANUAL_DUE,),
    (Outcome.PASS,),
    (Outcome.NOT_APPLICABLE,),
)


def _sum(requirements: Iterable[Requirement]) -> str:
    """How many stand how, one column an outcome."""
    counts = Counter(one.outcome for one in requirements)
    columns = "".join(f"<span>{''.join(_figure(name, counts[name]) for name in column)}</span>" for column in COLUMNS)
    return f'<span class="sum">{columns}</span>'


def _figure(outcome: Outcome, number: int) -> str:
    if not number:
        return ""
    words = escape(str(OUTCOMES[outcome]))
    said = f'<span class="visually-hidden"> {words}. </span>'
    return f'<b class="{outcome}">{outcome_mark(str(outcome))}{number}{said}</b>'
