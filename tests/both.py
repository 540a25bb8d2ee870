"""Runs the suite on SQLite and PostgreSQL, side by side: `python -m tests.both sqlite postgresql -- [pytest options]`.

Each run is one pytest process; that of the whole suite on SQLite, which tries what PostgreSQL need not try again, is
two, so that two cores end at the same time. What they print goes to `.test-results/` and, once both are
done, to the screen, one after the other; while they run, a line now and then says how far they are. A run on one
database alone prints as it goes.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.environment import isolated

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(os.environ.get("EVERPROOF_TEST_RESULTS") or ROOT / ".test-results")
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PARTS = ("tests", "everproof")
# Says to a run on SQLite that how pages look is seen in the run on PostgreSQL.
ELSEWHERE = "EVERPROOF_LOOKED_AT_ELSEWHERE"
SECONDS_BETWEEN_LINES = 30
SECONDS_TO_STOP = 40


@dataclass(frozen=True)
class Count:
    """How many tests ended how. An error in a fixture counts as a failure, an expected failure as skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass
class Run:
    """The suite on one database."""

    database: str
    options: list[str]
    data: Path
    live: bool = False
    part: str = ""
    """A folder of tests, where the suite is run in parts."""
    environs: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.name = f"{self.database}-{self.part}" if self.part else self.database
        self.title = f"{TITLES[self.database]}, {self.part}" if self.part else TITLES[self.database]
        self.output = RESULTS / f"{self.name}.txt"
        self.report = RESULTS / f"{self.name}.xml"
        self.report.unlink(missing_ok=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                self.command(),
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=None if self.live else output,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",  # Ctrl-C reaches us, and we stop it
            )

    def command(self) -> list[str]:
        """One pytest process, with a cache of its own so that --last-failed means this database."""
        color = "--color=yes" if sys.stdout.isatty() else "--color=no"
        cache = f"cache_dir={ROOT / '.pytest_cache' / self.name}"
        pytest = [sys.executable, "-m", "pytest", f"--junit-xml={self.report}", "-o", cache, color, *self.options]
        pytest += [self.part] if self.part else []
        return [sys.executable, "-m", "tests.postgres", *pytest] if self.database == "postgresql" else pytest

    def environment(self) -> dict[str, str]:
        """Nothing of any installation that the shell names."""
        return isolated(os.environ, str(self.data)) | {"PYTHONUNBUFFERED": "1"} | self.environs

    def progress(self) -> str:
        """How far it is, as pytest last said."""
        said = re.findall(r"\[ *(\d+%)\]", self.output.read_text(encoding="utf-8", errors="replace"))
        return f"{self.title} {said[-1] if said else 'starting'}"

    def count(self) -> Count:
        """What the report says; a run that left none, or ended badly without a failed test, has failed once."""
        counted = count_of(self.report)
        if counted.failed == 0 and (self.process.returncode != 0 or not self.report.exists()):
            return counted + Count(failed=1)
        return counted

    def stop(self) -> None:
        """Interrupt it and let it put its database away."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
            try:
                self.process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def count_of(report: Path) -> Count:
    """Sum up a report in JUnit's format; zero where there is none."""
    try:
        tests = list(ET.parse(report).iter("testcase"))
    except (OSError, ET.ParseError):
        return Count()
    failed = sum(test.find("failure") is not None or test.find("error") is not None for test in tests)
    skipped = sum(test.find("skipped") is not None for test in tests)
    return Count(passed=len(tests) - failed - skipped, failed=failed, skipped=skipped)


def wait_for(runs: list[Run]) -> None:
    """Wait for all, saying now and then how far they are."""
    next_line = time.monotonic() + SECONDS_BETWEEN_LINES
    while any(run.process.poll() is None for run in runs):
        time.sleep(0.1)
        if time.monotonic() >= next_line:
            print(
                f"{time.monotonic() - runs[0].started:4.0f} s: {', '.join(run.progress() for run in runs)}", flush=True
            )
            next_line += SECONDS_BETWEEN_LINES


def show(run: Run) -> None:
    """Print what a run said, under its own heading."""
    print(f"\n{f' {run.title} ':=^100}")
    print(run.output.read_text(encoding="utf-8", errors="replace").rstrip(), flush=True)


def parts_of(databases: list[str], options: list[str]) -> list[tuple[str, str]]:
    """Database and folder of each pytest process; only the whole suite on both is run in parts."""
    parts = {"sqlite": PARTS} if len(databases) > 1 and not options else {}
    return [(database, part) for database in databases for part in parts.get(database, ("",))]


def main(arguments: list[str]) -> int:
    """Run, show, count. Returns 0 when every test on every database passed, else 1."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    databases, options = arguments[:split], arguments[split + 1 :]
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGINT too: a shell starts background jobs deaf to it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    RESULTS.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="everproof-test-"))
    runs: list[Run] = []
    print(f"The suite runs on {' and '.join(TITLES[name] for name in databases)}.", flush=True)
    try:
        for database, part in parts_of(databases, options):
            elsewhere = {ELSEWHERE: "1"} if database == "sqlite" and len(databases) > 1 else {}
            runs.append(
                Run(database, options, folder / f"{database}{part}", len(databases) == 1, part=part, environs=elsewhere)
            )
        wait_for(runs)
    except KeyboardInterrupt:
        print("Interrupted; the databases are being put away.", flush=True)
        return 130
    finally:
        for run in runs:
            run.stop()
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
    return conclude(runs)


def conclude(runs: list[Run]) -> int:
    """Print all that was said and, last, the sums."""
    for run in runs:
        if not run.live:
            show(run)
    print()
    for database in dict.fromkeys(run.database for run in runs):
        count = sum((run.count() for run in runs if run.database == database), Count())
        print(f"{TITLES[database] + ':':<12} {count}")
    total = sum((run.count() for run in runs), Count())
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
