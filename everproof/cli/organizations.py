"""`everproof found`, `login` and `oidc`: the first organisation, logins in trouble, the company's own sign-in."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from everproof.cli import environment
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json, table

if TYPE_CHECKING:
    from everproof.kernel.people.models import User


def register(commands: Commands) -> None:
    """Add the subcommands of this group."""
    found_command = commands.add_parser(
        "found",
        help="make an organisation and invite its first administrator",
        description="Makes an organisation with its own ledger and its first administrator, and prints the link with "
        "which the administrator chooses a password. The link works once, for seven days; it is printed, not mailed.",
        allow_abbrev=False,
    )
    found_command.add_argument("--name", required=True, help='the organisation, such as "Nordwerk Valves Ltd"')
    found_command.add_argument("--slug", required=True, help="its short name in addresses, such as nordwerk")
    found_command.add_argument("--zone", default="UTC", help="its time zone, such as Europe/Berlin (UTC)")
    found_command.add_argument("--currency", default="EUR", help="its currency as three letters (EUR)")
    found_command.add_argument("--admin-name", required=True, metavar="NAME", help="the first administrator")
    found_command.add_argument("--admin-email", required=True, metavar="EMAIL", help="the administrator's address")
    found_command.add_argument(
        "--only-administrator",
        action="store_true",
        help="give the first person no quality records to work on (by default they are quality manager too)",
    )
    found_command.add_argument("--origin", help="the name of its ledger, never to be changed (host of the URL/SLUG)")
    add_json_option(found_command)
    found_command.set_defaults(run=found)

    login_command = commands.add_parser(
        "login",
        help="show a login, switch it off or on, or help its owner back in",
        description="Shows a login with its organisations. `disable` ends its sessions at once; `reset` takes its "
        "second factors and sessions away and prints a link for a new password, good for an hour.",
        allow_abbrev=False,
    )
    login_command.add_argument("email", metavar="EMAIL")
    login_command.add_argument("verb", choices=["show", "disable", "enable", "reset"], nargs="?", default="show")
    add_json_option(login_command)
    login_command.set_defaults(run=login)

    oidc_command = commands.add_parser(
        "oidc",
        help="print what the company's identity provider must know",
        description="Prints the redirect address to enter at the identity provider that EVERPROOF_OIDC_URL names.",
        allow_abbrev=False,
    )
    add_json_option(oidc_command)
    oidc_command.set_defaults(run=oidc)


def found(arguments: argparse.Namespace) -> int:
    """Make the organisation, or nothing at all."""
    settings = environment.settings()
    environment.set_up()
    environment.refuse_unsafe_database()
    from django.core.exceptions import ValidationError

    from everproof.kernel.people import founding

    host = urlsplit(settings.EVERPROOF_URL).hostname or "localhost"
    try:
        organization, invited = founding.found(
            slug=arguments.slug,
            name=arguments.name,
            zone=arguments.zone,
            currency=arguments.currency.upper(),
            origin=arguments.origin or f"{host}/{arguments.slug}",
            administrator=arguments.admin_name,
            address=arguments.admin_email,
            only_administrator=arguments.only_administrator,
        )
    except ValidationError as error:
        raise CannotRun("The organisation was not made. " + " ".join(_words(error))) from error
    if arguments.json:
        print_json(
            {
                "organization": organization.slug,
                "origin": organization.origin,
                "invitation": invited.url,
                "expires": invited.link.expires_at,
            }
        )
    else:
        print(f"{organization.name} is made. Its first administrator opens this link within seven days, once:")
        print(f"\n  {invited.url}\n")
    return Outcome.WELL


def _words(error: Any) -> list[str]:
    """What is wrong, each with the option it is about."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items()]


def login(arguments: argparse.Namespace) -> int:
    """Show or change one login."""
    environment.set_up()
    environment.refuse_unsafe_database()
    from everproof.kernel.people import operators

    user = operators.find(arguments.email)
    if user is None:
        raise CannotRun(f"There is no login with the address {arguments.email}.")
    link = ""
    if arguments.verb == "disable":
        operators.switch_off(user)
    elif arguments.verb == "enable":
        operators.switch_on(user)
    elif arguments.verb == "reset":
        link = operators.reset(user)
    user.refresh_from_db()
    described = describe(user)
    if arguments.json:
        print_json(described | ({"link": link} if link else {}))
        return Outcome.WELL
    print(table([(name, str(value)) for name, value in described.items() if name != "organizations"]))
    for row in described["organizations"]:
        print(f"  {row['slug']}: {row['state']}, last sign-in {row['last_used_at'] or 'never'}")
    if link:
        print(f"\nHand this link to {user.email}; it works once, for an hour:\n\n  {link}\n")
    return Outcome.WELL


def describe(user: User) -> dict[str, Any]:
    """What there is to say of a login."""
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    memberships = user.memberships.select_related("organization").order_by("organization__slug", "pk")
    return {
        "email": user.email,
        "active": user.is_active,
        "second_factors": sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True)),
        "sessions": UserSession.objects.filter(user=user).count(),
        "organizations": [
            {
                "slug": membership.organization.slug,
                "state": "ended" if membership.ended_at else "in force",
                "last_used_at": membership.last_used_at,
            }
            for membership in memberships
        ],
    }


def oidc(arguments: argparse.Namespace) -> int:
    """Say where the identity provider sends people back to."""
    settings = environment.settings()
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    if not apps:
        raise CannotRun("No identity provider is configured. Set EVERPROOF_OIDC_URL, its client id and its secret.")
    environment.set_up()
    from django.urls import reverse

    path = reverse("openid_connect_callback", args=[apps[0]["provider_id"]])
    said = {
        "provider": apps[0]["settings"]["server_url"],
        "client_id": apps[0]["client_id"],
        "redirect": f"{settings.EVERPROOF_URL}{path}",
        "scopes": "openid profile email",
    }
    if arguments.json:
        print_json(said)
    else:
        print(table(list(said.items())))
    return Outcome.WELL
