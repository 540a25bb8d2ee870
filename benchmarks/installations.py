"""Installations to measure, on either database, in a folder that is thrown away, with the settings of real use."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
THIS = [sys.executable, "-m", "everproof.cli"]
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
# One process writes to SQLite; on PostgreSQL as many serve as with the products that we compare with.
PROCESSES = {SQLITE: 1, POSTGRESQL: 3}


class CannotMeasure(Exception):
    """The benchmark cannot go on; the text says why."""


@dataclass(frozen=True)
class Installation:
    """A data folder and, on PostgreSQL, the addresses of its database by variable."""

    folder: Path
    secret: str
    urls: dict[str, str] = field(default_factory=dict)

    def environment(self, *, running: str = "production", port: int = 8000) -> dict[str, str]:
        """What its processes find in their environment; nothing of an installation that the shell names."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("EVERPROOF_", "DJANGO_"))}
        own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has its bytecode
        return own | {
            "EVERPROOF_ENV": running,
            "EVERPROOF_DATA": str(self.folder),
            "EVERPROOF_SECRET_KEY": self.secret,
            "EVERPROOF_URL": f"http://localhost:{port}",
            "EVERPROOF_LOG_LEVEL": "ERROR",
            "EVERPROOF_API_REQUESTS_PER_MINUTE": "1000000",  # counted all the same
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            **self.urls,
        }

    def run(self, *command: str, running: str = "production") -> str:
        """Run a program for this installation to its end; gives what it printed, or raises CannotMeasure."""
        done = subprocess.run(
            [*command], cwd=ROOT, env=self.environment(running=running), capture_output=True, text=True
        )
        if done.returncode != 0:
            raise CannotMeasure(f"{' '.join(command[1:4])} failed:\n{(done.stderr or done.stdout)[-3000:]}")
        return done.stdout

    def module(self, name: str, *arguments: str) -> str:
        """Run a module of ours that uses the product as a library. It may build what real use would not let it."""
        return self.run(sys.executable, "-m", name, *arguments, running="test")

    def make_folder(self) -> Installation:
        self.folder.mkdir(parents=True)
        return self


class SQLiteGround:
    """Where the installations on SQLite are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installation(self) -> Installation:
        """The first one, empty."""
        return Installation(self.folder / "first", secrets.token_urlsafe(50)).make_folder()

    def copy(self, installation: Installation) -> Installation:
        """Another one with the same content."""
        shutil.copytree(installation.folder, self.folder / "copy")
        return Installation(self.folder / "copy", installation.secret)

    def minimal(self) -> Installation:
        """A place for the minimal app."""
        folder = self.folder / "minimal"
        return Installation(folder, "-", {"MINIMAL_DATABASE_URL": f"sqlite://{folder}/notes.sqlite3"}).make_folder()

    def settle(self, installation: Installation) -> None:
        """Nothing is left to be done: SQLite looks after nothing by itself."""


class PostgreSQLGround:
    """Where the installations on PostgreSQL are: databases of one server, named by the addresses of the first."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.folder, self.urls = folder, urls
        self.database = urls["EVERPROOF_DATABASE_URL"].rpartition("/")[2]

    def installation(self) -> Installation:
        return Installation(self.folder / "first", secrets.token_urlsafe(50), self.urls).make_folder()

    def copy(self, installation: Installation) -> Installation:
        name = f"{self.database}_copy"
        self._as_owner("postgres", f'create database "{name}" template "{self.database}"')
        shutil.copytree(installation.folder, self.folder / "copy")
        return Installation(self.folder / "copy", installation.secret, self._addresses(name))

    def minimal(self) -> Installation:
        name = f"{self.database}_minimal"
        self._as_owner("postgres", f'create database "{name}"')
        url = self._addresses(name)["EVERPROOF_OWNER_DATABASE_URL"]
        return Installation(self.folder / "minimal", "-", {"MINIMAL_DATABASE_URL": url}).make_folder()

    def settle(self, installation: Installation) -> None:
        """Do now what autovacuum does within the hour after so many rows came in."""
        name = installation.urls["EVERPROOF_DATABASE_URL"].rpartition("/")[2]
        self._as_owner(name, "vacuum analyze")

    def clear(self) -> None:
        """The server may be one that stays; the first database goes with the roles' addresses."""
        for name in (f"{self.database}_copy", f"{self.database}_minimal"):
            self._as_owner("postgres", f'drop database if exists "{name}" with (force)')

    def _addresses(self, name: str) -> dict[str, str]:
        return {variable: f"{url.rpartition('/')[0]}/{name}" for variable, url in self.urls.items()}

    def _as_owner(self, database: str, statement: str) -> None:
        import psycopg

        url = self.urls["EVERPROOF_OWNER_DATABASE_URL"].rpartition("/")[0]
        with psycopg.connect(f"{url}/{database}", autocommit=True) as connection:
            connection.execute(statement)


Ground = SQLiteGround | PostgreSQLGround


@contextlib.contextmanager
def ground(database: str, folder: Path) -> Iterator[Ground]:
    """A place for installations on `database`, gone with all in it at the end of the block."""
    if database == SQLITE:
        yield SQLiteGround(folder)
        return
    try:
        from tests import postgres
    except ImportError as error:
        raise CannotMeasure(
            "PostgreSQL for the benchmark comes with the developers' packages; run: python3 run.py install --dev"
        ) from error
    given = os.environ.get("EVERPROOF_TEST_DATABASE_URL")
    lent = contextlib.nullcontext(given) if given else postgres.server(postgres.DURABLE)
    try:
        with lent as superuser, postgres.installation(superuser) as urls:
            made = PostgreSQLGround(folder, urls)
            try:
                yield made
            finally:
                made.clear()
    except postgres.CannotStart as error:
        raise CannotMeasure(str(error)) from error
