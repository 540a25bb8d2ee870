"""`everproof erase PERSON --basis …`: personal data goes for good, the history stays provable."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING
from uuid import UUID

from everproof.cli.acting import acting, add_acting_options
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people.models import Person

# Where values of persons lie. Rewriting these tables takes the bytes of deleted rows out of their files.
TABLES = (
    "kernel_person",
    "kernel_recordversion",
    "kernel_searchentry",
    "kernel_notification",
    "kernel_outgoingmail",
    "kernel_ledgerwitness",
    "kernel_user",
    "django_session",
)


def register(commands: Commands) -> None:
    """Add the subcommand of this group."""
    command = commands.add_parser(
        "erase",
        help="erase the personal data of a person who has left",
        description="Blanks the person's own fields, now and in every kept version, their notifications, mails and "
        "login. The records they worked on stay, and every proof stays valid. Nothing brings the values back; copies "
        "in backups last until those expire.",
        allow_abbrev=False,
    )
    command.add_argument("person", metavar="PERSON", help="number, e-mail address or id of the person")
    command.add_argument(
        "--basis", required=True, help='why, in a few words without personal data, such as "request of 3 March"'
    )
    add_acting_options(command)
    add_json_option(command)
    command.set_defaults(run=erase)


def erase(arguments: argparse.Namespace) -> int:
    """Erase. Exit code 1 when it is refused, 2 when nobody is found."""
    with acting(arguments) as by:
        from everproof.kernel.errors import Refused
        from everproof.kernel.people.erasure import erase_person

        person = _find(by, arguments.person)
        number = person.number
        try:
            erase_person(person=person, by=by, basis=arguments.basis)
        except Refused as refusal:
            print(" ".join(str(reason) for reason in refusal.reasons))
            return Outcome.NOT_WELL
        signed = _signed(person)
    left = _wipe()
    if arguments.json:
        print_json({"person": number, "wiped": not left, "left": left, "signatures": signed})
    else:
        print(f"{number} is erased.", *_signed_in_words(signed), *filter(None, [left]), sep="\n")
    return Outcome.WELL


def _signed(person: Person) -> list[dict[str, str]]:
    """The signatures that go on naming the person (21 CFR 11.50 and 11.70: as long as the signed record is kept)."""
    from everproof.kernel.signatures import queries

    return [
        {"record": number, "meaning": row.meaning, "at": row.signed_at.isoformat()}
        for number, row in queries.by_person(person.organization_id, person.pk)
    ]


def _signed_in_words(signed: list[dict[str, str]]) -> list[str]:
    if not signed:
        return []
    head = "The name stays under these signatures, for as long as the signed records are kept:"
    return [head, *(f"  {each['record']}  {each['meaning']}  {each['at'][:10]}" for each in signed)]


def _find(by: Actor, wanted: str) -> Person:
    from everproof.kernel.people.models import Person

    people = Person.objects.filter(organization_id=by.organization_id)
    try:
        found = list(people.filter(pk=UUID(wanted)))
    except ValueError:
        found = list(people.filter(number=wanted)) or list(people.filter(email__iexact=wanted)[:2])
    if len(found) != 1:
        many = "More than one person has" if found else "Nobody has"
        raise CannotRun(f"{many} the number, address or id {wanted} in {by.organization.slug}.")
    found[0].organization = by.organization
    return found[0]


def _wipe() -> str:
    """Take the bytes of deleted rows out of the database's files; gives what is left to do, in words.

    SQLite is rewritten by the erasure itself. On PostgreSQL only the owner of a table may rewrite it.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    owner = os.environ.get("EVERPROOF_OWNER_DATABASE_URL")
    if not owner:
        return (
            "The database may still hold the bytes of deleted rows. Set EVERPROOF_OWNER_DATABASE_URL and run this "
            f"again, or as the owner: vacuum full {', '.join(TABLES)};"
        )
    import psycopg
    from psycopg import sql

    connection.close()
    with psycopg.connect(owner, dbname=connection.settings_dict["NAME"], autocommit=True) as owned:
        owned.execute("set lock_timeout = '20s'")
        try:
            for table in TABLES:
                owned.execute(sql.SQL("vacuum (full, analyze) {}").format(sql.Identifier(table)))
        except psycopg.errors.LockNotAvailable:
            return f"The database was too busy to be rewritten. As its owner, later: vacuum full {', '.join(TABLES)};"
    return "The write-ahead log and its archive hold old values until they are recycled; backups until they expire."
