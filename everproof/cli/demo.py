"""`everproof demo`: the demo company on one's own machine, with web server and worker, until Ctrl-C."""

import argparse
import http.client
import os
import shutil
import sys
import time
from pathlib import Path

from everproof.cli import environment
from everproof.cli.children import Children
from everproof.cli.database import bring_database_up_to_date
from everproof.cli.outcome import CannotRun, Commands, Outcome, port_number, table
from everproof.cli.server import require_free_port

MARKER = "demo.txt"
MARKER_TEXT = "This folder belongs to the demo: `everproof demo --fresh` may empty it.\n"
SECONDS_TO_START = 60


def register(commands: Commands) -> None:
    """Add the subcommand."""
    demo_command = commands.add_parser(
        "demo",
        help="build the demo company once and serve it",
        description="Builds the demo company once and serves it with web server and worker until Ctrl-C.",
        allow_abbrev=False,
    )
    demo_command.add_argument("--port", type=port_number, default=8000, help="the port to serve on (8000)")
    demo_command.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    demo_command.add_argument("--fresh", action="store_true", help="throw the demo company away and build it anew")
    demo_command.set_defaults(run=demo)


def demo(arguments: argparse.Namespace) -> int:
    """Prepare, serve, and stop everything together."""
    require_free_port(arguments.host, arguments.port)
    os.environ["EVERPROOF_ENV"] = "demo"
    os.environ.setdefault("EVERPROOF_URL", f"http://localhost:{arguments.port}")  # passkeys refuse an IP address
    own_environment = dict(os.environ)  # the children connect as the application, not as the owner
    logins = prepare(fresh=arguments.fresh)

    this = [sys.executable, "-m", "everproof.cli"]
    with Children() as children:
        children.start(
            "web server", [*this, "serve", "--host", arguments.host, "--port", str(arguments.port)], own_environment
        )
        children.start("worker", [*this, "worker"], own_environment)
        if wait_until_served(arguments.port, children):
            print(welcome(os.environ["EVERPROOF_URL"], logins), flush=True)
        ended = children.wait()
    if ended is not None:
        name, code = ended
        raise CannotRun(
            f"The {name} ended by itself with exit code {code}; the demo is stopped. What it said stands above."
        )
    print("\nEverproof is stopped.")
    return Outcome.WELL


def prepare(*, fresh: bool) -> list[tuple[str, str, str]]:
    """Database and demo company. Returns role, address and password of each login."""
    environment.connect_as("OWNER")
    data: Path = environment.settings().EVERPROOF_DATA
    claim(data, fresh=fresh)
    environment.set_up()
    bring_database_up_to_date(verbosity=0)
    from everproof.demo.build import build_if_missing

    return [(login.role, login.email, login.password) for login in build_if_missing(fresh=fresh)]


def claim(data: Path, *, fresh: bool) -> None:
    """Make sure that the data folder is the demo's own; empty it when asked. Never touches a real installation."""
    marker = data / MARKER
    if not marker.exists() and (data / "everproof.sqlite3").exists():
        raise CannotRun(f"{data} holds an installation that is not a demo. Set EVERPROOF_DATA to another folder.")
    if fresh:
        if environment.uses_postgresql():
            raise CannotRun("--fresh empties the demo's own folder; drop and create the PostgreSQL database yourself.")
        for entry in data.iterdir() if marker.exists() else ():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    marker.write_text(MARKER_TEXT, encoding="utf-8")


def wait_until_served(port: int, children: Children) -> bool:
    """Wait until the web server answers. False when a child ended or we were told to stop before."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and not children.told_to_stop and children.ended() is None:
        connection = http.client.HTTPConnection("localhost", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def welcome(url: str, logins: list[tuple[str, str, str]]) -> str:
    """What the person sees once it runs."""
    lines = ["", f"Everproof is running: {url}", ""]
    if logins:
        rows = [("Role", "Sign in as", "Password"), *logins]
        lines += [*(f"  {line}" for line in table(rows).splitlines()), ""]
    return "\n".join([*lines, "Ctrl-C stops it."])
