"""`everproof migrate` and `everproof django`: the installation's tables, and Django's own commands."""

import argparse
import sys

from everproof.cli import environment
from everproof.cli.outcome import CannotRun, Commands, Outcome


def register(commands: Commands) -> None:
    """Add the subcommands of this group."""
    migrate_command = commands.add_parser(
        "migrate",
        help="bring the database and the static files to this version",
        description="Brings the database and the static files to this version. On PostgreSQL it connects as the owner "
        "of the tables (EVERPROOF_OWNER_DATABASE_URL).",
        allow_abbrev=False,
    )
    migrate_command.set_defaults(run=migrate)

    django_command = commands.add_parser("django", help="run one of Django's own commands", add_help=False)
    django_command.add_argument("arguments", nargs=argparse.REMAINDER)
    django_command.set_defaults(run=django)


def migrate(arguments: argparse.Namespace) -> int:
    """Migrate, make the cache table, and in production gather the static files, named by their content."""
    environment.connect_as("OWNER")
    environment.set_up()
    from django.conf import settings

    bring_database_up_to_date(verbosity=1)
    if settings.EVERPROOF_ENV == "production":
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=1)
    return Outcome.WELL


def bring_database_up_to_date(*, verbosity: int) -> None:
    """Run the migrations, make the table of the cache, give the app's role its rights; a second run changes nothing."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from everproof.kernel.tenancy import grants

    try:
        call_command("migrate", interactive=False, verbosity=verbosity)
        call_command("createcachetable", verbosity=0)
        grants.give_to_configured_roles(connection)
        grants.give_to_configured_roles(connection)
    except DatabaseError as error:
        raise CannotRun(f"The database could not be brought to this version: {error}".strip()) from error


def django(arguments: argparse.Namespace) -> int:
    """Run a command of Django's, such as `everproof django check`."""
    environment.settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["everproof django", *arguments.arguments])
    sys.stdout.flush()
    return Outcome.WELL
