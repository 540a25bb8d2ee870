"""What tests of signing share: keys of their own, a nonconformity whose closing is signed, a browser at the door."""

import pytest
from django.test import Client

from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.kernel import parameters
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.signatures.tools import make_contained


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def contained(cast):
    """A nonconformity that waits for its closing, in an organisation that signs closings."""
    parameters.change(name=CLOSING_SIGNED, to=True, by=cast.manager)
    return make_contained(cast)


@pytest.fixture
def enter(everyone):
    """A browser of somebody who signed in through the page."""

    def entered(part="manager", password=PASSWORD):
        browser = Client()
        answer = browser.post("/account/login/", {"login": everyone.users[part].email, "password": password})
        assert answer.status_code == 302
        return browser

    return entered
