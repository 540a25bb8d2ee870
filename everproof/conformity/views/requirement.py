"""One requirement: what it asks, where it stands since when, what was looked at and found, and whose rule it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from everproof.conformity import catalogues, drawing, parameter_queries, queries, runs, words
from everproof.conformity import queries_for_pages as stored
from everproof.conformity.actions import is_assessable, may_assess
from everproof.conformity.models import ManualAssessment, Verdict
from everproof.conformity.outcomes import Outcome
from everproof.conformity.parameter_queries import Rule
from everproof.conformity.queries import Shown
from everproof.conformity.views.base import ConformityView, edition_name
from everproof.kernel import modules
from everproof.kernel.access.roles import ADMINISTER, HISTORY, MANAGE
from everproof.kernel.ui import addresses
from everproof.kernel.ui.frame import Link
from everproof.standards import Atom
from everproof.standards.model import PARAMETER_NAME

MOST_FOUND = 20


@dataclass
class FoundHere:
    """Findings with the same reason and cure: the records they are about, and where the cure is taken."""

    reason: str
    cure: str
    cure_url: str = ""
    records: list[tuple[Any, str, str]] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many records are not among those shown first."""
        return max(0, len(self.records) - MOST_FOUND)


class RequirementPage(ConformityView):
    """Everything about one requirement of one edition, for the one who reads."""

    tab = "requirements"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        if self.kwargs["atom"] not in self.catalogue:
            raise Http404
        runs.catch_up(self.organization)
        atom, verdict = self.atom, self.verdict
        shown, hidden = queries.findings(self.actor, verdict) if verdict else ([], 0)
        outcome = verdict.outcome if verdict else Outcome.NO_EVIDENCE
        page = {
            "title": atom.text,
            "id": atom.id,
            "atom": atom,
            "crumbs": self.crumbs(),
            "outcome": str(outcome),
            "since": verdict.since if verdict else None,
            "reason": verdict.reason if verdict and not shown else "",
            "found": grouped(shown, self.assess_url() if outcome == Outcome.MANUAL_DUE else ""),
            "total": verdict.total if verdict else 0,
            "hidden": hidden,
            "looked_at": verdict.looked_at if verdict else 0,
            "evidence": self.evidence(),
            "check": self.check(),
            "rules": self.rules,
            "may_change_rules": self.actor.has(ADMINISTER) or self.actor.has(MANAGE),
            "applies": self.applies(),
            "assessments": queries.assessments(self.organization.pk, atom.id) if is_assessable(atom) else [],
            "assess_url": self.assess_url(),
            "history": self.history(),
            "clause": self.catalogue.clause(atom.clause),
            "neighbours": self.neighbours(),
            "editions": self.editions(),
            "kind": self.catalogue.kinds[atom.kind],
            "edition": edition_name(self.catalogue),
            "today": self.today,
            "amendment": next((one.title for one in self.catalogue.amendments if one.id == atom.amendment), ""),
        }
        return render(request, "conformity/requirement.html", {"page": page})

    @cached_property
    def atom(self) -> Atom:
        return self.catalogue.atom(self.kwargs["atom"])

    @cached_property
    def verdict(self) -> Verdict | None:
        return queries.verdict(self.organization.pk, self.catalogue.id, self.atom.id)

    @property
    def prefix(self) -> str:
        return drawing.address(self.organization, self.catalogue.id)

    def crumbs(self) -> list[Link]:
        clause = self.atom.clause
        parts = clause.split(".")
        numbers = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        titles = [self.catalogue.clause(number) for number in numbers]
        return [
            Link(edition_name(self.catalogue), self.prefix),
            *(Link(f"{one.number} {one.title}", f"{self.prefix}?clause={one.number}#requirements") for one in titles),
        ]

    def evidence(self) -> list[dict[str, Any]]:
        """The types of records that show conformity: with their lists, or said not to be kept here yet."""
        types = {record_type.name: record_type for record_type in modules.all_record_types()}
        kept = catalogues.kept_types()
        found = []
        for name in self.atom.evidence:
            record_type = types.get(name)
            kind = self.catalogue.record_kind(name)
            found.append(
                {
                    "label": _first_upper(words.plural_of(name)),
                    "definition": kind.definition,
                    "url": addresses.of_type(self.organization, record_type) if record_type else "",
                    "kept": name in kept,
                }
            )
        return found

    def check(self) -> SafeString:
        """The rule in the catalogue's words, with the company's values in place of the names of parameters."""
        text = self.atom.check or ""
        values = {rule.name: rule for rule in self.rules}
        parts = PARAMETER_NAME.split(text)
        # split() puts the names of parameters at the odd places.
        drawn = [
            format_html('<a class="applied" href="#rule-{}">{}</a>', part, values[part].in_words)
            if place % 2 and part in values
            else part
            for place, part in enumerate(parts)
        ]
        return format_html_join("", "{}", ((part,) for part in drawn))

    @cached_property
    def rules(self) -> list[Rule]:
        """The parameters that this requirement's check and condition name, with the company's values."""
        names = catalogues.named_by(self.catalogue, self.atom) | set(self.verdict.parameters if self.verdict else ())
        with_names = self.actor.has(HISTORY)
        return parameter_queries.rules(self.organization.pk, self.catalogue, with_names=with_names, only=names)

    def applies(self) -> str:
        """The condition under which the requirement applies, where there is one."""
        flag = self.catalogue.flags[self.atom.applicability]
        return "" if self.atom.applicability == "always" else flag.meaning

    def assess_url(self) -> str:
        """Where somebody writes down what they saw; empty for who may not, and where records decide alone."""
        if not is_assessable(self.atom) or not may_assess(self.actor):
            return ""
        record_type = modules.type_of(ManualAssessment)
        return f"{addresses.of_type(self.organization, record_type, 'record_create')}?requirement={self.atom.id}"

    def history(self) -> list[dict[str, Any]]:
        """Every change of the outcome, with the ledger entry that made it for those who may read the ledger."""
        changes = stored.turns_of(self.organization.pk, self.catalogue.id, self.atom.id)
        may = self.actor.has(HISTORY)
        return [
            {
                "change": change,
                "entry_url": reverse("kernel:ledger_entry", args=[self.organization.slug, change.entry_id])
                if may and change.entry_id
                else "",
            }
            for change in changes
        ]

    def neighbours(self) -> dict[str, Any]:
        """The requirement before and after, and those of the same clause."""
        atoms = self.catalogue.atoms
        place = atoms.index(self.atom)
        before = atoms[place - 1] if place else None
        after = atoms[place + 1] if place + 1 < len(atoms) else None
        return {
            "before": self._neighbour(before),
            "after": self._neighbour(after),
            "back": f"{self.prefix}?clause={'.'.join(self.atom.clause.split('.')[:2])}#requirements",
        }

    def _neighbour(self, atom: Atom | None) -> dict[str, str] | None:
        return {"id": atom.id, "text": atom.text, "url": f"{self.prefix}{atom.id}/"} if atom else None

    def editions(self) -> list[dict[str, str]]:
        """The same requirement in the other editions."""
        others = [one for one in catalogues.readable().values() if one is not self.catalogue and self.atom.id in one]
        outcomes = stored.outcome_in(self.organization.pk, (one.id for one in others), self.atom.id) if others else {}
        return [
            {
                "name": edition_name(one),
                "outcome": outcomes.get(one.id, ""),
                "url": f"{drawing.address(self.organization, one.id)}{self.atom.id}/",
            }
            for one in others
        ]


def grouped(shown: Sequence[Shown], assess_url: str) -> list[FoundHere]:
    """Findings by reason and cure, in their order. Records come as (record, address, owner's name).

    Where the cure is taken on each record's own page, the button leads to the first.
    """
    groups: dict[tuple[str, str], FoundHere] = {}
    for one in shown:
        group = groups.setdefault((one.reason, one.cure), FoundHere(one.reason, one.cure, one.url or assess_url))
        if one.record is not None:
            group.records.append((one.record, addresses.of_record(one.record), one.owner.title if one.owner else ""))
    return list(groups.values())


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
