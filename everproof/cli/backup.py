"""`everproof backup` and `everproof restore`: the whole installation in one checked set, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

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
