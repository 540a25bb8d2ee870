"""What to do next: what blocks the certificate, in the order in which a company gets there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues
from everproof.conformity.findings import Found, from_row
from everproof.conformity.models import Verdict
from everproof.conformity.outcomes import BLOCKING, Outcome
from everproof.standards import Atom


@dataclass(frozen=True)
class Stage:
    """A stage of the way to a certificate and the clauses it is about; the first stage that names a clause has it."""

    name: str
    label: object
    clauses: tuple[str, ...]


# The order in which a company builds its system and a certification body looks at it: stage 1 needs all up to the
# documents, an internal audit and a management review; only then is the operation audited on site.
PATH = (
    Stage("scope", _("Scope and context"), ("4.1", "4.2", "4.3")),
    Stage("policy", _("Policy and leadership"), ("5.1", "5.2")),
    Stage("processes", _("Processes"), ("4.4", "7.1")),
    Stage("roles", _("Roles"), ("5.3",)),
    Stage("risks", _("Risks and changes"), ("6.1", "6.3")),
    Stage("objectives", _("Objectives"), ("6.2",)),
    Stage("documents", _("Documents"), ("7.5",)),
    Stage("competence", _("Competence and awareness"), ("7.2", "7.3", "7.4")),
    Stage("operation", _("Operation"), ("8",)),
    Stage("evaluation", _("Measuring and improving"), ("9.1", "10")),
    Stage("audit", _("Internal audit"), ("9.2",)),
    Stage("review", _("Management review"), ("9.3",)),
)
ELSEWHERE = Stage("other", _("Other requirements"), ())
DOCUMENTED = frozenset({"maintain-documented-information", "retain-documented-information"})
ORDER = (Outcome.ERROR, Outcome.FAIL, Outcome.NO_EVIDENCE, Outcome.MANUAL_DUE)


@dataclass(frozen=True)
class Step:
    """One thing to do: the requirement that it is for, why, the cure, where and whose.

    `first` is the requirement's first finding; its `url_name` (a place that takes the organisation) or its record says
    where, its `owner` who. `total` is how many findings there are.
    """

    stage: Stage
    atom: Atom
    outcome: str
    first: Found
    total: int

    @property
    def has_place(self) -> bool:
        """Whether something can be done about it in the product; else it is not checked here yet."""
        return self.outcome == Outcome.MANUAL_DUE or any((self.first.url_name, self.first.type))


def what_next(organization_id: int, standard: str, *, limit: int | None = None) -> list[Step]:
    """What blocks the certificate, the first first; one statement. Empty when nothing blocks, or nothing was evaluated.

    By stage of the path, fails before what has no evidence, documented information that the standard asks for by name
    before the rest. What the product does not check yet comes last: nothing can be done about it here.
    """
    rows = Verdict.objects.filter(organization_id=organization_id, standard=standard, outcome__in=BLOCKING)
    return ordered(standard, rows.values_list("atom", "outcome", "reason", "findings", "total"))[:limit]


def ordered(standard: str, blocking: Iterable[tuple[str, str, str, list, int]]) -> list[Step]:
    """Steps out of (atom, outcome, reason, findings as stored, total), in the order of the path."""
    catalogue = catalogues.catalogue_of(standard)
    places = {atom.id: place for place, atom in enumerate(catalogue.atoms)}
    steps = [
        Step(stage_of(atom), atom, outcome, _first(reason, findings), total)
        for atom_id, outcome, reason, findings, total in blocking
        if atom_id in catalogue and (atom := catalogue.atom(atom_id))
    ]
    return sorted(
        steps,
        key=lambda step: (
            not step.has_place,
            _place(step.stage),
            ORDER.index(Outcome(step.outcome)),
            step.atom.kind not in DOCUMENTED,
            places[step.atom.id],
        ),
    )


def stage_of(atom: Atom) -> Stage:
    """The stage of the way to a certificate that a requirement belongs to."""
    for stage in PATH:
        if any(atom.clause == clause or atom.clause.startswith(f"{clause}.") for clause in stage.clauses):
            return stage
    return ELSEWHERE


def _place(stage: Stage) -> int:
    return PATH.index(stage) if stage in PATH else len(PATH)


def _first(reason: str, findings: list) -> Found:
    return from_row(findings[0]) if findings else Found(reason, "")
