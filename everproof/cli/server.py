"""`everproof serve` and `everproof worker`: the two processes of an installation."""

import argparse
import errno
import gc
import multiprocessing
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from everproof.cli import environment
from everproof.cli.children import end_with_supervisor
from everproof.cli.outcome import CannotRun, Commands, Outcome, port_number

if TYPE_CHECKING:
    from django.conf import LazySettings

# Threads that read requests at the clients' pace; the product itself works in four places (config/patience.py).
READING_THREADS = 64
WAITING_REQUESTS = 128  # per process; more wait in the socket's backlog, where they cost no memory
SECONDS_TO_STOP = 15
SHARED_TEMPLATES = ("ui/list.html", "ui/detail.html", "ui/form.html", "ui/page.html", "ui/base.html")


def register(commands: Commands) -> None:
    """Add the subcommands of this group."""
    serve_command = commands.add_parser("serve", help="serve the pages and the API", allow_abbrev=False)
    serve_command.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    serve_command.add_argument("--port", type=port_number, default=8000, help="the port to listen on (8000)")
    serve_command.add_argument(
        "--processes", type=int, default=0, help="processes that serve (1 on SQLite, one per core on PostgreSQL)"
    )
    serve_command.set_defaults(run=serve)

    worker_command = commands.add_parser(
        "worker", help="run background tasks, the schedule and the ledger's sequencer", allow_abbrev=False
    )
    worker_command.set_defaults(run=worker)


def serve(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; SIGHUP replaces the processes without losing a request, not the code."""
    end_with_supervisor()
    require_free_port(arguments.host, arguments.port)
    require_static_files(environment.settings())  # refuse here and in words, not in a child and with a traceback
    processes = arguments.processes or default_processes()
    if processes > 1 and multiprocessing.get_start_method() == "fork":
        load_before_fork()
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "everproof.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=READING_THREADS,
        backpressure=WAITING_REQUESTS,
        workers_kill_timeout=SECONDS_TO_STOP,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
    return Outcome.WELL


def load_before_fork() -> None:
    """Load the product here, so that the processes forked from this one share its memory and answer at once.

    It makes no thread and leaves no connection open, neither of which would survive a fork. One process has nothing to
    share with, and Python 3.14 does not fork: there each process loads by itself.
    """
    environment.set_up()
    environment.refuse_unsafe_database()
    from django.db import connections
    from django.template.loader import get_template
    from django.urls import reverse

    import everproof.config.wsgi  # noqa: F401

    reverse("account_login")  # reads the addresses of all rooms, and with them their pages
    for name in SHARED_TEMPLATES:
        get_template(name)
    connections.close_all()
    gc.collect()
    gc.freeze()  # or the first collection would write to all of it, and so copy it


def require_free_port(host: str, port: int) -> None:
    """Raise CannotRun where another program listens already, or the address is none of this machine's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name != "nt":  # there the option would let us take a port that is in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        raise CannotRun(f"Port {port} on {host} {reason}. Choose another with --port.") from error


def require_static_files(settings: "LazySettings") -> None:
    """Production serves gathered files under names that carry their content's hash; elsewhere they come as they are."""
    folder = settings.STATIC_ROOT
    if folder is not None and not (Path(folder) / "staticfiles.json").exists():
        raise CannotRun(f"There are no static files in {folder}. Run: everproof migrate")


def default_processes() -> int:
    """SQLite has one writer, and a second process only makes requests wait unevenly; PostgreSQL uses every core."""
    if not environment.uses_postgresql():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worker(arguments: argparse.Namespace) -> int:
    """Run the worker until SIGTERM or Ctrl-C."""
    end_with_supervisor()
    environment.connect_as("WORKER")
    environment.set_up()
    environment.refuse_unsafe_database()
    from everproof.kernel.tasks.worker import main

    return main() or Outcome.WELL
