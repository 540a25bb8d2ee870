"""Where the organisation wants to go, and what its quality system covers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from everproof.context.models.reviewed import ApprovedRecord
from everproof.kernel.records.lists import RecordIds


class StrategicDirection(ApprovedRecord):
    """What the organisation is for and where it wants to go (4.1, 5.1.1 b)."""

    type_name = "strategic-direction"

    text = models.TextField(_("direction"))

    class Meta(ApprovedRecord.Meta):
        pass


class ScopeStatement(ApprovedRecord):
    """What the quality system covers (4.3), with every requirement that is held not to be applicable, and why.

    `considered_products` is a list of {product, inside, reason}: an id, true or false, and why where it stands
    outside. `exclusions` is a list of {requirement, justification, effect_on_conformity}: a clause's or an atom's id
    of the catalogue, why it does not apply, and "none" or "some". `products_services` are kinds of products, the words
    that the products themselves carry. The document that carries it is linked ("described in").
    """

    type_name = "scope-statement"

    class Effect(models.TextChoices):
        NONE = "none", _("None: what is delivered conforms all the same")
        SOME = "some", _("Some")

    text = models.TextField(_("scope"))
    sites = RecordIds(to="kernel.Site", verbose_name=_("sites"))
    processes = RecordIds(to="processes.Process", verbose_name=_("processes"))
    products_services = models.JSONField(_("kinds of products and services"), default=list, blank=True)
    considered_issues = RecordIds(to="context.ContextIssue", verbose_name=_("issues considered"))
    considered_parties = RecordIds(to="context.InterestedParty", verbose_name=_("interested parties considered"))
    considered_products = models.JSONField(_("products considered"), default=list, blank=True)
    exclusions = models.JSONField(_("requirements not applicable"), default=list, blank=True)

    class Meta(ApprovedRecord.Meta):
        pass

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if any(set(entry) != {"product", "inside", "reason"} for entry in self.considered_products):
            errors["considered_products"] = _("Each says which product, inside or outside, and why.")
        if any(set(entry) != {"requirement", "justification", "effect_on_conformity"} for entry in self.exclusions):
            errors["exclusions"] = _("Each says which requirement, why it does not apply, and the effect.")
        if errors:
            raise ValidationError(errors)
