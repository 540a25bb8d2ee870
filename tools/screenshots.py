"""Takes the README's pictures out of the running demo: `.venv/bin/python -m tools.screenshots [--data FOLDER]`.

Needs a Chromium (see tests/browser.py). The demo company is built into a temporary folder unless --data names one that
holds a demo already. Pictures go to docs/images/.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, found

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD_LINE = re.compile(r"^\s*(?P<role>\S.*?)\s{2,}(?P<email>\S+@\S+)\s{2,}(?P<password>\S.*)$")
SECONDS_TO_START = 180


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, how wide, in which light."""

    name: str
    role: str
    path: str
    width: int = 1440
    height: int = 900
    scheme: str = "light"


PICTURES = (
    Picture("home", "Quality manager", "/kestrel/"),
    Picture("nonconformities", "Quality manager", "/kestrel/improvement/nonconformities/?state=open"),
    Picture("nonconformity", "Quality manager", "first:/kestrel/improvement/nonconformities/?state=contained"),
    Picture("nonconformity-dark", "Quality manager", "first:/kestrel/improvement/nonconformities/", scheme="dark"),
    Picture("report-phone", "Member (operator)", "/kestrel/improvement/report/", width=390, height=844),
    Picture("home-phone", "Member (operator)", "/kestrel/", width=390, height=844),
)


def main() -> None:
    """Start the demo, take every picture, stop the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that holds a demo already")
    given = parser.parse_args()
    program = found()
    if not program:
        sys.exit("No Chromium found; install one or name it in EVERPROOF_CHROMIUM.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        demo(given.data or Path(scratch)) as (url, logins),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for picture in PICTURES:
            take(browser, url, picture, *logins[picture.role])
        browser.close()


@contextmanager
def demo(data: Path) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """The running demo: its address, and address and password for each role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "everproof.cli", "demo", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"EVERPROOF_DATA": str(data), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = f"http://localhost:{port}"
        wait_for(url)
        yield url, read_logins(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    sys.exit("The demo does not answer.")


def read_logins(process: subprocess.Popen[str]) -> dict[str, tuple[str, str]]:
    """The logins that the demo prints."""
    logins: dict[str, tuple[str, str]] = {}
    assert process.stdout is not None
    for line in process.stdout:
        if row := PASSWORD_LINE.match(line.rstrip("\n")):
            logins[row["role"]] = (row["email"], row["password"])
        if "Ctrl-C" in line:
            break
    return logins


def take(browser: Browser, url: str, picture: Picture, email: str, password: str) -> None:
    """Sign in as this person and take one picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=1,
    )
    page = context.new_page()
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_load_state()
    open_page(page, url, picture.path)
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    print(f"{picture.name}: {page.url}")
    context.close()


def open_page(page: Page, url: str, path: str) -> None:
    """Open an address; `first:` opens the first record of a list."""
    page.goto(url + path.removeprefix("first:"))
    if path.startswith("first:"):
        page.locator("main table tbody a").first.click()
        page.wait_for_load_state()


if __name__ == "__main__":
    main()
