"""`everproof verify` and `everproof ledger`: prove that the history is whole, and hand it out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from everproof.cli import environment
from everproof.cli.acting import acting, add_acting_options, find_organization
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json

if TYPE_CHECKING:
    from everproof.kernel.tenancy.models import Organization


def register(commands: Commands) -> None:
    """Add the subcommands of this group."""
    verify_command = commands.add_parser(
        "verify",
        help="recompute the ledgers and compare them with what was signed and with the live records",
        description="Recomputes every ledger (or one) and compares it with the signed checkpoints, the kept values, "
        "the live records and checkpoints that somebody kept. Prints every finding.",
        allow_abbrev=False,
    )
    verify_command.add_argument("--organization", metavar="SLUG", help="only this organisation (default: all)")
    verify_command.add_argument(
        "--checkpoint", metavar="FILE", action="append", default=[], help="a checkpoint that somebody outside kept"
    )
    verify_command.add_argument(
        "--only-tree",
        action="store_true",
        help="entries and checkpoints alone, without values, live records, signatures and files: quicker",
    )
    add_json_option(verify_command)
    verify_command.set_defaults(run=verify)
    _register_ledger(commands)


def _register_ledger(commands: Commands) -> None:
    ledger_command = commands.add_parser("ledger", help="export the ledger, sign a checkpoint, change the signing key")
    verbs = ledger_command.add_subparsers(metavar="VERB", required=True)
    export_command = verbs.add_parser(
        "export",
        help="write the ledger with its verifier as a zip",
        description="Writes the whole ledger, the values behind it, the live records and the standalone verifier.",
        allow_abbrev=False,
    )
    export_command.add_argument("file", metavar="FILE.zip", type=Path)
    export_command.set_defaults(run=export)
    checkpoint_command = verbs.add_parser("checkpoint", help="sign the ledger as it stands and print the checkpoint")
    checkpoint_command.set_defaults(run=checkpoint)
    epoch_command = verbs.add_parser(
        "open-epoch",
        help="go on signing after a restore: what was signed and is lost is named and given up",
        description="Opens a new epoch of a ledger that is frozen or was restored from a backup. Its first entry says "
        "up to where the history is still what was signed, why, and who decided it.",
        allow_abbrev=False,
    )
    epoch_command.add_argument("--reason", required=True, help="why, in a few words without personal data")
    add_acting_options(epoch_command)
    add_json_option(epoch_command)
    epoch_command.set_defaults(run=open_epoch)
    rotate_command = verbs.add_parser("rotate-key", help="sign with a new key from now on; old checkpoints stay valid")
    rotate_command.set_defaults(run=rotate_key)
    for command in (export_command, checkpoint_command):
        command.add_argument("--organization", metavar="SLUG", help="the organisation (default: the only one)")
    for command in (export_command, checkpoint_command, rotate_command):
        add_json_option(command)


def verify(arguments: argparse.Namespace) -> int:
    """Check. Exit code 1 when anything was found."""
    _set_up()
    from everproof.kernel.ledger import sequencer

    held = [(name, _text(name)) for name in arguments.checkpoint]
    sequencer.sequence_pending()
    results = {
        organization.slug: _verified(organization.pk, held, only_tree=arguments.only_tree)
        for organization in _organizations(arguments.organization)
    }
    if arguments.json:
        print_json({"ok": not any(result["findings"] for result in results.values()), "organizations": results})
    else:
        for slug, result in results.items():
            print(_report(slug, result))
    return Outcome.NOT_WELL if any(result["findings"] for result in results.values()) else Outcome.WELL


def export(arguments: argparse.Namespace) -> int:
    """Write the bundle, after signing what is not signed yet."""
    _set_up()
    from everproof.kernel.ledger import checkpoints, sequencer
    from everproof.kernel.ledger.export import write_bundle

    organization = find_organization(arguments.organization)
    sequencer.sequence_pending()
    try:
        checkpoints.checkpoint(organization.pk)
    except checkpoints.Frozen as frozen:
        print(f"The ledger is frozen: {frozen}. It is exported as it stands.")
    try:
        manifest = write_bundle(organization.pk, arguments.file)
    except OSError as error:
        raise CannotRun(f"{arguments.file} cannot be written: {error.strerror}.") from error
    if arguments.json:
        print_json(manifest)
    else:
        print(f"{arguments.file}: {manifest['size']} entries of {manifest['origin']}")
    return Outcome.WELL


def checkpoint(arguments: argparse.Namespace) -> int:
    """Sign and print the newest checkpoint."""
    _set_up()
    from everproof.kernel.ledger import checkpoints, sequencer
    from everproof.kernel.tenancy import organization_scope

    organization = find_organization(arguments.organization)
    sequencer.sequence_pending()
    try:
        checkpoints.checkpoint(organization.pk)
    except checkpoints.Frozen as frozen:
        print(f"The ledger is frozen: {frozen}.")
        return Outcome.NOT_WELL
    with organization_scope(organization.pk):
        newest = checkpoints.newest_checkpoint(organization.pk)
    if newest is None:
        raise CannotRun("The ledger has no entry yet.")
    if arguments.json:
        print_json({"size": newest.size, "root": bytes(newest.root).hex(), "note": newest.note})
    else:
        print(newest.note, end="")
    return Outcome.WELL


def open_epoch(arguments: argparse.Namespace) -> int:
    """Open the epoch and sign it. Exit code 1 when it is refused."""
    environment.connect_as("WORKER")
    with acting(arguments) as by:
        from everproof.kernel.errors import Refused
        from everproof.kernel.ledger import checkpoints, sequencer

        try:
            log = checkpoints.open_epoch(by.organization, arguments.reason, by)
        except Refused as refusal:
            print(refusal)
            return Outcome.NOT_WELL
    sequencer.sequence_pending()
    signed = checkpoints.checkpoint(log.organization_id)
    if arguments.json:
        print_json({"epoch": log.epoch, "size": signed.size if signed else None})
    else:
        print(f"{log.origin} is in epoch {log.epoch} and is signed again.")
    return Outcome.WELL


def rotate_key(arguments: argparse.Namespace) -> int:
    """Put a new signing key in place; every ledger learns of it with an entry and its next checkpoint."""
    _set_up()
    from everproof.kernel.ledger.rotation import rotate

    old, new = rotate()
    if arguments.json:
        print_json({"old": old.hex(), "new": new.hex()})
    else:
        print(f"Checkpoints are signed with {new.hex()[:16]}… from now on; {old.hex()[:16]}… is retired.")
    return Outcome.WELL


def _verified(organization_id: int, held: list[tuple[str, str]], *, only_tree: bool) -> dict[str, Any]:
    """What `verify` found, whether the content of every file is there unchanged, and how long both took."""
    from everproof.kernel.files.verify import DAMAGED, MISSING
    from everproof.kernel.files.verify import verify as verify_files
    from everproof.kernel.ledger import verification
    from everproof.kernel.tenancy import organization_scope

    began = perf_counter()
    result = verification.verify(organization_id, held, only_tree=only_tree)
    ledger_done = perf_counter()
    if only_tree:
        return result | {"seconds": {"ledger": round(ledger_done - began, 3)}}
    with organization_scope(organization_id):
        report = verify_files(organization_id)
    words = {MISSING: "The content of this file is gone.", DAMAGED: "The content of this file was changed."}
    found = [
        {"kind": "file", "where": f"file {finding.path}", "finding": words[finding.what]}
        for finding in report.findings
        if finding.what in words
    ]
    counts = result["counts"] | {"files": report.looked_at}
    seconds = {"ledger": round(ledger_done - began, 3), "files": round(perf_counter() - ledger_done, 3)}
    return result | {"counts": counts, "findings": [*result["findings"], *found], "seconds": seconds}


def _set_up() -> None:
    """On PostgreSQL the worker's role sees whose entries wait for their index."""
    environment.connect_as("WORKER")
    environment.set_up()


def _organizations(slug: str | None) -> Iterable[Organization]:
    from everproof.kernel.tenancy.models import Organization

    return [find_organization(slug)] if slug else list(Organization.objects.order_by("slug"))


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"{name} cannot be read as a checkpoint.") from error


def _report(slug: str, result: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in result["counts"].items())
    lines = [f"{slug}: {counts}"]
    lines += [f"  {finding['where']}: {finding['finding']}" for finding in result["findings"]]
    return "\n".join(lines if result["findings"] else [*lines, "  nothing found"])
