"""The lives of the strategic direction and of the scope statement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.context.lifecycle.steps import approved_one_at_a_time
from everproof.context.models import ScopeStatement


def sites_are_named(scope: ScopeStatement) -> Any:
    """4.3: it says where the system applies."""
    return None if scope.sites else _("It names no site.")


def processes_are_named(scope: ScopeStatement) -> Any:
    """4.3: it says to which processes the system applies."""
    return None if scope.processes else _("It names no process.")


def products_are_named(scope: ScopeStatement) -> Any:
    """4.3: it says which kinds of products and services it covers."""
    return None if scope.products_services else _("It names no kind of product or service.")


def what_stands_outside_has_a_reason(scope: ScopeStatement) -> Any:
    """4.3 c: products were considered; one that stays outside says why."""
    silent = any(not entry["inside"] and not entry["reason"].strip() for entry in scope.considered_products)
    return _("A product stands outside without a reason.") if silent else None


def exclusions_are_justified(scope: ScopeStatement) -> Any:
    """4.3: a requirement is left out only with a reason, and only without effect on what is delivered."""
    if any(not entry["justification"].strip() for entry in scope.exclusions):
        return _("A requirement is left out without a reason.")
    if any(entry["effect_on_conformity"] != ScopeStatement.Effect.NONE for entry in scope.exclusions):
        return _("A requirement that bears on conformity cannot be left out.")
    return None


DIRECTION_LIFECYCLE = approved_one_at_a_time()
SCOPE_LIFECYCLE = approved_one_at_a_time(
    sites_are_named,
    processes_are_named,
    products_are_named,
    what_stands_outside_has_a_reason,
    exclusions_are_justified,
)
