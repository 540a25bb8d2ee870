"""Measures one database: builds the volumes, starts the servers beside each other, and asks them in turn.

The servers are asked one after the other in short slices, several rounds of them, so that what else the machine does
meets all alike. A ratio is taken in each round and the middle one counts.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import ledger
from benchmarks.installations import PROCESSES, THIS, CannotMeasure, Ground, Installation, ground
from benchmarks.servers import Server, free_port, serving
from benchmarks.volume import EMAIL, PASSWORD

FEW, MANY = 1, 8  # clients
MOST = 2000  # requests of a slice
MOST_MADE = 400  # records of a slice; the volume is not to grow by what is measured
# Which of the minimal app's pages stands beside which of ours.
BESIDE = {
    "create": "create",
    "list": "list",
    "list of few": "list",
    "deep page": "list",
    "detail": "detail",
    "analysis": "list",
    "search": "list",
    "search, rare": "list",
    "create by API": "create",
    "list by API": "list as JSON",
    "deep page by API": "list as JSON",
    "detail by API": "detail",
    "search by API": "list as JSON",
}
FIRST_PAGE = {"deep page": "list", "deep page by API": "list by API"}
MINIMAL = {
    "create": [
        {"method": "POST", "path": "/notes/new/", "body": "title=Seat+{count}&text=12+of+40&severity=low&owner=P"}
    ],
    "list": [{"method": "GET", "path": "/notes/?severity=high"}],
    "list as JSON": [{"method": "GET", "path": "/notes.json?severity=high"}],
    "detail": [{"method": "GET", "path": f"/notes/{key}/"} for key in range(1, 100)],
}
EXPECTED = {"create": 302, "create by API": 201}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How much, how long, how often."""

    records: int = 100_000
    growth: bool = False
    seconds: float = 1.0
    rounds: int = 5


@dataclass
class Slices:
    """What one server answered to one operation: a list of milliseconds for each round."""

    alone: list[list[float]] = field(default_factory=list)
    per_second_alone: list[float] = field(default_factory=list)
    per_second_together: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Milliseconds of processor time an answer, of the server's processes (not of PostgreSQL's)."""
    bytes: int = 0

    @property
    def middles(self) -> list[float]:
        return [statistics.median(times) for times in self.alone]

    def percentile(self, share: float) -> float:
        times = sorted(time for times in self.alone for time in times)
        return times[min(len(times) - 1, int(share * len(times)))]


@dataclass
class Measured:
    """All figures of one database."""

    database: str
    processes: int
    ours: dict[str, Slices] = field(default_factory=dict)
    smaller: dict[str, Slices] = field(default_factory=dict)
    minimal: dict[str, Slices] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    transaction: dict[str, float] = field(default_factory=dict)
    migrate_processor_seconds: float = 0.0
    build_seconds: float = 0.0
    built: int = 0
    ledger: ledger.Ledger = field(default_factory=ledger.Ledger)
    conformity: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    customers: dict[str, Any] = field(default_factory=dict)
    seconds_to_start: float = 0.0
    mebibytes: float = 0.0
    minimal_mebibytes: float = 0.0

    def ratio(self, operation: str) -> float:
        """p50 in terms of the minimal app's in the same round, the middle one of all rounds."""
        return _middle_ratio(self.ours[operation], self.minimal[BESIDE[operation]])

    def processor_ratio(self, operation: str) -> float:
        """The same of the processor time, which another program's load disturbs less."""
        ours, theirs = self.ours[operation].processor, self.minimal[BESIDE[operation]].processor
        return statistics.median(ours) / statistics.median(theirs) if any(theirs) else 0.0

    def growth(self, operation: str) -> float | None:
        return _middle_ratio(self.ours[operation], self.smaller[operation]) if operation in self.smaller else None

    def of_first(self, operation: str) -> float:
        return _middle_ratio(self.ours[operation], self.ours[FIRST_PAGE.get(operation, operation)])


def _middle_ratio(one: Slices, other: Slices) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(one.middles, other.middles, strict=True))


def measure(database: str, folder: Path, options: Options, say: Say) -> Measured:
    """Everything about one database. Takes about a millisecond a record, and two minutes."""
    measured = Measured(database, PROCESSES[database])
    with ground(database, folder) as place, ExitStack() as running:
        ours, smaller = _build(place, options, measured, say)
        minimal = place.minimal()
        minimal.module("benchmarks.minimal.fill", str(options.records))
        for installation in filter(None, (ours, smaller)):
            place.settle(installation)
        inside = json.loads(ours.module("benchmarks.inside"))
        measured.statements, measured.transaction = inside["statements"], inside["transaction"]
        measured.conformity = json.loads(ours.module("benchmarks.conformity"))
        measured.documents = json.loads(ours.module("benchmarks.documents", str(options.records // 5)))
        measured.customers = json.loads(ours.module("benchmarks.customers", str(options.records)))
        measured.ledger = ledger.measure(ours, options.seconds, say)
        _gather_static_files(ours, smaller)

        product = running.enter_context(_product(ours, "product", measured.processes))
        measured.seconds_to_start = product.seconds_to_start
        beside = running.enter_context(_minimal(minimal, measured.processes))
        asked = [(product, measured.ours, inside["requests"]), (beside, measured.minimal, MINIMAL)]
        if smaller is not None:
            server = running.enter_context(_product(smaller, "product with fewer records", measured.processes))
            requests = json.loads(smaller.module("benchmarks.inside", "--addresses"))["requests"]
            asked.append((server, measured.smaller, requests))
        for server, _slices, requests in asked:
            if server is not beside:
                server.sign_in(EMAIL, PASSWORD, requests["create"][0]["path"])
        _ask_in_turn(asked, options, say)
        measured.mebibytes, measured.minimal_mebibytes = product.mebibytes(), beside.mebibytes()
    return measured


def _build(place: Ground, options: Options, measured: Measured, say: Say) -> tuple[Installation, Installation | None]:
    """The volume and, where growth is asked for, a tenth of it."""
    ours, smaller = place.installation(), None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours.run(*THIS, "migrate", running="test")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured.migrate_processor_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    say(f"{measured.database}: building {options.records:,} records")
    started = time.perf_counter()
    if options.growth:
        ours.module("benchmarks.volume", str(options.records // 10))
        smaller = place.copy(ours)
    ours.module("benchmarks.volume", str(options.records))
    measured.build_seconds, measured.built = time.perf_counter() - started, options.records
    return ours, smaller


def _gather_static_files(*installations: Installation | None) -> None:
    for installation in filter(None, installations):
        installation.run(*THIS, "django", "collectstatic", "--no-input", "--verbosity", "0")


def _product(installation: Installation, name: str, processes: int) -> Any:
    port = free_port()
    command = [*THIS, "serve", "--port", str(port), "--processes", str(processes)]
    return serving(name, command, installation.environment(port=port), port, "/account/login/")


def _minimal(installation: Installation, processes: int) -> Any:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.minimal.serve", str(port), str(processes)]
    return serving("minimal app", command, installation.environment(port=port), port, "/notes/1/")


Asked = tuple[Server, dict[str, Slices], dict[str, list[dict[str, str]]]]


def _ask_in_turn(asked: list[Asked], options: Options, say: Say) -> None:
    operations = list(dict.fromkeys(name for _server, _slices, requests in asked for name in requests))
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds}")
        for operation in operations:
            for server, slices, requests in asked:
                if operation in requests:
                    _slice(server, operation, requests[operation], slices.setdefault(operation, Slices()), FEW, options)
    say(f"{MANY} clients")
    for operation in operations:
        for server, slices, requests in asked[:2]:
            if operation in requests:
                _slice(server, operation, requests[operation], slices[operation], MANY, options)


def _slice(
    server: Server, operation: str, requests: list[dict[str, str]], slices: Slices, clients: int, options: Options
) -> None:
    """Ask one server one kind of thing for a moment."""
    plan = {
        "port": server.port,
        "clients": clients,
        "seconds": options.seconds * (2 if clients == MANY else 1),
        "most": MOST_MADE if operation in EXPECTED else MOST,
        "cookie": server.cookie,
        "expect": EXPECTED.get(operation, 200),
        "requests": [_with_token(request, server.token) for request in requests],
    }
    before = server.processor_seconds()
    command = [sys.executable, "-m", "benchmarks.load"]
    done = subprocess.run(command, input=json.dumps(plan), capture_output=True, text=True)
    used = server.processor_seconds() - before
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"problem": done.stderr[-2000:]}
    if answer["problem"] or not answer["milliseconds"]:
        raise CannotMeasure(f"{operation}: {server.name}: {answer['problem'] or 'no answer'}")
    slices.bytes = answer["bytes"]
    per_second = len(answer["milliseconds"]) / answer["seconds"]
    if clients == MANY:
        slices.per_second_together.append(per_second)
        return
    slices.alone.append(answer["milliseconds"])
    slices.per_second_alone.append(per_second)
    slices.processor.append(1000 * used / answer["answers"])


def _with_token(request: dict[str, str], token: str) -> dict[str, str]:
    """The form's token, for forms of someone who is signed in."""
    if not token or "body" not in request or "token" in request:
        return request
    return {**request, "body": f"{request['body']}&csrfmiddlewaretoken={token}"}
