"""Two years of documents at Kestrel Valves: written, reviewed, approved with signatures, revised, read, reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from everproof.demo.agenda import Agenda
from everproof.demo.company import Company
from everproof.demo.signing import at_the_screen, confirmed
from everproof.demo.stories import documents_around as around
from everproof.demo.stories import documents_content as contents
from everproof.demo.stories import documents_reading as reading
from everproof.demo.stories.kestrel_documents import EVERYBODY, SHEETS, Change, Sheet
from everproof.documents import actions, audience
from everproof.documents.models import ChangeRequest, Document, DocumentRevision, DocumentType
from everproof.documents.reading.questions import Question
from everproof.documents.reading.questions import set_questions as set_
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
QM, MD = "Quality manager", "Managing director"
# Kind: title, pattern of numbers, months until it is looked at again, days to read it before it applies.
TYPES: dict[str, tuple[str, str, int, int]] = {
    "policy": ("Policy", "PO-{00}", 12, 0),
    "manual": ("Manual", "MA-{00}", 12, 0),
    "procedure": ("Procedure", "QP-{000}", 24, 7),
    "work-instruction": ("Work instruction", "WI-{000}", 12, 14),
    "form": ("Form", "FO-{000}", 24, 0),
    "specification": ("Specification", "SP-{000}", 36, 0),
    "drawing": ("Drawing", "DR-{0000}", 36, 0),
    "external": ("External document", "EX-{000}", 12, 0),
    "plan": ("Plan", "PL-{00}", 12, 0),
    "other": ("Other document", "OD-{000}", 24, 0),
}
CLOSED = ("Head of engineering", "Machining lead", "Operator", "Inspector", QM)
"""The roles that may open what is confidential."""


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Types and rules first, then each document with its revisions, and the policy as a record of its own."""
    with clock.travel(start + HOUR):
        around.set_up(company)
        types = {kind: _type(company, kind, *values) for kind, values in TYPES.items()}
        for sheet in SHEETS:
            if sheet.changes[0].day < 100:
                _register(company, types, sheet)
    for place, sheet in enumerate(SHEETS):
        first = start + sheet.changes[0].day * DAY + (6 + place % 8) * timedelta(minutes=5)
        if sheet.changes[0].day >= 100:
            agenda.at(first - HOUR, _registering(company, types, sheet))
        for number, change in enumerate(sheet.changes, start=1):
            at = start + change.day * DAY + place * timedelta(minutes=3)
            agenda.at(at, _write(company, agenda, sheet, number, change, anchor))
        _plan_reviews(company, agenda, sheet, start, anchor)
    around.plan(company, agenda, start=start, anchor=anchor)


def _type(company: Company, kind: str, title: str, pattern: str, months: int, days: int) -> DocumentType:
    return actions.add_document_type(
        title=title,
        kind=kind,
        number_pattern=pattern,
        revision_labels="letters" if kind == "drawing" else "numbers",
        review_interval_months=months,
        training_days=days,
        approval=[asked(company.one(QM), 1, "review"), asked(company.one(MD), 2, "approval")],
        by=company.setup,
    )


def asked(person: Person, order: int, meaning: str) -> dict[str, Any]:
    """One step of an approval."""
    return {"order": order, "meaning": meaning, "kind": "person", "id": str(person.pk), "quorum": 1}


# Registering ----------------------------------------------------------------------------------------------------------


def _registering(company: Company, types: dict[str, DocumentType], sheet: Sheet) -> Callable[[], object]:
    return lambda: _register(company, types, sheet)


def _register(company: Company, types: dict[str, DocumentType], sheet: Sheet) -> Document:
    open_to = audience.everybody()
    if sheet.classification == "confidential":
        open_to = [audience.entry(company.roles[name]) for name in CLOSED]
    values: dict[str, Any] = {}
    if sheet.issuer:
        watched = clock.today(company.organization.zone)
        values = {"issuer": sheet.issuer, "edition": sheet.edition, "watched_on": watched, "watch_interval_months": 12}
    if sheet.link:
        values["location"] = sheet.link
    return actions.register_document(
        title=sheet.title,
        type=types[sheet.kind],
        description=sheet.what,
        owner=company.one(sheet.owner),
        processes=[str(company.processes[title].pk) for title in sheet.processes],
        classification=sheet.classification,
        access_groups=open_to,
        distribution=open_to,
        acknowledged_by=_readers(company, sheet),
        format="pdf" if sheet.drawing else "html",
        language="en",
        needed_because=sheet.needed,
        by=company.setup,
        **values,
    )


def _readers(company: Company, sheet: Sheet) -> list[dict[str, str]]:
    if EVERYBODY in sheet.readers:
        return audience.everybody()
    return [audience.entry(company.roles[name]) for name in sheet.readers]


def document(company: Company, sheet: Sheet) -> Document:
    """A document as it stands now."""
    found = Document.objects.select_related("organization", "type", "owner", "current_revision")
    return found.get(organization=company.organization, title=sheet.title)


# A revision -----------------------------------------------------------------------------------------------------------


def _write(
    company: Company, agenda: Agenda, sheet: Sheet, number: int, change: Change, anchor: datetime
) -> Callable[[], object]:
    """Begin, write and send a revision; two days later it is reviewed, two more later approved."""

    def act() -> object:
        author = company.one(change.author)
        found = document(company, sheet)
        later = number > 1
        draft = actions.start_revision(
            document=found,
            by=company.actor(company.one(QM)),
            author=author,
            change_summary=change.summary if later else "",
            reason_for_change=change.reason if later else "",
            what_changes_for=[{"role": str(company.roles[name].pk), "text": text} for name, text in change.matters],
            requests=_answered(found, number),
        )
        by = company.actor(author)
        draft = contents.write(company, draft, sheet, number, by)
        if sheet.questions and number == len(sheet.changes):
            set_(draft, [Question(*one) for one in sheet.questions], by=by)
        steps = _steps(company, sheet, author)
        sent = actions.send_for_review(revision=draft, approvers=steps, by=by)
        if change.ends == "in-review":
            agenda.at(clock.now() + 2 * DAY, _agree(company, sent, 0, steps))
            return sent
        for place in range(len(steps)):
            agenda.at(clock.now() + (1 + 2 * place) * DAY + place * HOUR, _agree(company, sent, place, steps))
        agenda.at(clock.now() + 5 * DAY, _after_approval(company, agenda, sent, sheet, anchor))
        return sent

    return act


def _answered(found: Document, number: int) -> list[ChangeRequest]:
    """The wishes that were accepted and wait for a revision."""
    if number == 1:
        return []
    wishes = ChangeRequest.objects.in_force().filter(document=found, status="accepted", revision=None)
    return list(wishes.select_related("organization"))


def _steps(company: Company, sheet: Sheet, author: Person) -> list[dict[str, Any]]:
    """Reviewed by the owner and approved by who is named; nobody decides about the own text, or twice."""
    approver = next(one for one in map(company.one, (sheet.approver, QM, MD)) if one != author)
    reviewer = next(
        one for one in map(company.one, (sheet.owner, QM, "Quality engineer", MD)) if one not in (author, approver)
    )
    return [asked(reviewer, 1, "review"), asked(approver, 2, "approval")]


def _agree(company: Company, sent: DocumentRevision, place: int, steps: list[dict[str, Any]]) -> Callable[[], object]:
    def act() -> object:
        person = Person.objects.select_related("organization").get(pk=steps[place]["id"])
        by = at_the_screen(company.actor(person))
        revision = _now(sent)
        step = actions.step_of(revision, by)
        assert step is not None, f"{person.title} is not asked about {revision.number}"
        signature = confirmed(revision, step.meaning, by)
        return actions.decide(step=step, by=by, decision="yes", suitable=True, signature=signature)

    return act


def _now(revision: DocumentRevision) -> DocumentRevision:
    return reading.as_it_stands(revision)


def _after_approval(
    company: Company, agenda: Agenda, sent: DocumentRevision, sheet: Sheet, anchor: datetime
) -> Callable[[], object]:
    """Readers are asked; the revision applies on its day."""

    def act() -> object:
        revision = _now(sent)
        if sheet.readers:
            reading.ask(company, agenda, revision, anchor=anchor)
        if revision.status == "effective":
            return revision
        assert revision.effective_from is not None
        days = (revision.effective_from - clock.today(company.organization.zone)).days
        agenda.at(clock.now() + max(days, 0) * DAY, _in_force(company, revision))
        return revision

    return act


def _in_force(company: Company, revision: DocumentRevision) -> Callable[[], object]:
    def act() -> object:
        made = actions.make_effective(revision=_now(revision), by=Actor.system(company.organization, "documents"))
        reading.settle(made)
        return made

    return act


# Reviews --------------------------------------------------------------------------------------------------------------


def _plan_reviews(company: Company, agenda: Agenda, sheet: Sheet, start: datetime, anchor: datetime) -> None:
    """Two weeks before it is due, as long as no revision comes first; the forgotten ones are left."""
    if sheet.late:
        return
    interval = TYPES[sheet.kind][2] * 30.4
    days = [change.day for change in sheet.changes]
    total = (anchor - start).days
    for day, following in zip(days, [*days[1:], total], strict=True):
        due = day + interval - 14
        while due < min(following, total):
            agenda.at(start + due * DAY, _review(company, sheet))
            due += interval


def _review(company: Company, sheet: Sheet) -> Callable[[], object]:
    def act() -> object:
        found = document(company, sheet)
        return actions.review_document(
            document=found,
            verdict="keep",
            reasons="Read with two people who work by it; nothing has changed.",
            by=company.actor(company.one(QM)),
        )

    return act
