"""What can be done with products: describe them, say what must hold, release a version, put on offer, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.products import queries
from everproof.products.models import FIGURES, ProductCharacteristic, ProductService, ProductVersion, decimals_of

# As many as the database keeps.
MOST_DECIMALS = 6


def add_product(*, title: str, type: str, by: Actor, **values: Any) -> ProductService:
    """Describe something that is planned to be offered."""
    return records.create(ProductService, by=by, title=title, type=type, **values)


def activate_product(
    *, product: ProductService, by: Actor, offered_since: date | None = None, **values: Any
) -> ProductService:
    """Put it on offer, from today unless another day is said."""
    day = offered_since or product.offered_since or clock.today(by.organization.zone)
    return transitions.perform(product, "activate", by=by, offered_since=day, **values)


def withdraw_product(*, product: ProductService, by: Actor, reason: str, **options: Any) -> ProductService:
    """Take it off the offer, and say why."""
    return transitions.perform(product, "withdraw", by=by, reason=reason, **options)


def reactivate_product(*, product: ProductService, by: Actor, reason: str, **options: Any) -> ProductService:
    """Offer it again."""
    return transitions.perform(product, "reactivate", by=by, reason=reason, **options)


@transaction.atomic
def add_characteristic(
    *, product: ProductService, title: str, by: Actor, position: int | None = None, **values: Any
) -> ProductCharacteristic:
    """Say of a product what must hold. It comes last unless a place is given."""
    _refuse_withdrawn(product, by)
    if not position:
        position = queries.characteristics_of(product).count() + 1
    values["decimals"] = _decimals({}, values)
    return records.create(ProductCharacteristic, by=by, product=product, title=title, position=position, **values)


def change_characteristic(*, characteristic: ProductCharacteristic, by: Actor, **changes: Any) -> ProductCharacteristic:
    """Change what must hold. It counts for the product from its next version on."""
    # Whoever may change the characteristic may; to hang it on another product takes the right to that one, too.
    records.store.refuse_if_locked(characteristic.product)
    product = changes.get("product", characteristic.product)
    if product.pk != characteristic.product_id:
        _refuse_withdrawn(product, by)
    return records.update(characteristic, by=by, **changes, decimals=_decimals(characteristic.decimals, changes))


def _decimals(known: Mapping[str, int], values: Mapping[str, Any]) -> dict[str, int]:
    """With how many decimals each figure is written once these are entered."""
    given = {name: values[name] for name in FIGURES if values.get(name) is not None}
    entered = {name: min(decimals_of(Decimal(str(value))), MOST_DECIMALS) for name, value in given.items()}
    emptied = {name for name in FIGURES if name in values and values[name] is None}
    return {name: places for name, places in {**known, **entered}.items() if name not in emptied}


def _refuse_withdrawn(product: ProductService, by: Actor) -> None:
    access.require(by, "update", product)
    records.store.refuse_if_locked(product)


@transaction.atomic
def release_version(
    *,
    product: ProductService,
    what_changed: str,
    by: Actor,
    in_force_from: date | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
) -> ProductVersion:
    """Release the product as it stands now as its next version; the one before is superseded.

    Refused where nothing changed since the last version.
    """
    _refuse_withdrawn(product, by)
    former = queries.version_in_force(product)
    content = queries.content_of(product)
    if former is not None and queries.meaning(former.content) == queries.meaning(content):
        raise Refused(_("Nothing changed since version %(n)d.") % {"n": former.edition})
    edition = queries.next_edition(product)
    version = records.create(
        ProductVersion,
        by=by,
        at=at,
        id=id,
        product=product,
        title=_("%(product)s, version %(n)d") % {"product": product.title[:180], "n": edition},
        edition=edition,
        what_changed=what_changed,
        in_force_from=in_force_from or clock.today(by.organization.zone),
        content=content,
        site_id=product.site_id,
    )
    if former is not None:
        transitions.perform(former, "supersede", by=by, at=at)
    return transitions.perform(version, "release", by=by, at=at)
