"""Erases the personal data of a person. The records they worked on stay, under an id that says nothing any more."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import access, clock, ledger, modules, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.files.erasure import erase_files
from everproof.kernel.ledger.erasure import erase_versions
from everproof.kernel.ledger.keys import folder
from everproof.kernel.ledger.models import LedgerWitness
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.pdf.prints import forget as forget_prints
from everproof.kernel.people.models import Person, User
from everproof.kernel.tenancy.models import Membership, Organization

ERASED_NAME = _("Erased person")


def erase_person(*, person: Person, by: Actor, basis: str, even_if_active: bool = False) -> Person:
    """Blank the person's own fields, now and in every kept version, their files, notifications, mail and login.

    `basis` says why (a request, the end of retention); it is one word or a short phrase without personal data and
    stands in the ledger. Nothing brings the values back. What others wrote about the person in free text stays, and so
    do copies in backups until those expire. Refused while the person is active, unless a restored backup only brought
    the person back (`even_if_active`).
    """
    access.require(by, "erase", person)
    if person.active and not person.is_voided and not even_if_active:
        raise Refused(_("Set the person inactive first: somebody who works here needs a name."))
    with transaction.atomic():
        email = person.email
        fields = modules.type_of(person).personal
        changes: dict[str, Any] = dict.fromkeys(fields, "") | {"title": str(ERASED_NAME)}
        person = records.update(person, by=by, verb="erase", **changes)
        erased = erase_versions(by.organization_id, person.type_name, str(person.pk), fields)
        files = erase_files(by.organization_id, person.type_name, person.pk)
        # A printed copy may name the person anywhere, and whoever needs one prints it again.
        forget_prints(by.organization_id)
        Notification.objects.filter(organization_id=by.organization_id, person=person).delete()
        if email:
            OutgoingMail.objects.filter(organization_id=by.organization_id, to__iexact=email).delete()
            LedgerWitness.objects.filter(organization_id=by.organization_id, witness__iexact=email).update(witness="")
        # A file that waits to be imported may hold the person's values in any cell.
        Import.objects.filter(organization_id=by.organization_id).update(table=None, preview=[], problems=[])
        login = _end_login(person)
        ledger.note(
            by,
            "kernel.erasure",
            type=person.type_name,
            record_id=str(person.pk),
            facts={"basis": basis[:80], "versions": erased, "files": files, "login": login},
        )
        remember(by.organization, str(person.pk))
    wipe_freed_pages()
    return person


def _end_login(person: Person) -> str:
    """Take away the login's entry here, and the login itself where it opens nothing else."""
    # Somebody who was let in again has a membership for each time.
    memberships = Membership.objects.filter(organization_id=person.organization_id, person_id=person.pk)
    user_ids = set(memberships.values_list("user_id", flat=True))
    memberships.delete()
    kept = set(Membership.objects.filter(user_id__in=user_ids).values_list("user_id", flat=True))
    gone = {str(user_id) for user_id in user_ids - kept}
    for session in Session.objects.iterator() if gone else ():
        if session.get_decoded().get("_auth_user_id") in gone:
            session.delete()
    User.objects.filter(pk__in=gone).delete()
    if kept:
        return "kept, it opens other organisations"
    return "deleted" if gone else "none"


def remember(organization: Organization, person_id: str) -> None:
    """Note the erasure beside the database, so that a restored backup is made to forget again before it serves."""
    line = json.dumps({"organization": organization.slug, "person": person_id, "at": clock.now().isoformat()})
    with _log().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered() -> list[dict[str, str]]:
    """The erasures of this installation, oldest first."""
    try:
        return [json.loads(line) for line in _log().read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def wipe_freed_pages() -> None:
    """Rewrite the embedded database, because freed pages, its log and its index still hold what was erased."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("insert into kernel_search_fts(kernel_search_fts) values ('rebuild')")
        cursor.execute("vacuum")
        cursor.execute("pragma wal_checkpoint(truncate)")


def _log() -> Path:
    return folder() / "erasures.log"
