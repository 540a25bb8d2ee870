"""`everproof backup` and `everproof restore`: the whole installation in one checked set, and back."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from everproof.cli import environment
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json


def register(commands: Commands) -> None:
    """Add the subcommands of this group."""
    backup_command = commands.add_parser(
        "backup",
        help="write database, files and memory into a new folder, while others go on working",
        description="Writes a consistent backup set with a manifest of hashes into the new folder FOLDER.",
        allow_abbrev=False,
    )
    backup_command.add_argument("folder", metavar="FOLDER", type=Path)
    backup_command.add_argument(
        "--with-key",
        action="store_true",
        help="put the ledger's signing key in too; then whoever has the backup can sign in your name",
    )
    backup_command.set_defaults(run=backup)

    restore_command = commands.add_parser(
        "restore",
        help="bring a backup into an empty installation, forget again who was erased, and verify",
        description="Checks the set, brings it into this empty installation, erases again who was erased since, opens "
        "a new epoch where entries are lost, and verifies every ledger.",
        allow_abbrev=False,
    )
    restore_command.add_argument("folder", metavar="FOLDER", type=Path)
    restore_command.add_argument(
        "--drill",
        action="store_true",
        help="try it beside this installation, throw the result away, and keep a record of the trial restore here",
    )
    restore_command.set_defaults(run=restore)
    for command in (backup_command, restore_command):
        add_json_option(command)


def backup(arguments: argparse.Namespace) -> int:
    """Make the set."""
    environment.connect_as("OWNER")
    environment.set_up()
    from everproof.kernel.backup import actions, databases

    try:
        manifest = actions.back_up(arguments.folder, with_key=arguments.with_key)
    except (actions.RestoreRefused, databases.ToolMissing) as error:
        raise CannotRun(str(error)) from error
    except OSError as error:
        raise CannotRun(f"{arguments.folder} cannot be written: {error.strerror}.") from error
    if arguments.json:
        print_json({key: value for key, value in manifest.items() if key != "contents"})
    else:
        size = sum(entry["size"] for entry in manifest["contents"]) / 1e6
        print(f"{arguments.folder}: {len(manifest['contents'])} files, {size:.1f} MB, {manifest['made_at']}")
    return Outcome.WELL


def restore(arguments: argparse.Namespace) -> int:
    """Bring it back. Exit code 1 when the restored ledger is not as it must be."""
    if arguments.drill:
        return drill(arguments)
    environment.connect_as("OWNER")
    environment.set_up()
    from everproof.kernel.backup import actions, databases
    from everproof.kernel.backup.sets import SetDamaged

    try:
        result = actions.restore(arguments.folder)
    except SetDamaged as error:
        raise CannotRun("\n".join(["The backup is damaged; nothing was restored.", *error.problems])) from error
    except (actions.RestoreRefused, databases.ToolMissing) as error:
        raise CannotRun(str(error)) from error
    findings = [finding for checked in result["organizations"].values() for finding in checked["findings"]]
    if arguments.json:
        print_json(result)
    else:
        for slug, checked in result["organizations"].items():
            print(f"{slug}: {checked['size']} entries, {len(checked['findings'])} findings")
        for slug in result["new_epochs"]:
            print(f"{slug}: entries after the backup are lost; the ledger goes on in a new epoch that says so.")
        print(f"{result['erased_again']} erased again.")
    return Outcome.NOT_WELL if findings else Outcome.WELL


DRILL_DATABASE = "EVERPROOF_DRILL_DATABASE_URL"


def drill(arguments: argparse.Namespace) -> int:
    """Restore into a folder that is thrown away, and record the outcome in each organisation that came back.

    On PostgreSQL the empty database to restore into is named by EVERPROOF_DRILL_DATABASE_URL.
    """
    if environment.uses_postgresql() and not os.environ.get(DRILL_DATABASE):
        raise CannotRun(f"Name an empty database to restore into: {DRILL_DATABASE}.")
    done, found = _restored_elsewhere(arguments.folder)
    environment.set_up()
    from everproof.kernel.access import Actor
    from everproof.kernel.drills.actions import record_backup_test
    from everproof.kernel.drills.models import BackupTest
    from everproof.kernel.tenancy import organization_scope
    from everproof.kernel.tenancy.models import Organization

    well = done.returncode == Outcome.WELL
    made_at = _made_at(arguments.folder)
    recorded = {}
    for organization in Organization.objects.order_by("slug"):
        checked = found.get("organizations", {}).get(organization.slug)
        with organization_scope(organization.pk):
            test = record_backup_test(
                by=Actor.system(organization, "restore", source="command"),
                result=BackupTest.Result.PASS if well and checked is not None else BackupTest.Result.FAIL,
                backup_made_at=made_at,
                covered_types=None if checked is not None else [],
                findings=_in_words(checked, done.stderr),
            )
        recorded[organization.slug] = {"record": test.number, "result": str(test.result)}
    if arguments.json:
        print_json(recorded)
    else:
        for slug, outcome in recorded.items():
            print(f"{slug}: trial restore {outcome['record']}, {outcome['result']}")
    return Outcome.WELL if all(one["result"] == "pass" for one in recorded.values()) else Outcome.NOT_WELL


def _restored_elsewhere(folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Run the restore as a process of its own, in an installation that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="everproof-drill-") as elsewhere:
        apart = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        apart["EVERPROOF_DATA"] = elsewhere
        if os.environ.get(DRILL_DATABASE):
            apart["EVERPROOF_DATABASE_URL"] = os.environ[DRILL_DATABASE]
        command = [sys.executable, "-m", "everproof.cli", "restore", str(folder.resolve()), "--json"]
        done = subprocess.run(command, env=apart, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    return done, found


def _made_at(folder: Path) -> datetime | None:
    """When the backup was made, by its manifest; None where that cannot be read."""
    from everproof.kernel.backup.sets import BackupSet, SetDamaged

    try:
        return datetime.fromisoformat(BackupSet(folder).manifest()["made_at"])
    except (SetDamaged, KeyError, ValueError):
        return None


def _in_words(checked: dict[str, Any] | None, said: str) -> str:
    """What the trial found, for the record."""
    if checked is None:
        return said.strip()[-1000:] or "The organisation is not in the backup."
    findings = [str(finding) for finding in checked["findings"]]
    return "\n".join([f"{checked['size']} ledger entries verified.", *findings])[:4000]
