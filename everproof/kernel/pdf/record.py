"""What is printed of a record: what its page shows, with the whole history, the signatures and the ledger's proof."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger.models import LedgerEntry, LedgerLog
from everproof.kernel.notifications.mail import absolute
from everproof.kernel.pdf import blocks as content
from everproof.kernel.pdf import html
from everproof.kernel.pdf.blocks import Block
from everproof.kernel.pdf.document import Code, Frame, Signed, codes, manifest, printed_by, uncontrolled
from everproof.kernel.pdf.prints import RECORD, Order
from everproof.kernel.records import Record
from everproof.kernel.signatures import meanings
from everproof.kernel.signatures import queries as signatures
from everproof.kernel.ui import addresses, components, formats, pages
from everproof.kernel.ui.history import History
from everproof.kernel.ui.views.record import RecordPage

LONGEST_HISTORY = 1000


def order_for(request: HttpRequest, of: Record, actor: Actor, *, paper: str = "a4") -> Order:
    """What to print of a record, taken from its own page as this actor sees it. `request` must know the actor."""
    match = resolve(addresses.of_record(of))
    page_class: Any = getattr(match.func, "view_class", RecordPage)
    view = page_class() if issubclass(page_class, RecordPage) else RecordPage()
    view.setup(request, *match.args, **match.kwargs)
    view.actor = actor
    view.record_type, view.history = modules.type_of(of), History(view.record, limit=LONGEST_HISTORY)
    return record_print(actor, view.record, view.page(), paper=paper)


def record_print(actor: Actor, record: Record, page: pages.RecordPage, *, paper: str = "a4") -> Order:
    """The order for the print of a record, from its page as the actor sees it; three or four short statements."""
    data = {
        **_frame(actor, page, paper).data(),
        "facts": content.facts(_glance(page, record))["facts"],
        "parts": content.normal(_parts(record, page, actor)),
        "codes": codes([_code(record)]),
    }
    return Order(RECORD, f"{page.number or _('Draft')} {page.title}.pdf", "record", data, record)


def sheet_print(actor: Actor, record: Record, page: pages.RecordPage, *, left: int) -> Order:
    """The order for a record on one sheet of A3: its page's sections, the first `left` of them on the left half.

    Its actions stand with the right half. For records that are told on a wall; the whole history is in the other print.
    """
    today = page.today or clock.today(actor.organization.zone)
    told = [{"title": one.title, "parts": content.normal(_section(one, today))} for one in page.sections]
    rows = [[one.title, _label(one.state), one.owner, words("due", one.due, today)] for one in page.work]
    if rows:
        table = content.table([_("Action"), _("State"), _("Owner"), _("Due")], rows)
        told.insert(left, {"title": _("Actions"), "parts": content.normal([table])})
    glance = [page.owner or "", words("due", page.due, today) if page.due else ""]
    data = {
        **_frame(actor, page, "a4").data(),
        "glance": " · ".join(one for one in glance if one),
        "halves": [told[:left], told[left:]],
    }
    return Order(RECORD, f"{page.number or _('Draft')} {page.title} A3.pdf", "sheet", data, record)


def _frame(actor: Actor, page: pages.RecordPage, paper: str) -> Frame:
    return Frame(
        title=page.title,
        organization=actor.organization.name,
        number=page.number,
        revision="",
        state=_state(page),
        lead=page.kind,
        foot=_foot(actor),
        overlay=_("Voided") if page.void else "",
        alarming=bool(page.void),
        paper=paper,
    )


def signed(record: Record) -> list[Signed]:
    """The signatures of a record as they are printed: oldest first, each with the digest it is over."""
    return [_signed(record, standing) for standing in reversed(signatures.of(record))]


def _signed(record: Record, standing: signatures.Standing) -> Signed:
    one, checkpoint = standing.signature, standing.confirmed_by
    with timezone.override(ZoneInfo(one.zone)):
        at = f"{formats.moment(one.signed_at)} ({one.zone})"
        confirmed = (
            _("Confirmed by the checkpoint of %(at)s.") % {"at": formats.moment(checkpoint.signed_at)}
            if checkpoint
            else _("Not yet confirmed by a checkpoint.")
        )
    about = {"signed": one.version, "now": record.version}
    if not standing.same_version:
        words = _("This is of version %(signed)s. The version printed here is %(now)s, unsigned.") % about
    elif not standing.same_files:
        words = _("This is of version %(signed)s with other files. The files of now are unsigned.") % about
    else:
        words = _("This is of version %(signed)s, the one printed here.") % about
    return Signed(
        name=one.signer_name,
        role=one.signer_role,
        meaning=meanings.label(one.meaning),
        statement=meanings.statement(one.meaning),
        at=at,
        digest=one.digest,
        standing=f"{words} {confirmed}",
        stands=standing.stands,
    )


def proof(record: Record) -> Block:
    """Where the ledger holds the version that is printed: entry, position, digest, log."""
    entry = (
        LedgerEntry.objects.filter(
            organization_id=record.organization_id,
            type=record.type_name,
            record_id=str(record.pk),
            version=record.version,
        )
        .order_by("-at")
        .first()
    )
    if entry is None:
        return content.facts([])
    log = LedgerLog.objects.filter(organization_id=record.organization_id).first()
    checkpoint = signatures.first_over(record.organization_id, entry.leaf_index)
    pairs = [
        (_("Version"), record.version),
        (_("Entry"), entry.pk),
        (_("Position"), "" if entry.leaf_index is None else formats.number(entry.leaf_index)),
        (_("Fingerprint of the record"), json.loads(bytes(entry.body)).get("digest", "")),
        (_("Ledger"), log.origin if log else ""),
        (_("Checkpoint over it"), _checkpoint(checkpoint)),
    ]
    return content.facts(pairs)


def _checkpoint(checkpoint: Any) -> str:
    if checkpoint is None:
        return _("None yet")
    words = _("%(n)s entries, signed %(at)s, root %(root)s")
    return words % {
        "n": formats.number(checkpoint.size),
        "at": formats.moment(checkpoint.signed_at),
        "root": bytes(checkpoint.root).hex(),
    }


# Parts ---------------------------------------------------------------------------------------------------------------


def _parts(record: Record, page: pages.RecordPage, actor: Actor) -> Iterable[Block]:
    today = page.today or clock.today(actor.organization.zone)
    if page.void:
        yield content.heading(_("Voided"))
        yield from content.prose(page.void.reason)
    for section in page.sections:
        yield content.heading(section.title)
        yield from _section(section, today)
    manifests = [manifest(one) for one in signed(record)] if page.signatures else []
    if manifests:
        yield content.heading(_("Signatures"))
        yield {"k": "signatures", "signatures": manifests}
    yield from _tables(page, today)
    if page.timeline:
        yield content.heading(_("Timeline"))
        yield content.table([_("When"), _("What")], (_event(event) for event in page.timeline))
    yield content.heading(_("Proof in the ledger"))
    yield proof(record)


def _section(section: pages.Section, today: date) -> Iterable[Block]:
    if section.facts:
        yield content.facts((fact.label, words(fact.kind, fact.value, today)) for fact in section.facts)
    if section.prose:
        yield from content.prose(section.prose)
    if section.html:
        # A part of another room brings headings of its own below the section's.
        for block in html.read(section.html):
            yield {**block, "level": block["level"] + 1} if block["k"] == "h" else block
    if section.empty:
        yield content.paragraph(section.empty)


def _tables(page: pages.RecordPage, today: date) -> Iterable[Block]:
    """Actions, links and files, each with a heading where there is one."""
    if page.work:
        yield content.heading(_("Actions"))
        rows = [[one.title, _label(one.state), one.owner, words("due", one.due, today)] for one in page.work]
        yield content.table([_("Action"), _("State"), _("Owner"), _("Due")], rows)
    if page.links:
        yield content.heading(_("Linked records"))
        rows = [
            [group.relation, item.number, item.title, _("voided") if item.voided else _label(item.state)]
            for group in page.links
            for item in group.items
        ]
        yield content.table([_("Relation"), _("Number"), _("Title"), _("State")], rows)
    if page.files:
        yield content.heading(_("Files"))
        rows = [[one.name, one.caption, one.by, formats.day(one.at)] for one in page.files]
        yield content.table([_("File"), _("What it shows"), _("Added by"), _("On")], rows)


def _event(event: pages.Event) -> list[Any]:
    changes = [f"{one.label}: {one.before or '–'} → {one.after or '–'}" for one in event.changes]
    said = [f"“{event.said}”"] if event.said else []
    return [formats.moment(event.at), "\n".join([event.sentence, *said, *changes])]


def _glance(page: pages.RecordPage, record: Record) -> list[tuple[Any, Any]]:
    today = page.today or clock.today("UTC")
    found = [(_("Number"), page.number or _("Draft, no number yet")), (_("State"), _state(page))]
    if page.owner is not None:
        found.append((_("Owner"), page.owner or _("Nobody yet")))
    if page.due:
        found.append((_("Due"), words("due", page.due, today)))
    found += [(fact.label, words(fact.kind, fact.value, today)) for fact in page.facts]
    found += [
        (_("Recorded"), formats.moment(record.recorded_at)),
        (_("Changed since it was recorded"), _changed(record)),
    ]
    return found


def _changed(record: Record) -> str:
    """Whether the record is still what was first entered (EU GMP Annex 11, 8.2)."""
    times = record.version - 1
    if not times:
        return _("No")
    words_ = ngettext("Yes, %(n)d time, last %(at)s", "Yes, %(n)d times, last %(at)s", times)
    return words_ % {"n": times, "at": formats.moment(record.updated_at)}


def words(kind: str, value: Any, today: date) -> str:
    """A value as a page draws it, without the drawing."""
    drawn = components.CELLS.get(kind, components.CELLS["text"])(value, today)
    lines = []
    for block in html.read(str(drawn)):
        lines += ["".join(run.get("t", "\n") for run in block.get("runs", ()))]
    return "\n".join(line.strip() for line in lines if line.strip())


def _label(state: Any) -> str:
    return strip_tags(str(getattr(state, "label", state or "")))


def _state(page: pages.RecordPage) -> str:
    return _label(page.state)


def _foot(actor: Actor) -> Sequence[str]:
    name = actor.person.title if actor.person else "Everproof"
    zone = actor.organization.zone
    with timezone.override(ZoneInfo(zone)):
        moment = f"{formats.moment(clock.now())} ({zone})"
    return [uncontrolled(), printed_by(name, moment)]


def _code(record: Record) -> Code:
    url = absolute(addresses.of_record(record))
    label = str(modules.type_of(record).label)
    return Code(url, _("The record as it stands now"), _("%(label)s, for whoever may see it.") % {"label": label})
