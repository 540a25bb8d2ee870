"""`everproof import TYPE PATH`: records from a spreadsheet, a folder of them, or a zip; documents from their files."""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from everproof.cli.acting import acting, add_acting_options
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json

if TYPE_CHECKING:
    from everproof.kernel.access.actor import Actor
    from everproof.kernel.exchange.importing.subjects import Subject

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")
MOST_FILES = 1000
MOST_BYTES = 20 * 1024 * 1024
WORKBOOK = "workbook"
COUNTS = ("read", "new", "changed", "unchanged")


def register(commands: Commands) -> None:
    """Add the subcommand of this group."""
    command = commands.add_parser(
        "import",
        help="bring in records from a spreadsheet",
        description="Reads XLSX, XLS, ODS and CSV, recognises records that are here already, and writes those that "
        "are new or changed; rows with problems are left out and named. Of documents, a folder or zip of the files "
        "themselves, with or without a spreadsheet that lists them. “workbook” reads every sheet that is called like a "
        "list, in the order in which they refer to each other. Doing it twice changes nothing.",
        allow_abbrev=False,
    )
    command.add_argument("type", metavar="TYPE", help="record type in the plural, such as risks or people; or workbook")
    command.add_argument("path", metavar="PATH", type=Path, help="a file, a folder or a zip")
    command.add_argument(
        "--map",
        dest="map_path",
        metavar="MAP.json",
        type=Path,
        help='{"file column": "field"}, or {"columns": {"file column": "field" or ["field", …]}, "values": {"field": '
        '{"theirs": "ours"}}, "natural_key": ["field"]}; without it, columns are recognised by their names',
    )
    command.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    add_acting_options(command)
    add_json_option(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import. Exit code 1 when a row has a problem, 2 when nothing could be read."""
    columns, values, key = _map(arguments.map_path)
    with acting(arguments) as by:
        if arguments.type == WORKBOOK:
            return _run_workbooks(arguments, by)
        record_type = _type(arguments.type)
        result = _of_files(arguments.type, arguments.path, columns, by, dry_run=arguments.dry_run)
        if result is None:
            result = {**dict.fromkeys(COUNTS, 0), "problems": []}
            files = list(_files(arguments.path))
            for name, content in files:
                found = _import(record_type, name, content, columns, values, key, by, dry_run=arguments.dry_run)
                _add(result, found, name, files)
    if arguments.json:
        print_json(result)
    else:
        _print(result, dry_run=arguments.dry_run)
    return Outcome.NOT_WELL if result["problems"] else Outcome.WELL


def _run_workbooks(arguments: argparse.Namespace, by: Actor) -> int:
    """Import all sheets of each workbook."""
    if arguments.map_path is not None:
        raise CannotRun("A map is for one list. In a workbook, columns are recognised by their names.")
    result: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "problems": [], "sheets": []}
    files = list(_files(arguments.path))
    for name, content in files:
        found = _import_workbook(name, content, by, dry_run=arguments.dry_run)
        _add(result, found, name, files)
        result["sheets"] += [{"file": name, **sheet} for sheet in found["sheets"]]
    if arguments.json:
        print_json(result)
    else:
        _print(result, dry_run=arguments.dry_run)
        for sheet in result["sheets"]:
            print(f"  {sheet['sheet']}: {sheet['new']} new, {sheet['changed']} changed, {sheet['unchanged']} unchanged")
    return Outcome.NOT_WELL if result["problems"] else Outcome.WELL


def _import_workbook(name: str, content: bytes, by: Actor, *, dry_run: bool) -> dict[str, Any]:
    from everproof.kernel.errors import NotAllowed
    from everproof.kernel.exchange.importing import sheets, workbooks

    try:
        return workbooks.import_at_once(content, file_name=name, by=by, dry_run=dry_run)
    except (sheets.Unreadable, NotAllowed) as error:
        raise CannotRun(f"{name}: {error}") from error


Map = tuple[dict[str, Any], dict[str, dict[str, str]], tuple[str, ...]]


def _map(path: Path | None) -> Map:
    """Columns, values and natural key of a map."""
    if path is None:
        return {}, {}, ()
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CannotRun(f"The map {path} cannot be read as JSON: {error}") from error
    columns: Any = found.get("columns", found) if isinstance(found, dict) else None
    has_parts = isinstance(found, dict) and isinstance(found.get("columns"), dict)
    key: Any = found.get("natural_key", ()) if isinstance(found, dict) else ()
    values: Any = found.get("values", {}) if has_parts else {}
    is_map = isinstance(columns, dict) and all(isinstance(name, str) or _are_words(name) for name in columns.values())
    if not is_map or not _are_words(key) or not _are_values(values):
        raise CannotRun(
            'A map is {"file column": "field"}, or {"columns": {…}, "values": {"field": {"theirs": "ours"}}, '
            '"natural_key": ["field"]}.'
        )
    return columns, values, tuple(key)


def _are_words(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _are_values(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(words, dict) and all(isinstance(ours, str) for ours in words.values()) for words in value.values()
    )


def _type(plural: str) -> Subject:
    from everproof.kernel import modules
    from everproof.kernel.exchange.importing import subjects

    found = subjects.of_plural(plural)
    if found is None:
        words = [one.plural_name for one in modules.all_record_types()] + [one.path for one in subjects.tables()]
        known = ", ".join(sorted(words))
        raise CannotRun(f"There is no record type {plural!r}; there is: {known}")
    return found


def _of_files(
    plural: str, path: Path, columns: Mapping[str, str], by: Actor, *, dry_run: bool
) -> dict[str, Any] | None:
    """Bring in records that are files themselves; None where a table of values is meant."""
    from everproof.kernel.errors import Refused
    from everproof.kernel.exchange.importing import folders

    if not path.exists():
        raise CannotRun(f"{path} is not there.")
    try:
        way_in = folders.for_path(plural, path)
        return way_in.bring_in(path, by=by, sheet_map=columns, dry_run=dry_run) if way_in else None
    except Refused as refusal:
        raise CannotRun(f"{path}: {refusal}") from refusal
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}") from error


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of the tables in a file, a folder or a zip, in the order of their names."""
    if path.is_dir():
        paths = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        if not paths:
            raise CannotRun(f"{path} holds no spreadsheet.")
        for one in paths[:MOST_FILES]:
            yield str(one.relative_to(path)), _read(one)
    elif path.suffix.lower() == ".zip":
        yield from _unpacked(path)
    else:
        yield path.name, _read(path)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotRun(f"{path} is larger than 20 MB. Split it.")
        return path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}") from error


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(SUFFIXES))
            if not names:
                raise CannotRun(f"{path} holds no spreadsheet.")
            for name in names[:MOST_FILES]:
                with archive.open(name) as file:
                    content = file.read(MOST_BYTES + 1)
                if len(content) > MOST_BYTES:
                    raise CannotRun(f"{name} in {path} is larger than 20 MB. Split it.")
                yield name, content
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise CannotRun(f"{path} cannot be unpacked: {error}") from error


def _import(
    record_type: Subject,
    name: str,
    content: bytes,
    columns: Mapping[str, Any],
    values: Mapping[str, Mapping[str, str]],
    key: tuple[str, ...],
    by: Actor,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    from django.core.exceptions import ValidationError

    from everproof.kernel.errors import NotAllowed
    from everproof.kernel.exchange.importing import service, sheets

    try:
        return service.import_at_once(
            record_type, content, file_name=name, mapping=columns, values=values, key=key, by=by, dry_run=dry_run
        )
    except (sheets.Unreadable, NotAllowed) as error:
        raise CannotRun(f"{name}: {error}") from error
    except ValidationError as error:
        raise CannotRun(f"{name}: {' '.join(error.messages)}") from error


def _add(result: dict[str, Any], found: Mapping[str, Any], name: str, files: list[tuple[str, bytes]]) -> None:
    for count in COUNTS:
        result[count] += found[count]
    lead = f"{name}, " if len(files) > 1 else ""
    result["problems"] += [{**problem, "where": f"{lead}{problem['where']}"} for problem in found["problems"]]


def _print(result: Mapping[str, Any], *, dry_run: bool) -> None:
    words = "would be " if dry_run else ""
    print(
        f"{result['read']} rows read: {result['new']} {words}new, {result['changed']} {words}changed, "
        f"{result['unchanged']} unchanged, {len(result['problems'])} problems."
    )
    for problem in result["problems"]:
        print(f"  {problem['where']}: {problem['reason']} {problem['cure']}")
    for name, heading in (("lost", "What could not come along:"), ("left_out", "Left out:")):
        if result.get(name):
            print(heading)
        for one in result.get(name, ()):
            print(f"  {one['where']}: {one['reason']}")
