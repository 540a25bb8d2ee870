"""What the figures were measured on and with: the machine, its load, versions, and the size of an installation."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import cache_from_source
from pathlib import Path

import everproof

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"


@dataclass(frozen=True)
class Machine:
    """Where and when."""

    day: str
    cores: int
    processor: str
    gibibytes: float
    system: str
    python: str
    django: str
    sqlite: str
    load_before: float
    packages: int
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.day}, {self.cores} cores of {self.processor}, {self.gibibytes:.0f} GiB, {self.system}, "
            f"Python {self.python}, Django {self.django}, SQLite {self.sqlite}"
        )


def look() -> Machine:
    packages, size = installed()
    return Machine(
        day=datetime.now(UTC).date().isoformat(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        processor=_processor(),
        gibibytes=_memory() / 2**30,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        django=distribution("django").version,
        sqlite=sqlite3.sqlite_version,
        load_before=load(),
        packages=packages,
        megabytes=size / 1e6,
    )


def load() -> float:
    """How many processes wanted a core over the last minute."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0


def installed() -> tuple[int, int]:
    """How many packages the product needs, itself left out, and the bytes of all files, its own and bytecode too.

    The lock is for every system and Python; only what is installed here counts.
    """
    names = set(re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    count, size = 0, _size_of_folder(Path(everproof.__file__).parent)
    for name in names:
        try:
            listed = distribution(name).files or []
        except PackageNotFoundError:  # named for another system
            continue
        files = {Path(str(file.locate())) for file in listed}
        # Not every installer lists what it compiled.
        files |= {Path(cache_from_source(str(file))) for file in files if file.suffix == ".py"}
        count += 1
        size += sum(map(_size, files))
    return count, size


def _size_of_folder(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*"))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _processor() -> str:
    try:
        named = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        named = None
    return named[1] if named else platform.processor() or "an unnamed processor"


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
