"""What the pages of this room share: who may see them, which edition they are about, and the tabs between them."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.conformity import catalogues, drawing
from everproof.conformity.models import ManualAssessment
from everproof.conformity.parameters import CERTIFIED_TO
from everproof.conformity.queries_for_pages import Readiness
from everproof.kernel import access, modules, parameters
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import READ
from everproof.kernel.errors import NotAllowed
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView
from everproof.standards import Catalogue


def may_see(actor: Actor) -> bool:
    """Whether somebody may see how the company stands: whoever reads its records, but no contact of another company."""
    return actor.is_system or any(READ in grant.role.powers and not grant.role.needs_party for grant in actor.grants)


class ConformityView(OrganizationView):
    """A page of this room. `tab` is the name of the tab that is current."""

    tab = ""

    def require_reader(self) -> None:
        if not may_see(self.actor):
            raise NotAllowed(access.why_not_visible(self.actor))

    @cached_property
    def certified_to(self) -> str:
        """The standard that the company wants to be certified to."""
        return str(parameters.value(self.organization.pk, CERTIFIED_TO))

    @cached_property
    def catalogue(self) -> Catalogue:
        """The edition in the address, or the one to be certified to."""
        name = self.kwargs.get("standard") or self.certified_to
        found = catalogues.readable().get(name)
        if found is None:
            raise Http404
        return found

    @cached_property
    def stored(self) -> Readiness:
        return drawing.stored(self.organization, self.catalogue)

    def address(self, name: str, *arguments: str) -> str:
        return reverse(f"conformity:{name}", args=[self.organization.slug, *arguments])

    def tabs(self) -> list[Link]:
        return tabs(self.organization, self.kwargs.get("standard") or self.certified_to, self.tab)


def tabs(organization: Organization, standard: str, current: str) -> list[Link]:
    """The pages of the room, beside each other; those about one edition keep it."""

    def address(name: str, *arguments: str) -> str:
        return reverse(f"conformity:{name}", args=[organization.slug, *arguments])

    pages = [
        ("requirements", _("Requirements"), address("readiness", standard)),
        ("next", _("What to do next"), address("next", standard)),
        ("time", _("Over time"), address("over_time", standard)),
        ("editions", _("Editions"), address("editions")),
        ("assessments", _("Assessments"), addresses.of_type(organization, modules.type_of(ManualAssessment))),
        ("rules", _("Our rules"), address("parameters")),
        ("guide", _("First certificate"), address("guide")),
    ]
    return [Link(label, url, current=name == current) for name, label, url in pages]


def edition_name(catalogue: Catalogue) -> str:
    """`ISO 9001:2015`."""
    return catalogue.edition.partition(" (")[0]
