"""How a command ends: exit codes, refusals in a sentence, and output that a person or a program reads."""

import argparse
import json
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Outcome(IntEnum):
    """The exit codes of every command."""

    WELL = 0
    NOT_WELL = 1
    COULD_NOT_RUN = 2
    INTERRUPTED = 130


class CannotRun(Exception):
    """Ends the command with exit code 2; its text is the one sentence that the person sees."""


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Give a command `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON for a program instead of text")


def port_number(text: str) -> int:
    """A TCP port as argparse should read it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; use a number from 1 to 65535")
    return int(text)


def print_json(value: Any) -> None:
    """Print one JSON document: UUIDs, moments and decimals as strings; NaN, which JSON does not know, is refused."""
    json.dump(value, sys.stdout, default=str, ensure_ascii=False, allow_nan=False, indent=1)
    print()


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as aligned columns, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
