"""Records of this room for tests of every type."""

from everproof.kernel import records
from everproof.kernel.records import Record
from everproof.kernel.records.lists import ids_of
from everproof.kernel.testing.cast import Cast
from everproof.processes.testing import FACTORIES as PROCESSES
from everproof.products import actions
from everproof.products.models import ProductService, ProductVersion


def product(cast: Cast, number: int = 1) -> ProductService:
    """A planned valve."""
    return actions.add_product(
        title=f"Canary valve {number}",
        type="Industrial valve",
        by=cast.manager,
        acceptance_criteria="Tight at 16 bar for 60 s.",
        requirements=["Nominal pressure 16 bar"],
        site=cast.main_site,
    )


def characteristic(cast: Cast, number: int = 1) -> Record:
    return actions.add_characteristic(
        product=product(cast, number),
        title=f"Canary seat diameter {number}",
        by=cast.manager,
        nominal="50",
        lower_limit="49.9",
        upper_limit="50.1",
        unit="mm",
    )


def active_product(cast: Cast, number: int = 1) -> ProductService:
    """A valve on offer, made by a process that is in force."""
    found = product(cast, number)
    actions.release_version(product=found, what_changed="First release", by=cast.manager)
    made_by = PROCESSES["process"](cast, number)
    return actions.activate_product(product=found, by=cast.manager, processes=ids_of([made_by]))


def prepared_version(cast: Cast, number: int = 1) -> Record:
    """A version that is written but not released, as its release makes it first."""
    return records.create(
        ProductVersion,
        by=cast.manager,
        product=product(cast, number),
        title=f"Canary valve {number}, version 1",
        edition=1,
        what_changed="First release",
        in_force_from="2026-01-01",
    )


FACTORIES = {
    "product-service": product,
    "product-characteristic": characteristic,
    "product-version": prepared_version,
}
