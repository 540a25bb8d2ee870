"""Compares both sides of the interfaces between processes. Pure: what was read goes in, what does not fit comes out.

The giver describes an output with its receiver, the receiver an input with its source. An output and an input belong
together if the input names the output, or if both name each other's process and call the item the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from everproof.processes.models import ContractSide, ProcessInput, ProcessOutput

_NOT_WORDS = re.compile(r"[\W_]+")


class Gap(StrEnum):
    """What does not fit at an interface, the worst first."""

    NO_SOURCE = "no-source"
    NO_RECEIVER = "no-receiver"
    RETIRED = "retired"
    NOT_PROMISED = "not-promised"
    NOT_EXPECTED = "not-expected"
    DISAGREE = "disagree"
    NO_CRITERION = "no-criterion"


@dataclass(frozen=True)
class Interface:
    """An item that passes from a giver to a receiver, as far as it is described on either side.

    `giver` and `receiver` are ids of processes, None for somebody outside (then `outside` names them) or nobody.
    """

    title: str
    giver: UUID | None
    receiver: UUID | None
    output: ProcessOutput | None = None
    need: ProcessInput | None = None
    outside: str = ""
    gap: Gap | None = None
    reason: str = ""

    @property
    def is_broken(self) -> bool:
        """Whether one side does not know of the other, or both ask for different things."""
        return self.gap is not None and self.gap is not Gap.NO_CRITERION

    @property
    def criterion(self) -> str:
        """What is asked of the item, in words."""
        side: ContractSide | None = self.output or self.need
        return in_words(side) if side else ""

    @property
    def measure(self) -> str:
        return (self.output and self.output.measure) or (self.need and self.need.measure) or ""

    @property
    def part_ids(self) -> list[UUID]:
        """The ids of the output and the input, which nonconformities may concern."""
        return [part.pk for part in (self.output, self.need) if part is not None]


def interfaces(
    outputs: Sequence[ProcessOutput], needs: Sequence[ProcessInput], in_force: Iterable[UUID]
) -> list[Interface]:
    """Every interface once: outputs in their order with the inputs that they meet, then the inputs nobody promises.

    `in_force` are the ids of the processes that stand on the map.
    """
    active = set(in_force)
    by_output, by_words = _indexed(needs)
    found: list[Interface] = []
    met: set[UUID] = set()
    for output in outputs:
        need = by_output.get(output.pk)
        if need is None and output.receiver_id:
            key = (output.process_id, output.receiver_id, plain(output.title))
            need = next((one for one in by_words.get(key, ()) if one.pk not in met), None)
        if need is not None:
            met.add(need.pk)
        gap, reason = _gap_of_output(output, need, active)
        outside = output.external_receiver
        found.append(Interface(output.title, output.process_id, output.receiver_id, output, need, outside, gap, reason))
    for need in needs:
        if need.pk not in met:
            gap, reason = _gap_of_need(need, active)
            found.append(
                Interface(need.title, need.source_id, need.process_id, None, need, need.external_source, gap, reason)
            )
    return found


def _indexed(
    needs: Sequence[ProcessInput],
) -> tuple[dict[UUID, ProcessInput], dict[tuple[UUID, UUID, str], list[ProcessInput]]]:
    by_output: dict[UUID, ProcessInput] = {}
    by_words: dict[tuple[UUID, UUID, str], list[ProcessInput]] = defaultdict(list)
    for need in needs:
        if need.output_id:
            by_output.setdefault(need.output_id, need)
        elif need.source_id:
            by_words[need.source_id, need.process_id, plain(need.title)].append(need)
    return by_output, by_words


def _gap_of_output(output: ProcessOutput, need: ProcessInput | None, active: set[UUID]) -> tuple[Gap | None, str]:
    if output.receiver_id is None:
        if not output.external_receiver:
            return Gap.NO_RECEIVER, _("Nobody receives it.")
        return _without_criterion(output)
    if output.receiver_id not in active:
        return Gap.RETIRED, _("Its receiver is not in force.")
    if need is None:
        return Gap.NOT_EXPECTED, _("The receiver does not expect it.")
    if difference := disagreement(output, need):
        return Gap.DISAGREE, difference
    return _without_criterion(output)


def _gap_of_need(need: ProcessInput, active: set[UUID]) -> tuple[Gap | None, str]:
    if need.source_id is None:
        return (None, "") if need.external_source else (Gap.NO_SOURCE, _("Nobody supplies it."))
    if need.source_id not in active:
        return Gap.RETIRED, _("Its source is not in force.")
    return Gap.NOT_PROMISED, _("The source does not promise it.")


def _without_criterion(output: ProcessOutput) -> tuple[Gap | None, str]:
    if says_something(output):
        return None, ""
    return Gap.NO_CRITERION, _("Nobody has said by what the receiver sees that it is good.")


def disagreement(output: ContractSide, need: ContractSide) -> str:
    """Why what is promised does not meet what is needed, in a sentence; empty where it does.

    Limits decide where both sides give one: a promise may be better than the need. Otherwise the words have to be the
    same but for case, spaces and punctuation. A receiver who asks nothing takes what is promised.
    """
    if not says_something(need) or _keeps(output, need):
        return ""
    said = {"promise": in_words(output), "need": in_words(need)}
    if not said["promise"]:
        return _("The receiver asks for “%(need)s”; nothing is promised.") % said
    if need.limit is not None and output.limit is None:
        return _("The receiver asks for “%(need)s”; promised is “%(promise)s”, without a limit.") % said
    if need.limit is not None and not _comparable(output, need):
        return _("“%(promise)s” is promised and “%(need)s” needed: these cannot be compared.") % said
    return _("“%(promise)s” is promised, “%(need)s” is needed.") % said


def _keeps(output: ContractSide, need: ContractSide) -> bool:
    if need.limit is None:
        return output.criterion == need.criterion or plain(output.criterion) == plain(need.criterion)
    if output.limit is None or not _comparable(output, need):
        return False
    return output.limit <= need.limit if need.bound == "at-most" else output.limit >= need.limit


def _comparable(output: ContractSide, need: ContractSide) -> bool:
    same_unit = output.unit == need.unit or plain(output.unit) == plain(need.unit)
    return output.bound == need.bound and same_unit


def says_something(side: ContractSide) -> bool:
    return bool(side.criterion.strip()) or side.limit is not None


def in_words(side: ContractSide) -> str:
    """A criterion as people say it: “Drawing is released, at most 5 days”."""
    parts = [side.criterion.strip().rstrip(".")]
    if side.limit is not None:
        limit: Any = side.limit.normalize()
        parts.append(f"{side.get_bound_display()} {limit:f} {side.unit}".strip())
    return ", ".join(part for part in parts if part)


def plain(words: str) -> str:
    """The form in which two wordings are the same."""
    return _NOT_WORDS.sub(" ", words.casefold()).strip()
