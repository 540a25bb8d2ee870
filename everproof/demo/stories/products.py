"""What the company offers, what must hold, and how it changed in two years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, Company
from everproof.demo.stories import kestrel_products as kestrel
from everproof.demo.stories.kestrel_products import Family
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.records.lists import ids_of
from everproof.products import actions
from everproof.products.models import ProductCharacteristic, ProductService


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """All families stand at the beginning; then come changes, one of them not released yet."""
    with clock.travel(start + timedelta(hours=1)):
        for family in kestrel.FAMILIES:
            _describe(company, family)
    day = timedelta(days=1)
    agenda.at(start + 160 * day, _change(company, kestrel.GATE, "Torque of the handwheel", "70", "Lighter handwheel"))
    agenda.at(start + 420 * day, _change(company, kestrel.BUTTERFLY, "Thickness of the lining", "6.3", "New mould"))
    agenda.at(start + 500 * day, lambda: _withdraw(company))
    agenda.at(anchor - 25 * day, lambda: _tighten(company, kestrel.GLOBE, "Stroke", "32.3"))


def engineer(company: Company) -> Actor:
    return company.actor(company.one("Head of engineering"))


def product(company: Company, title: str) -> ProductService:
    """A family as it stands now."""
    found = ProductService.objects.select_related("organization", "site")
    return found.get(organization=company.organization, title=title)


def _describe(company: Company, family: Family) -> None:
    by = engineer(company)
    made = actions.add_product(
        title=family.title,
        type=family.kind,
        description=family.what,
        requirements=list(kestrel.WANTED),
        legal_requirements=list(kestrel.LAW) if family.kind == kestrel.VALVE else ["none"],
        internal_requirements=list(kestrel.HOUSE),
        claims=[claim for claim, _proof in family.claims],
        claims_substantiation=[proof for _claim, proof in family.claims],
        acceptance_criteria=family.accepted,
        intended_lifetime=family.lifetime,
        failure_consequences=family.failure,
        traceability_required=family.traceable and family.kind == kestrel.VALVE,
        post_delivery_needed=family.kind != kestrel.SPARES,
        site=company.sites[MAIN],
        by=by,
    )
    for place, must in enumerate(family.must, start=1):
        actions.add_characteristic(product=made, position=place, by=by, **must.values())
    if family.title == kestrel.PLANNED:
        return
    actions.release_version(product=made, what_changed="As it was offered when Everproof began.", by=by)
    processes = ids_of([company.processes[title] for title in family.processes])
    actions.activate_product(product=made, processes=processes, by=by)


def _tighten(company: Company, title: str, characteristic: str, upper: str) -> ProductService:
    found = product(company, title)
    must = ProductCharacteristic.objects.select_related("product", "organization").get(
        product=found, title=characteristic
    )
    actions.change_characteristic(characteristic=must, upper_limit=upper, by=engineer(company))
    return found


def _change(company: Company, title: str, characteristic: str, upper: str, why: str) -> Callable[[], object]:
    def act() -> object:
        found = _tighten(company, title, characteristic, upper)
        return actions.release_version(product=found, what_changed=why, by=engineer(company))

    return act


def _withdraw(company: Company) -> None:
    actions.withdraw_product(
        product=product(company, kestrel.CHECK),
        reason="Two orders in three years. We refer customers to a maker whom we know.",
        by=engineer(company),
    )
