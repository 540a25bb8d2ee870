"""What the ledger costs: its share of a write request, how fast it is verified, whether its writers wait for another.

`python -m benchmarks.ledger share REQUESTS` and `... writers SECONDS` look from within the product and print JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.installations import Installation
    from benchmarks.report import Table
    from everproof.kernel.access.actor import Actor

STANDALONE = Path(__file__).resolve().parent.parent / "everproof" / "kernel" / "ledger" / "everproof_verify.py"
REQUESTS = 150
LEAST_REQUESTS = 10
WARM_UP = 5
WRITERS = 32
COMPANIES = 10
SECONDS_OF_WRITERS = 6.0
# Goals
SHARE = 15.0
TREE_PER_SECOND = 40_000.0
STANDALONE_PER_SECOND = 1_000_000 / 60
CREATES_PER_SECOND = 150.0
ONE_OF_TEN = 0.8


@dataclass
class Ledger:
    """The figures of one database; 0 where something was not measured."""

    share: float = 0.0
    """Ledger and search together, as percent of the time of a write request."""
    share_of_processor: float = 0.0
    tree_per_second: float = 0.0
    """Entries of `verify --only-tree`."""
    verified_per_second: float = 0.0
    """Entries of `verify`, each with its version and live record."""
    versions_per_second: float = 0.0
    """Versions and live records in what `verify` takes on top of the tree."""
    exported: int = 0
    standalone_per_second: float = 0.0
    creates_per_second: float = 0.0
    updates_of_one: float = 0.0
    updates_of_ten: float = 0.0


def measure(installation: Installation, patience: float, say: Callable[[str], None]) -> Ledger:
    """All of it, on an installation that holds the volume. SQLite has one writer, so many are for PostgreSQL alone.

    `patience` is 1 for the usual number of requests and seconds, less for a quick look.
    """
    say("the ledger: share of a request, verifying")
    requests = max(LEAST_REQUESTS, round(REQUESTS * patience))
    found = Ledger(**json.loads(installation.module("benchmarks.ledger", "share", str(requests))))
    _verify(installation, found)
    _verify_outside(installation, found)
    if installation.urls:
        say(f"the ledger: {WRITERS} writers")
        seconds = str(SECONDS_OF_WRITERS * patience)
        writers = json.loads(installation.module("benchmarks.ledger", "writers", seconds))
        for name, figure in writers.items():
            setattr(found, name, figure)
    return found


def _verify(installation: Installation, found: Ledger) -> None:
    """Seconds are those of the check itself, without the start of the program."""
    tree, whole = (_verified(installation, *options) for options in (["--only-tree"], []))
    found.tree_per_second = tree["size"] / tree["seconds"]["ledger"]
    found.verified_per_second = whole["size"] / whole["seconds"]["ledger"]
    looked_at = whole["counts"]["versions"] + whole["counts"]["records"]
    found.versions_per_second = looked_at / max(whole["seconds"]["ledger"] - tree["seconds"]["ledger"], 0.001)


def _verified(installation: Installation, *options: str) -> dict[str, Any]:
    said = installation.run(sys.executable, "-m", "everproof.cli", "verify", "--json", *options, running="test")
    return max(json.loads(said)["organizations"].values(), key=lambda each: each["size"])


def _verify_outside(installation: Installation, found: Ledger) -> None:
    """The standalone file, as a program of its own from start to end, over the whole volume."""
    bundle = installation.folder / "bundle.zip"
    command = [sys.executable, "-m", "everproof.cli", "ledger", "export", str(bundle), "--organization", "volume"]
    found.exported = json.loads(installation.run(*command, "--json", running="test"))["size"]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-S", str(STANDALONE), str(bundle)], check=True, capture_output=True)
    found.standalone_per_second = found.exported / (time.perf_counter() - started)
    bundle.unlink()


def table(database: str, found: Ledger) -> Table:
    """The figures beside their goals."""
    from benchmarks.goals import Judged
    from benchmarks.report import Table, figures

    one_of_ten = found.updates_of_one / found.updates_of_ten if found.updates_of_ten else None
    rows = [
        (Judged("ledger and search, share of a write request", found.share, SHARE), "%", 1),
        (Judged("the same of its processor time", found.share_of_processor, SHARE), "%", 1),
        (Judged("verifying the tree, entries", found.tree_per_second, TREE_PER_SECOND, at_least=True), "/s", 0),
        (Judged("verifying all, entries with version and live record", found.verified_per_second, None), "/s", 0),
        (Judged("of it versions and live records", found.versions_per_second, None), "/s", 0),
        (
            Judged(
                f"the standalone file over {found.exported:,} entries",
                found.standalone_per_second, STANDALONE_PER_SECOND, at_least=True,
            ), "/s", 0,
        ),
    ]  # fmt: skip
    if found.updates_of_ten:
        rows += [
            (Judged(f"creates of {WRITERS} writers of one company", found.creates_per_second, CREATES_PER_SECOND,
                    at_least=True), "/s", 0),
            (Judged(f"updates of {WRITERS} writers of one company", found.updates_of_one, None), "/s", 0),
            (Judged(f"the same of {COMPANIES} companies", found.updates_of_ten, None), "/s", 0),
            (Judged(f"one company in terms of {COMPANIES}", one_of_ten, ONE_OF_TEN, at_least=True), "×", 2),
        ]  # fmt: skip
    return Table(f"The ledger, on {database}", figures(rows))


# Within the product --------------------------------------------------------------------------------------------------


def share(requests: int) -> dict[str, float]:
    """How much of a report by the form, from the request to the answer, ledger and search take: percent, middle one."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from benchmarks.inside import addresses, ask
    from benchmarks.volume import EMAIL, SLUG
    from everproof.kernel import ledger, search
    from everproof.kernel.people.actors import actor_of, membership_of
    from everproof.kernel.tenancy import organization_scope

    user = get_user_model().objects.get(email=EMAIL)
    membership = membership_of(user, SLUG)
    assert membership is not None
    with organization_scope(membership.organization_id):
        actor = actor_of(membership)
        assert actor is not None
        (request,) = addresses(actor)["create"]
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for number in range(WARM_UP):
        ask(client, request, str(number))
    shares: list[tuple[float, float]] = []
    with _clocked(ledger, "write") as in_ledger, _clocked(search, "write") as in_search:
        for number in range(requests):
            before = in_ledger[0] + in_search[0], in_ledger[1] + in_search[1]
            wall, processor = time.perf_counter(), time.process_time()
            ask(client, request, str(WARM_UP + number))
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            spent = in_ledger[0] + in_search[0] - before[0], in_ledger[1] + in_search[1] - before[1]
            shares.append((100 * spent[0] / wall, 100 * spent[1] / processor))
    return {
        "share": statistics.median(each[0] for each in shares),
        "share_of_processor": statistics.median(each[1] for each in shares),
    }


@contextmanager
def _clocked(owner: Any, name: str) -> Iterator[list[float]]:
    """Inside the block the calls of `owner.name` add their seconds, by the wall and of the processor."""
    original, spent = getattr(owner, name), [0.0, 0.0]

    def measured(*arguments: Any, **options: Any) -> Any:
        wall, processor = time.perf_counter(), time.process_time()
        try:
            return original(*arguments, **options)
        finally:
            spent[0] += time.perf_counter() - wall
            spent[1] += time.process_time() - processor

    setattr(owner, name, measured)
    try:
        yield spent
    finally:
        setattr(owner, name, original)


def writers(seconds: float) -> dict[str, float]:
    """Records a second that 32 processes write through the actions, as one company and as ten, while one sequences."""
    actors = [_found_company(number) for number in range(COMPANIES)]
    one = [actors[0]] * WRITERS
    ten = [actors[number % COMPANIES] for number in range(WRITERS)]
    # In turn and twice, so that what else the machine does meets both.
    rates = [_rate(_update, each, seconds / 2) for each in (one, ten, ten, one)]
    return {
        "creates_per_second": _rate(_create, one, seconds),
        "updates_of_one": (rates[0] + rates[3]) / 2,
        "updates_of_ten": (rates[1] + rates[2]) / 2,
    }


def _found_company(number: int) -> Actor:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.people import actions as people

    slug = f"writers-{number}"
    return Actor.system(people.found_organization(slug=slug, name=slug, origin=f"test/{slug}"), "setup")


def _rate(work: Callable[[Actor], Callable[[], Any]], actors: list[Actor], seconds: float) -> float:
    """How often a second all together get it done. Each is a process, and one more gives the entries their index."""
    from django.db import connections

    connections.close_all()
    process = multiprocessing.get_context("fork")
    done, ready, ended = process.Value("i", 0), process.Barrier(len(actors) + 1), process.Event()
    children = [process.Process(target=_write, args=(work, each, done, ready, ended)) for each in actors]
    children.append(process.Process(target=_sequence, args=(ended,)))
    for child in children:
        child.start()
    ready.wait()
    time.sleep(seconds)
    ended.set()
    for child in children:
        child.join()
    return done.value / seconds


def _write(work: Any, by: Actor, done: Any, ready: Any, ended: Any) -> None:
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(by.organization_id):
        once = work(by)
    ready.wait()
    count = 0
    while not ended.is_set():
        with organization_scope(by.organization_id):
            once()
        count += not ended.is_set()
    with done.get_lock():
        done.value += count


def _create(by: Actor) -> Callable[[], Any]:
    from everproof.improvement.actions import report_nonconformity

    return lambda: report_nonconformity(title="Seat ring scratched", by=by, description="12 of 40 rings.")


def _update(by: Actor) -> Callable[[], Any]:
    """Each writer changes a record of its own, so that only the ledger is common to all."""
    from everproof.improvement.actions import report_nonconformity
    from everproof.kernel import records

    mine = [report_nonconformity(title="Seat ring scratched", by=by)]

    def once() -> None:
        mine[0] = records.update(mine[0], by=by, place=f"Lathe {mine[0].version}")

    return once


def _sequence(ended: Any) -> None:
    from everproof.kernel.ledger import sequencer

    while not ended.wait(0.5):
        sequencer.sequence_pending()


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everproof.config.settings")
    django.setup()
    json.dump(share(int(sys.argv[2])) if sys.argv[1] == "share" else writers(float(sys.argv[2])), sys.stdout)
