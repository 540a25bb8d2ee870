"""Founds the model company and adds its parts, lower rooms first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from everproof.demo.model import (
    context,
    customers,
    documents,
    improvement,
    landscape,
    people,
    performance,
    products,
    risks,
    satisfaction,
)
from everproof.demo.model.company import ModelCompany, found
from everproof.kernel.tenancy import organization_scope

PARTS = (people, landscape, performance, products, context, documents, risks, improvement, customers, satisfaction)


def build(*, anchor: datetime) -> ModelCompany:
    """The model company as it stands at `anchor` (aware). All or nothing."""
    with transaction.atomic():
        company = found(anchor=anchor)
        with organization_scope(company.organization.pk):
            for part in PARTS:
                part.add(company)
    return company
