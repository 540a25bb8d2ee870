#!/usr/bin/env python3
"""The commands of a checkout: `python3 run.py demo|test|check|bench|install|lock|help`.

Standard library only, so that it runs before anything is installed, on Linux, macOS and Windows.
`make demo` and the other make targets only call this file.
"""

import sys

if sys.version_info < (3, 11):  # before anything that an older Python would stumble over
    sys.stderr.write("Everproof needs Python 3.11 or newer; this is Python {}.{}.\n".format(*sys.version_info[:2]))
    sys.exit(2)

import argparse
import errno
import hashlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")

INSTALLER_LOCK = "requirements-uv.txt"
RUNTIME_LOCK = "requirements.txt"
DEVELOPER_LOCK = "requirements-dev.txt"

NOT_RUN = 2  # exit code: the command could not do its work at all


class CannotRun(Exception):
    """Stops the command; its text is the one sentence that the person sees."""


# Installing


def install(*locks: str) -> None:
    """Bring `.venv` to what the locks say. Costs nothing when it already is there.

    A stamp remembers the locks, the Python and the folder. It goes before the work starts and comes back when
    all is done, so an interrupted installation is simply done again.
    """
    wanted = fingerprints(locks)
    stamp = VENV / "installed.txt"
    if PYTHON.exists() and stamp.exists() and wanted <= set(stamp.read_text(encoding="utf-8").splitlines()):
        return
    started = time.monotonic()
    require_writable(ROOT)
    say("Installing into .venv; the first time takes about half a minute.")
    try:
        stamp.unlink(missing_ok=True)
        make_venv()
        tool = install_packages(locks)
        make_importable()
        stamp.write_text("".join(f"{line}\n" for line in sorted(wanted)), encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"The packages could not be installed: {error}.") from error
    say(f"Installed with {tool} in {time.monotonic() - started:.0f} s.")


def fingerprints(locks: tuple[str, ...]) -> set[str]:
    """What the installation of each lock depends on, as a line with a hash."""
    place = f"{sys.version}\n{sys.base_prefix}\n{ROOT}\n".encode()
    return {f"{lock} {hashlib.sha256(place + (ROOT / lock).read_bytes()).hexdigest()}" for lock in locks}


def require_writable(folder: Path) -> None:
    """Refuse early, and in words, where nothing can be written. Asking by mode bits would not see a read-only disk."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotRun(f"Everproof cannot write to {folder} ({error.strerror}).") from error


def make_venv() -> None:
    """Make `.venv`, afresh where the one that is there is unfinished or of another Python."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise CannotRun("Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv")
    import venv

    config = VENV / "pyvenv.cfg"
    version = ".".join(map(str, sys.version_info[:3]))
    if PYTHON.exists() and config.exists() and version in config.read_text() and pip("--version") == "":
        return
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=not WINDOWS).create(VENV)
    except subprocess.CalledProcessError as error:
        raise CannotRun(
            "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
        ) from error


def install_packages(locks: tuple[str, ...]) -> str:
    """Install the locks, every file checked against its hash. Returns the name of the tool that did it."""
    files = [part for lock in locks for part in ("-r", str(ROOT / lock))]
    hashed = ["--quiet", "--require-hashes"]
    if pip("install", *hashed, "-r", str(ROOT / INSTALLER_LOCK)) == "":
        uv = [str(PYTHON), "-m", "uv", "pip", "install", *hashed, "--compile-bytecode", "--python", str(PYTHON), *files]
        if subprocess.run(uv, capture_output=True).returncode == 0:
            return "uv"
    problem = pip("install", *hashed, *files)  # uv is only a speed-up
    if problem:
        raise CannotRun(
            f"The packages could not be installed; check the network or the proxy and try again. pip says: {problem}"
        )
    return "pip"


def pip(*arguments: str) -> str:
    """Run pip inside `.venv`. Returns its last word where it failed, and nothing where it did well."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["it gave no reason"])[-1]


def make_importable() -> None:
    """Let `.venv` import the checkout and give it the `everproof` command, without building a package."""
    paths = {"base": str(VENV), "platbase": str(VENV)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (packages / "everproof-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if WINDOWS:
        (BIN / "everproof.cmd").write_text('@"%~dp0python.exe" -m everproof.cli %*\n')
        return
    command = BIN / "everproof"
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m everproof.cli "$@"\n')
    command.chmod(0o755)


# The commands


def demo(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Install, build the demo company once, serve it."""
    require_free_port(arguments.port)
    data = data_folder()
    require_writable(data)
    os.environ["EVERPROOF_DATA"] = str(data)
    install(RUNTIME_LOCK)
    options = ["--port", str(arguments.port), *(["--fresh"] if arguments.fresh else []), *rest]
    command = [str(PYTHON), "-m", "everproof.cli", "demo", *options]
    return become(command)


def become(command: list[str]) -> int:
    """Go on as another program, so that Ctrl-C and SIGTERM reach it and it can put things away in its own time."""
    sys.stdout.flush()
    if not WINDOWS:
        os.chdir(ROOT)
        os.execv(command[0], command)
    with subprocess.Popen(command, cwd=ROOT) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the console has told the other program too
                continue


def data_folder() -> Path:
    """Where the installation lives: `EVERPROOF_DATA`, or `var/` in the checkout."""
    return Path(os.environ.get("EVERPROOF_DATA") or ROOT / "var").expanduser().resolve()


def require_free_port(port: int) -> None:
    """Refuse before the work starts, not after it. A browser may take localhost for either loopback address."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                if not WINDOWS:  # there the option would let us take a port that is in use
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except PermissionError as error:
            raise CannotRun(
                f"Port {port} needs more rights than you have. Choose one above 1023, such as --port 8000."
            ) from error
        except OSError as error:
            if family == socket.AF_INET6 and not _is_in_use(error):
                continue  # a machine without IPv6
            raise CannotRun(f"Port {port} is in use. Choose another: python3 run.py demo --port {port + 1}") from error


def _is_in_use(error: OSError) -> bool:
    return error.errno == errno.EADDRINUSE


def test(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Install, run the whole suite on SQLite and on PostgreSQL, side by side."""
    install(RUNTIME_LOCK, DEVELOPER_LOCK)
    databases = [arguments.database] if arguments.database else ["sqlite", "postgresql"]
    return become([str(PYTHON), "-m", "tests.both", *databases, "--", *rest])


def check(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Look at the code without running it: style, types, import contracts, migrations, static files, settings."""
    install(RUNTIME_LOCK, DEVELOPER_LOCK)
    with tempfile.TemporaryDirectory(prefix="everproof-check-") as folder:
        outcomes = [looks_well(name, command, production(folder)) for name, command in checks()]
    return 0 if all(outcomes) else 1


def checks() -> list[tuple[str, list[str]]]:
    """Name and command of each check."""
    python = str(PYTHON)
    django = [python, "-m", "everproof.cli", "django"]
    return [
        ("style", [python, "-m", "ruff", "check", "--quiet", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import contracts", [str(BIN / "lint-imports"), "--no-logo", "--no-cache"]),
        ("migrations", [*django, "makemigrations", "--check", "--dry-run"]),
        ("static files", [*django, "collectstatic", "--no-input", "--verbosity", "0"]),
        ("production settings", [*django, "check", "--deploy", "--fail-level", "WARNING"]),
    ]


def production(folder: str) -> dict[str, str]:
    """The environment of an installation as it should be run, in a folder of its own."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("EVERPROOF_")}
    return own | {
        "EVERPROOF_ENV": "production",
        "EVERPROOF_DATA": folder,
        "EVERPROOF_SECRET_KEY": secrets.token_urlsafe(64),
        "EVERPROOF_URL": "https://quality.example.com",
    }


def looks_well(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check and say in a line how it went, with the details only where it failed."""
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    well = done.returncode == 0
    say(f"{name:<20} {'ok' if well else 'failed':<7} {time.monotonic() - started:5.1f} s")
    if not well:
        say(done.stdout.rstrip() + "\n")
    return well


def bench(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Install, run the benchmarks."""
    install(RUNTIME_LOCK, DEVELOPER_LOCK)
    return become([str(PYTHON), "-m", "everproof.cli", "bench", *rest])


def only_install(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Install what Everproof needs to run, and with --dev what its developers need."""
    install(RUNTIME_LOCK, *([DEVELOPER_LOCK] if arguments.dev else []))
    say(f"Ready: {BIN / 'everproof'}")
    return 0


def lock(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Write the locks anew from the .in files; with --upgrade to the newest versions they allow."""
    install(RUNTIME_LOCK)
    for name in (INSTALLER_LOCK, RUNTIME_LOCK, DEVELOPER_LOCK):
        source = Path(name).with_suffix(".in")
        command = [str(PYTHON), "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
        command += [
            "--python-version",
            "3.11",
            "--no-header",
            "--no-emit-index-url",
            "--output-file",
            name,
            str(source),
        ]
        if subprocess.call(command + (["--upgrade"] if arguments.upgrade else []), cwd=ROOT) != 0:
            raise CannotRun(f"{source} could not be resolved.")
        say(f"{name} is written.")
    return 0


def help_text(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Print the tasks, a sentence each."""
    for name, (_, sentence) in COMMANDS.items():
        say(f"  make {name:<8} {sentence}")
    say("\nThe same without make: python3 run.py TASK. Options go in ARGS: make demo ARGS='--port 8001'.")
    return 0


COMMANDS = {
    "demo": (demo, "Installs Everproof, builds the demo company once and serves it on http://localhost:8000."),
    "test": (test, "Runs the whole test suite on SQLite and on PostgreSQL; further options go to pytest."),
    "check": (check, "Checks style, types, import contracts, migrations, static files and the production settings."),
    "bench": (bench, "Runs the benchmarks."),
    "install": (only_install, "Installs into .venv and stops there."),
    "lock": (lock, "Writes the hashed locks anew from requirements*.in."),
    "help": (help_text, "Lists these tasks."),
}


def parser() -> argparse.ArgumentParser:
    """The command line of this file."""
    top = argparse.ArgumentParser(prog="run.py", description=__doc__.splitlines()[0], allow_abbrev=False)
    tasks = top.add_subparsers(dest="task", metavar="TASK")
    for name, (_, sentence) in COMMANDS.items():
        task = tasks.add_parser(name, help=sentence, description=sentence, allow_abbrev=False)
        if name == "demo":
            task.add_argument("--port", type=port_number, default=8000, help="the port to serve on (8000)")
            task.add_argument("--fresh", action="store_true", help="throw the demo company away and build it anew")
        elif name == "test":
            task.add_argument("--database", choices=["sqlite", "postgresql"], help="only this one")
        elif name == "install":
            task.add_argument("--dev", action="store_true", help="with what developers need")
        elif name == "lock":
            task.add_argument("--upgrade", action="store_true", help="take the newest versions")
    return top


def port_number(text: str) -> int:
    """A TCP port as argparse should read it."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; use a number from 1 to 65535")
    return int(text)


def say(text: str) -> None:
    """Print at once: what follows may take a while or replace this process."""
    print(text, flush=True)


def main(argv: list[str]) -> int:
    """Run the task that was asked for. Returns the exit code: 0 all well, 1 not, 2 could not run."""
    line = parser()
    arguments, rest = line.parse_known_args(argv)
    if rest and arguments.task not in {"demo", "test", "bench"}:
        line.error("unknown option {}".format(" ".join(rest)))
    command, _ = COMMANDS[arguments.task or "help"]
    try:
        return command(arguments, [part for part in rest if part != "--"])
    except CannotRun as refusal:
        print(refusal, file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
