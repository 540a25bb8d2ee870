"""What clauses 4.4.2, 7.5.3.2 d and 9.1.1 ask of how long records are kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from everproof.documents.checks.sets import processes_in_scope
from everproof.documents.models import RetentionRule
from everproof.kernel import modules
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.measurements.models import Measurement
from everproof.kernel.records import Record
from everproof.kernel.tenancy.models import Organization
from everproof.processes.evidence import left_records
from everproof.processes.models import Analysis, Process

RULE = Cure(_("Say how long they are kept"), "documents:retention_rule_list")
SET_UP = frozenset({"person", "site", "role", "responsibility", "access-assignment"})
"""Who people are and what they may is kept as long as they are here; no rule of retention ends it."""


def rules(at: Situation) -> QuerySet[RetentionRule]:
    return at.records(RetentionRule).filter(status="active")


def ruled(at: Situation) -> dict[str, int]:
    """How many days records of each kind are kept; asked once."""
    key = "retention rules"
    if key not in at.remembered:
        at.remembered[key] = dict(rules(at).exclude(disposition="").values_list("record_type", "retention_days"))
    found: dict[str, int] = at.remembered[key]
    return found


def _without_rule(at: Situation, types: set[str]) -> Finding | None:
    missing = sorted(types - ruled(at).keys())
    if not missing:
        return None
    words = _now("No rule says how long these are kept: %(types)s.") % {"types": ", ".join(map(_label, missing))}
    return Finding(words, RULE)


def _label(type_name: str) -> str:
    try:
        return str(modules.record_type(type_name).plural)
    except KeyError:
        return type_name


def check_4_4_2_2(at: Situation) -> Evidence:
    """Each process names the records that prove it, they have a rule, and each kind left one in the period."""
    processes = processes_in_scope(at)
    named = dict(processes.values_list("pk", "record_types"))
    kinds = {kind for listed in named.values() for kind in listed}
    since = datetime.combine(
        at.days_ago("process_activity_days"), time.min, ZoneInfo(Organization.objects.get(pk=at.organization_id).zone)
    )
    left = left_records(at, kinds, since)
    events = set(at["event_record_types"])
    silent = [
        key
        for key, listed in named.items()
        if any(kind not in events and key not in left.get(kind, set()) for kind in listed)
    ]
    findings = [
        Finding(
            _("It names no kind of record that proves it."),
            Cure(_("Name its records")),
            processes.filter(record_types=[]),
        ),
        Finding(
            _("It left no record of a kind that it names within the period."),
            Cure(_("See why, and name the records that it leaves")),
            at.records(Process).filter(pk__in=silent),
        ),
    ]
    if missing := _without_rule(at, kinds):
        findings.append(missing)
    return Evidence(processes, tuple(findings))


def check_7_5_3_2_4(at: Situation) -> Evidence:
    """Each kind of record in use has a rule; nothing was deleted before its time, nothing is kept far beyond it."""
    in_use = _in_use(at)
    findings = [finding for finding in (_without_rule(at, set(in_use)), _deleted(at, in_use)) if finding]
    findings += _kept_too_long(at)
    return Evidence(rules(at), tuple(findings))


def _in_use(at: Situation) -> Counter[str]:
    """How many records of each kind came into being, by the ledger; one statement."""
    made = LedgerEntry.objects.filter(organization_id=at.organization_id, version=1).order_by()
    counted = dict(made.values_list("type").annotate(number=Count("pk")))
    known = {one.name for one in modules.all_record_types()} - SET_UP
    return Counter({name: number for name, number in counted.items() if name in known})


def _deleted(at: Situation, made: Counter[str]) -> Finding | None:
    """Kinds of which fewer rows are there than came into being, in a company too young to have disposed of any."""
    gone = []
    for name, number in made.items():
        model: Any = modules.record_type(name).model
        if at.count(model.objects.filter(organization_id=at.organization_id)) < number and _too_young(at, name):
            gone.append(name)
    if not gone:
        return None
    words = _now("Records are missing that came into being and have to be kept: %(types)s.")
    return Finding(
        words % {"types": ", ".join(map(_label, sorted(gone)))}, Cure(_("Verify the ledger"), "kernel:ledger_state")
    )


def _founded(at: Situation) -> Any:
    key = "founded"
    if key not in at.remembered:
        at.remembered[key] = Organization.objects.values_list("created_at", flat=True).get(pk=at.organization_id).date()
    return at.remembered[key]


def _too_young(at: Situation, name: str) -> bool:
    """Whether even the first record of a kind has to be there still."""
    return bool(_founded(at) > at.days_ago(ruled(at).get(name, 0)))


def _kept_too_long(at: Situation) -> list[Finding]:
    """A question for each rule that can have run out since the company is here: a young company asks nothing."""
    grace = timedelta(days=at["disposal_grace_days"])
    found = []
    for name, days in ruled(at).items():
        last = at.today - timedelta(days=days) - grace
        model = _model(name)
        if model is not None and _founded(at) < last:
            rows = at.records(model).filter(recorded_at__date__lt=last)
            words = _("It is kept longer than its rule says.")
            found.append(Finding(words, Cure(_("Dispose of it, or change the rule")), rows))
    return found


def _model(name: str) -> type[Record] | None:
    try:
        return modules.record_type(name).model
    except KeyError:
        return None


def check_9_1_1_6(at: Situation) -> Evidence:
    """Each value says what, when and by whom; each conclusion who drew it and from what; both are kept by a rule."""
    values = Measurement.objects.filter(organization_id=at.organization_id, withdrawn_at=None)
    concluded = at.records(Analysis).exclude(concluded_on=None)
    bare = concluded.filter(Q(author=None) | Q(data=""))
    findings = [Finding(_("It does not say who concluded it, or from what."), Cure(_("Name author and data")), bare)]
    # The entry of its batch says who brought a value in, be it a person or a named part of the product.
    entry = LedgerEntry.objects.filter(organization_id=at.organization_id, pk=OuterRef("entry_id"))
    nameless = values.filter(person_id=None).exclude(Exists(entry))
    if nameless.exists():
        words = _("Values were entered without a person or source.")
        findings.append(Finding(words, Cure(_("Withdraw them and enter them again"), "processes:kpi_list")))
    if missing := _without_rule(at, {"measurement", "analysis"}):
        findings.append(missing)
    return Evidence(values, tuple(findings))
