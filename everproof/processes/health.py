"""What performance says on the page of a process, and of its health on the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Signal
from everproof.kernel.records import Record
from everproof.kernel.ui.asking import Rows
from everproof.processes import words
from everproof.processes.models import Kpi, Objective, Process
from everproof.processes.queries.performance import objectives_of_process, visible_kpis
from everproof.processes.showing import kpi_rows, objective_rows

KPIS, OBJECTIVES = "kpis", "objectives"
RANK = {words.BAD: 0, words.WARN: 1, words.NEUTRAL: 2, words.GOOD: 3}


def active_kpis(actor: Actor, process_ids: Sequence[UUID]) -> dict[str, Rows]:
    """Asks for the active KPIs of these processes, each with how it stands."""
    return {KPIS: Rows(visible_kpis(actor).filter(process_id__in=process_ids, status="active"))}


def of_kpis(actor: Actor, _process_ids: Sequence[UUID], answers: Mapping[str, Sequence[Any]]) -> Mapping[UUID, Signal]:
    """The worst that the active KPIs of each process say."""
    today = clock.today(actor.organization.zone)
    by_process: dict[UUID, list[Kpi]] = defaultdict(list)
    for kpi in answers.get(KPIS, ()):
        if kpi.process_id is not None:
            by_process[kpi.process_id].append(kpi)
    url = reverse("processes:kpi_list", args=[actor.organization.slug])
    return {process: _worst(kpis, today, url) for process, kpis in by_process.items()}


def _worst(kpis: Sequence[Kpi], today: date, url: str) -> Signal:
    states = [words.standing(kpi, kpi.known_standing) for kpi in kpis]
    bad = sum(state.tone == words.BAD for state in states)
    if bad:
        said = ngettext("%(n)d KPI signals worse", "%(n)d KPIs signal worse", bad) % {"n": bad}
        return Signal(words.BAD, said, url)
    warned = sum(state.tone == words.WARN for state in states)
    if warned:
        said = ngettext("%(n)d KPI shows a signal", "%(n)d KPIs show signals", warned) % {"n": warned}
        return Signal(words.WARN, said, url)
    missing = sum(bool(words.missing(kpi, kpi.known_standing, today)) for kpi in kpis)
    if missing:
        said = ngettext("%(n)d KPI lacks a value", "%(n)d KPIs lack values", missing) % {"n": missing}
        return Signal(words.WARN, said, url)
    if all(state.tone == words.NEUTRAL for state in states):
        return Signal(words.NEUTRAL, _("KPIs: too few values to judge"), url)
    better = sum(bool(kpi.known_standing and words.newest_signals(kpi.known_standing)) for kpi in kpis)
    if better:
        said = ngettext("%(n)d KPI signals better", "%(n)d KPIs signal better", better) % {"n": better}
        return Signal(words.GOOD, said, url)
    return Signal(words.GOOD, _("KPIs without a signal"), url)


def kpi_questions(actor: Actor, record: Record) -> dict[str, Rows]:
    """What to ask for the panel of a process's KPIs."""
    return active_kpis(actor, [record.pk]) if access.may(actor, "view", Kpi) else {}


def kpi_panel(request: HttpRequest, record: Record, answers: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """The KPIs of a process; nothing for who may not see any."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if KPIS not in answers:
        return None
    kpis = sorted(answers[KPIS], key=lambda kpi: (kpi.title, kpi.pk))
    today = clock.today(actor.organization.zone)
    create = reverse("processes:kpi_create", args=[actor.organization.slug]) if access.may(actor, "create", Kpi) else ""
    return {
        "rows": kpi_rows(kpis, actor.organization, today),
        "create_url": f"{create}?process={record.pk}" if create else "",
    }


def objective_questions(actor: Actor, record: Record) -> dict[str, Rows]:
    """What to ask for the panel of the objectives that name a process."""
    if not isinstance(record, Process) or not access.may(actor, "view", Objective):
        return {}
    return {OBJECTIVES: Rows(objectives_of_process(actor, record))}


def objective_panel(
    request: HttpRequest, _record: Record, answers: Mapping[str, Sequence[Any]]
) -> Mapping[str, Any] | None:
    """The objectives that name a process; nothing where there are none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = sorted(answers.get(OBJECTIVES, ()), key=lambda one: (one.due_on or date.max, one.pk))
    return {"rows": objective_rows(found, actor.organization, clock.today(actor.organization.zone))} if found else None
