"""The database's part of a backup: SQLite's own online copy, or PostgreSQL's pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, connections


class ToolMissing(Exception):
    """A program that the backup needs is not there, or refused; the text says which and why."""


def dump(folder: Path) -> str:
    """Write the database as of one moment into `folder`, while others go on writing; gives the file's name."""
    if connection.vendor == "sqlite":
        target = folder / "database.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=2000, sleep=0.005)
            # The copy stands alone; without this it would want a write-ahead log beside it.
            copy.execute("pragma journal_mode=delete")
        return target.name
    target = folder / "database.dump"
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target.name


def restore(file: Path) -> None:
    """Put a dumped database in the place of an empty one."""
    if connection.vendor == "sqlite":
        connections.close_all()
        target = Path(connection.settings_dict["NAME"])
        for leftover in (target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
            leftover.unlink(missing_ok=True)
        shutil.copyfile(file, target)
        return
    connections.close_all()
    _run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        str(file),
    )


def is_empty() -> bool:
    """Whether the running database holds no installation yet."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return "kernel_organization" not in connection.introspection.table_names()


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the running database, with the password out of sight."""
    folder = os.environ.get("EVERPROOF_POSTGRESQL_PROGRAMS", "")
    path = shutil.which(program, path=folder or None)
    if path is None:
        raise ToolMissing(f"{program} is not there. Install PostgreSQL's client programs of the server's version.")
    wanted = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": wanted["HOST"],
        "PGPORT": str(wanted["PORT"] or 5432),
        "PGUSER": wanted["USER"],
        "PGPASSWORD": wanted["PASSWORD"],
        "PGDATABASE": wanted["NAME"],
    }
    database = [f"--dbname={wanted['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run([path, *database, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolMissing(f"{program} failed: {done.stderr.strip()[-500:]}")


def describe() -> dict[str, str]:
    """What a manifest says of the database."""
    return {"database": connection.vendor, "mode": settings.EVERPROOF_ENV}
