"""Test databases: made once, cloned for tests that need commits of their own."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from django.db import connection, connections

from everproof.kernel.tenancy import grants

# Half seconds that a database is waited for before it cannot be dropped.
PATIENCE = 60


def prepare() -> None:
    """Migrate the empty database that this run was given; on PostgreSQL as its owner, with rights for the app."""
    if connection.vendor == "sqlite":
        _migrate()
        return
    with connected_as_owner():
        _migrate()
        grants.give_to_configured_roles(connection)


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


@contextmanager
def connected_as_owner() -> Iterator[None]:
    """Inside the block the default connection belongs to the owner of the tables (PostgreSQL)."""
    owner = urlsplit(os.environ["EVERPROOF_OWNER_DATABASE_URL"])
    with _settings_of_connection(USER=unquote(owner.username or ""), PASSWORD=unquote(owner.password or "")):
        yield


@contextmanager
def cloned(source: str = "") -> Iterator[None]:
    """Inside the block the default connection is a copy of a database; changes there are dropped with it.

    For tests with several connections or processes, which a rolled-back transaction cannot serve. Other processes
    find the copy through EVERPROOF_DATABASE_URL. `source` is what `copied` gave, else the connection's own.
    """
    with copied(source) as copy, using(copy):
        yield


@contextmanager
def copied(source: str = "") -> Iterator[str]:
    """A copy of a database, the connection's own or `source`; it is there until the block ends, under this name."""
    connections.close_all()
    source = source or str(connection.settings_dict["NAME"])
    copy_of = _copied_sqlite if connection.vendor == "sqlite" else _copied_postgresql
    with copy_of(source) as copy:
        yield copy


@contextmanager
def using(copy: str) -> Iterator[None]:
    """Inside the block the default connection, and that of processes which are started, is this copy."""
    if connection.vendor == "sqlite":
        with _settings_of_connection(NAME=copy), _environment(EVERPROOF_DATABASE_URL=f"sqlite://{copy}"):
            yield
        return
    # Not the app's name for it: only the last part of the URL differs.
    url = os.environ["EVERPROOF_DATABASE_URL"].rpartition("/")[0]
    worker = os.environ.get("EVERPROOF_WORKER_DATABASE_URL", "").rpartition("/")[0]
    with (
        _settings_of_connection(NAME=copy),
        _environment(EVERPROOF_DATABASE_URL=f"{url}/{copy}", EVERPROOF_WORKER_DATABASE_URL=f"{worker}/{copy}"),
    ):
        yield


@contextmanager
def empty() -> Iterator[None]:
    """Inside the block the default connection is an empty database; on PostgreSQL as its owner."""
    connections.close_all()
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        folder = Path(name).parent / f"empty-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            with _settings_of_connection(NAME=str(folder / "everproof.sqlite3")):
                yield
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    fresh = f"{name}_{secrets.token_hex(4)}"
    _as_owner_of_maintenance(f'create database "{fresh}"')
    try:
        with _settings_of_connection(NAME=fresh), connected_as_owner():
            yield
    finally:
        _as_owner_of_maintenance(f'drop database if exists "{fresh}" with (force)')


@contextmanager
def _copied_sqlite(name: str) -> Iterator[str]:
    source = Path(name)
    # The copy must hold what still lies in the write-ahead log.
    with sqlite3.connect(source) as original:
        original.execute("pragma wal_checkpoint(truncate)")
    folder = source.parent / f"clone-{secrets.token_hex(4)}"
    folder.mkdir()
    try:
        yield str(shutil.copyfile(source, folder / source.name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _copied_postgresql(source: str) -> Iterator[str]:
    # Of a copy of a copy the name would grow beyond what PostgreSQL keeps.
    copy = f"{source.partition('_copy_')[0]}_copy_{secrets.token_hex(4)}"
    _as_owner_of_maintenance(f'create database "{copy}" template "{source}"')
    try:
        yield copy
    finally:
        _as_owner_of_maintenance(f'drop database if exists "{copy}" with (force)')


def _as_owner_of_maintenance(statement: str) -> None:
    import psycopg

    url = os.environ["EVERPROOF_OWNER_DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{url}/postgres", autocommit=True) as maintenance:
        for patience in range(PATIENCE, -1, -1):
            try:
                maintenance.execute(statement)
                return
            except psycopg.errors.InsufficientPrivilege:
                # The server's own vacuum is in the database and may not be sent away; it leaves by itself.
                if not patience:
                    raise
                time.sleep(0.5)


@contextmanager
def _settings_of_connection(**changes: Any) -> Iterator[None]:
    connections.close_all()
    settings_dict = connections["default"].settings_dict
    before = {name: settings_dict[name] for name in changes}
    settings_dict.update(changes)
    try:
        yield
    finally:
        connections.close_all()
        settings_dict.update(before)


@contextmanager
def _environment(**changes: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
