"""The import contracts refuse what they are there to refuse; each is broken here once, in a house of empty rooms."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ground.conftest import ROOT

ROOMS = ("kernel", "analytics", "standards", "documents", "improvement", "conformity", "config")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Empty rooms under the contracts of this checkout."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        folder = tmp_path / "everproof" / room
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "models.py").touch()
    (tmp_path / "everproof" / "__init__.py").touch()
    return tmp_path


def judged(house: Path) -> subprocess.CompletedProcess[str]:
    lint = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint, "--no-cache", "--no-logo"], cwd=house, env={"PYTHONPATH": str(house)}, capture_output=True, text=True
    )


def test_an_empty_house_keeps_them(house: Path):
    done = judged(house)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("room", "line", "complaint"),
    [
        ("kernel", "from everproof.documents import models", "everproof.kernel is not allowed to import"),
        ("documents", "from everproof.improvement import models", "everproof.documents is not allowed to import"),
        ("analytics", "from everproof.standards import models", "everproof.analytics is not allowed to import"),
        ("analytics", "import django.db", "everproof.analytics.models is not allowed to import django"),
        ("standards", "import django.db", "everproof.standards.models is not allowed to import django"),
        (
            "conformity",
            "from everproof.documents import models",
            "everproof.conformity.models is not allowed to import",
        ),
    ],
)
def test_a_forbidden_import_is_refused(house: Path, room: str, line: str, complaint: str):
    (house / "everproof" / room / "models.py").write_text(f"{line}\n")

    done = judged(house)

    assert done.returncode == 1
    assert complaint in " ".join(done.stdout.split())


def test_a_downward_import_is_allowed(house: Path):
    (house / "everproof" / "improvement" / "models.py").write_text("from everproof.documents import models\n")

    assert judged(house).returncode == 0


def test_a_room_without_a_place_in_the_order_is_refused(house: Path):
    (house / "everproof" / "attic").mkdir()
    (house / "everproof" / "attic" / "__init__.py").touch()

    done = judged(house)

    assert done.returncode == 1
    assert "everproof.attic" in done.stdout
