"""An 8D as data: eight disciplines, what each says of a nonconformity, and what each still lacks.

Pages and the printed report are made of it. A discipline is done when nothing is missing; the order is that of the
method, and the first one with something missing is where the team is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from everproof.improvement import cause
from everproof.improvement.cause import Branch, Finding, Question, Table
from everproof.improvement.lifecycle.corrective_action import LIFECYCLE, TO_DO
from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel.ui import formats


@dataclass(frozen=True)
class Discipline:
    """One of the eight: (label, text) pairs, lines that stand below them, what is missing, where it is worked on.

    `page` is the name of an address of the nonconformity that mends what is missing.
    """

    number: int
    title: str
    pairs: Sequence[tuple[str, str]]
    lines: Sequence[str]
    missing: Sequence[str]
    page: str

    @property
    def name(self) -> str:
        return f"D{self.number}"


@dataclass(frozen=True)
class Case:
    """What the disciplines are made of: the nonconformity, its actions, the names of the team."""

    record: Nonconformity
    actions: Sequence[CorrectiveAction]
    team: Sequence[str]


def disciplines(case: Case) -> list[Discipline]:
    """All eight, in order."""
    return [_team(case), _problem(case), _containment(case), _cause(case), _chosen(case), _done(case), _kept(case),
            _closed(case)]  # fmt: skip


def _team(case: Case) -> Discipline:
    lead = case.record.owner.title if case.record.owner else ""
    missing = [] if case.team else [_("Nobody stands in the team.")]
    pairs = [(_("Leads"), lead), (_("Team"), ", ".join(case.team))]
    return Discipline(1, _("Team"), pairs, (), missing, "improvement:nonconformity_edit")


def _problem(case: Case) -> Discipline:
    record = case.record
    pairs = [
        (_("Problem"), record.title),
        (_("What happened"), record.description),
        (_("Detected"), formats.day(record.detected_on)),
        (_("Where"), record.place),
        (_("Requirement"), record.requirement),
        (_("Checked"), _amount(record.quantity_checked, record.quantity_unit)),
        (_("Bad"), _amount(record.quantity_bad, record.quantity_unit)),
        (_("Effect"), record.effect),
    ]
    lines = [_compared(row) for row in cause.rows(Table.IS_IS_NOT, record.is_is_not)]
    missing = [] if record.description.strip() else [_("What happened is not described.")]
    return Discipline(2, _("Problem"), pairs, lines, missing, "improvement:nonconformity_edit")


def _containment(case: Case) -> Discipline:
    record = case.record
    pairs = [
        (_("Done at once"), record.correction),
        (_("On"), formats.day(record.corrected_on) if record.corrected_on else ""),
        (_("To be contained by"), formats.moment(record.contain_by) if record.contain_by else ""),
        (_("Consequences"), record.consequences),
        (_("Disposition"), record.get_disposition_display()),
        (_("It rests on"), record.disposition_rationale),
    ]
    missing = [] if record.correction.strip() else [_("What was done at once is not described.")]
    page = "improvement:contain" if record.status == "open" else "improvement:nonconformity_edit"
    return Discipline(3, _("Containment"), pairs, (), missing, page)


def _cause(case: Case) -> Discipline:
    record = case.record
    missing = []
    if not record.cause.strip():
        missing.append(_("The cause is not determined."))
    elif record.cause_verified_on is None:
        missing.append(_("The cause is not verified by evidence."))
    pairs = [
        (_("Cause"), record.cause),
        (_("Kind"), record.get_cause_category_display()),
        (_("Found by"), record.get_cause_method_display()),
        (_("What proves it"), record.cause_evidence),
        (_("Verified"), formats.day(record.cause_verified_on) if record.cause_verified_on else ""),
    ]
    whys = cause.rows(Table.FIVE_WHYS, record.five_whys)
    lines = [_why(place, row) for place, row in enumerate(whys, start=1)]
    lines += [_bone(row) for row in cause.rows(Table.ISHIKAWA, record.ishikawa)]
    verifiable = record.status == "analysed" and record.cause.strip()
    return Discipline(
        4, _("Cause"), pairs, lines, missing, "improvement:verify_cause" if verifiable else "improvement:cause"
    )


def _chosen(case: Case) -> Discipline:
    missing = [] if case.actions else [_("No corrective action is planned.")]
    missing += [
        _("%(number)s is not approved.") % {"number": one.number}
        for one in case.actions
        if one.approval_needed and one.approved_on is None
    ]
    return Discipline(
        5, _("Chosen actions"), (), [_planned(one) for one in case.actions], missing,
        "improvement:plan_corrective_action",
    )  # fmt: skip


def _done(case: Case) -> Discipline:
    missing = [
        _("%(number)s is not completed.") % {"number": one.number} for one in case.actions if one.status in TO_DO
    ]
    missing += [
        _("Nobody has judged whether %(number)s worked.") % {"number": one.number}
        for one in case.actions
        if one.status == "completed"
    ]
    if not case.actions:
        missing.append(_("Nothing is carried out yet."))
    elif case.actions[-1].status == "not-effective":
        missing.append(_("The last corrective action did not work."))
    lines = [_carried_out(one) for one in case.actions if one.status not in TO_DO]
    return Discipline(6, _("Carried out and proved"), (), lines, missing, "improvement:nonconformity")


def _kept(case: Case) -> Discipline:
    record = case.record
    questions = (
        (_("Risks and opportunities updated"), record.risk_update_needed),
        (_("Quality system changed"), record.change_needed),
        (_("Documents updated"), record.document_update_needed),
        (_("The same elsewhere"), record.similar_found),
    )
    missing = [_("Not decided: %(question)s.") % {"question": label} for label, said in questions if said is None]
    pairs = [(label, _said(said)) for label, said in questions]
    pairs.append((_("Where was looked"), record.similar_looked_at))
    lines = [
        _("Carried over to %(process)s: %(number)s, %(state)s")
        % {"process": one.process.title, "number": one.number, "state": _state(one)}
        for one in case.actions
        if one.deploys_id and one.process
    ]
    return Discipline(7, _("Kept from coming back"), pairs, lines, missing, "improvement:nonconformity_edit")


def _closed(case: Case) -> Discipline:
    record = case.record
    missing = [] if record.lesson.strip() else [_("Nobody has said what others can learn from it.")]
    if record.closed_on is None:
        missing.append(_("It is not closed."))
    pairs = [
        (_("What others can learn"), record.lesson),
        (_("Closed"), formats.day(record.closed_on) if record.closed_on else ""),
    ]
    return Discipline(8, _("Closed with thanks to the team"), pairs, (), missing, "improvement:close")


def _why(place: int, row: cause.Why) -> str:
    return f"{place}. {row.answer}" + (f" ({row.evidence})" if row.evidence else "")


def _bone(row: cause.Bone) -> str:
    return f"{Branch(row.branch).label}: {row.cause} ({Finding(row.finding).label})"


def _compared(row: cause.Comparison) -> str:
    parts = [f"{Question(row.question).label}: {row.is_so}"]
    parts += [_("not %(what)s") % {"what": row.is_not}] if row.is_not else []
    parts += [row.difference] if row.difference else []
    return "; ".join(parts)


def _planned(one: CorrectiveAction) -> str:
    words = {"number": one.number, "title": one.title, "owner": one.owner.title, "day": formats.day(one.due_on)}
    approved = f" {_('Approved on %(day)s.') % {'day': formats.day(one.approved_on)}}" if one.approved_on else ""
    return _("%(number)s %(title)s: %(owner)s, by %(day)s.") % words + approved


def _carried_out(one: CorrectiveAction) -> str:
    day = formats.day(one.completed_on) if one.completed_on else "–"
    words = {"number": one.number, "day": day, "evidence": one.evidence.rstrip(" ."), "state": _state(one)}
    return _("%(number)s completed on %(day)s: %(evidence)s. %(state)s.") % words


def _state(one: CorrectiveAction) -> str:
    return str(LIFECYCLE.by_state[one.status].label)


def _amount(value: Any, unit: str) -> str:
    return "" if value is None else f"{formats.number(value.normalize())} {unit}".strip()


def _said(answer: bool | None) -> str:
    return _("not decided") if answer is None else _("yes") if answer else _("no")
