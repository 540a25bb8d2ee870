"""Earlier cases that look like this one: by cause and process, and by the words of the title in our own search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from everproof.improvement.models import CorrectiveAction, Nonconformity
from everproof.kernel import access, parameters, search
from everproof.kernel.access.actor import Actor
from everproof.kernel.search.words import words

MOST = 6
MOST_WORDS = 5
SHORTEST_WORD = 4
OF_A_WORD = 30
SAME_CAUSE, SAME_PROCESS = 4, 1
ENOUGH = 2


@dataclass(frozen=True)
class Similar:
    """An earlier case with what it has in common, what was done about it and whether that worked."""

    case: Nonconformity
    same_cause: bool
    common_words: int
    actions: Sequence[CorrectiveAction]


def similar_to(nonconformity: Nonconformity, actor: Actor) -> list[Similar]:
    """The earlier cases that the actor may see and that look most like it, the most alike first."""
    common = _by_words(nonconformity, actor)
    visible = access.visible(actor, Nonconformity.objects.in_force()).exclude(pk=nonconformity.pk)
    visible = visible.exclude(status="rejected").filter(detected_on__lte=nonconformity.detected_on)
    same = Q(pk__in=())
    if nonconformity.cause_code:
        same |= Q(cause_code=nonconformity.cause_code)
    worded = [key for key, count in common.items() if count >= ENOUGH]
    rows = visible.filter(same | Q(pk__in=worded)).select_related("process").order_by("-detected_on", "-id")
    cases = list(rows[: OF_A_WORD * 2])

    def likeness(case: Nonconformity) -> int:
        points = common[case.pk]
        points += SAME_CAUSE * _has_same_cause(nonconformity, case)
        return points + SAME_PROCESS * bool(case.process_id and case.process_id == nonconformity.process_id)

    cases.sort(key=likeness, reverse=True)
    chosen = cases[:MOST]
    done = _actions_of(chosen)
    return [
        Similar(case, _has_same_cause(nonconformity, case), common[case.pk], done.get(case.pk, ())) for case in chosen
    ]


def recurrences_of(nonconformity: Nonconformity) -> QuerySet[Nonconformity]:
    """The later cases that were said to be this one again."""
    return Nonconformity.objects.in_force().filter(organization_id=nonconformity.organization_id, repeats=nonconformity)


def how_often(nonconformity: Nonconformity) -> tuple[int, int]:
    """How many cases of the same cause and process fell in the company's window of days before it, and that window."""
    window = parameters.value(nonconformity.organization_id, "recurrence_window_days")
    if not nonconformity.cause_code:
        return 0, window
    since = nonconformity.detected_on - timedelta(days=window)
    same = Nonconformity.objects.in_force().filter(
        organization_id=nonconformity.organization_id,
        process_id=nonconformity.process_id,
        cause_code=nonconformity.cause_code,
        detected_on__range=(since, nonconformity.detected_on),
    )
    return same.exclude(status="rejected").exclude(pk=nonconformity.pk).count(), window


def lessons_for(nonconformity: Nonconformity, actor: Actor) -> list[Nonconformity]:
    """Closed cases with a lesson, of the same process or the same cause, the newest first."""
    alike = Q(pk__in=())
    if nonconformity.process_id:
        alike |= Q(process_id=nonconformity.process_id)
    if nonconformity.cause_code:
        alike |= Q(cause_code=nonconformity.cause_code)
    found = access.visible(actor, Nonconformity.objects.in_force()).filter(alike).exclude(lesson="")
    return list(found.exclude(pk=nonconformity.pk).order_by("-detected_on", "-id")[:MOST])


def _has_same_cause(one: Nonconformity, other: Nonconformity) -> bool:
    return bool(one.cause_code) and one.cause_code == other.cause_code


def _by_words(nonconformity: Nonconformity, actor: Actor) -> Counter[UUID]:
    """How many of the title's longest words each other case holds."""
    longest = sorted({word for word in words(nonconformity.title) if len(word) >= SHORTEST_WORD}, key=len)
    found: Counter[UUID] = Counter()
    for word in longest[-MOST_WORDS:]:
        found.update(search.find_ids(actor, word, type_name="nonconformity", limit=OF_A_WORD))
    return found


def _actions_of(cases: Sequence[Nonconformity]) -> dict[UUID, list[CorrectiveAction]]:
    found: dict[UUID, list[CorrectiveAction]] = {}
    rows = CorrectiveAction.objects.in_force().filter(nonconformity__in=cases).exclude(status="cancelled")
    for action in rows.order_by("id"):
        found.setdefault(action.nonconformity_id, []).append(action)
    return found
