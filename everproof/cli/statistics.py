"""`everproof stats`: runs reference cases, so that anyone can repeat the proof that the numbers are right."""

import argparse
from typing import Any

from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json, table


def register(commands: Commands) -> None:
    """Add the subcommand."""
    stats_command = commands.add_parser(
        "stats",
        help="compute a file of statistical cases and compare with the expected figures",
        description="Computes every case of FILE and compares it with the expected figures that the case carries.",
        allow_abbrev=False,
    )
    stats_command.add_argument("file", metavar="FILE.json", help="cases in the format qms-reference-cases/1")
    add_json_option(stats_command)
    stats_command.set_defaults(run=stats)


def stats(arguments: argparse.Namespace) -> int:
    """Run the cases. Exit code 1 when one failed, 2 when the file holds no cases that can be read."""
    from everproof.analytics.cases import run_file
    from everproof.analytics.errors import BadInput

    try:
        result = run_file(arguments.file)
    except BadInput as error:
        raise CannotRun(str(error)) from error
    if arguments.json:
        print_json(result)
    else:
        print(report(result))
    return Outcome.NOT_WELL if result["failed"] else Outcome.WELL


def report(result: dict[str, Any]) -> str:
    """The outcome as text: a line per case, then the sums."""
    rows = [(case["status"], str(case["id"]), case["message"]) for case in result["cases"]]
    computed = sum(case["status"] == "computed" for case in result["cases"])
    sums = f"{result['passed']} passed, {result['failed']} failed, {computed} computed without an expected figure"
    return f"{table(rows)}\n\n{sums}" if rows else sums
