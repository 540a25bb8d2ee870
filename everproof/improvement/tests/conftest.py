"""What the room's tests in a real browser share."""

import pytest
from django.db import connections

from everproof.improvement.tests.browsing import Site
from tests.browser import chromium
from tests.served import served


@pytest.fixture
def site(own_database, monkeypatch):
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with served() as url, chromium() as browser:
        yield Site(own_database, browser, url)
        connections.close_all()
