"""A folder of its own for each test, files to put into it, and a record to put them on."""

import io

import pytest

from everproof.improvement import actions as improvement
from everproof.kernel.files import actions
from everproof.kernel.tests.files import corpus


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where this test keeps its files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "incoming")
    return settings.MEDIA_ROOT


@pytest.fixture
def record(cast):
    return improvement.report_nonconformity(title="Leak", by=cast.member, site=cast.main_site)


@pytest.fixture
def upload():
    """An upload of some content under a name: `upload("a.txt", b"words")`."""

    def made(name="note.txt", content=b"Words of a note", **more):
        return actions.Upload(name=name, portions=iter([content]), size=len(content), **more)

    return made


@pytest.fixture
def photo():
    """A JPEG as a phone makes one: lying on its side, with the place where it was taken."""
    return corpus.photo()


@pytest.fixture
def named_file():
    """Content as a form sends it."""

    def made(name, content):
        file = io.BytesIO(content)
        file.name = name
        return file

    return made
