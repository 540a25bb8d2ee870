"""`everproof stats`: runs reference cases, so that anyone can repeat the proof that the numbers are right."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json, table

if TYPE_CHECKING:
    from everproof.analytics.verify import Verification, VerifiedFigure


def register(commands: Commands) -> None:
    """Add the subcommand."""
    stats_command = commands.add_parser(
        "stats",
        help="compute a file of statistical cases and compare with the expected figures",
        description="Computes every case of FILE and compares it with the expected figures that the case carries; "
        "with --verify the reference cases that ship with this program.",
        allow_abbrev=False,
    )
    what = stats_command.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE.json", help="cases in the format qms-reference-cases/1")
    what.add_argument("--verify", action="store_true", help="prove this installation against the shipped references")
    add_json_option(stats_command)
    stats_command.set_defaults(run=stats)


def stats(arguments: argparse.Namespace) -> int:
    """Run the cases. Exit code 1 when one failed, 2 when the file holds no cases that can be read."""
    from everproof.analytics.cases import run_file
    from everproof.analytics.errors import BadInput

    if arguments.verify:
        return verify(as_json=arguments.json)
    try:
        result = run_file(arguments.file)
    except BadInput as error:
        raise CannotRun(str(error)) from error
    if arguments.json:
        print_json(result)
    else:
        print(report(result))
    return Outcome.NOT_WELL if result["failed"] else Outcome.WELL


def verify(*, as_json: bool) -> int:
    """Run the shipped cases and say how far each is from its reference."""
    from everproof.analytics.verify import verify as run

    proof = run()
    if as_json:
        print_json(proof.as_dict())
    else:
        print(proof_in_words(proof))
    return Outcome.NOT_WELL if proof.failed else Outcome.WELL


def proof_in_words(proof: Verification) -> str:
    """A line per case with its source, every deviation below it, then the sums."""
    lines = []
    for case in proof.cases:
        lines.append(("agrees" if case.agrees else "DEVIATES", case.id, f"{len(case.figures)} figures", case.source))
    wrong = [f"{case.id}: {case.message}" for case in proof.cases if case.message]
    wrong += [
        f"{case.id}: {figure_in_words(figure)}" for case in proof.cases for figure in case.figures if not figure.agrees
    ]
    versions = ", ".join(f"{name} {version}" for name, version in proof.versions.items())
    sums = f"{proof.passed} cases agree, {proof.failed} deviate; {proof.figures} figures compared ({versions})"
    return "\n".join([table(lines), *(["", *wrong] if wrong else []), "", sums])


def figure_in_words(figure: VerifiedFigure) -> str:
    """`xbar.center: reference 10.0, here 10.2`."""
    return f"{figure.figure}: reference {figure.expected}, here {figure.got}"


def report(result: dict[str, Any]) -> str:
    """The outcome as text: a line per case, then the sums."""
    rows = [(case["status"], str(case["id"]), case["message"]) for case in result["cases"]]
    computed = sum(case["status"] == "computed" for case in result["cases"])
    sums = f"{result['passed']} passed, {result['failed']} failed, {computed} computed without an expected figure"
    return f"{table(rows)}\n\n{sums}" if rows else sums
