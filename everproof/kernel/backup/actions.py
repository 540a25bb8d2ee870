"""Make a backup, and bring one back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from everproof import __version__
from everproof.kernel import access, clock
from everproof.kernel.backup import databases
from everproof.kernel.backup.sets import BackupSet, copy_tree
from everproof.kernel.ledger import checkpoints, keys, notes, sequencer, verification
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerLog
from everproof.kernel.people import erasure
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import grants, organization_scope
from everproof.kernel.tenancy.models import Organization

MEMORY = ("checkpoints.log", "erasures.log")


class RestoreRefused(Exception):
    """The backup must not be brought back here; the text says why."""


def back_up(target: Path, *, with_key: bool = False) -> dict[str, Any]:
    """Write a backup set into the new folder `target` and give its manifest. Others may go on working meanwhile.

    The database comes first and the files after it, so that every file that a row names is in the set. The signing key
    stays out unless it is asked for: whoever has it and the database could rewrite history.
    """
    if target.exists() and any(target.iterdir()):
        raise RestoreRefused(f"{target} is not empty. Name a new folder.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    sequencer.sequence_pending()
    checkpoints.checkpoint_due()
    name = databases.dump(target)
    files = copy_tree(Path(settings.MEDIA_ROOT), target / "files")
    _copy_keys(keys.folder(), target / "keys", with_key=with_key)
    return BackupSet(target).write_manifest(
        version=__version__,
        made_at=plain(clock.now()),
        database_file=name,
        files=files,
        with_key=with_key,
        checkpoints=_newest_notes(),
        **databases.describe(),
    )


def restore(source: Path) -> dict[str, Any]:
    """Bring a set back into this empty installation; gives what `verify` found of each organisation.

    Checks every hash before anything is touched. What was erased after the backup is erased again, and a ledger that
    is shorter than what this installation remembers goes on in a new epoch that says which entries are lost.
    """
    found = BackupSet(source)
    manifest = found.check()
    if manifest["database"] != connection.vendor:
        raise RestoreRefused(f"The backup is of {manifest['database']}; this installation runs on {connection.vendor}.")
    if not databases.is_empty():
        raise RestoreRefused("This installation holds data. Restore into an empty one, then change over.")
    databases.restore(source / manifest["database_file"])
    grants.give_to_configured_roles(connection)
    copy_tree(source / "files", Path(settings.MEDIA_ROOT))
    _merge_memory(source / "keys")
    erased = _erase_again()
    epochs = _open_epochs(manifest)
    return {"erased_again": erased, "new_epochs": epochs, "organizations": verify_all()}


def verify_all() -> dict[str, Any]:
    """The result of `verify` for every organisation, by slug."""
    sequencer.sequence_pending()
    checkpoints.checkpoint_due()
    return {
        organization.slug: verification.verify(organization.pk)
        for organization in Organization.objects.order_by("slug")
    }


def _newest_notes() -> dict[str, str]:
    found = {}
    for organization in Organization.objects.order_by("slug"):
        with organization_scope(organization.pk):
            newest = checkpoints.newest_checkpoint(organization.pk)
        if newest is not None:
            found[organization.slug] = newest.note
    return found


def _copy_keys(source: Path, target: Path, *, with_key: bool) -> None:
    target.mkdir(mode=0o700)
    for file in sorted(source.iterdir()):
        if file.name in MEMORY or (with_key and file.suffix == ".pem"):
            shutil.copyfile(file, target / file.name)


def _merge_memory(source: Path) -> None:
    """Take over what the backup remembers and this installation does not; a key only where there is none."""
    for name in MEMORY:
        here, there = keys.folder() / name, source / name
        known = here.read_text(encoding="utf-8").splitlines() if here.exists() else []
        more = there.read_text(encoding="utf-8").splitlines() if there.exists() else []
        lines = [line for line in more if line not in known] + known
        if lines:
            here.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for key in source.glob("*.pem"):
        if not (keys.folder() / key.name).exists():
            shutil.copyfile(key, keys.folder() / key.name)
            (keys.folder() / key.name).chmod(0o600)


def _erase_again() -> int:
    """Make the restored database forget whom this installation was told to forget since."""
    count = 0
    for entry in erasure.remembered():
        organization = Organization.objects.filter(slug=entry["organization"]).first()
        if organization is None:
            continue
        with organization_scope(organization.pk):
            person = Person.objects.filter(organization=organization, pk=entry["person"]).first()
            if person is None or person.title == str(erasure.ERASED_NAME):
                continue
            by = access.Actor.system(organization, "restore", source="command")
            erasure.erase_person(person=person, by=by, basis="restore", even_if_active=True)
            count += 1
    if count:
        erasure.wipe_freed_pages()
    return count


def _open_epochs(manifest: dict[str, Any]) -> list[str]:
    """A new epoch for every ledger that is shorter than what was signed before."""
    opened = []
    for organization in Organization.objects.order_by("slug"):
        with organization_scope(organization.pk), transaction.atomic():
            log = LedgerLog.objects.get(organization=organization)
            memory = keys.remembered(log.origin)
            signed = manifest["checkpoints"].get(organization.slug)
            size = notes.parsed(signed).size if signed else 0
            lost = memory is not None and memory.epoch == log.epoch and memory.checkpoint.size > size
            if not lost:
                continue
            by = access.Actor.system(organization, "restore", source="command")
            checkpoints.open_epoch(organization, reason="restored from a backup", by=by)
            opened.append(organization.slug)
    return opened
