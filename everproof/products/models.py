"""Products and services with their characteristics, and the versions in which they were released."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.kernel.records import Record
from everproof.kernel.records.lists import RecordIds

FIGURES = ("nominal", "lower_limit", "upper_limit")


class ProductService(Record):
    """Something that the organisation offers: a product, a family of products, a service (8.2.2).

    `requirements`, `legal_requirements` (references), `internal_requirements` and `claims` are one short text each;
    `claims_substantiation` holds, claim by claim, what proves it. What describes it is linked ("described in").
    """

    type_name = "product-service"

    type = models.CharField(_("kind"), max_length=80)
    description = models.TextField(_("what it is"), blank=True)
    processes = RecordIds(to="processes.Process", verbose_name=_("made by these processes"))
    requirements = models.JSONField(_("what customers require"), default=list, blank=True)
    legal_requirements = models.JSONField(_("what the law requires"), default=list, blank=True)
    internal_requirements = models.JSONField(_("what the company itself requires"), default=list, blank=True)
    claims = models.JSONField(_("what is claimed"), default=list, blank=True)
    claims_substantiation = models.JSONField(_("what proves the claims"), default=list, blank=True)
    acceptance_criteria = models.TextField(_("accepted when"), blank=True)
    intended_lifetime = models.CharField(_("intended lifetime"), max_length=80, blank=True)
    failure_consequences = models.TextField(_("what a failure may cause"), blank=True)
    traceability_required = models.BooleanField(_("has to be traceable"), default=False)
    post_delivery_needed = models.BooleanField(_("needs care after delivery"), default=False)
    offered_since = models.DateField(_("offered since"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name_plural = "products and services"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "type", "id"], name="productservice_of_type"),
            models.Index(fields=["organization", "title", "id"], name="productservice_by_name"),
        ]

    @property
    def name(self) -> str:
        return self.title


class ProductCharacteristic(Record):
    """A property of a product that must hold: a measured one with limits, or one that is there or not.

    `nominal`, `lower_limit` and `upper_limit` are in `unit`, a UCUM code ("mm", "bar", "N.m"). `special` says that it
    bears on safety, the law or function so much that it is watched more closely. `decimals` holds with how many places
    each figure was entered, for databases keep six of them: 10.0 mm says another thing than 10 mm.
    """

    type_name = "product-characteristic"

    class Kind(models.TextChoices):
        VARIABLE = "variable", _("Measured")
        ATTRIBUTE = "attribute", _("Judged: good or not")

    class Special(models.TextChoices):
        CRITICAL = "critical", _("Critical: safety or law")
        SIGNIFICANT = "significant", _("Significant: fit or function")

    product = models.ForeignKey(
        ProductService, models.PROTECT, related_name="characteristics", db_index=False, verbose_name=_("product")
    )
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.VARIABLE)
    nominal = models.DecimalField(_("nominal"), max_digits=16, decimal_places=6, null=True, blank=True)
    lower_limit = models.DecimalField(_("lower limit"), max_digits=16, decimal_places=6, null=True, blank=True)
    upper_limit = models.DecimalField(_("upper limit"), max_digits=16, decimal_places=6, null=True, blank=True)
    decimals = models.JSONField(default=dict, blank=True, editable=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    criterion = models.CharField(_("good when"), max_length=200, blank=True)
    special = models.CharField(_("special characteristic"), max_length=12, choices=Special.choices, blank=True)
    method = models.CharField(_("checked how"), max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "product", "position", "id"], name="productcharacteristic_in_order"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(lower_limit=None)
                | models.Q(upper_limit=None)
                | models.Q(lower_limit__lte=models.F("upper_limit")),
                name="the_lower_limit_is_not_above_the_upper_one",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="variable")
                | models.Q(kind="attribute", nominal=None, lower_limit=None, upper_limit=None, unit=""),
                name="only_what_is_measured_has_limits_and_a_unit",
            ),
        ]

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **options: Any) -> ProductCharacteristic:
        """With its figures as they were entered."""
        made = super().from_db(db, field_names, values, **options)
        entered = made.__dict__.get("decimals") or {}
        for name in FIGURES:
            if (value := made.__dict__.get(name)) is not None:
                setattr(made, name, as_entered(value, entered.get(name)))
        return made

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.kind == self.Kind.VARIABLE:
            errors |= self._wrong_limits()
        elif any(value is not None for value in (self.nominal, self.lower_limit, self.upper_limit)) or self.unit:
            errors["kind"] = _("Only what is measured has a nominal, limits and a unit.")
        if errors:
            raise ValidationError(errors)

    def _wrong_limits(self) -> dict[str, Any]:
        lower, upper, nominal = self.lower_limit, self.upper_limit, self.nominal
        if lower is not None and upper is not None and lower > upper:
            return {"upper_limit": _("The upper limit is below the lower one.")}
        if nominal is not None and not (lower is None or lower <= nominal):
            return {"nominal": _("The nominal is below the lower limit.")}
        if nominal is not None and not (upper is None or nominal <= upper):
            return {"nominal": _("The nominal is above the upper limit.")}
        if not self.unit and any(value is not None for value in (lower, upper, nominal)):
            return {"unit": _("Say in which unit; write 1 for a plain number.")}
        return {}

    def content(self) -> dict[str, str]:
        """What it asks for, as a version of the product keeps it."""
        return {
            "number": self.number,
            "title": self.title,
            "kind": self.kind,
            "nominal": _text(self.nominal),
            "lower_limit": _text(self.lower_limit),
            "upper_limit": _text(self.upper_limit),
            "unit": self.unit,
            "criterion": self.criterion,
            "special": self.special,
            "method": self.method,
        }


class ProductVersion(Record):
    """A product as it was released: what changed against the version before, and every characteristic as it stood."""

    type_name = "product-version"

    product = models.ForeignKey(
        ProductService, models.PROTECT, related_name="versions", db_index=False, verbose_name=_("product")
    )
    edition = models.PositiveSmallIntegerField(_("version"), editable=False)
    what_changed = models.TextField(_("what changed"))
    in_force_from = models.DateField(_("in force from"))
    content = models.JSONField(default=dict, editable=False)

    class Meta(Record.Meta):
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["organization", "product", "-edition"], name="productversion_of_product"),
        ]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "product", "edition"], name="a_product_has_each_version_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "product"],
                condition=models.Q(status="in-force"),
                name="one_version_of_a_product_is_in_force",
            ),
        ]


def as_entered(value: Decimal, places: int | None) -> Decimal:
    """The figure with so many decimals, or without needless zeros where nobody knows how many there were."""
    plain = Decimal(format(value.normalize(), "f"))
    return max(plain, plain.quantize(Decimal(1).scaleb(-places)), key=decimals_of) if places else plain


def decimals_of(value: Decimal) -> int:
    """How many decimals a figure is written with."""
    return max(0, -int(value.as_tuple().exponent))


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(Decimal(value), "f")
