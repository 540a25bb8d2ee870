"""An installation is made once, made again when something changed, and never half believed."""

import os
import subprocess

from tests.ground.conftest import ROOT, Checkout
from tests.ground.test_refusals import free_port


def test_where_the_fast_installer_cannot_be_had_pip_does_it(checkout: Checkout):
    done = checkout.run("install")

    assert done.returncode == 0, done.stderr
    assert "Installed with pip" in done.stdout
    assert checkout.tiny_version() == "1.0"


def test_a_second_time_there_is_nothing_to_do(installed: Checkout):
    installed.run("install")

    done = installed.run("install")

    assert done.stdout == f"Ready: {installed.folder / '.venv/bin/everproof'}\n"


def test_a_changed_lock_is_installed(installed: Checkout):
    installed.lock("requirements.txt", "2.0")

    done = installed.run("install")

    assert "Installing" in done.stdout
    assert installed.tiny_version() == "2.0"


def test_going_back_to_an_older_lock_is_noticed(installed: Checkout):
    installed.lock("requirements.txt", "1.0")
    installed.run("install")
    installed.lock("requirements.txt", "2.0")
    installed.run("install", "--dev")
    installed.lock("requirements.txt", "1.0")

    installed.run("install")

    assert installed.tiny_version() == "1.0"


def test_an_installation_for_developers_also_serves_users(installed: Checkout):
    installed.run("install", "--dev")

    assert "Installing" not in installed.run("install").stdout


def test_an_interrupted_installation_is_done_again(installed: Checkout):
    installed.run("install")
    installed.lock("requirements.txt", "3.0")
    installed.run("install", PIP_FIND_LINKS="")
    assert not installed.stamp.exists()

    done = installed.run("install")

    assert "Installing" in done.stdout
    assert installed.tiny_version() == "3.0"


def test_a_broken_environment_is_made_anew(installed: Checkout):
    installed.stamp.unlink(missing_ok=True)
    installed.python.unlink()

    done = installed.run("install")

    assert done.returncode == 0, done.stderr
    assert installed.python.exists()


def test_the_command_works_from_any_folder(installed: Checkout, tmp_path):
    command = installed.folder / ".venv" / "bin" / "everproof"

    done = subprocess.run([command, "serve", "--port", "1"], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout == "called with serve --port 1\n"


def test_demo_hands_its_options_on(installed: Checkout, tmp_path):
    port = free_port()

    done = installed.run("demo", "--port", str(port), "--fresh", EVERPROOF_DATA=str(tmp_path / "data"))

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"called with demo --port {port} --fresh\n")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700, "records are nobody else's business"


def test_help_names_every_task_and_make_knows_them():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    listed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    makefile = (ROOT / "Makefile").read_text()
    targets = next(line for line in makefile.splitlines() if line.startswith("TASKS = ")).removeprefix("TASKS = ")
    assert listed == set(targets.split()) == {"demo", "test", "check", "bench", "install", "lock", "help"}


def test_ci_is_a_program_that_ends_with_the_suite():
    script = ROOT / ".ci" / "run"
    subprocess.run(["bash", "-n", script], check=True)
    commands = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]

    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in commands
    assert commands[-1].endswith(" make test")
    assert commands[-2].endswith(" make check")
