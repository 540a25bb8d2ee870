"""`everproof bench` measures everything on a small volume; what it measures is not asserted, only that it does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import goals
from everproof.cli import bench, main
from everproof.cli.outcome import Outcome

DATABASE = "postgresql" if os.environ.get("EVERPROOF_DATABASE_URL") else "sqlite"
SMALL = ["--records", "200", "--rounds", "1", "--seconds", "0.05", "--growth", "--database", DATABASE]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], str]:
    """What a small run said, and the page that it wrote into."""
    page = tmp_path_factory.mktemp("page") / "benchmarks.md"
    page.write_text("# Benchmarks\n\nWords before.\n\n<!-- figures: written by `make bench` -->\nold\n"
                    "<!-- end of figures -->\n\nWords after.\n")  # fmt: skip
    command = [sys.executable, "-m", "everproof.cli", "bench", *SMALL, "--output", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == Outcome.WELL, done.stderr
    return done, page.read_text()


pytestmark = pytest.mark.slow


def row(output: str, name: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(f"{name}  "))


@pytest.mark.parametrize("operation", goals.PAGES)
def test_each_operation_has_a_row_with_figures_and_its_goal(measured, operation: str):
    output = measured[0].stdout

    figures = row(output, operation).removeprefix(operation).split("  ")

    assert sum(part.strip().replace(".", "").isdecimal() for part in figures) == 10
    assert str(goals.PAGES[operation]) in row(output, operation)


@pytest.mark.parametrize(
    "name",
    [
        "start to first answer",
        "migrating an empty database, processor time",
        "of it the commit",
        "ledger and search, share of a write request",
        "verifying the tree, entries",
        "verifying all, entries with version and live record",
        "size",
        "packages",
    ],
)
def test_what_surrounds_the_pages_is_measured(measured, name: str):
    assert "not measured" not in row(measured[0].stdout, name)


def test_the_page_gets_the_figures_and_keeps_its_words(measured):
    page = measured[1]

    assert page.startswith("# Benchmarks\n\nWords before.\n")
    assert page.endswith("\nWords after.\n")
    assert "\nold\n" not in page
    for operation in goals.PAGES:
        assert f"| {operation} | " in page


def test_it_tells_how_far_it_is(measured):
    assert "building 200 records" in measured[0].stderr


def test_outside_a_checkout_it_says_where_the_benchmarks_are(monkeypatch, tmp_path: Path, capsys):
    monkeypatch.setattr(bench, "CHECKOUT", tmp_path)

    assert main(["bench"]) == Outcome.COULD_NOT_RUN
    assert capsys.readouterr().err.startswith("The benchmarks are part of a checkout")


def test_too_few_records_are_refused(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["bench", "--records", "10"])

    assert exit_.value.code == Outcome.COULD_NOT_RUN
    assert "too few" in capsys.readouterr().err
