"""Violations of clause 4.3."""

from __future__ import annotations

from everproof.context.models import ContextIssue, ScopeStatement
from everproof.kernel.checks import Injection
from everproof.products.models import ProductService


def _approved(company: Injection) -> ScopeStatement:
    return company.one(ScopeStatement, status="approved")


def fault_4_3_2(company: Injection) -> None:
    """An external issue came up half a year ago, and the scope was not looked at since."""
    company.change(_approved(company), reviewed_on=company.days_ago(200))
    company.add(
        ContextIssue, kind="external", status="active", relevant=True, topic="market", raised_on=company.days_ago(180)
    )


def fault_4_3_3(company: Injection) -> None:
    """A party that matters is missing among those considered."""
    scope = _approved(company)
    company.change(scope, considered_parties=scope.considered_parties[1:])


def fault_4_3_4(company: Injection) -> None:
    """A new service on offer was not considered."""
    former = company.one(ProductService, status="active")
    company.add(ProductService, status="active", type=former.type, processes=former.processes)


def fault_4_3_7(company: Injection) -> None:
    """The scope names training services, which nobody offers."""
    scope = _approved(company)
    company.change(scope, products_services=[*scope.products_services, "Training services"])


def fault_4_3_8(company: Injection) -> None:
    """Design is left out without a reason."""
    entry = {"requirement": "8.3", "justification": "", "effect_on_conformity": "none"}
    company.change(_approved(company), exclusions=[entry])
