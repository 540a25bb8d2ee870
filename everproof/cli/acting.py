"""Says for which organisation, and as whom, a command works: `--organization SLUG`, `--as EMAIL`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from everproof.cli import environment
from everproof.cli.outcome import CannotRun

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.tenancy.models import Organization

SYSTEM_NAME = "command"


def add_acting_options(parser: argparse.ArgumentParser) -> None:
    """Give a command `--organization` and `--as`."""
    parser.add_argument("--organization", metavar="SLUG", help="the organisation to work for (default: the only one)")
    parser.add_argument(
        "--as", dest="as_email", metavar="EMAIL", help=f"the person to act as (default: the system, as {SYSTEM_NAME})"
    )


@contextmanager
def acting(arguments: argparse.Namespace) -> Iterator[Actor]:
    """Load Django and work for the organisation of `--organization` until the block ends; yields who acts.

    A person acts with the rights that the person has; the system itself is not limited. Raises CannotRun where the
    organisation or the person is not to be found.
    """
    environment.set_up()
    from everproof.kernel.tenancy import organization_scope

    organization = find_organization(arguments.organization)
    with organization_scope(organization.pk):
        yield find_actor(organization, arguments.as_email)


def find_organization(slug: str | None) -> Organization:
    """The organisation with this slug or, without one, the only organisation there is."""
    from everproof.kernel.tenancy.models import Organization

    slugs = list(Organization.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise CannotRun("This installation has no organisation yet.")
    if slug is None and len(slugs) > 1:
        raise CannotRun(f"There are several organisations; name one with --organization: {', '.join(slugs)}")
    if slug is not None and slug not in slugs:
        raise CannotRun(f"There is no organisation {slug!r}; there is: {', '.join(slugs)}")
    return Organization.objects.get(slug=slug or slugs[0])


def find_actor(organization: Organization, email: str | None) -> Actor:
    """The person of the organisation with this sign-in address or, without one, the system."""
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people.actors import actor_of, membership_of
    from everproof.kernel.people.models import User, email_key

    if email is None:
        return Actor.system(organization, SYSTEM_NAME, source="command")
    user = User.objects.filter(email_key=email_key(email), is_active=True).first()
    membership = user and membership_of(user, organization.slug)
    actor = membership and actor_of(membership, source="command")
    if not actor:
        raise CannotRun(f"Nobody in {organization.slug} signs in as {email}.")
    return actor
