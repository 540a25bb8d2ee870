"""The `everproof` command: one module per group of subcommands, each imported cheaply and doing its work lazily.

Exit codes: 0 all well, 1 something is not as it should be, 2 the command could not do its work.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from everproof import __version__
from everproof.cli import (
    backup,
    bench,
    database,
    demo,
    erasure,
    faults,
    importing,
    ledger,
    organizations,
    readiness,
    server,
    statistics,
)
from everproof.cli.outcome import CannotRun, Outcome

GROUPS = (
    server,
    database,
    organizations,
    demo,
    readiness,
    statistics,
    faults,
    bench,
    ledger,
    backup,
    erasure,
    importing,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns the exit code."""
    arguments = parser().parse_args(argv)
    try:
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except CannotRun as refusal:
        print(refusal, file=sys.stderr)
        return Outcome.COULD_NOT_RUN
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it flushes at exit
        return Outcome.WELL
    except KeyboardInterrupt:
        return Outcome.INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """The whole command line; each group adds its subcommands."""
    top = argparse.ArgumentParser(
        prog="everproof",
        description="Runs and looks after an Everproof installation.",
        epilog="Exit codes: 0 all well, 1 not, 2 could not run.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"Everproof {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for group in GROUPS:
        group.register(commands)
    return top
