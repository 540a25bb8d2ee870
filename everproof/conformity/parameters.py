"""What a company may set of the catalogues, as parameters of the kernel: name, meaning, unit and limits as there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.conformity import catalogues
from everproof.kernel.parameters import Parameter
from everproof.standards import Parameter as CatalogueParameter

CERTIFIED_TO = "conformity_standard"
# The unit stands beside the value, so the label need not say it.
SUFFIXES = ("_days", "_pct")
KINDS = {"integer": "integer", "number": "decimal", "boolean": "boolean", "text": "text"}


def from_catalogues() -> tuple[Parameter, ...]:
    """The parameters of all catalogues, each once; what a later edition says of one counts."""
    found = {
        name: declared
        for catalogue in catalogues.readable().values()
        for name, declared in catalogue.parameters.items()
    }
    return (_certified_to(), *(_declared(parameter) for _name, parameter in sorted(found.items())))


def _certified_to() -> Parameter:
    standards = catalogues.readable()
    return Parameter(
        CERTIFIED_TO,
        _("Standard to be certified to"),
        "choice",
        next(iter(standards), ""),
        meaning=_("What counts as ready, what comes first, and what owners are told when a requirement is lost."),
        choices=tuple((name, catalogue.edition) for name, catalogue in standards.items()),
    )


def _declared(parameter: CatalogueParameter) -> Parameter:
    return Parameter(
        parameter.name,
        label_of(parameter.name),
        _kind(parameter),
        _plain(parameter.default),
        meaning=" ".join(parameter.meaning.split()),
        unit="" if parameter.type in ("boolean", "text", "list") else parameter.unit,
        least=_limit(parameter.minimum),
        most=_limit(parameter.maximum),
        choices=tuple((choice, choice) for choice in parameter.choices),
        blank=False,
    )


def label_of(name: str) -> str:
    """`ca_effectiveness_days` as words: "Ca effectiveness"."""
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name.replace("_", " ").capitalize()


def _kind(parameter: CatalogueParameter) -> str:
    if parameter.type == "list":
        return "choices" if parameter.choices else "words"
    return KINDS[parameter.type]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return format(Decimal(str(value)), "f") if isinstance(value, float) else value


def _limit(value: float | None) -> int | Decimal | None:
    return Decimal(str(value)) if isinstance(value, float) else value
