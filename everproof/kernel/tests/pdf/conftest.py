"""Folders of their own for each test that prints."""

import pytest


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path / "installation"
    settings.EVERPROOF_DATA.mkdir(mode=0o700, exist_ok=True)
    settings.MEDIA_ROOT = settings.EVERPROOF_DATA / "files"
    return settings.EVERPROOF_DATA
