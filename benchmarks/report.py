"""The figures as tables, for the screen and for `docs/benchmarks.md`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import conformity, customers, documents, goals, ledger
from benchmarks.goals import Judged, verdict
from benchmarks.machine import Machine
from benchmarks.measuring import BESIDE, Measured, Options
from everproof.analytics.bench import Measured as Statistic

BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"
NO_GOAL = "–"


@dataclass(frozen=True)
class Table:
    """A table under a heading; the first row names the columns, the second says how to align them."""

    heading: str
    rows: Sequence[tuple[str, ...]]


def tables(machine: Machine, results: Sequence[Measured]) -> list[Table]:
    found = []
    for measured in results:
        found += [
            pages(measured),
            minimal_pages(measured),
            around(measured),
            ledger.table(measured.database, measured.ledger),
            Table(f"{measured.database}: readiness", conformity.rows(measured.conformity)),
            Table(f"{measured.database}: documents", documents.rows(measured.documents)),
            Table(f"{measured.database}: complaints", customers.rows(measured.customers)),
        ]
    return [*found, installation(machine)]


def pages(measured: Measured) -> Table:
    """Each operation beside its goal."""
    rows: list[tuple[str, ...]] = [
        (
            "operation",
            "p50 ms",
            "p95 ms",
            "CPU ms",
            "/s at 1",
            "/s at 8",
            "SQL",
            "KiB",
            "× minimal",
            "× CPU",
            "growth",
            "goal",
            "verdict",
        )
    ]
    for name in measured.ours:
        slices, growth = measured.ours[name], measured.growth(name)
        rows.append(
            (
                name,
                f"{slices.percentile(0.5):.1f}",
                f"{slices.percentile(0.95):.1f}",
                f"{_middle(slices.processor):.1f}",
                f"{_middle(slices.per_second_alone):.0f}",
                f"{_middle(slices.per_second_together):.0f}",
                str(measured.statements.get(name, NO_GOAL)),
                f"{slices.bytes / 1024:.0f}",
                f"{measured.ratio(name):.1f}",
                f"{measured.processor_ratio(name):.1f}",
                NO_GOAL if growth is None else f"{growth:.2f}",
                str(goals.PAGES[name]),
                verdict(judge(measured, name)),
            )
        )
    return Table(f"{measured.database}, {measured.built:,} records, served by {_processes(measured)}", rows)


def judge(measured: Measured, name: str) -> list[Judged]:
    """Every limit of an operation beside its figure."""
    slices, goal = measured.ours[name], goals.PAGES[name]
    return [
        Judged("p50", slices.percentile(0.5), goal.milliseconds),
        Judged("ratio", measured.ratio(name), goal.ratio),
        Judged("/s at 8", _middle(slices.per_second_together), goal.per_second, at_least=True),
        Judged("page 1", measured.of_first(name), goal.of_first),
        Judged("SQL", measured.statements.get(name), goal.statements),
        Judged("growth", measured.growth(name), goal.growth),
    ]


def minimal_pages(measured: Measured) -> Table:
    """What the minimal app takes for the like."""
    rows = [("minimal app", "p50 ms", "p95 ms", "CPU ms", "/s at 1", "/s at 8", "KiB", "stands beside")]
    for name, slices in measured.minimal.items():
        rows.append(
            (
                name,
                f"{slices.percentile(0.5):.1f}",
                f"{slices.percentile(0.95):.1f}",
                f"{_middle(slices.processor):.1f}",
                f"{_middle(slices.per_second_alone):.0f}",
                f"{_middle(slices.per_second_together):.0f}",
                f"{slices.bytes / 1024:.0f}",
                ", ".join(ours for ours, theirs in BESIDE.items() if theirs == name) or NO_GOAL,
            )
        )
    return Table(f"The minimal app beside it, on {measured.database}", rows)


def around(measured: Measured) -> Table:
    """Start, memory, migration, the parts of a transaction."""
    memory_ratio = measured.mebibytes / measured.minimal_mebibytes if measured.minimal_mebibytes else None
    whole = measured.transaction
    judged = [
        (Judged("start to first answer", measured.seconds_to_start, goals.SECONDS_TO_START), "s", 1),
        (Judged(f"memory after load (PSS), {_processes(measured)}", measured.mebibytes, goals.MEBIBYTES), "MiB", 0),
        (Judged("memory in terms of the minimal app's", memory_ratio, goals.MEMORY_RATIO), "×", 1),
        (
            Judged(
                "migrating an empty database, processor time",
                measured.migrate_processor_seconds,
                goals.SECONDS_TO_MIGRATE,
            ),
            "s",
            1,
        ),
        (Judged("building the volume, a record", 1000 * measured.build_seconds / measured.built, None), "ms", 2),
        (Judged("a report through its action, durable (p50)", whole.get("whole"), None), "ms", 2),
        (Judged("of it the ledger entry and record version", whole.get("ledger"), None), "ms", 2),
        (Judged("of it the search row", whole.get("search"), None), "ms", 2),
        (Judged("of it the commit", whole.get("commit"), None), "ms", 2),
    ]
    return Table(f"Around it, on {measured.database}", figures(judged))


def installation(machine: Machine) -> Table:
    return Table(
        "Installed",
        figures(
            [
                (Judged("size", machine.megabytes, goals.INSTALLED_MEGABYTES), "MB", 0),
                (Judged("packages", machine.packages, goals.PACKAGES), "", 0),
            ]
        ),
    )


def statistics(measured: Sequence[Statistic]) -> Table:
    """Charts over long series beside the plainest numpy that does the same; goals hold for the full sizes."""
    rows: list[tuple[str, ...]] = [("statistics", "seconds", "goal", "plain numpy", "MiB on top of the data")]
    for each in measured:
        plain = "–" if each.numpy_seconds is None else f"{each.numpy_seconds:.4f}"
        goal = NO_GOAL if each.goal is None else f"≤ {each.goal:g} {'ok' if each.reaches_goal else 'missed'}"
        rows.append((each.label, f"{each.seconds:.4f}", goal, plain, f"{each.mebibytes:.0f}"))
    return Table("Statistics", rows)


def figures(judged: Sequence[tuple[Judged, str, int]]) -> list[tuple[str, ...]]:
    """Rows of a table: what, the figure with its unit and so many digits, the goal, the verdict."""
    rows: list[tuple[str, ...]] = [("what", "figure", "goal", "verdict")]
    for each, unit, digits in judged:
        got = f"{each.got:.{digits}f} {unit}".strip() if each.got else "not measured"
        limit = f"{'≥' if each.at_least else '≤'} {each.limit:g} {unit}".strip() if each.limit else NO_GOAL
        rows.append((each.what, got, limit, verdict([replace(each, what="")]).strip()))
    return rows


def as_text(shown: Sequence[Table]) -> str:
    """For the screen: columns two spaces apart."""
    parts = []
    for table in shown:
        widths = [max(map(len, column)) for column in zip(*table.rows, strict=True)]
        lines = ["  ".join(_aligned(row, widths)).rstrip() for row in table.rows]
        parts.append("\n".join([table.heading, "-" * len(table.heading), *lines]))
    return "\n\n".join(parts)


def as_markdown(machine: Machine, options: Options, load_after: float, shown: Sequence[Table]) -> str:
    """The generated part of the page."""
    loads = f"Load {machine.load_before} before, {load_after} at the end with the benchmark itself"
    parts = [f"Measured {machine}. {loads}; {options.rounds} rounds of {options.seconds:g} s for each figure."]
    for table in shown:
        head, *rows = table.rows
        lines = [_line(head), _line(["---", *["---:" if _is_figure(rows, n) else "---" for n in range(1, len(head))]])]
        parts.append("\n".join([f"### {table.heading}\n", *lines, *map(_line, rows)]))
    return "\n\n".join(parts)


def write(path: Path, markdown: str) -> None:
    """Put the figures into the page, between its two marks; what people wrote around them stays."""
    page = path.read_text(encoding="utf-8") if path.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{markdown}\n\n{END}{after}", encoding="utf-8")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = row
    padded = [
        cell.rjust(width) if _starts_like_figure(cell) else cell.ljust(width)
        for cell, width in zip(rest, widths[1:], strict=True)
    ]
    return [first.ljust(widths[0]), *padded]


def _starts_like_figure(cell: str) -> bool:
    return cell[:1].isdecimal()


def _is_figure(rows: Sequence[Sequence[str]], column: int) -> bool:
    return bool(rows) and _starts_like_figure(rows[0][column])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _middle(figures: Sequence[float]) -> float:
    ordered = sorted(figures)
    return ordered[len(ordered) // 2] if ordered else 0.0


def _processes(measured: Measured) -> str:
    return "1 process" if measured.processes == 1 else f"{measured.processes} processes"
