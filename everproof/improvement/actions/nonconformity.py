"""What can be done with a nonconformity."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.improvement import disposition
from everproof.improvement.models import Nonconformity
from everproof.improvement.severity import by_rule, contain_by
from everproof.kernel import access, clock, links, parameters, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.links.models import Relation
from everproof.kernel.people.models import Person


def report_nonconformity(
    *,
    title: str,
    by: Actor,
    at: datetime | None = None,
    detected_on: date | None = None,
    id: UUID | None = None,
    **values: Any,
) -> Nonconformity:
    """Raise a nonconformity. `id` comes from the client where a report may be sent twice."""
    return records.create(
        Nonconformity,
        by=by,
        at=at,
        id=id,
        title=title,
        detected_on=detected_on or clock.today(by.organization.zone),
        **values,
    )


def triage_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    owner: Person,
    severity: str = "",
    at: datetime | None = None,
    **values: Any,
) -> Nonconformity:
    """Take a report up: how severe it is, who owns it, until when. From now on its containment has a clock.

    Without a severity the company's rule gives it, from `consequence` and `extent` in `values`.
    """
    values |= _judged(nonconformity, severity, values, since=at or clock.now())
    return transitions.perform(nonconformity, "triage", by=by, at=at, owner=owner, **values)


def _judged(nonconformity: Nonconformity, given: str, values: dict[str, Any], *, since: datetime) -> dict[str, Any]:
    """The severity, given or by the rule, and by when it has to be contained.

    Raises Refused where a given one differs from the rule and nobody says why.
    """
    known = parameters.values(nonconformity.organization_id)
    ruled = by_rule(values.get("consequence"), values.get("extent"), known)
    if given and ruled and given != ruled and not (values.get("severity_reason") or "").strip():
        raise Refused(
            _("By the rule it is %(severity)s. Say why it is another one.")
            % {"severity": Nonconformity.Severity(ruled).label}
        )
    judged = given or ruled
    return {"severity": judged, "contain_by": contain_by(judged, since, known)}


def reject_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Nonconformity:
    """Say that a report is no nonconformity, and why; the reason is the answer to who reported it."""
    return transitions.perform(
        nonconformity,
        "reject",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        answer=reason,
        answered_on=clock.today(by.organization.zone),
    )


@transaction.atomic
def merge_nonconformity(
    *, nonconformity: Nonconformity, into: Nonconformity, by: Actor, expected_version: int | None = None
) -> Nonconformity:
    """Say that a report tells of something that another one holds already: it is rejected and linked with that."""
    access.require(by, "view", into)
    if into.pk == nonconformity.pk or into.is_voided or into.status == "rejected":
        raise Refused(_("Name another report that stands."))
    reason = str(_("The same as %(number)s.") % {"number": into.number})
    merged = reject_nonconformity(nonconformity=nonconformity, by=by, reason=reason, expected_version=expected_version)
    links.link(into, Relation.REPLACES, merged, by=by)
    return merged


def answer_reporter(
    *, nonconformity: Nonconformity, by: Actor, answer: str, expected_version: int | None = None
) -> Nonconformity:
    """Tell whoever reported it what became of it."""
    access.require(by, "triage", nonconformity)
    if not answer.strip():
        raise Refused(_("Say something."))
    return records.update(
        nonconformity,
        by=by,
        expected_version=expected_version,
        answer=answer.strip(),
        answered_on=clock.today(by.organization.zone),
    )


def contain_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    correction: str,
    corrected_on: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Nonconformity:
    """Record what was done at once, and in `values` what it led to and what becomes of the pieces (10.2.1 a)."""
    return transitions.perform(
        nonconformity,
        "contain",
        by=by,
        at=at,
        expected_version=expected_version,
        correction=correction,
        corrected_on=corrected_on or clock.today(by.organization.zone),
        **disposition.decided(nonconformity, by, values),
    )


def update_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    reason: str = "",
    expected_version: int | None = None,
    **values: Any,
) -> Nonconformity:
    """Correct or complete it while it is open; another disposition is a decision of its own, dated and named.

    A cause that changes has to be verified anew.
    """
    access.require(by, "update", nonconformity)
    values = disposition.decided(nonconformity, by, values)
    if values.get("cause", nonconformity.cause) != nonconformity.cause:
        values |= {"cause_verified_on": None, "cause_verified_by": None}
    return records.update(nonconformity, by=by, reason=reason, expected_version=expected_version, **values)


def verify_cause(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    cause_evidence: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Nonconformity:
    """Say what proves the cause: switched on and off, measured, reproduced (10.2.1 b 2)."""
    return transitions.perform(
        nonconformity,
        "verify-cause",
        by=by,
        at=at,
        expected_version=expected_version,
        cause_evidence=cause_evidence,
        cause_verified_on=clock.today(by.organization.zone),
        cause_verified_by=by.person,
    )


@transaction.atomic
def mark_recurrence(
    *, nonconformity: Nonconformity, earlier: Nonconformity, by: Actor, expected_version: int | None = None
) -> Nonconformity:
    """Say that this is the same thing again. What was closed as cured is open again, by this decision.

    The earlier case is reopened where `by` may do that; otherwise the recurrence alone is recorded.
    """
    access.require(by, "view", earlier)
    if earlier.pk == nonconformity.pk or earlier.detected_on > nonconformity.detected_on:
        raise Refused(_("Only an earlier case can come back."))
    changed = records.update(nonconformity, by=by, expected_version=expected_version, repeats=earlier)
    if earlier.status == "closed" and earlier.action_needed and access.may(by, "reopen", earlier):
        reason = str(_("It came back as %(number)s.") % {"number": nonconformity.number})
        reopen_nonconformity(nonconformity=earlier, by=by, reason=reason)
    return changed


def analyse_nonconformity(
    *, nonconformity: Nonconformity, by: Actor, at: datetime | None = None, **values: Any
) -> Nonconformity:
    """Say what its effect and its cause are and whether the cause has to be removed (10.2.1 b); dated today."""
    return transitions.perform(
        nonconformity, "analyse", by=by, at=at, **_dated(nonconformity, by, values, analysed_on=True)
    )


def close_nonconformity(
    *, nonconformity: Nonconformity, by: Actor, at: datetime | None = None, **values: Any
) -> Nonconformity:
    """Close it; `values` may complete the decision about the cause, which is then dated today (10.2.1 b)."""
    today = clock.today(by.organization.zone)
    values = _dated(nonconformity, by, values)
    return transitions.perform(nonconformity, "close", by=by, at=at, closed_on=today, closed_by=by.person, **values)


def _dated(nonconformity: Nonconformity, by: Actor, values: dict[str, Any], *, analysed_on: bool = False) -> Any:
    """The values with the day on which each question was answered first; a day that was given stays."""
    answered = {
        "analysed_on": analysed_on,
        "need_evaluated_on": values.get("action_needed") is not None,
        "cause_determined_on": bool(values.get("cause")),
        "similar_checked_on": values.get("similar_found") is not None,
    }
    if values.get("cause", nonconformity.cause) != nonconformity.cause:
        values = {"cause_verified_on": None, "cause_verified_by": None, **values}
    today = clock.today(by.organization.zone)
    days = {name: today for name, given in answered.items() if given and getattr(nonconformity, name) is None}
    return {**days, **values}


def reopen_nonconformity(
    *,
    nonconformity: Nonconformity,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Nonconformity:
    """Open it again by a recorded decision."""
    return transitions.perform(
        nonconformity,
        "reopen",
        by=by,
        at=at,
        reason=reason,
        expected_version=expected_version,
        closed_on=None,
        closed_by=None,
    )
