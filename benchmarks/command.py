"""`everproof bench`: measures, prints the tables, writes them to `docs/benchmarks.md`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine, report
from benchmarks.installations import POSTGRESQL, ROOT, SQLITE, CannotMeasure
from benchmarks.measuring import Measured, Options, measure
from benchmarks.servers import ServerFailed
from everproof.analytics import bench as analytics_bench
from everproof.cli.outcome import CannotRun, Outcome, print_json

# From this volume on the statistics are measured at the sizes their goals are set for.
FULL_STATISTICS = 100_000

PAGE = ROOT / "docs" / "benchmarks.md"


def run(arguments: argparse.Namespace) -> int:
    """Measure what was asked for. Raises CannotRun where something did not work at all; a missed goal is a figure."""
    options = Options(arguments.records, arguments.growth, arguments.seconds, arguments.rounds)
    databases = {"sqlite": [SQLITE], "postgresql": [POSTGRESQL]}.get(arguments.database, [SQLITE, POSTGRESQL])
    here = machine.look()
    results: list[Measured] = []
    started = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - started:4.0f} s  {words}", file=sys.stderr, flush=True)

    try:
        with tempfile.TemporaryDirectory(prefix="everproof-bench-") as folder:
            for database in databases:
                results.append(measure(database, Path(folder) / database, options, say))
    except (CannotMeasure, ServerFailed) as refusal:
        raise CannotRun(str(refusal)) from refusal
    say("statistics beside plain numpy")
    scale = min(1.0, options.records / FULL_STATISTICS)
    shown = [*report.tables(here, results), report.statistics(analytics_bench.run(scale))]
    if arguments.output:
        report.write(arguments.output, report.as_markdown(here, options, machine.load(), shown))
        say(f"{arguments.output} is written")
    if arguments.json:
        print_json({"machine": asdict(here), "databases": [asdict(measured) for measured in results]})
    else:
        print(report.as_text(shown))
    return Outcome.WELL
