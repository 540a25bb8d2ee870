"""The readiness report on paper: a cover with the strip, figures by clause, each requirement with what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.conformity import drawing, queries
from everproof.conformity.findings import from_row
from everproof.conformity.models import Verdict
from everproof.conformity.outcomes import Outcome
from everproof.conformity.queries import Shown
from everproof.conformity.queries_for_pages import Readiness, Requirement
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.pdf import blocks, prints
from everproof.kernel.pdf.document import Frame, printed_by
from everproof.kernel.ui import formats
from everproof.kernel.ui.charts import PDF
from everproof.kernel.ui.strip import OUTCOMES
from everproof.standards import Clause

MOST_FINDINGS = 8
BLOCKING = (Outcome.FAIL, Outcome.ERROR)
COLUMNS = tuple(OUTCOMES)


def order(stored: Readiness, actor: Actor, sentence: str, *, paper: str = "a4") -> prints.Order:
    """The report of what is stored now, with the findings that this reader may see; a statement for each type of
    record among them. `sentence` says how far the company is."""
    organization, catalogue = actor.organization, stored.catalogue
    with timezone.override(ZoneInfo(organization.zone)):
        strip = drawing.strip(organization, stored)
        now = formats.moment(clock.now())
        edition = catalogue.edition.partition(" (")[0]
        name = actor.person.title if actor.person else "Everproof"
        frame = Frame(
            title=_("Readiness for %(edition)s") % {"edition": edition},
            organization=organization.name,
            number=edition,
            state=strip.as_of,
            lead=organization.name,
            foot=[_statement(), printed_by(name, f"{now} ({organization.zone})")],
            paper=paper,
        )
        found = _findings(actor, stored)
        data = {
            **frame.data(),
            "strip": str(strip.svg(palette=PDF)),
            "strip-alt": strip.sentence,
            "sentence": sentence,
            "caution": _statement(),
            "facts": blocks.facts(_facts(stored))["facts"],
            "summary": _summary(stored),
            "clauses": [_clause(clause, stored, found) for clause in catalogue.clauses],
        }
    file_name = f"{organization.slug} {edition.replace(':', ' ')} {clock.today(organization.zone)}.pdf"
    return prints.Order(prints.REPORT, file_name, "readiness", data)


def _statement() -> str:
    return _(
        "Requirements are in our own words and were not compared with a licensed copy of the standard. What is shown "
        "here is computed from the company’s records; it is not a certification decision."
    )


def _facts(stored: Readiness) -> list[tuple[Any, Any]]:
    standing = stored.standing
    pairs: list[tuple[Any, Any]] = [
        (_("Requirements"), formats.number(len(stored.requirements))),
        *((OUTCOMES[name], formats.number(stored.counts[name])) for name in COLUMNS if stored.counts[name]),
    ]
    if standing:
        pairs += [
            (_("Evaluated"), formats.moment(standing.as_of)),
            (_("Right up to ledger entry"), formats.number(standing.position)),
        ]
    return [*pairs, (_("Catalogue"), f"{stored.catalogue.id}, {stored.catalogue.digest}")]


def _summary(stored: Readiness) -> blocks.Block:
    """How many requirements of each clause stand how."""
    rows = []
    for clause in stored.catalogue.clauses:
        for part in (clause, *clause.children):
            counts = Counter(one.outcome for one in stored.of(part))
            figures = [formats.number(counts[name]) if counts[name] else "" for name in COLUMNS]
            words = [{"t": f"{part.number} {part.title}", "b": part is clause}]
            rows.append([words, *figures])
    made = blocks.table([_("Clause"), *(str(OUTCOMES[name]) for name in COLUMNS)], rows)
    return {**made, "caption": ""}


def _findings(actor: Actor, stored: Readiness) -> dict[str, list[Shown]]:
    """The first findings of each requirement that the reader may see, by requirement."""
    rows = Verdict.objects.filter(organization_id=actor.organization_id, standard=stored.catalogue.id)
    kept = {atom: [from_row(row) for row in found] for atom, found in rows.values_list("atom", "findings") if found}
    records = queries.visible_records(actor, [one for found in kept.values() for one in found])
    shown: dict[str, list[Shown]] = defaultdict(list)
    for atom, found in kept.items():
        for one in found:
            record = records.get((one.type, one.id))
            if record is not None or not one.id:
                shown[atom].append(Shown(one.reason, one.cure, "", record, None))
    return shown


def _clause(clause: Clause, stored: Readiness, found: dict[str, list[Shown]]) -> dict[str, Any]:
    return {
        "title": f"{clause.number} {clause.title}",
        "requirements": [_requirement(one, found.get(one.atom.id, ())) for one in stored.of(clause)],
    }


def _requirement(one: Requirement, found: Sequence[Shown]) -> dict[str, Any]:
    more = one.total - min(len(found), MOST_FINDINGS)
    words = ngettext("%(n)s more finding.", "%(n)s more findings.", more) % {"n": formats.number(more)}
    return {
        "id": one.atom.id,
        "text": one.atom.text,
        "outcome": str(OUTCOMES[one.outcome]),
        "alarming": one.outcome in BLOCKING,
        "met": one.outcome == Outcome.PASS,
        "looked": _looked_at(one),
        "findings": [_finding(each) for each in found[:MOST_FINDINGS]],
        "more": words if more > 0 else "",
    }


def _looked_at(one: Requirement) -> str:
    parts = []
    if one.looked_at:
        parts.append(
            ngettext("%(n)s record looked at.", "%(n)s records looked at.", one.looked_at)
            % {"n": formats.number(one.looked_at)}
        )
    if one.since:
        parts.append(_("So since %(day)s.") % {"day": formats.day(timezone.localdate(one.since))})
    return " ".join([*parts, one.reason]).strip()


def _finding(shown: Shown) -> dict[str, str]:
    record = shown.record
    named = " ".join(part for part in (record.number, record.title) if part) if record else ""
    return {"record": named, "reason": f"{shown.reason} {shown.cure}.".replace("..", ".")}
