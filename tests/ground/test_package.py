"""`pip install .` gives the whole product: the command, and every template, asset and catalogue."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from everproof import __version__
from tests.ground.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files of this checkout that git knows or would know, still there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves folders behind."""
    copy = tmp_path_factory.mktemp("copy")
    for name in tracked:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", out, copy]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(out.glob("everproof-*.whl"))


def test_every_file_of_the_product_is_in_the_wheel(wheel: Path, tracked: list[str]):
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {name for name in tracked if name.startswith("everproof/") and "/tests/" not in name}
    product = {name for name in ours if not name.endswith(".md")}  # notes for those who read the code

    assert len(product) > 100
    assert product - packed == set()


def test_no_test_is_in_the_wheel(wheel: Path):
    packed = zipfile.ZipFile(wheel).namelist()

    assert [name for name in packed if "/tests/" in name or name.startswith("tests/")] == []


def test_the_dependencies_are_those_that_the_lock_was_made_from(wheel: Path):
    info = f"everproof-{__version__}.dist-info/METADATA"
    declared = zipfile.ZipFile(wheel).read(info).decode().count("Requires-Dist:")
    wanted = [line for line in (ROOT / "requirements.in").read_text().splitlines() if line and line[0] != "#"]

    assert declared == len(wanted)


def test_the_installed_command_runs(wheel: Path, tmp_path: Path):
    venv.create(tmp_path / "venv", with_pip=False)
    target = tmp_path / "venv" / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", target, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(command, check=True, capture_output=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("EVERPROOF_", "PYTHON"))}

    done = subprocess.run(
        [target.with_name("everproof"), "--version"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )

    assert done.stdout == f"Everproof {__version__}\n", done.stderr
