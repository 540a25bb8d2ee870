"""The demo uses a folder of its own and never empties one that is not."""

from pathlib import Path

import pytest

from everproof.cli.demo import MARKER, claim, welcome
from everproof.cli.outcome import CannotRun


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("EVERPROOF_DATABASE_URL", raising=False)


@pytest.mark.parametrize("fresh", [True, False])
def test_a_real_installation_is_left_alone(tmp_path: Path, fresh: bool):
    database = tmp_path / "everproof.sqlite3"
    database.write_bytes(b"records of years")

    with pytest.raises(CannotRun, match="holds an installation that is not a demo"):
        claim(tmp_path, fresh=fresh)

    assert database.read_bytes() == b"records of years"
    assert not (tmp_path / MARKER).exists()


def test_an_empty_folder_becomes_the_demos(tmp_path: Path):
    claim(tmp_path, fresh=False)

    assert (tmp_path / MARKER).exists()


def test_fresh_empties_what_is_the_demos(tmp_path: Path):
    claim(tmp_path, fresh=False)
    (tmp_path / "everproof.sqlite3").touch()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one").touch()

    claim(tmp_path, fresh=True)

    assert [entry.name for entry in tmp_path.iterdir()] == [MARKER]


def test_fresh_does_not_follow_a_link_out_of_the_folder(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    data = tmp_path / "data"
    data.mkdir()
    claim(data, fresh=False)
    (data / "files").symlink_to(elsewhere)

    claim(data, fresh=True)

    assert (elsewhere / "precious").exists()


def test_fresh_empties_no_folder_that_has_other_things(tmp_path: Path):
    (tmp_path / "holiday.jpg").touch()

    claim(tmp_path, fresh=True)

    assert (tmp_path / "holiday.jpg").exists()


def test_fresh_never_drops_a_postgresql_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVERPROOF_DATABASE_URL", "postgresql://app@localhost/everproof")
    claim(tmp_path, fresh=False)

    with pytest.raises(CannotRun, match="PostgreSQL"):
        claim(tmp_path, fresh=True)


def test_the_welcome_names_address_and_logins():
    text = welcome("http://localhost:8000", [("Quality manager", "q@example.com", "long words here")])

    assert "http://localhost:8000" in text
    assert "Quality manager  q@example.com  long words here" in text
