"""What the model company offers: a product and a service, each with what must hold and a released version."""

from __future__ import annotations

from typing import Any

from everproof.demo.model.company import ModelCompany
from everproof.kernel.records.lists import ids_of
from everproof.products import actions


def add(company: ModelCompany) -> None:
    """One product that has to be traceable, and the repair of it."""
    by = company.actor("Production manager")
    processes = company.kept["processes"]
    with company.on(390):
        valve = actions.add_product(
            title="Ball valve DN 50",
            type="Valves",
            by=by,
            description="Flanged ball valve for water and steam.",
            requirements=["Nominal pressure 16 bar", "Inspection certificate 3.1"],
            legal_requirements=["Pressure Equipment Directive 2014/68/EU"],
            internal_requirements=["Every valve is tested at 1.1 times its nominal pressure"],
            acceptance_criteria="No drop within 60 s at 17.6 bar.",
            intended_lifetime="20 years",
            failure_consequences="Steam escapes; people nearby are burnt.",
            traceability_required=True,
            post_delivery_needed=True,
            site=company.site,
        )
        demands: tuple[tuple[str, dict[str, Any]], ...] = (
            ("Seat diameter", {"nominal": "50", "lower_limit": "49.95", "upper_limit": "50.05", "unit": "mm"}),
            ("Handwheel torque", {"upper_limit": "40", "unit": "N.m", "special": "significant"}),
        )
        for title, values in demands:
            actions.add_characteristic(product=valve, title=title, by=by, method="Every tenth piece", **values)
        repair = actions.add_product(
            title="Repair of ball valves",
            type="Repair",
            by=by,
            requirements=["Back within ten working days"],
            legal_requirements=["none"],
            internal_requirements=["Repaired valves are tested like new ones"],
            acceptance_criteria="As a new valve.",
            intended_lifetime="10 years",
            failure_consequences="As of a new valve.",
            site=company.site,
        )
    with company.on(388):
        made_in = ids_of([processes["Sales"], processes["Production"]])
        company.kept["products"] = []
        for product in (valve, repair):
            actions.release_version(product=product, what_changed="First release.", by=by)
            active = actions.activate_product(product=product, by=by, processes=made_in)
            company.kept["products"].append(active)
