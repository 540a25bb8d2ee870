"""Questions about products, their characteristics and versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from everproof.kernel.ledger.canonical import plain
from everproof.products.models import FIGURES, ProductCharacteristic, ProductService, ProductVersion

# What a version keeps beside the characteristics: the words by which the product is judged.
DEFINING = (
    "type",
    "requirements",
    "legal_requirements",
    "internal_requirements",
    "acceptance_criteria",
    "intended_lifetime",
    "traceability_required",
)


def active_products(organization_id: int) -> QuerySet[ProductService]:
    """What is on offer."""
    return ProductService.objects.in_force().filter(organization_id=organization_id, status="active")


def characteristics_of(product: ProductService) -> QuerySet[ProductCharacteristic]:
    """What must hold of a product, in its order."""
    return ProductCharacteristic.objects.in_force().filter(product=product).order_by("position", "id")


def version_in_force(product: ProductService) -> ProductVersion | None:
    """The version that customers get today."""
    return ProductVersion.objects.in_force().filter(product=product, status="in-force").first()


def next_edition(product: ProductService) -> int:
    """The number of the next version; those of voided ones are not used again."""
    last = ProductVersion.objects.filter(product=product).aggregate(last=Max("edition"))["last"]
    return (last or 0) + 1


def content_of(
    product: ProductService, characteristics: Sequence[ProductCharacteristic] | None = None
) -> dict[str, Any]:
    """The product as it stands, in the form that a version keeps."""
    found = characteristics_of(product) if characteristics is None else characteristics
    content = {name: getattr(product, name) for name in DEFINING}
    return plain({**content, "characteristics": [one.content() for one in found]})


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two versions: what, before and after; empty where it was not there."""

    what: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two contents: the product's own words first, then characteristic by characteristic."""
    found = [
        Difference(_label(ProductService, name), _words(before.get(name)), _words(after.get(name)))
        for name in DEFINING
        if before.get(name) != after.get(name)
    ]
    old = {one["number"]: one for one in before.get("characteristics", ())}
    new = {one["number"]: one for one in after.get("characteristics", ())}
    for number in [*old, *(key for key in new if key not in old)]:
        if figures_alike(old.get(number)) != figures_alike(new.get(number)):
            one = new.get(number) or old[number]
            found.append(Difference(one["title"], demand(old.get(number)), demand(new.get(number))))
    return found


def meaning(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content in the form in which two are compared: 50.1 and 50.10 ask for the same."""
    return {**content, "characteristics": [figures_alike(one) for one in content.get("characteristics", ())]}


def figures_alike(characteristic: Mapping[str, str] | None) -> dict[str, str] | None:
    """A characteristic of a content with its figures free of needless zeros."""
    if characteristic is None:
        return None
    figures = {name: characteristic[name] for name in FIGURES if characteristic.get(name)}
    return {**characteristic, **{name: format(Decimal(text).normalize(), "f") for name, text in figures.items()}}


def demand(content: Mapping[str, str] | None) -> str:
    """What a characteristic asks for, in one line: "12 mm (11.9 to 12.1)", "no scratch"."""
    if not content:
        return ""
    if content["kind"] == ProductCharacteristic.Kind.ATTRIBUTE:
        return content["criterion"] or content["title"]
    lower, upper, unit = content["lower_limit"], content["upper_limit"], content["unit"]
    limits = ""
    if lower and upper:
        limits = _("%(lower)s to %(upper)s") % {"lower": lower, "upper": upper}
    elif lower:
        limits = _("at least %(lower)s") % {"lower": lower}
    elif upper:
        limits = _("at most %(upper)s") % {"upper": upper}
    shown_unit = "" if unit == "1" else unit
    if content["nominal"]:
        words = f"{content['nominal']} {shown_unit}".strip()
        return f"{words} ({limits})" if limits else words
    return f"{limits} {shown_unit}".strip()


def _label(model: type[ProductService], name: str) -> str:
    words = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    return str(value or "")
