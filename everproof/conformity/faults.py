"""The violations of what a standard asks of how it is applied itself, and of how its requirements come out."""

from __future__ import annotations

from typing import Any

from everproof.conformity import catalogues
from everproof.conformity.models import Run, Standing
from everproof.kernel import clock, modules
from everproof.kernel.checks import Injection
from everproof.kernel.work.models import Action


def fault_4_3_5(company: Injection) -> None:
    """The scope leaves out production control although a special process runs."""
    scope, process = (modules.record_type(name).model for name in ("scope-statement", "process"))
    reason = "We hold that this does not concern us."
    left_out = {"requirement": "8.5.1", "justification": reason, "effect_on_conformity": "none"}
    company.change(company.one(scope, status="approved"), exclusions=[left_out])
    company.change(company.one(process, status="active"), special=True)


def fault_9_1_1_5(company: Injection) -> None:
    """The newest evaluation of the quality system is from the year before last."""
    analysis: Any = modules.record_type("analysis").model
    company.change(company.records(analysis).filter(topic="qms-performance"), concluded_on=company.days_ago(700))


def fault_10_3_1(company: Injection) -> None:
    """The share of passed checks fell from 96 to 71 percent and no action was opened."""
    company.change(company.records(Action).filter(status="open"), status="completed")
    first = _evaluated(company, met=96, days_ago=300)
    last = _evaluated(company, met=71, days_ago=1)
    Standing.objects.filter(organization_id=company.organization_id).delete()
    Standing.objects.create(
        organization_id=company.organization_id,
        standard=first.standard,
        rules="",
        day=last.day,
        position=0,
        as_of=last.started_at,
        full_at=last.started_at,
        counts=last.counts,
        run=last,
    )


def _evaluated(company: Injection, *, met: int, days_ago: int) -> Run:
    """An evaluation of a hundred requirements, as many as that met; by the edition whose rule the check follows."""
    standard = next(iter(catalogues.readable()))
    return Run.objects.create(
        organization_id=company.organization_id,
        standard=standard,
        catalogue=catalogues.catalogue_of(standard).digest,
        kind=Run.Kind.FULL,
        day=company.days_ago(days_ago),
        started_at=clock.now(),
        seconds=1.0,
        statements=1,
        position=0,
        looked_at=100,
        changed=0,
        counts={"pass": met, "fail": 100 - met},
    )
