"""The words of a scan are read where the machine has a program for it, and nothing is missing where it has none."""

import io
import shutil
import stat

import pytest
from PIL import Image, ImageDraw, ImageFont

from everproof.kernel.files import child
from everproof.kernel.tests.files import corpus

# What tesseract is asked, in the order of its arguments: page, where to, -l, languages.
STAND_IN = """#!/bin/sh
if [ "$1" = "--list-langs" ]; then printf "List of languages:\\ndeu\\neng\\nosd\\n"; exit 0; fi
head -c 4 "$1" | grep -q PNG && echo "read with $4"
"""


def scanned(words="TORQUE WRENCH"):
    """A PDF of one page that is a picture of words."""
    page = Image.new("L", (1240, 400), 255)
    ImageDraw.Draw(page).text((60, 120), words, fill=0, font=ImageFont.load_default(96))
    found = io.BytesIO()
    page.save(found, "PDF", resolution=150)
    return found.getvalue()


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    place = tmp_path / "bin"
    place.mkdir()
    program = place / "tesseract"
    program.write_text(STAND_IN)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    return program


@pytest.mark.parametrize(("kind", "content"), [("pdf", scanned()), ("JPEG", corpus.photo())])
def test_each_page_goes_to_the_program_in_the_languages_that_are_installed(kind, content, stand_in, tmp_path):
    source = tmp_path / "scan"
    source.write_bytes(content)
    assert child.scanner() == str(stand_in)
    assert child.make_scan(kind, source).text.strip() == "read with eng+deu"


def test_a_program_that_fails_leaves_no_words(stand_in, tmp_path):
    stand_in.write_text("#!/bin/sh\nexit 1\n")
    source = tmp_path / "scan"
    source.write_bytes(scanned())
    assert child.make_scan("pdf", source).text.strip() == ""


def test_without_the_program_there_are_no_words_and_no_error(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    source = tmp_path / "scan"
    source.write_bytes(scanned())
    assert child.make_scan("pdf", source) == child.Made()


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed here")
def test_the_words_of_a_scan_are_read(tmp_path):
    source = tmp_path / "scan"
    source.write_bytes(scanned())
    assert "TORQUE" in child.make_scan("pdf", source).text
