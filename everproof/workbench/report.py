"""The verification report on paper: each case with its source, how far each figure is from it, how far it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from everproof.analytics.verify import Verification
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.pdf import blocks, prints
from everproof.kernel.pdf.document import Frame, printed_by
from everproof.kernel.ui import formats


def order(report: Verification, files: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], actor: Actor) -> prints.Order:
    """The print of a report that was just computed; `files` are its cases by subject, as the page shows them."""
    zone = actor.organization.zone
    with timezone.override(ZoneInfo(zone)):
        now = f"{formats.moment(clock.now())} ({zone})"
    name = actor.person.title if actor.person else "Everproof"
    frame = Frame(
        title=_("Verification of the statistics"),
        organization=actor.organization.name,
        state=_verdict(report),
        lead=_("Reference cases, computed in this installation and compared with their sources"),
        foot=[_("Computed in this installation at the moment of printing."), printed_by(name, now)],
        alarming=bool(report.failed),
    )
    software = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    facts = [
        (_("Cases that agree"), formats.number(report.passed)),
        (_("Cases that deviate"), formats.number(report.failed)),
        (_("Figures compared"), formats.number(report.figures)),
        (_("Computed"), now),
        (_("Computed with"), software),
    ]
    parts = [part for subject, rows in files for part in (blocks.heading(subject), _table(rows))]
    data = {**frame.data(), "facts": blocks.facts(facts)["facts"], "parts": blocks.normal(parts), "codes": []}
    file_name = f"{actor.organization.slug} verification {clock.today(zone)}.pdf"
    return prints.Order(prints.REPORT, file_name, "record", data)


def _verdict(report: Verification) -> str:
    return _("deviates") if report.failed else _("agrees")


def _table(rows: Sequence[Mapping[str, Any]]) -> blocks.Block:
    head = [_("Case"), _("Compared with"), _("Figures"), _("Largest deviation"), _("Allowed"), _("Outcome")]
    return blocks.table(head, [_row(row) for row in rows])


def _row(row: Mapping[str, Any]) -> list[str]:
    case = row["case"]
    outcome = _("agrees") if case.agrees else f"{_('deviates')} {case.message}".strip()
    deviation, allowed = (str(row[name] or "–") for name in ("deviation", "allowed"))
    return [case.title or case.id, case.source, str(row["count"]), deviation, allowed, outcome]
