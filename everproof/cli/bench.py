"""`everproof bench`: measures the product. What it needs lies in a checkout beside the package, not in it."""

import argparse
from pathlib import Path

from everproof.cli.outcome import CannotRun, Commands, add_json_option

CHECKOUT = Path(__file__).resolve().parents[2]
FEWEST_RECORDS = 200


def register(commands: Commands) -> None:
    """Add the subcommand."""
    bench_command = commands.add_parser(
        "bench",
        help="measure pages, memory and start on both databases",
        description="Builds a volume of records on SQLite and on PostgreSQL, serves it beside a minimal Django app, "
        "and prints how long pages take, what they ask of the database, and which goals are met. Needs a checkout with "
        "the developers' packages; touches no installation.",
        allow_abbrev=False,
    )
    bench_command.add_argument("--records", type=_records, default=100_000, help="how many records (100000)")
    bench_command.add_argument("--growth", action="store_true", help="measure with a tenth of the records beside it")
    bench_command.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
    bench_command.add_argument("--rounds", type=_count, default=5, help="how many rounds (5)")
    bench_command.add_argument("--seconds", type=float, default=1.0, help="how long each slice of a round takes (1.0)")
    bench_command.add_argument(
        "--output", type=Path, help="write the tables into this page, such as docs/benchmarks.md"
    )
    add_json_option(bench_command)
    bench_command.set_defaults(run=bench)


def bench(arguments: argparse.Namespace) -> int:
    """Measure. A missed goal stands in the tables and is no failure of the command."""
    if not (CHECKOUT / "benchmarks" / "command.py").exists():
        raise CannotRun("The benchmarks are part of a checkout, not of the installed package. Run: make bench")
    from benchmarks.command import run

    return run(arguments)


def _records(text: str) -> int:
    """A number of records as argparse should read it; fewer would fill no second page."""
    if _count(text) < FEWEST_RECORDS:
        raise argparse.ArgumentTypeError(f"{text!r} is too few; use {FEWEST_RECORDS} or more")
    return int(text)


def _count(text: str) -> int:
    """A number of things as argparse should read it."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no count; use a number from 1 on")
    return int(text)
