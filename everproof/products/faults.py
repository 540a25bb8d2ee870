"""The violations of this room's atoms."""

from __future__ import annotations

from everproof.kernel.checks import Injection
from everproof.products.models import ProductService


def fault_4_4_1_4(company: Injection) -> None:
    """An active service is linked to no process at all."""
    company.change(company.one(ProductService, status="active"), processes=[])


def fault_8_1_3(company: Injection) -> None:
    """An active product has an empty list of requirements."""
    company.change(company.one(ProductService, status="active"), requirements=[])
