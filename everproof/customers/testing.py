"""Records of this room for tests of every type."""

from everproof.customers.models import Customer, CustomerContact, CustomerRequirement
from everproof.kernel import records
from everproof.kernel.testing.cast import Cast


def customer(cast: Cast, number: int = 1) -> Customer:
    """A customer that buys valves."""
    return records.create(
        Customer,
        by=cast.manager,
        title=f"Canary Chemicals {number}",
        segment="Chemistry",
        sites=["Bremen, plant 2"],
        site=cast.main_site,
    )


def contact(cast: Cast, number: int = 1) -> CustomerContact:
    """Somebody at a customer."""
    return records.create(
        CustomerContact,
        by=cast.manager,
        customer=customer(cast, number),
        title=f"Canary Contact {number}",
        mail=f"contact{number}@canary.example",
        site=cast.main_site,
    )


def requirement(cast: Cast, number: int = 1) -> CustomerRequirement:
    """What one customer requires beyond what all do."""
    return records.create(
        CustomerRequirement,
        by=cast.manager,
        customer=customer(cast, number),
        title=f"Canary certificate 3.1 with every body {number}",
        text="As in their delivery terms, 4.2.",
        site=cast.main_site,
    )


FACTORIES = {
    "customer": customer,
    "customer-contact": contact,
    "customer-requirement": requirement,
}
