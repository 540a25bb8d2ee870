"""The house stands as ARCHITECTURE.md says: foreign keys point down, contracts refuse, the web process stays light."""

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent


def house() -> list[str]:
    """The rooms from top to bottom, out of the contract that the import linter holds."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = next(contract for contract in contracts if contract.get("exhaustive"))["layers"]
    return [room.strip(" ()") for row in rows for room in row.split("|")]


def foreign_keys_that_point_up(rooms: list[str], found: list[type[models.Model]]) -> list[str]:
    order = {f"everproof.{room}": place for place, room in enumerate(rooms)}
    wrong = []
    for model in found:
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            here, there = model._meta.app_config.name, field.related_model._meta.app_config.name
            if here in order and there in order and here != there and order[there] < order[here]:
                wrong.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    return wrong


def test_every_room_that_exists_has_its_place():
    ours = {
        config.name.removeprefix("everproof.")
        for config in apps.get_app_configs()
        if config.name.startswith("everproof.")
    }

    assert ours <= set(house())


def test_no_foreign_key_points_upwards():
    assert foreign_keys_that_point_up(house(), apps.get_models()) == []


def test_a_foreign_key_that_points_upwards_is_found():
    from everproof.improvement.models import Nonconformity

    class Upward(models.Model):  # noqa: DJ008  never shown
        cause = models.ForeignKey(Nonconformity, models.PROTECT)

        class Meta:
            app_label = "kernel"
            managed = False

    try:
        assert foreign_keys_that_point_up(house(), [Upward]) == ["Upward.cause -> Nonconformity"]
    finally:
        del apps.all_models["kernel"]["upward"]
        apps.clear_cache()


@pytest.mark.slow
def test_an_upward_import_is_refused(tmp_path):
    """The contract is tried on a copy of the package with one wrong import."""
    import shutil

    shutil.copytree(ROOT / "everproof", tmp_path / "everproof", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    clock = tmp_path / "everproof/kernel/clock.py"
    clock.write_text(clock.read_text() + "\nfrom everproof.improvement import actions  # noqa\n")

    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert done.returncode != 0
    assert "everproof.kernel.clock -> everproof.improvement" in done.stdout


HEAVY = (
    "numpy", "scipy", "pyhanko", "typst", "mammoth", "pypdfium2", "lxml", "xlsxwriter", "python_calamine", "yaml",
    "icalendar",
)  # fmt: skip


@pytest.mark.slow
def test_the_web_process_imports_nothing_heavy():
    program = (
        "import json, sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "from django.template.loader import get_template; get_template('ui/page.html');"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert json.loads(done.stdout.splitlines()[-1]) == []


MOST_LINES, MOST_LINES_OF_A_FUNCTION = 500, 60
# Migrations are written by Django.
GENERATED = "migrations"


def too_long(files: list[Path]) -> list[str]:
    """Files and functions that no longer fit in the hand."""
    found = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MOST_LINES:
            found.append(f"{file.name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                if (lines := node.end_lineno - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION:
                    found.append(f"{file.name}: {node.name} has {lines} lines")
    return found


def test_no_file_and_no_function_is_too_long():
    folders = ("everproof", "tests", "tools", "benchmarks")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py") if GENERATED not in file.parts]

    assert len(files) > 500
    assert too_long([*files, ROOT / "run.py", ROOT / "conftest.py"]) == []


def test_what_is_too_long_is_found(tmp_path):
    long = tmp_path / "long.py"
    long.write_text("def endless():\n" + "    pass\n" * 60 + "\n" * 440, encoding="utf-8")

    assert too_long([long]) == ["long.py: 501 lines", "long.py: endless has 61 lines"]
