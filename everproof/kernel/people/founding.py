"""How an installation gets its first organisation: with an administrator who has no password until they choose one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTRATOR, QUALITY_MANAGER
from everproof.kernel.people.actions import add_person, found_organization, give_access
from everproof.kernel.people.invitations import Invited, invite
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

# The clock of such a ledger can be moved, which no real one allows.
PRETENDED = ("demo/", "test/")


@transaction.atomic
def found(
    *,
    slug: str,
    name: str,
    origin: str,
    administrator: str,
    address: str,
    zone: str = "UTC",
    currency: str = "EUR",
    only_administrator: bool = False,
) -> tuple[Organization, Invited]:
    """A new organisation with its administrator (a name and an address), and the invitation to hand over.

    Nobody changes their own access, so the first person runs the quality system too, unless `only_administrator`:
    somebody who begins alone could not write down a single process otherwise. The invitation is not mailed:
    whoever runs this command hands it over. Raises ValidationError.
    """
    if origin.startswith(PRETENDED):
        raise ValidationError({"origin": _("The ledger of a real organisation begins with neither demo/ nor test/.")})
    validate_email(address)
    organization = found_organization(slug=slug, name=name, origin=origin, zone=zone, currency=currency)
    with organization_scope(organization.pk):
        setup = Actor.system(organization, "setup", source="command")
        person = add_person(name=administrator, by=setup, email=address)
        give_access(access_role=ADMINISTRATOR.name, person=person, by=setup)
        if not only_administrator:
            give_access(access_role=QUALITY_MANAGER.name, person=person, by=setup)
        return organization, invite(person=person, by=setup, by_mail=False)
