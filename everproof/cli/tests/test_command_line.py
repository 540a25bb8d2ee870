"""Every command explains itself, refuses in a sentence, and ends with an exit code that a program can trust."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from everproof.cli import main
from everproof.cli.outcome import Outcome, table


def everproof(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, with nothing of an installation in the environment."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("EVERPROOF_")}
    command = [sys.executable, "-m", "everproof.cli", *arguments]
    return subprocess.run(command, env=own | environment, capture_output=True, text=True, timeout=60)


def test_help_lists_the_commands_in_a_sentence_each():
    done = everproof("--help")

    assert done.returncode == 0
    for command in ("serve", "worker", "migrate", "demo", "stats"):
        assert f"    {command} " in done.stdout


def test_without_a_command_it_says_how_it_is_used():
    done = everproof()

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert "usage: everproof" in done.stderr


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("migrate",), ("django", "check")])
def test_without_a_secret_nothing_starts_and_the_reason_is_one_sentence(command: tuple[str, ...], tmp_path: Path):
    done = everproof(*command, EVERPROOF_DATA=str(tmp_path))

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert done.stderr.startswith("EVERPROOF_SECRET_KEY is missing.")
    assert "Traceback" not in done.stderr


def test_without_static_files_production_does_not_serve(tmp_path: Path):
    done = everproof("serve", EVERPROOF_DATA=str(tmp_path), EVERPROOF_SECRET_KEY="long-enough-" * 5)

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert done.stderr == f"There are no static files in {tmp_path / 'static'}. Run: everproof migrate\n"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_occupied_port_is_named(command: str, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = everproof(command, "--port", str(port), EVERPROOF_ENV="demo", EVERPROOF_DATA=str(tmp_path / "data"))

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert done.stderr == f"Port {port} on 127.0.0.1 is in use. Choose another with --port.\n"
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_machine_is_named(tmp_path: Path):
    done = everproof("serve", "--host", "192.0.2.1", EVERPROOF_ENV="demo", EVERPROOF_DATA=str(tmp_path))

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert "on 192.0.2.1 cannot be had" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(port: str):
    done = everproof("serve", "--port", port)

    assert done.returncode == Outcome.COULD_NOT_RUN
    assert "is no port" in done.stderr


def test_stats_of_a_file_that_is_none_could_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["stats", str(tmp_path / "nowhere.json")]) == Outcome.COULD_NOT_RUN
    assert "cannot be read" in capsys.readouterr().err


def test_stats_for_a_program_is_one_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"format": "qms-reference-cases/1", "cases": [{"id": "odd", "topic": "no.such"}]}))

    assert main(["stats", str(path), "--json"]) == Outcome.NOT_WELL

    result = json.loads(capsys.readouterr().out)
    assert (result["passed"], result["failed"]) == (0, 1)
    assert result["cases"][0]["status"] == "error"


def test_stats_for_a_person_ends_with_the_sums(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"format": "qms-reference-cases/1", "cases": [{"id": "odd", "topic": "no.such"}]}))

    main(["stats", str(path)])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("error  odd  ")
    assert lines[-1] == "0 passed, 1 failed, 0 computed without an expected figure"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"id": str(number), "topic": "no.such"} for number in range(5000)]))

    command = f"{sys.executable} -m everproof.cli stats {path} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)

    assert done.stdout.startswith("error  0 ")
    assert done.stderr == ""


def test_columns_of_a_table_stand_under_each_other():
    assert table([("a", "long one", "x"), ("bbb", "b", "")]) == "a    long one  x\nbbb  b"


@pytest.mark.slow
def test_stats_prove_this_installation(capsys: pytest.CaptureFixture[str]):
    assert main(["stats", "--verify", "--json"]) == Outcome.WELL

    proof = json.loads(capsys.readouterr().out)
    assert proof["failed"] == 0
    assert proof["figures"] > 1000


def test_a_deviating_figure_is_named():
    from everproof.analytics.verify import Verification, VerifiedCase, VerifiedFigure
    from everproof.cli.statistics import proof_in_words

    figure = VerifiedFigure(figure="mean", expected=10.0, got=10.2, deviation=0.2, allowed=0.01, agrees=False)
    case = VerifiedCase(
        id="one", topic="t", title="", file="f", source="a table", kind="", notes="", message="", figures=(figure,)
    )
    broken = VerifiedCase(
        id="two", topic="t", title="", file="f", source="", kind="", notes="", message="does not run", figures=()
    )

    words = proof_in_words(Verification(cases=(case, broken), versions={"numpy": "9"}))

    assert "one: mean: reference 10.0, here 10.2" in words
    assert "two: does not run" in words
    assert words.endswith("0 cases agree, 2 deviate; 1 figures compared (numpy 9)")


def test_stats_need_a_file_or_the_proof(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["stats"])
    assert ended.value.code == Outcome.COULD_NOT_RUN
