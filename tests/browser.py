"""Lends a real Chromium to a test, or skips it with the reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """The program that EVERPROOF_CHROMIUM names, or the first one on the path."""
    return os.environ.get("EVERPROOF_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running Chromium (Playwright's `Browser`)."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = found()
    if not program:
        pytest.skip("no Chromium found; install one or name it in EVERPROOF_CHROMIUM")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
