"""Check the catalogues and their counts: `python -m everproof.standards [--write-counts]`. Exit 0 all well, 1 not."""

from __future__ import annotations

import sys
from pathlib import Path

from everproof.standards.counting import counts_problem, counts_text, total, write_counts
from everproof.standards.errors import CatalogueError, Problem
from everproof.standards.folder import FOLDER, load_folder
from everproof.standards.validation import validate


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    try:
        catalogues = load_folder(folder)
    except CatalogueError as error:
        return _report(error.problems)
    problems = [problem for catalogue in catalogues.values() for problem in validate(catalogue)]
    counts = counts_text(catalogues["iso9001-2015"], catalogues["iso9001-2026"])
    readme = folder / "README.md"
    if "--write-counts" in arguments:
        write_counts(readme, counts)
    stale = counts_problem(readme, counts)
    if stale:
        problems.append(stale)
    for catalogue in catalogues.values():
        print(f"{catalogue.id}: {total(catalogue).atoms} atoms, {len(catalogue.parameters)} parameters")
    return _report(problems)


def _report(problems: list[Problem] | tuple[Problem, ...]) -> int:
    for problem in problems:
        print(problem)
    print("No problems" if not problems else "1 problem" if len(problems) == 1 else f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
