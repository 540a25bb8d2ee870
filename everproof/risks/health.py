"""What risks and changes say on the page of a process, and of its health on the map."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.kernel import access, clock, modules, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Signal
from everproof.kernel.records import Record
from everproof.kernel.records.lists import names_one_of
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Question, Rows
from everproof.processes.models import Process
from everproof.risks.lifecycle import CHANGE_LIFECYCLE
from everproof.risks.models import Change, Opportunity, Risk

MOST = 12


def unacceptable(organization_id: int, today: date) -> Q:
    """The condition on risks that one is too high to be left as it is.

    It stands at the level that needs treatment or above, and either nothing is decided, or it was accepted and that
    has ended.
    """
    high = Q(status="open", level__gte=parameters.in_statement(organization_id, "risk_action_level"))
    ended = Q(treatment=Risk.Treatment.ACCEPT) & (Q(accepted_until=None) | Q(accepted_until__lt=today))
    return high & (Q(treatment__in=("", Risk.Treatment.NONE)) | ended)


def risks_too_high(actor: Actor, process_ids: Sequence[UUID]) -> dict[str, Question]:
    """Asks for the risks of these processes that are too high to be left as they are."""
    today = clock.today(actor.organization.zone)
    rows = _naming(Risk, actor, process_ids).filter(unacceptable(actor.organization_id, today))
    return {"risks": Question(rows, key="id", texts=(Cast("processes", TextField()),))}


def of_risks(actor: Actor, process_ids: Sequence[UUID], answers: Mapping[str, Sequence[Any]]) -> Mapping[UUID, Signal]:
    """How many risks of each process are too high to be left as they are."""
    counts = _counted((json.loads(answer.texts[0]) for answer in answers.get("risks", ())), process_ids)
    url = reverse("risks:matrix", args=[actor.organization.slug])
    return {
        key: Signal("bad", ngettext("%(n)d risk is too high", "%(n)d risks are too high", n) % {"n": n}, url)
        for key, n in counts.items()
    }


def _counted(named: Iterable[Sequence[str]], process_ids: Sequence[UUID]) -> Counter[UUID]:
    wanted = {str(key): key for key in process_ids}
    return Counter(wanted[key] for keys in named for key in keys if key in wanted)


def _naming(model: type[Any], actor: Actor, process_ids: Sequence[UUID]) -> QuerySet[Any]:
    """Records in force that name one of these processes and that the actor may see."""
    processes = Process.objects.filter(organization_id=actor.organization_id, pk__in=process_ids)
    return access.visible(actor, model.objects.in_force().filter(names_one_of("processes", processes)))


def panel_questions(actor: Actor, record: Record) -> dict[str, Rows]:
    """What to ask for the panel of a process: its open risks, opportunities and changes, those that matter most."""
    if not access.may(actor, "view", Risk):
        return {}
    risks = _naming(Risk, actor, [record.pk]).filter(status="open").order_by("-level", "-id")
    level = parameters.in_statement(actor.organization_id, "risk_action_level")
    chances = _naming(Opportunity, actor, [record.pk]).filter(status="open").order_by("-value_rating", "-id")
    changes = _naming(Change, actor, [record.pk]).filter(status__in=CHANGE_LIFECYCLE.open_states)
    return {
        "risks": Rows(risks.annotate(action_level=level)[:MOST]),
        "chances": Rows(chances[:MOST]),
        "changes": Rows(changes.order_by("planned_for", "-id")[:MOST]),
    }


def panel(request: HttpRequest, _record: Record, answers: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """Open risks, opportunities and changes of a process; nothing for who may not see any of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not answers:
        return None
    risks = sorted(answers["risks"], key=lambda one: (one.level or 0, one.pk), reverse=True)
    chances = sorted(answers["chances"], key=lambda one: (one.value_rating or 0, one.pk), reverse=True)
    changes = sorted(answers["changes"], key=lambda one: (one.planned_for or date.max, one.pk))
    return {
        "groups": [
            group
            for group in (
                (_("Risks"), [_row(one, actor, _risk_words(one)) for one in risks]),
                (_("Opportunities"), [_row(one, actor, _chance_words(one)) for one in chances]),
                (_("Changes"), [_row(one, actor, "") for one in changes]),
            )
            if group[1]
        ],
    }


def _row(record: Any, actor: Actor, words: str) -> dict[str, Any]:
    record.organization = actor.organization
    lifecycle = modules.type_of(record).lifecycle
    assert lifecycle is not None
    state = None if words else lifecycle.by_state[record.status]
    tone = pages.State(_("too high"), "bad") if isinstance(record, Risk) and _is_too_high(record) else None
    return {"record": record, "url": addresses.of_record(record), "words": words, "state": state, "tone": tone}


def _is_too_high(risk: Any) -> bool:
    """Whether nothing is decided about a risk, read with its `action_level`, that needs treatment."""
    return (risk.level or 0) >= risk.action_level and risk.treatment in ("", Risk.Treatment.NONE)


def _risk_words(risk: Risk) -> str:
    if risk.level is None:
        return _("not rated")
    treatment = risk.get_treatment_display()
    return _("level %(level)s, %(treatment)s") % {"level": risk.level, "treatment": treatment.lower()}


def _chance_words(chance: Opportunity) -> str:
    if chance.value_rating is None:
        return _("not rated")
    decision = chance.get_decision_display()
    return _("value %(value)s, %(decision)s") % {"value": chance.value_rating, "decision": decision.lower()}
