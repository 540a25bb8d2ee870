"""A checkout in small: run.py with locks that name one tiny package, installable without a network."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

if os.environ.get("EVERPROOF_DATABASE_URL"):
    # Nothing here touches the database: the run on SQLite is enough.
    collect_ignore_glob = ["test_*.py"]

COMMAND_LINE = '"""Says how it was called."""\nimport sys\nprint("called with", *sys.argv[1:])\n'


@dataclass(frozen=True)
class Checkout:
    """A folder with run.py and what it needs."""

    folder: Path
    wheels: Path

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / "installed.txt"

    def run(self, *arguments: str, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run run.py offline. `before` is Python code that the interpreter executes first."""
        command = [sys.executable, "run.py", *arguments]
        if before:
            start = (
                f"import runpy, sys; sys.argv = sys.argv[1:]; {before}; runpy.run_path('run.py', run_name='__main__')"
            )
            command = [sys.executable, "-c", start, "run.py", *arguments]
        own = {key: value for key, value in os.environ.items() if not key.startswith(("EVERPROOF_", "PIP_", "UV_"))}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        return subprocess.run(
            command, cwd=self.folder, env=own | offline | environment, capture_output=True, text=True, timeout=120
        )

    def lock(self, name: str, *versions: str) -> None:
        """Write a lock that pins the tiny package to one of the versions given, or to none."""
        lines = [f"tiny=={version} --hash=sha256:{_wheel(self.wheels, version)}\n" for version in versions]
        (self.folder / name).write_text("".join(lines) or "# nothing\n")

    def tiny_version(self) -> str:
        """The version of the tiny package that is installed."""
        code = "import importlib.metadata as m; print(m.version('tiny'))"
        return subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    """A checkout in which nothing is installed yet, in a folder that other users may enter."""
    folder = Path(tempfile.mkdtemp(prefix="everproof-checkout-"))
    folder.chmod(0o755)
    yield _fill(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installed() -> Iterator[Checkout]:
    """A checkout that is installed; a module's tests share it, since making a virtual environment takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="everproof-checkout-"))
    made = _fill(folder)
    done = made.run("install")
    assert done.returncode == 0, done.stderr
    yield made
    shutil.rmtree(folder)


def _fill(folder: Path) -> Checkout:
    made = Checkout(folder=folder, wheels=folder / "wheels")
    made.wheels.mkdir()
    shutil.copy(ROOT / "run.py", folder)
    package = folder / "everproof" / "cli"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(COMMAND_LINE)
    (folder / "requirements-uv.txt").write_text(f"uv==0.0.0 --hash=sha256:{'0' * 64}\n")  # cannot be had offline
    made.lock("requirements.txt", "1.0")
    made.lock("requirements-dev.txt")
    return made


def _wheel(folder: Path, version: str) -> str:
    """Write a wheel of the tiny package and return its SHA-256."""
    info = f"tiny-{version}.dist-info"
    files = {
        "tiny.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={_record_hash(text)},{len(text)}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    path = folder / f"tiny-{version}-py3-none-any.whl"
    if not path.exists():
        with zipfile.ZipFile(path, "w") as wheel:
            for name, text in files.items():
                wheel.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _record_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
